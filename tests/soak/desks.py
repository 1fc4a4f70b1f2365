"""Desks of a soak: `python -m tests.soak.desks URL PASSWORD NAME DESKS PER_SECOND FILE`.

Each stands on what a desk stands on, with its copy and its outbox beside FILE, follows the log and
reads what is new; together they write so many entries a second in common incidents, until standard
input ends. Each id is written to FILE before it is recorded (`sent ID`) and after that was answered
(`kept ID`). At `stop writing` what waits is shared; at `heard` the heads that each desk has heard
of are printed.
"""

from __future__ import annotations

import itertools
import json
import random
import sys
import threading
import time
from collections.abc import Callable, Mapping
from contextlib import ExitStack
from pathlib import Path

from ooh_console.domain.entries import REGISTER
from ooh_console.ledger.errors import LedgerError, LedgerUnreachable
from ooh_console.ledger.ledger import Ledger
from ooh_console.ledger.shared.delivering import Sitting
from ooh_console.ledger.shared.ledger import PATIENCE, SILENCE, SharedLedger
from tests.ledger.making import DUTY, note, signer
from tests.ledger.shared.conftest import KEY
from tests.ledger.test_faults import until

NAMES = [f"S{number:03}" for number in range(200)]
"""Incidents, in which all desks write."""


def main(url: str, password: str, name: str, desks: str, per_second: str, file: str) -> None:
    """Follows and writes until standard input ends."""
    done = threading.Event()
    heard: list[dict[str, int]] = [{} for _ in range(int(desks))]
    with ExitStack() as stack:
        ledgers = [
            stack.enter_context(shared_desk(url, password, Path(f"{file}-{number}"), f"{number}"))
            for number, _ in enumerate(heard)
        ]
        for ledger, heads in zip(ledgers, heard, strict=True):
            told = _reading(ledger, heads)
            ledger.follow(told)
            told({one.reference: one.count for one in ledger.incidents()})
        writing = threading.Thread(
            target=_write, args=(ledgers, float(per_second), Path(file), name, done)
        )
        writing.start()
        print("ready", flush=True)
        for line in sys.stdin:
            if line == "stop writing\n":
                done.set()
                writing.join()
                for ledger in ledgers:
                    until(lambda ledger=ledger: ledger.wait_until_shared(1), 120)  # type: ignore[misc]
                print("stopped", flush=True)
            if line == "heard\n":
                print(json.dumps([dict(one) for one in heard]), flush=True)
        done.set()
        writing.join()


def shared_desk(url: str, password: str, folder: Path, name: str) -> SharedLedger:
    """A desk with a folder of its own, at which somebody sits; the server is there."""

    def reach() -> Ledger:
        return Ledger.on_server(url, password, busy_seconds=PATIENCE, silence_seconds=SILENCE)

    found = SharedLedger(folder, KEY, reach, reached(reach))
    found.sits_here(Sitting(DUTY, "duty-worker", "OOH", name, signer()))
    return found


def reached(reach: Callable[[], Ledger]) -> Ledger:
    """The server, once it is there: a desk may begin while it is down."""
    while True:
        try:
            return reach()
        except LedgerUnreachable:
            time.sleep(0.2)


def _reading(ledger: SharedLedger, heads: dict[str, int]) -> Callable[[Mapping[str, int]], None]:
    def told(changed: Mapping[str, int]) -> None:
        for chain in changed.keys() - {REGISTER}:
            # As a screen does: what waits may have another place than was told a moment ago.
            heads[chain] = head = ledger.head(chain)
            ledger.rows(chain, max(1, head - 1), head)

    return told


def _write(
    ledgers: list[SharedLedger], per_second: float, file: Path, name: str, done: threading.Event
) -> None:
    chance = random.Random(name)
    with file.open("a", encoding="ascii", buffering=1) as kept:
        for ledger in itertools.cycle(ledgers):
            if done.wait(1 / per_second):
                return
            item = note(f"under load by {name}", chance.choice(NAMES))
            kept.write(f"sent {item.id}\n")
            while True:
                try:
                    ledger.append_now([item], signer())
                except LedgerError:
                    # Not answered: whether it is there is not known, and sending again is safe.
                    if done.is_set():
                        return
                else:
                    kept.write(f"kept {item.id}\n")
                    break


if __name__ == "__main__":
    main(*sys.argv[1:])
