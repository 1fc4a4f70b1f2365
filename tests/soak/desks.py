"""Desks of a soak: `python -m tests.soak.desks URL PASSWORD NAME DESKS PER_SECOND FILE`.

Each follows the log and reads what is new; together they write so many entries a second in common
incidents, until standard input ends. Each id is written to FILE before it is sent (`sent ID`) and
after it was answered (`kept ID`). At the end the heads that each desk has heard of are printed.
"""

from __future__ import annotations

import itertools
import json
import random
import sys
import threading
from collections.abc import Callable, Mapping
from contextlib import ExitStack
from pathlib import Path

from ooh_console.ledger.errors import LedgerError
from ooh_console.ledger.ledger import Ledger
from tests.ledger.making import note, signer

INCIDENTS = 200


def main(url: str, password: str, name: str, desks: str, per_second: str, file: str) -> None:
    """Follows and writes until standard input ends."""
    done = threading.Event()
    heard: list[dict[str, int]] = [{} for _ in range(int(desks))]
    with ExitStack() as stack:
        ledgers = [stack.enter_context(Ledger.on_server(url, password)) for _ in heard]
        for ledger, heads in zip(ledgers, heard, strict=True):
            heads |= {one.reference: one.count for one in ledger.incidents()}
            ledger.follow(_reading(ledger, heads))
        writing = threading.Thread(
            target=_write, args=(ledgers, float(per_second), Path(file), name, done)
        )
        writing.start()
        print("ready", flush=True)
        for line in sys.stdin:
            if line == "stop writing\n":
                done.set()
                writing.join()
                print("stopped", flush=True)
        done.set()
        writing.join()
        print(json.dumps(heard), flush=True)


def _reading(ledger: Ledger, heads: dict[str, int]) -> Callable[[Mapping[str, int]], None]:
    def told(changed: Mapping[str, int]) -> None:
        for chain, head in changed.items():
            heads[chain] = max(head, heads.get(chain, 0))
            ledger.rows(chain, max(1, head - 1), head)

    return told


def _write(
    ledgers: list[Ledger], per_second: float, file: Path, name: str, done: threading.Event
) -> None:
    chance = random.Random(name)
    with file.open("a", encoding="ascii", buffering=1) as kept:
        for ledger in itertools.cycle(ledgers):
            if done.wait(1 / per_second):
                return
            item = note(f"under load by {name}", f"S{chance.randrange(INCIDENTS):03}")
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
