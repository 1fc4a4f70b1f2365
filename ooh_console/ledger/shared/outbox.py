"""What was recorded while the shared database was away: signed, in order, on disk, until shared."""

from __future__ import annotations

import contextlib
import json
import secrets
import sqlite3
import threading
from collections.abc import Iterator, Mapping
from contextlib import contextmanager
from dataclasses import asdict, dataclass, field, replace
from datetime import datetime
from pathlib import Path
from typing import Any

from ooh_console.domain.canonical import canonical
from ooh_console.domain.entries import REGISTER, Written
from ooh_console.domain.times import stamp
from ooh_console.ledger.appending import Signed
from ooh_console.ledger.errors import LedgerDamaged, LedgerError, LedgerSealed, NotALedger
from ooh_console.ledger.files import replace as replace_file
from ooh_console.ledger.opening import make_file
from ooh_console.ledger.reading import moment
from ooh_console.ledger.shapes import ScreenShown
from ooh_console.ledger.sqlite import Place, begin, news, rollback

APPLICATION_ID = 0x4F4F484F
"""Stands in the head of the file (`OOHO`), so that no other file is taken for an outbox."""

_MAKE = (
    "CREATE TABLE IF NOT EXISTS letter (number INTEGER PRIMARY KEY AUTOINCREMENT, "
    "body TEXT NOT NULL, refused TEXT NOT NULL DEFAULT '')",
    "CREATE TABLE IF NOT EXISTS outbox (name TEXT NOT NULL)",
)
# In a file from before they were known they are made when they are needed first.
_BOUND = "CREATE TABLE IF NOT EXISTS bound (log TEXT NOT NULL)"
_KNEW = (
    "CREATE TABLE IF NOT EXISTS knew (chain TEXT NOT NULL, number INTEGER NOT NULL, "
    "places INTEGER NOT NULL)"
)
OUTBOX = "outbox.db"
_NOT_READ = frozenset({"holding_seen"})
_UNUSABLE = (LedgerDamaged, LedgerSealed, NotALedger)


@dataclass(frozen=True, slots=True)
class Letter:
    """One act: all of it is shared, or nothing."""

    items: tuple[Signed, ...] = ()
    contents: Mapping[str, str] = field(default_factory=dict)
    """By digest."""
    screens: tuple[ScreenShown, ...] = ()
    known: Mapping[str, int] = field(default_factory=dict)
    """How many entries of each chain of its items the desk knew then, waiting ones left out."""
    away_since: datetime | None = None
    back: bool = False
    """Whether the database had it before, and lost it."""
    number: int = 0
    refused: str = ""
    """Why the database will never take it; empty while it may."""

    @property
    def entries(self) -> int:
        """How many of its entries people read."""
        return sum(
            one.written.incident != REGISTER and one.written.kind not in _NOT_READ
            for one in self.items
        )


class Outbox:
    """One file, encrypted with the key of its folder. Several processes of a desk may use it."""

    def __init__(self, place: Place) -> None:
        """Opens it, made if need be. Raises `LedgerError`."""
        self.place = place
        self._lock = threading.Lock()
        self._version = -1
        self._letters: tuple[Letter, ...] = ()
        try:
            self._reader, self.name = _open(place)
        except place.failures as error:
            raise place.translate(error, writing=False) from error

    def letters(self) -> tuple[Letter, ...]:
        """Everything that waits, in order. Quick while nothing has changed.

        Raises `LedgerError`.
        """
        with self._lock:
            try:
                if (version := news(self._reader)) != self._version:
                    self._letters = tuple(self._read({one.number: one for one in self._letters}))
                    self._version = version
            except self.place.failures as error:
                raise self.place.translate(error, writing=False) from error
            return self._letters

    def _read(self, read: Mapping[int, Letter]) -> Iterator[Letter]:
        execute = self._reader.execute
        there = execute("SELECT 1 FROM sqlite_schema WHERE name = 'knew'").fetchone()
        knew = execute("SELECT chain, number, places FROM knew").fetchall() if there else ()
        for number, refused in execute(
            "SELECT number, refused FROM letter ORDER BY number"
        ).fetchall():
            letter = read.get(number)
            if letter is None:
                (body,) = self._reader.execute(
                    "SELECT body FROM letter WHERE number = ?", (number,)
                ).fetchone()
                letter = _opened(number, body)
            known = dict(letter.known)
            for chain, last, places in knew:
                if number <= last and chain in known:
                    known[chain] = min(known[chain], places)
            yield replace(letter, refused=refused, known=known)

    def close(self) -> None:
        """Lets the file go."""
        with self._lock:
            self._reader.close()

    # On the connection of whoever writes; each raises the driver's errors.

    def waits(self, connection: Any) -> bool:
        """Whether anything does that may be shared yet."""
        found = connection.execute("SELECT 1 FROM letter WHERE refused = '' LIMIT 1")
        return found.fetchone() is not None

    def put(self, connection: Any, letter: Letter) -> None:
        """On disk when it returns (I1)."""
        with _writing(connection, self.place):
            connection.execute("INSERT INTO letter (body) VALUES (?)", (_closed(letter),))
        self._say_how_many(connection)

    def is_for(self, connection: Any, log: str) -> bool:
        """Whether what waits was recorded for this log, which is named by the first chain value of
        its register. While nothing waits it may be another than before."""
        with _writing(connection, self.place):
            connection.execute(_BOUND)
            found = connection.execute("SELECT log FROM bound").fetchone()
            if found == (log,):
                return True
            if (found or not log) and self.waits(connection):
                return False
            connection.execute("DELETE FROM bound")
            if log:  # Else nobody can sign in there yet.
                connection.execute("INSERT INTO bound VALUES (?)", (log,))
        return True

    def knew_only(self, connection: Any, chain: str, places: int) -> None:
        """The log went back: what waits was recorded in knowledge of so many of the places that
        this chain has now, at most."""
        with _writing(connection, self.place):
            connection.execute(_KNEW)
            connection.execute(
                "INSERT INTO knew SELECT ?, max(number), ? FROM letter HAVING count(*)",
                (chain, places),
            )

    def remove(self, connection: Any, numbers: tuple[int, ...]) -> None:
        """These are shared."""
        with _writing(connection, self.place):
            for number in numbers:
                connection.execute("DELETE FROM letter WHERE number = ?", (number,))
            connection.execute(_KNEW)
            connection.execute("DELETE FROM knew WHERE NOT EXISTS (SELECT 1 FROM letter)")
        self._say_how_many(connection)

    def _say_how_many(self, connection: Any) -> None:
        """For whoever looks after this computer, and cannot open the outbox."""
        (count,) = connection.execute("SELECT count(*) FROM letter").fetchone()
        with contextlib.suppress(OSError):
            replace_file(_beside(self.place.path), f"{count}\n")

    def refuse(self, connection: Any, number: int, why: str) -> None:
        """This one the database does not take: it stays here, and holds up no other."""
        with _writing(connection, self.place):
            connection.execute("UPDATE letter SET refused = ? WHERE number = ?", (why, number))


def acts_waiting(folder: Path) -> int:
    """How many acts wait in the outbox of this folder, without opening it."""
    try:
        return int(_beside(folder / OUTBOX).read_text(encoding="ascii"))
    except (OSError, ValueError):
        return 0


def _beside(path: Path) -> Path:
    return path.with_name(f"{path.name}.waiting")


def open_outbox(path: Path, key: bytes | None) -> tuple[Outbox, str]:
    """The outbox in this file, and what a person must know of it.

    One that cannot be read is set aside, whole: a desk must open all the same. Raises `LedgerError`
    when there can be none here.
    """
    make_file(path)
    place = Place(path, "rw", key=key)
    try:
        return Outbox(place), ""
    except _UNUSABLE as error:
        aside = _set_aside(path, error)
        make_file(path)
        return Outbox(place), (
            f"What waited here to be shared cannot be read ({error}) It was set aside, whole, as "
            f"{aside.name}. Everything that is in the database is safe. Keep that file, and tell "
            f"whoever keeps this desk."
        )


def _set_aside(path: Path, error: LedgerError) -> Path:
    number = 1
    while (aside := path.with_name(f"{path.name}.damaged-{number}")).exists():
        number += 1
    try:
        for ending in ("-wal", "-shm", ""):
            beside = path.with_name(path.name + ending)
            if beside.exists():
                beside.rename(aside.with_name(aside.name + ending))
    except OSError:
        raise error from None
    return aside


def _open(place: Place) -> tuple[sqlite3.Connection, str]:
    connection = place.connect("rw")
    try:
        if connection.execute("PRAGMA application_id").fetchone()[0] != APPLICATION_ID:
            begin(connection, place.busy_seconds, statement="PRAGMA journal_mode = WAL")
            with _writing(connection, place):
                for statement in _MAKE:
                    connection.execute(statement)
                if connection.execute("SELECT 1 FROM outbox").fetchone() is None:
                    name = secrets.token_hex(8)
                    connection.execute("INSERT INTO outbox VALUES (?)", (name,))
                connection.execute(f"PRAGMA application_id = {APPLICATION_ID}")
        (name,) = connection.execute("SELECT name FROM outbox").fetchone()
        connection.execute("PRAGMA query_only = ON")
    except BaseException:
        connection.close()
        raise
    return connection, str(name)


@contextmanager
def _writing(connection: Any, place: Place) -> Iterator[None]:
    begin(connection, place.busy_seconds)
    try:
        yield
        connection.execute("COMMIT")
    except BaseException:
        rollback(connection)
        raise


def _closed(letter: Letter) -> str:
    return canonical(
        {
            "items": [[asdict(i.written), i.digest, i.signature] for i in letter.items],
            "contents": dict(letter.contents),
            "screens": [[s.incident, s.desk, stamp(s.at), s.screen] for s in letter.screens],
            "known": dict(letter.known),
            "away_since": stamp(letter.away_since) if letter.away_since else "",
            "back": letter.back,
        }
    )


def _opened(number: int, body: str) -> Letter:
    stored = json.loads(body)
    return Letter(
        items=tuple(Signed(Written(**w), digest, by) for w, digest, by in stored["items"]),
        contents=stored["contents"],
        screens=tuple(ScreenShown(i, d, moment(at), s) for i, d, at, s in stored["screens"]),
        known=stored["known"],
        away_since=moment(stored["away_since"]) if stored["away_since"] else None,
        back=stored.get("back", False),  # One from before this was known has it not.
        number=number,
    )
