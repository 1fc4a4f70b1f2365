"""What is particular to SQLite: connections, waiting for the lock, news of commits."""

from __future__ import annotations

import contextlib
import sqlite3
import threading
import time
from collections.abc import Callable, Iterable, Iterator, Mapping, Sequence
from dataclasses import dataclass, field
from functools import partial
from pathlib import Path
from typing import Any, ClassVar, Literal

from sqlcipher3 import dbapi2 as sqlcipher

from ooh_console.ledger import statements as sql
from ooh_console.ledger.database import Row
from ooh_console.ledger.errors import LedgerError
from ooh_console.ledger.guard_words import missing, unknown
from ooh_console.ledger.guards import PLACE, PLACE_GUARD, guards_of
from ooh_console.ledger.reading import number, text
from ooh_console.ledger.sqlite_failures import FAILURES, REFUSALS, primary, translate
from ooh_console.ledger.verification import Found

APPLICATION_ID = 0x4F4F4843
"""Stands in the head of every file of ours (`OOHC`), so that no other file is taken for one."""

BUSY_SECONDS = 10.0
"""How long to wait for another program's lock before saying so."""

_SLICE = 0.2
"""Seconds that SQLite waits by itself; between two slices we look whether the desk is closing."""

Mode = Literal["rw", "ro", "immutable"]


@dataclass(frozen=True, slots=True)
class Place:
    """A ledger file and the way it can be opened."""

    path: Path
    mode: Mode
    busy_seconds: float = BUSY_SECONDS
    key: bytes | None = field(default=None, repr=False)
    """With these 32 bytes the file is encrypted, by SQLCipher; without, it is plain SQLite."""

    file: tuple[int, int] | None = None
    """Device and number of the file when it was opened: its name may stand for another one later,
    and what is written then would be lost with the old one."""

    failures: ClassVar[tuple[type[Exception], ...]] = FAILURES
    insert_content: ClassVar[str] = sql.INSERT_CONTENT
    proof: ClassVar[str] = ""
    retries: ClassVar[bool] = False

    @property
    def name(self) -> str:
        """The name of the file."""
        return self.path.name

    def connect(self, mode: Mode | None = None) -> sqlite3.Connection:
        """A new connection in driver autocommit. The file must be there. Raises one of `failures`.

        A wrong key shows at the first reading, as a file that is no database.
        """
        mode = mode or self.mode
        query = "mode=ro&immutable=1" if mode == "immutable" else f"mode={mode}"
        driver = sqlite3 if self.key is None else sqlcipher
        connection: sqlite3.Connection = driver.connect(
            f"{self.path.absolute().as_uri()}?{query}",
            uri=True,
            isolation_level=None,
            check_same_thread=False,
            timeout=min(_SLICE, self.busy_seconds),
        )
        if self.key is not None:
            unlock(connection, self.key)
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

    def usable(self, connection: sqlite3.Connection, error: Exception | None = None) -> bool:
        """After an error of the disk nothing that SQLite remembers can be relied on."""
        return error is None or primary(error) != sqlite3.SQLITE_IOERR

    def replaced(self) -> str:
        """That the name stands for another file than when this was opened."""
        if self.file is None or self.file == file_at(self.path):
            return ""
        return (
            f"{self.name} was replaced by another file, or removed, while this console had it "
            "open. Close the console, and open it again."
        )

    def begin(
        self,
        connection: sqlite3.Connection,
        chains: Sequence[str],
        closing: Callable[[], bool] = lambda: False,
    ) -> None:
        """Takes the write lock of the file, which is that of every chain."""
        if sentence := self.replaced():
            raise LedgerError(f"{sentence} This was not saved, and what you typed is kept.")
        begin(connection, self.busy_seconds, closing)

    def commit(self, connection: sqlite3.Connection, heads: Mapping[str, int]) -> None:
        """Commits."""
        connection.execute("COMMIT")

    def tell(self, connection: sqlite3.Connection) -> None:
        """Nothing: others look at the file by themselves."""

    def rollback(self, connection: sqlite3.Connection) -> None:
        """Gives a transaction up; after some errors SQLite has done so already."""
        rollback(connection)

    @contextlib.contextmanager
    def snapshot(self, connection: sqlite3.Connection) -> Iterator[None]:
        """Everything as it is at this moment, broken bytes included: replaced ones could pass for
        what was signed."""
        usual = connection.text_factory
        connection.text_factory = partial(str, encoding="utf-8", errors="surrogateescape")
        try:
            connection.execute("BEGIN")
            yield
        finally:
            connection.text_factory = usual

    @contextlib.contextmanager
    def as_it_is(self, connection: sqlite3.Connection) -> Iterator[None]:
        """Without the guard that a damaged chain would not pass, within the same transaction."""
        connection.execute(f"DROP TRIGGER {PLACE}")
        yield
        connection.execute(PLACE_GUARD)

    def stream(
        self,
        connection: sqlite3.Connection,
        statement: str,
        values: Sequence[Any] = (),
        at_once: int = 500,
    ) -> Iterator[Row]:
        """Rows, so many at a time."""
        cursor = connection.execute(statement, values)
        while rows := cursor.fetchmany(at_once):
            yield from rows

    def add_all(self, connection: sqlite3.Connection, statement: str, rows: Iterable[Row]) -> int:
        """Adds every row."""
        return connection.executemany(statement, rows).rowcount

    def fetch(
        self, connection: sqlite3.Connection, statement: str, values: Sequence[Any] = ()
    ) -> list[Row]:
        """All rows; text that is not UTF-8 with its broken bytes replaced, instead of failing."""
        return fetch(connection, statement, values)

    def mark(self, connection: sqlite3.Connection) -> int:
        """Row number of the newest entry. Row numbers only grow, since nothing is removed."""
        return last_row(connection)

    def heads_since(self, connection: sqlite3.Connection, mark: int) -> Mapping[str, int] | None:
        """The heads of the chains that got an entry after this row number."""
        if last_row(connection) < mark:
            return None  # Another file stands in its place.
        return heads_since(connection, mark)

    def now(self, connection: sqlite3.Connection) -> None:
        """A file goes by the clock of this computer."""

    def way(self, connection: sqlite3.Connection) -> str:
        """A file is at hand."""
        return ""

    def watch(self) -> FileWatch:
        """News of the file."""
        return FileWatch(self)

    def trouble(self, connection: sqlite3.Connection) -> Iterator[tuple[Found, str]]:
        """Guards that are missing or unknown, and what SQLite itself finds."""
        yield from _guards(connection)
        for (answer,) in connection.execute("PRAGMA integrity_check(20)"):
            if answer != "ok":
                yield Found.FILE, f"The file is damaged below the entries: {text(answer)}."

    def translate(self, error: Exception, *, writing: bool) -> LedgerError:
        """The error of the driver as a sentence for the person at the desk."""
        return translate(error, self, writing=writing)


class FileWatch:
    """Looks whether another connection has committed, several times a second."""

    def __init__(self, place: Place) -> None:
        self._connection = place.reader()
        try:
            # Read here and not at the first look: what is committed in between must be told.
            self._row = last_row(self._connection)
        except BaseException:
            self._connection.close()
            raise
        self._version = -1

    def news(self, wake: threading.Event, seconds: float) -> Mapping[str, int]:
        """Heads that are new, found at once or after so many seconds."""
        found = self._look()
        if not found:
            wake.wait(seconds)
            wake.clear()
            found = self._look()
        return found

    def _look(self) -> Mapping[str, int]:
        if (seen := news(self._connection)) == self._version:
            return {}
        newest = last_row(self._connection)
        row, self._row = self._row, newest
        found = heads_since(self._connection, row if newest > row else 0) if newest != row else {}
        self._version = seen
        return found

    def close(self) -> None:
        """Lets the file go."""
        self._connection.close()


def file_at(path: Path) -> tuple[int, int] | None:
    """Which file has this name now; `None` when none has."""
    try:
        found = path.stat()
    except OSError:
        return None
    return found.st_dev, found.st_ino


def unlock(connection: sqlite3.Connection, key: bytes) -> None:
    """Gives a new connection its key: as it is, since it is random, and stretching it at every
    opening would only cost time."""
    # What SQLCipher says by itself goes to standard error, which is the screen.
    connection.execute("PRAGMA cipher_log_level = NONE")
    connection.execute(f"PRAGMA key = \"x'{key.hex()}'\"")


def _guards(connection: sqlite3.Connection) -> Iterator[tuple[Found, str]]:
    there = dict(connection.execute("SELECT name, sql FROM sqlite_master WHERE type = 'trigger'"))
    versions = [text(name) for (name,) in connection.execute("SELECT * FROM alembic_version")]
    wanted = guards_of(versions)
    for name, statement in wanted.items():
        if there.get(name) != statement:
            yield Found.GUARD_MISSING, missing(name, "is missing or was altered", "file")
    for name in there.keys() - wanted.keys():
        yield Found.GUARD_MISSING, unknown(text(name), "file")


def fetch(connection: sqlite3.Connection, statement: str, values: Sequence[Any]) -> list[Row]:
    """All rows; text that is not UTF-8 comes with its broken bytes replaced, instead of failing."""
    try:
        return connection.execute(statement, values).fetchall()
    except REFUSALS as error:
        if "decode" not in str(error):
            raise
    connection.text_factory = partial(str, encoding="utf-8", errors="replace")
    try:
        return connection.execute(statement, values).fetchall()
    finally:
        connection.text_factory = str


def begin(
    connection: sqlite3.Connection,
    seconds: float,
    closing: Callable[[], bool] = lambda: False,
    statement: str = "BEGIN IMMEDIATE",
) -> None:
    """Take the write lock, waiting for others up to so many seconds. Raises one of `FAILURES`."""
    deadline = time.monotonic() + seconds
    while True:
        try:
            connection.execute(statement)
        except REFUSALS as error:
            if primary(error) != sqlite3.SQLITE_BUSY or time.monotonic() >= deadline or closing():
                raise
            time.sleep(0.002)  # Some kinds of busy come back at once, without SQLite's own wait.
        else:
            return


def rollback(connection: sqlite3.Connection) -> None:
    """Give a transaction up; after some errors SQLite has done so already."""
    with contextlib.suppress(*FAILURES):
        if connection.in_transaction:
            connection.execute("ROLLBACK")


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
    new = "SELECT incident, max(seq) FROM entry NOT INDEXED WHERE rowid > ? GROUP BY incident"
    return {text(name): number(seq) for name, seq in fetch(connection, new, (row,))}
