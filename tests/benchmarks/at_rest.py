"""Rows about what encryption costs: the same log in a plain file and in an encrypted one."""

from __future__ import annotations

import secrets
import shutil
import time
from collections.abc import Callable
from pathlib import Path

from ooh_console.bootstrap import DATABASE
from ooh_console.desk.desk import Recording
from ooh_console.domain.bodies import Note
from ooh_console.ledger.encrypting import encrypt
from ooh_console.ledger.ledger import Ledger
from tests.benchmarks.desks import LONG, MANY, Nights, desk, parts
from tests.benchmarks.table import RATIO, Row

APPENDS, WARM = 1_000, 100
OPENINGS = 30
ROUNDS = 3


def at_rest(nights: Nights) -> list[Row]:
    """Append, open and read in turn, plain and encrypted."""
    folder = nights.copy("at rest")
    plain, key = folder / DATABASE, secrets.token_bytes(32)
    sealed = folder / "sealed.db"
    shutil.copy(plain, sealed)
    encrypt(sealed, key)
    return [
        _append(nights.folder("at rest, append"), plain, sealed, key),
        _row("open, and list the incidents", _open, OPENINGS, plain, sealed, key, 1.5),
        _row("read 100,000 entries", _read, ROUNDS, plain, sealed, key, 1.3),
    ]


def _append(folder: Path, plain: Path, sealed: Path, key: bytes) -> Row:
    opened = parts(folder)
    at = desk(opened)
    ours, floor = [], []
    with Ledger.open(plain) as first, Ledger.open(sealed, key=key) as second:
        for number in range(APPENDS):
            pair = ((first, floor), (second, ours))
            for ledger, times in pair if number % 2 else reversed(pair):
                moment = at.clock()
                body = Note(text=f"The dog is in the garden, number {number}")
                item = at.written(LONG, Recording(body), moment, moment)
                before = time.perf_counter()
                ledger.append_now([item], at.signer)
                times.append(time.perf_counter() - before)
    opened.close()
    return Row("append, encrypted", RATIO, ours[WARM:], floor[WARM:], "the same, plain", 1.3)


def _row(
    what: str,
    work: Callable[[Path, bytes | None], None],
    rounds: int,
    plain: Path,
    sealed: Path,
    key: bytes,
    goal: float,
) -> Row:
    ours, floor = [], []
    for _ in range(rounds):
        for path, with_key, times in ((plain, None, floor), (sealed, key, ours)):
            before = time.perf_counter()
            work(path, with_key)
            times.append(time.perf_counter() - before)
    return Row(f"{what}, encrypted", RATIO, ours, floor, "the same, plain", goal)


def _open(path: Path, key: bytes | None) -> None:
    with Ledger.open(path, key=key) as ledger:
        ledger.incidents()


def _read(path: Path, key: bytes | None) -> None:
    with Ledger.open(path, key=key, read_only=True) as ledger:
        if sum(1 for _ in ledger.rows(LONG, 1, MANY)) < MANY:
            raise AssertionError("not all of them were read")
