"""Other desks on one server: `python -m tests.benchmarks.crowd URL PASSWORD DESKS PER_SECOND`.

Each stands on what a desk stands on (a copy and an outbox of its own), follows the log and reads
what is new, and together they write so many entries a second in incidents of their own, until
standard input is closed. Says `ready` once all follow.
"""

from __future__ import annotations

import itertools
import os
import sys
import tempfile
import threading
from collections.abc import Mapping
from contextlib import ExitStack
from pathlib import Path

from ooh_console.ledger.shared.ledger import SharedLedger
from tests.benchmarks.desks import opening
from tests.ledger.making import item, note, signer
from tests.soak.desks import shared_desk


def main(url: str, password: str, desks: str, per_second: str) -> None:
    """Follows and writes until standard input ends."""
    done = threading.Event()
    with ExitStack() as stack:
        folder = Path(stack.enter_context(tempfile.TemporaryDirectory()))
        ledgers = [
            stack.enter_context(shared_desk(url, password, folder / f"{number}", f"{number}"))
            for number in range(int(desks))
        ]
        for ledger in ledgers:
            ledger.incidents()
            ledger.follow(_reading(ledger))
        writing = threading.Thread(target=_write, args=(ledgers, float(per_second), done))
        writing.start()
        print("ready", flush=True)
        sys.stdin.read()
        done.set()
        writing.join()


def _reading(ledger: SharedLedger) -> object:
    def told(heads: Mapping[str, int]) -> None:
        for chain, head in heads.items():
            ledger.rows(chain, head, head)

    return told


def _write(ledgers: list[SharedLedger], per_second: float, done: threading.Event) -> None:
    own = f"C{os.getpid()}-"
    for number, ledger in enumerate(ledgers):
        ledger.append_now([item(opening(), f"{own}{number}")], signer())
    for number, ledger in enumerate(itertools.cycle(ledgers)):
        if per_second == 0 or done.wait(1 / per_second):
            return
        ledger.append_now(
            [note(f"of the crowd {number}", f"{own}{number % len(ledgers)}")], signer()
        )


if __name__ == "__main__":
    main(*sys.argv[1:])
