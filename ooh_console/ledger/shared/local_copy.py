"""What this desk knows of the shared log: a copy of what is open, row by row as it is stored there.

It is no evidence, and has none of the guards of a log: what was closed long ago leaves it, and one
that cannot be read is made anew.
"""

from __future__ import annotations

import sqlite3
from collections.abc import Callable, Iterable, Mapping
from datetime import datetime, timedelta
from pathlib import Path
from typing import Any

from ooh_console.domain.entries import REGISTER
from ooh_console.domain.times import stamp
from ooh_console.ledger import statements as sql
from ooh_console.ledger.database import Connection, Database, Row
from ooh_console.ledger.errors import (
    LedgerDamaged,
    LedgerNewer,
    LedgerSealed,
    NotALedger,
)
from ooh_console.ledger.excerpt import facts_on
from ooh_console.ledger.guards import GUARDS
from ooh_console.ledger.ledger import Ledger
from ooh_console.ledger.opening import prepare
from ooh_console.ledger.reading import moment, text
from ooh_console.ledger.shapes import IncidentHead
from ooh_console.ledger.sqlite import Mode, Place

KEPT = timedelta(days=16)
"""For how long an incident is kept after it was closed: as long as Tonight may list it."""

_CACHE_KIB = 256
"""What one connection keeps in memory. SQLite's own 2,000 make 10 MB of a desk's five."""

_AT_ONCE = 500
"""So many entries, and what is left of a chain, are taken in with one step."""

_NAME, _SEQ, _PREV, _CHAIN = map(sql.ENTRY_COLUMNS.index, ("incident", "seq", "prev", "chain"))
_ONE_MORE_PAST = (
    "INSERT INTO past VALUES (?, 1) ON CONFLICT (incident) DO UPDATE SET times = times + 1"
)
_UNUSABLE = (LedgerDamaged, LedgerNewer, LedgerSealed, NotALedger)


class _Fleeting(Place):
    """A file that can be had again: its commits need not be on disk at once."""

    def connect(self, mode: Mode | None = None) -> sqlite3.Connection:
        """A new connection, which keeps little of the file in memory: the server is asked first,
        and what every reader keeps would grow all night with the log."""
        connection = super().connect(mode)
        connection.execute(f"PRAGMA cache_size = -{_CACHE_KIB}")
        return connection

    def writer(self) -> sqlite3.Connection:
        connection = super().writer()
        connection.execute("PRAGMA synchronous = NORMAL")
        return connection


class LocalCopy:
    """Fits whoever reads a log: `ledger` is an ordinary one, of which parts are missing."""

    def __init__(self, ledger: Ledger) -> None:
        self.ledger = ledger
        self.fresh: dict[str, int] = {}
        """Chains that were taken in, and up to where, until `news` tells it."""
        self.pasts: Mapping[str, int] = {}
        """How often the server was found to have another past of a chain than this copy knew; by
        whichever process of this desk."""
        self.went_back: Callable[[str, int], None] = lambda chain, places: None
        """Told before such a chain is taken anew: so many of its first places are as before."""

    def news(self) -> Mapping[str, int]:
        """What was taken in since the last time, also where the server went away in between."""
        fresh, self.fresh = self.fresh, {}
        return fresh

    @classmethod
    def open(cls, path: Path, key: bytes | None, *, again: bool) -> LocalCopy:
        """The copy in this file, made if need be; `again`: one that cannot be read is made anew.

        Raises `LedgerError`.
        """
        try:
            return cls._open(path, key)
        except _UNUSABLE:
            if not again:
                raise
        for ending in ("", "-wal", "-shm"):
            path.with_name(path.name + ending).unlink(missing_ok=True)
        return cls._open(path, key)

    @classmethod
    def _open(cls, path: Path, key: bytes | None) -> LocalCopy:
        place, refusal = prepare(path, key=key)
        copy = cls(
            Ledger(_Fleeting(place.path, place.mode, place.busy_seconds, key, place.file), refusal)
        )
        try:
            if refusal is None:
                copy.ledger.writes(_without_guards)
                copy.pasts = copy._pasts()
        except BaseException:
            copy.ledger.close()
            raise
        return copy

    # Taking in

    def catch_up(self, server: Ledger, now: datetime) -> Mapping[str, int]:
        """Takes in whatever has come to the server since; the chains that have grown. Blocks.

        Raises `LedgerError` of either.
        """
        # By chain value: a log that went back may have as many entries again, and others.
        there = server.incidents()
        here, ends = self.ledger.heads(), server.heads()
        new = [one for one in there if here.get(one.reference) != ends.get(one.reference)]
        closed = _closed(server) if any(_is_old(head, now) for head in new) else frozenset()
        grown = {
            head.reference: head.count
            for head in new
            if head.reference in here or not (_is_old(head, now) and head.reference in closed)
        }
        gone = here.keys() - {head.reference for head in there} - {REGISTER}
        self.take(server, [*grown, *gone, REGISTER])
        self.found_again(server)
        return grown | dict.fromkeys(gone, 0)

    def take(self, server: Ledger, chains: Iterable[str]) -> None:
        """Takes in what is missing of these chains, of the register what is about operators."""
        more: list[Row] = []
        for chain in dict.fromkeys(chains):
            have, value = _head(self.ledger, chain)
            rows = _after(server, chain, have)
            if have and not _goes_on(server, chain, have, value, rows):
                # The server has another past than this copy knows: it is taken as it is now, and
                # what is there no more is kept. It was answered as recorded.
                rows = _after(server, chain, 0)
                self.went_back(chain, _alike(_after(self.ledger, chain, 0), rows))
                self._add(rows, anew=chain)
                continue
            more += rows
            if len(more) >= _AT_ONCE:
                self._add(more)
                more = []
        if more:
            self._add(more)
        self.pasts = self._pasts()

    def _add(self, rows: list[Row], *, anew: str = "") -> None:
        self.ledger.writes(lambda database, c: _add(database, c, rows, anew=anew))
        if anew:
            self.fresh[anew] = 0
        self.fresh |= {text(row[_NAME]): int(row[_SEQ]) for row in rows}

    def tidy(self, now: datetime) -> None:
        """Lets go of what was closed long ago, and of texts that nothing here shows any more."""
        closed = _closed(self.ledger)
        gone = tuple(
            head.reference
            for head in self.ledger.incidents()
            if head.reference in closed and _is_old(head, now)
        )
        self.ledger.writes(lambda _, connection: _tidy(connection, gone))

    @property
    def lost(self) -> int:
        """How many entries were in the database, are there no more, and are kept here: what people
        read of them."""
        statement = "SELECT count(*) FROM lost WHERE kind <> 'holding_seen'"
        return int(self.ledger.reads(lambda _, c: c.execute(statement).fetchone()[0]))

    def found_again(self, server: Ledger) -> None:
        """What the server has after all is lost no more. Raises `LedgerError`."""
        rows = self.ledger.reads(lambda _, c: c.execute("SELECT id FROM lost").fetchall())
        if rows and (there := server.stored(text(id) for (id,) in rows)):
            self.ledger.writes(lambda _, connection: _no_longer_lost(connection, there))

    def _pasts(self) -> Mapping[str, int]:
        statement = "SELECT incident, times FROM past"
        rows = self.ledger.reads(lambda _, c: c.execute(statement).fetchall())
        return {text(chain): int(times) for chain, times in rows}

    def is_of(self, log: str) -> bool:
        """Whether it is a copy of this log, which is named by the first chain value of its
        register, or of none yet."""
        return self.ledger.chain_at(REGISTER, 1) in ("", log)

    # Until when it is right

    @property
    def as_of(self) -> datetime | None:
        """When the server was there last."""
        found = self.ledger.reads(lambda _, c: c.execute("SELECT at FROM contact").fetchone())
        return moment(found[0]) if found else None

    def was_there(self, at: datetime) -> None:
        """The server was there at this moment."""
        self.ledger.writes(lambda _, c: _contact(c, at))


def _is_old(head: IncidentHead, now: datetime) -> bool:
    return head.last_recorded_at < now - KEPT


def _closed(ledger: Ledger) -> frozenset[str]:
    rows = ledger.reads(lambda database, c: database.fetch(c, sql.CLOSED))
    return frozenset(text(name) for (name,) in rows)


def _head(ledger: Ledger, chain: str) -> tuple[int, str]:
    found = ledger.reads(lambda database, c: database.fetch(c, sql.HEAD, (chain,)))
    return found[0] if found else (0, "")


def _after(server: Ledger, chain: str, seq: int) -> list[Row]:
    statement = sql.OPERATORS_AFTER if chain == REGISTER else sql.CHAIN_AFTER
    return list(server.reads(lambda database, c: database.fetch(c, statement, (chain, seq))))


def _goes_on(server: Ledger, chain: str, have: int, value: str, rows: list[Row]) -> bool:
    """Whether what the server has after this place follows what is here."""
    if rows and chain != REGISTER:
        return bool(rows[0][_PREV] == value)
    return server.chain_at(chain, have) == value


def _alike(here: list[Row], there: list[Row]) -> int:
    """Up to which place both have the same."""
    found = 0
    for mine, other in zip(here, there, strict=False):
        if mine[_CHAIN] != other[_CHAIN]:
            break
        found = int(mine[_SEQ])
    return found


def _add(database: Database, connection: Connection, rows: list[Row], *, anew: str = "") -> None:
    """In one step: whoever reads meanwhile finds a chain that is taken anew as it was, or is."""
    database.begin(connection, (), lambda: False)
    if anew:
        kept = "INSERT OR IGNORE INTO lost SELECT * FROM entry WHERE incident = ? ORDER BY seq"
        connection.execute(kept, (anew,))
        connection.execute("DELETE FROM entry WHERE incident = ?", (anew,))
        connection.execute(_ONE_MORE_PAST, (anew,))
    database.add_all(connection, sql.COPY_ENTRY, rows)
    # Row by row of what is lost, hardly ever any: IN would read every id of the copy at each entry.
    connection.execute(
        "DELETE FROM lost WHERE EXISTS (SELECT 1 FROM entry WHERE entry.id = lost.id)"
    )
    database.commit(connection, {})


def _forget(connection: Connection, chains: tuple[str, ...]) -> None:
    for chain in chains:
        connection.execute("DELETE FROM entry WHERE incident = ?", (chain,))
        connection.execute("DELETE FROM screen WHERE incident = ?", (chain,))


def _without_guards(_: Database, connection: Connection) -> None:
    for name in GUARDS:
        connection.execute(f"DROP TRIGGER IF EXISTS {name}")
    connection.execute("CREATE TABLE IF NOT EXISTS contact (at TEXT NOT NULL)")
    connection.execute("CREATE TABLE IF NOT EXISTS lost AS SELECT * FROM entry WHERE 0")
    connection.execute("CREATE UNIQUE INDEX IF NOT EXISTS lost_once ON lost (id)")
    connection.execute(
        "CREATE TABLE IF NOT EXISTS past (incident TEXT PRIMARY KEY, times INTEGER NOT NULL)"
    )


def _no_longer_lost(connection: Connection, there: Iterable[str]) -> None:
    connection.execute("BEGIN IMMEDIATE")
    for id in there:
        connection.execute("DELETE FROM lost WHERE id = ?", (id,))
    connection.execute("COMMIT")


def _contact(connection: Connection, at: datetime) -> None:
    connection.execute("BEGIN IMMEDIATE")
    connection.execute("DELETE FROM contact")
    connection.execute("INSERT INTO contact VALUES (?)", (stamp(at),))
    connection.execute("COMMIT")


def _tidy(connection: Any, gone: tuple[str, ...]) -> None:
    connection.execute("BEGIN IMMEDIATE")
    _forget(connection, gone)
    named = connection.execute(
        "SELECT screen FROM screen UNION SELECT digest FROM last_known UNION "
        "SELECT json_extract(body, '$.screen') FROM entry WHERE kind = 'holding_seen' UNION "
        "SELECT json_extract(body, '$.screen') FROM lost WHERE kind = 'holding_seen'"
    )
    shown = {text(digest) for (digest,) in named}
    for digest in tuple(shown):
        found = connection.execute(sql.CONTENT, (digest,)).fetchone()
        shown.update(facts_on(text(found[0])) if found else ())
    for (digest,) in connection.execute("SELECT digest FROM content").fetchall():
        if text(digest) not in shown:
            connection.execute("DELETE FROM content WHERE digest = ?", (digest,))
    connection.execute("COMMIT")
