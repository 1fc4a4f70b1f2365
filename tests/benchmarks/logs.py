"""Rows about the log: append, a long incident, verification."""

from __future__ import annotations

import asyncio
import contextlib
import hashlib
import sqlite3
import time
from collections.abc import Iterator
from pathlib import Path

from cryptography.hazmat.primitives.asymmetric.ed25519 import Ed25519PublicKey

from ooh_console.desk.incident import Incident
from tests.benchmarks.desks import LONG, desk, long_night, opening, parts
from tests.benchmarks.table import Row, at_most, middle, times_floor


def append(folder: Path) -> Row:
    """Enter to committed, signature included, against a bare append of as many bytes."""
    return asyncio.run(_append(folder))


async def _append(folder: Path) -> Row:
    opened = parts(folder)
    at = desk(opened)
    incident = await Incident.open_new(at, opening())
    ours, floor = [], []
    with _raw(folder) as raw:
        for number in range(700):
            before = time.perf_counter()
            entry = await incident.note(f"The dog is in the garden, number {number}")
            ours.append(time.perf_counter() - before)
            row = _as_stored(folder, entry.id)
            before = time.perf_counter()
            raw.execute("BEGIN IMMEDIATE")
            raw.execute(f"INSERT INTO entry VALUES ({','.join('?' * len(row))})", row)
            raw.execute("COMMIT")
            floor.append(time.perf_counter() - before)
    await at.gateway.aclose()
    opened.close()
    return times_floor("Enter to committed", ours[100:], floor[100:], 2.0)


def _as_stored(folder: Path, id: str) -> tuple[object, ...]:
    with contextlib.closing(sqlite3.connect(folder / "console.db")) as file:
        found: tuple[object, ...] = file.execute(
            "SELECT * FROM entry WHERE id = ?", (id,)
        ).fetchone()
        return found


@contextlib.contextmanager
def _raw(folder: Path) -> Iterator[sqlite3.Connection]:
    """The same table with the same keys and bytes: no signature, no chain, no guard."""
    with contextlib.closing(sqlite3.connect(folder / "console.db")) as file:
        table = file.execute("SELECT sql FROM sqlite_master WHERE name = 'entry'").fetchone()[0]
    raw = sqlite3.connect(folder / "raw.db", isolation_level=None)
    try:
        raw.execute("PRAGMA journal_mode=WAL")
        raw.execute("PRAGMA synchronous=FULL")
        raw.execute(table)
        yield raw
    finally:
        raw.close()


def verification(folder: Path) -> Row:
    """Verifying 100,000 entries against a bare loop of the same hashes and signatures."""
    opened = parts(folder)
    at = desk(opened)
    long_night(at, opened)
    ours, floor = [], []
    for _ in range(3):
        before = time.perf_counter()
        found = opened.ledger.verify()
        ours.append(time.perf_counter() - before)
        assert found.ok, found.findings[:3]
        floor.append(_bare(folder / "console.db", at.signer.public_key))
    opened.close()
    return times_floor("verify 100,000 entries", ours, floor, 1.3)


def _bare(path: Path, public_key: str) -> float:
    """Each row read, its digest and chain hashed, its signature checked, and nothing else."""
    key = Ed25519PublicKey.from_public_bytes(bytes.fromhex(public_key))
    file = sqlite3.connect(f"file:{path}?mode=ro", uri=True)
    try:
        names = [row[1] for row in file.execute("PRAGMA table_info(entry)")]
        digest, signature = names.index("digest"), names.index("signature")
        before = time.perf_counter()
        for row in file.execute("SELECT * FROM entry ORDER BY incident, seq"):
            hashlib.sha256("".join(map(str, row)).encode()).digest()
            hashlib.sha256((row[digest] + row[signature]).encode()).digest()
            key.verify(bytes.fromhex(row[signature]), row[digest].encode())
        return time.perf_counter() - before
    finally:
        file.close()


def reopening(folder: Path) -> list[Row]:
    """Opening an incident of 100,000 entries from the log, and one more line in it."""
    return asyncio.run(_reopening(folder))


async def _reopening(folder: Path) -> list[Row]:
    opened = parts(folder)
    at = desk(opened)
    long_night(at, opened)
    opens, appends = [], []
    for _ in range(5):
        before = time.perf_counter()
        incident = Incident.load(at, LONG)
        opened.ledger.rows(LONG, incident.count - 50, incident.count)
        assert incident.view().alarms
        opens.append(time.perf_counter() - before)
    for number in range(20):
        before = time.perf_counter()
        await incident.note(f"one more, {number}")
        appends.append(time.perf_counter() - before)
    await at.gateway.aclose()
    opened.close()
    return [
        at_most("state and last lines of 100,000 entries, from the log", middle(opens), 0.3),
        at_most("one more line in it", middle(appends), 0.05),
    ]
