"""Rows about the log alone: append and verification."""

from __future__ import annotations

import asyncio
import contextlib
import hashlib
import json
import sqlite3
import time
from collections.abc import Iterator
from pathlib import Path

from cryptography.hazmat.primitives.asymmetric.ed25519 import Ed25519PublicKey

from ooh_console.bootstrap import DATABASE
from ooh_console.desk.incident import Incident
from tests.benchmarks.desks import MANY, Nights, desk, opening, parts
from tests.benchmarks.table import RATIO, Row

APPENDS, WARM = 700, 100
ROUNDS = 2
"""Of verifying: ten seconds each, and steady."""


def append(folder: Path) -> list[Row]:
    """Enter to committed, signature included, against a bare append of the same bytes."""
    return asyncio.run(_append(folder))


async def _append(folder: Path) -> list[Row]:
    opened = parts(folder)
    incident = await Incident.open_new(desk(opened), opening())
    ours, floor = [], []
    with _raw(folder) as raw:
        for number in range(APPENDS):
            before = time.perf_counter()
            entry = await incident.note(f"The dog is in the garden, number {number}")
            ours.append(time.perf_counter() - before)
            row = _as_stored(folder, entry.id)
            before = time.perf_counter()
            raw.execute("BEGIN IMMEDIATE")
            raw.execute(f"INSERT INTO entry VALUES ({','.join('?' * len(row))})", row)
            raw.execute("COMMIT")
            floor.append(time.perf_counter() - before)
    opened.close()
    what = "a raw append, synchronous=FULL"
    return [Row("Enter to committed, signed", RATIO, ours[WARM:], floor[WARM:], what, 2.0)]


def _as_stored(folder: Path, id: str) -> tuple[object, ...]:
    with contextlib.closing(sqlite3.connect(folder / DATABASE)) as file:
        found: tuple[object, ...] = file.execute(
            "SELECT * FROM entry WHERE id = ?", (id,)
        ).fetchone()
        return found


@contextlib.contextmanager
def _raw(folder: Path) -> Iterator[sqlite3.Connection]:
    """The same table with the same keys and bytes: no signature, no chain, no guard."""
    with contextlib.closing(sqlite3.connect(folder / DATABASE)) as file:
        table = file.execute("SELECT sql FROM sqlite_master WHERE name = 'entry'").fetchone()[0]
    raw = sqlite3.connect(folder / "raw.db", isolation_level=None)
    try:
        raw.execute("PRAGMA journal_mode=WAL")
        raw.execute("PRAGMA synchronous=FULL")
        raw.execute(table)
        yield raw
    finally:
        raw.close()


def verification(nights: Nights) -> list[Row]:
    """Verifying 100,000 entries against a bare loop of the same hashes and signatures."""
    folder, public_key = nights.built
    ours, floor = [], []
    opened = parts(folder)
    for _ in range(ROUNDS):
        before = time.perf_counter()
        found = opened.ledger.verify()
        ours.append(time.perf_counter() - before)
        if not found.ok or found.entries < MANY:
            raise AssertionError(f"verified {found.entries} entries: {found.findings[:3]}")
        floor.append(_bare(folder / DATABASE, public_key))
    opened.close()
    what = "a bare loop: row, two hashes, signature"
    return [Row("verify 100,000 entries", RATIO, ours, floor, what, 1.3)]


_SIGNED = "id, incident, kind, body, occurred_at, recorded_at, late_reason, operator, role, agency"


def _bare(path: Path, public_key: str) -> float:
    """What no check of such a chain can leave out, and nothing else.

    Each row read; the digest made again from the stored text, in the one form in which it was
    signed; the chain value made again; both compared; the signature checked. Nothing is said about
    what is wrong, nothing but the entries is looked at, and the key is known beforehand.
    """
    check = Ed25519PublicKey.from_public_bytes(bytes.fromhex(public_key)).verify
    spell = json.JSONEncoder(ensure_ascii=False, separators=(",", ":")).encode
    sha256 = hashlib.sha256
    before = time.perf_counter()
    with contextlib.closing(sqlite3.connect(f"file:{path}?mode=ro", uri=True)) as file:
        rows = file.execute(
            f"SELECT {_SIGNED}, desk, digest, signature, prev, chain FROM entry "
            "ORDER BY incident, seq"
        )
        for row in rows:
            digest, signature, prev, chain = row[11:]
            if sha256(spell(row[:11]).encode()).hexdigest() != digest:
                raise AssertionError("a digest does not fit")
            if sha256(f"{prev}\n{digest}\n{signature}".encode()).hexdigest() != chain:
                raise AssertionError("a chain value does not fit")
            check(bytes.fromhex(signature), digest.encode())
    return time.perf_counter() - before
