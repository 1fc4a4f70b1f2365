"""What is particular to SQLite: connections, waiting for the lock, error codes, news of commits."""

from __future__ import annotations

import contextlib
import sqlite3
import threading
import time
from collections.abc import Callable, Iterator, Mapping
from dataclasses import dataclass
from functools import partial
from pathlib import Path
from typing import Any, Literal

from ooh_console.ledger.errors import (
    LedgerBusy,
    LedgerClosed,
    LedgerDamaged,
    LedgerError,
    LedgerFull,
    LedgerNewer,
    LedgerReadOnly,
    NotALedger,
)
from ooh_console.ledger.reading import number, text

APPLICATION_ID = 0x4F4F4843
"""Stands in the head of every file of ours (`OOHC`), so that no other file is taken for one."""

BUSY_SECONDS = 10.0
"""How long to wait for another program's lock before saying so."""

_SLICE = 0.2
"""Seconds that SQLite waits by itself; between two slices we look whether the desk is closing."""

_WRITE_FAILED = (sqlite3.SQLITE_IOERR_WRITE, sqlite3.SQLITE_IOERR_TRUNCATE)

FAILURES = (sqlite3.Error, UnicodeDecodeError)
"""What SQLite may raise: its message about a damaged file can hold the damaged bytes."""

Mode = Literal["rw", "ro", "immutable"]
Row = tuple[Any, ...]


@dataclass(frozen=True, slots=True)
class Place:
    """A ledger file and the way it can be opened."""

    path: Path
    mode: Mode
    busy_seconds: float = BUSY_SECONDS

    def connect(self, mode: Mode | None = None) -> sqlite3.Connection:
        """A new connection in driver autocommit. The file must be there. Raises `sqlite3.Error`."""
        mode = mode or self.mode
        query = "mode=ro&immutable=1" if mode == "immutable" else f"mode={mode}"
        connection = sqlite3.connect(
            f"{self.path.absolute().as_uri()}?{query}",
            uri=True,
            isolation_level=None,
            check_same_thread=False,
            timeout=min(_SLICE, self.busy_seconds),
        )
        # A file from elsewhere may hold a schema that calls functions; ours does not need that.
        connection.execute("PRAGMA trusted_schema = OFF")
        return connection

    def writer(self) -> sqlite3.Connection:
        """A connection that writes, and whose commit means on disk (I1)."""
        connection = self.connect("rw")
        try:
            connection.execute("PRAGMA synchronous = FULL")
            # On macOS fsync leaves the drive's own cache unwritten; elsewhere these do nothing.
            connection.execute("PRAGMA fullfsync = ON")
            connection.execute("PRAGMA checkpoint_fullfsync = ON")
        except BaseException:
            connection.close()
            raise
        return connection

    def reader(self) -> sqlite3.Connection:
        """A connection that cannot write."""
        connection = self.connect()
        try:
            connection.execute("PRAGMA query_only = ON")
        except BaseException:
            connection.close()
            raise
        return connection


class Readers:
    """Connections for reading, each used by one thread at a time and kept for the next."""

    def __init__(self, place: Place) -> None:
        self._place = place
        self._lock = threading.Lock()
        self._idle: list[sqlite3.Connection] = []
        self._closed = False

    @contextlib.contextmanager
    def borrow(self) -> Iterator[sqlite3.Connection]:
        """A connection for the length of a `with`; SQLite's errors come out as `LedgerError`."""
        with self._lock:
            if self._closed:
                raise LedgerClosed("The ledger is closed: open the console again to read it.")
            connection = self._idle.pop() if self._idle else None
        try:
            if connection is None:
                connection = self._place.reader()
            yield connection
        except FAILURES as error:
            raise translate(error, self._place, writing=False) from error
        finally:
            if connection is not None:
                self._give_back(connection)

    def _give_back(self, connection: sqlite3.Connection) -> None:
        rollback(connection)
        with self._lock:
            if not self._closed and len(self._idle) < 4:
                self._idle.append(connection)
                return
        connection.close()

    def close(self) -> None:
        """Close what is idle; what is in use closes when it comes back."""
        with self._lock:
            self._closed = True
            idle, self._idle = self._idle, []
        for connection in idle:
            connection.close()


def fetch(connection: sqlite3.Connection, sql: str, values: tuple[object, ...]) -> list[Row]:
    """All rows; text that is not UTF-8 comes with its broken bytes replaced, instead of failing."""
    try:
        return connection.execute(sql, values).fetchall()
    except sqlite3.OperationalError as error:
        if "decode" not in str(error):
            raise
    connection.text_factory = partial(str, encoding="utf-8", errors="replace")
    try:
        return connection.execute(sql, values).fetchall()
    finally:
        connection.text_factory = str


def begin(
    connection: sqlite3.Connection,
    seconds: float,
    closing: Callable[[], bool] = lambda: False,
    statement: str = "BEGIN IMMEDIATE",
) -> None:
    """Take the write lock, waiting for others up to so many seconds. Raises `sqlite3.Error`."""
    deadline = time.monotonic() + seconds
    while True:
        try:
            connection.execute(statement)
        except sqlite3.OperationalError as error:
            if primary(error) != sqlite3.SQLITE_BUSY or time.monotonic() >= deadline or closing():
                raise
            time.sleep(0.002)  # Some kinds of busy come back at once, without SQLite's own wait.
        else:
            return


def rollback(connection: sqlite3.Connection) -> None:
    """Give a transaction up; after some errors SQLite has done so already."""
    with contextlib.suppress(sqlite3.Error):
        if connection.in_transaction:
            connection.execute("ROLLBACK")


def primary(error: Exception) -> int:
    """The primary result code of an SQLite error; 1 for an error of the driver."""
    code: int = getattr(error, "sqlite_errorcode", sqlite3.SQLITE_ERROR)
    return code & 0xFF


def news(connection: sqlite3.Connection) -> int:
    """A number that changes whenever another connection has committed."""
    version: int = connection.execute("PRAGMA data_version").fetchone()[0]
    return version


def last_row(connection: sqlite3.Connection) -> int:
    """Row number of the newest entry. Row numbers only grow, since nothing is removed."""
    number: int | None = connection.execute("SELECT max(rowid) FROM entry").fetchone()[0]
    return number or 0


def heads_since(connection: sqlite3.Connection, row: int) -> Mapping[str, int]:
    """The heads of the chains that got an entry after this row number."""
    # By row number: for the sake of the grouping SQLite would walk an index of the whole log.
    sql = "SELECT incident, max(seq) FROM entry NOT INDEXED WHERE rowid > ? GROUP BY incident"
    return {text(name): number(seq) for name, seq in fetch(connection, sql, (row,))}


def translate(error: Exception, place: Place, *, writing: bool) -> LedgerError:
    """The error of the driver as a sentence for the person at the desk."""
    code = getattr(error, "sqlite_errorcode", sqlite3.SQLITE_ERROR)
    if isinstance(error, UnicodeDecodeError):
        code = sqlite3.SQLITE_CORRUPT
    kept = (
        "This was not saved; everything saved before is safe, and what you typed is kept."
        if writing
        else "Nothing was changed."
    )
    name = place.path.name
    match code & 0xFF:
        case sqlite3.SQLITE_FULL:
            return LedgerFull(f"The disk is full. {kept} Free some space, then save again.")
        case sqlite3.SQLITE_IOERR if code in _WRITE_FAILED:
            return LedgerFull(
                f"The disk did not take what was written: it is full, or this user's limit is "
                f"reached, or it fails. {kept} Free some space or change the disk, then save again."
            )
        case sqlite3.SQLITE_IOERR:
            return LedgerError(
                f"The disk of {name} answers with an error ({error}). {kept} Try again; if it "
                f"stays so, copy the folder to another disk."
            )
        case sqlite3.SQLITE_BUSY | sqlite3.SQLITE_LOCKED:
            return LedgerBusy(
                f"Another program has held {name} for more than {place.busy_seconds:g} seconds. "
                f"{kept} Try again; if it stays so, end the other program."
            )
        case sqlite3.SQLITE_READONLY | sqlite3.SQLITE_PERM | sqlite3.SQLITE_CANTOPEN:
            return LedgerReadOnly(
                f"{name} cannot be {'written' if writing else 'opened'} (read-only file, folder or "
                f"disk, or no right to it). {kept} Ask for the right to write in its folder."
            )
        case sqlite3.SQLITE_NOTADB:
            return not_ours(place.path)
        case sqlite3.SQLITE_CORRUPT:
            return LedgerDamaged(
                f"{name} is damaged. {kept} Keep a copy of it as it is, run verify, and restore "
                f"the last backup."
            )
        case _ if "no such" in str(error):
            return LedgerDamaged(
                f"{name} lacks a part that it should have ({error}). {kept} Keep a copy of it as "
                f"it is, run verify, and restore the last backup."
            )
        case _:
            return LedgerError(f"The ledger {name} failed: {error}. {kept} Try again.")


def not_ours(path: Path) -> NotALedger:
    """The error for a file that is something else."""
    return NotALedger(
        f"{path.name} is not a ledger of this console. It was left as it is. "
        f"Choose another file, or move this one away."
    )


def newer(path: Path) -> LedgerNewer:
    """The error for a file that a newer console made."""
    return LedgerNewer(
        f"A newer version of the console made {path.name}: it can be read here and not written. "
        f"Everything in it is safe. Update this console to write in it."
    )
