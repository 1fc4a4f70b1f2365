"""What the ledger needs of a database. `sqlite.Place` and `postgres.Server` fit these shapes."""

from __future__ import annotations

import threading
from collections.abc import Callable, Iterable, Iterator, Mapping, Sequence
from contextlib import AbstractContextManager
from datetime import datetime
from typing import Any, Protocol

from ooh_console.ledger.errors import LedgerError
from ooh_console.ledger.verification import Found

Row = tuple[Any, ...]


class Cursor(Protocol):
    """The rows of one statement."""

    @property
    def rowcount(self) -> int:
        """How many rows a statement has added."""

    def fetchone(self) -> Any:
        """The next row, or `None`."""

    def fetchmany(self, size: int = ...) -> Sequence[Row]:
        """The next rows; none at the end."""

    def fetchall(self) -> Sequence[Row]:
        """All rows that are left."""

    def __iter__(self) -> Iterator[Any]:
        """The rows."""
        ...


class Connection(Protocol):
    """One connection, used by one thread at a time. A transaction begins and ends by statements;
    values stand as `?`."""

    def execute(self, statement: str, values: Sequence[Any] = ..., /) -> Cursor:
        """Runs one statement. Raises one of the database's `failures`."""

    def close(self) -> None:
        """Lets go of it."""


class Watch(Protocol):
    """News of what was committed, from one moment on."""

    def news(self, wake: threading.Event, seconds: float) -> Mapping[str, int]:
        """Chains that have grown, with their new heads, as soon as there are any; nothing after so
        many seconds, or when it is woken in vain. What is committed while the database is out of
        reach is told once it is back. Raises the database's `failures`."""

    def close(self) -> None:
        """Lets go of it."""


Mark = Any
"""A moment of the database, compared by `==` alone: each knows its own."""

Handle = Any
"""A connection that goes back to the database which gave it: each knows its driver's own."""


class Database(Protocol):
    """One database: where it is, and everything in which it differs from the others."""

    @property
    def name(self) -> str:
        """What it is called in a sentence: a file, or a server."""

    @property
    def failures(self) -> tuple[type[Exception], ...]:
        """What its driver raises."""

    @property
    def busy_seconds(self) -> float:
        """How long another desk is waited for."""

    @property
    def retries(self) -> bool:
        """Whether work is done again when its connection was lost."""

    @property
    def insert_content(self) -> str:
        """The statement that keeps a text, also when another desk keeps it at this moment."""

    @property
    def proof(self) -> str:
        """Stands behind a statement that adds a row, so that it is counted only where it is kept:
        see `Cursor.rowcount`."""

    def writer(self) -> Connection:
        """A connection that writes, and whose commit means on disk (I1)."""

    def reader(self) -> Connection:
        """A connection that cannot write."""

    def usable(self, connection: Handle, error: Exception | None = None) -> bool:
        """Whether a connection can be relied on after an error, or after none."""

    def replaced(self) -> str:
        """That another stands in the place of what was opened, in a sentence; empty otherwise."""

    def begin(self, connection: Handle, chains: Sequence[str], closing: Callable[[], bool]) -> None:
        """Begins a transaction that writes, the only one that writes in these chains. Waits for
        others, and no longer once `closing` says so."""

    def commit(self, connection: Handle, heads: Mapping[str, int]) -> None:
        """On disk when it returns. `heads` are the chains that have grown, for whoever follows."""

    def tell(self, connection: Handle) -> None:
        """Tells whoever follows of what was committed, once its own desk has the answer."""

    def rollback(self, connection: Handle) -> None:
        """Gives a transaction up, if there is one. Never raises."""

    def snapshot(self, connection: Handle) -> AbstractContextManager[None]:
        """Everything as it is at this moment, and exactly as it is stored."""

    def as_it_is(self, connection: Handle) -> AbstractContextManager[None]:
        """Within it an empty log takes every entry as it stands elsewhere, in whatever place: what
        is damaged there is evidence. Within a transaction."""

    def stream(
        self, connection: Handle, statement: str, values: Sequence[Any] = (), at_once: int = 500
    ) -> Iterator[Row]:
        """The rows of a statement, so many in memory at once. Within a snapshot."""

    def add_all(self, connection: Handle, statement: str, rows: Iterable[Row]) -> int:
        """Runs a statement for each of the rows; how many there were."""

    def fetch(
        self, connection: Handle, statement: str, values: Sequence[Any] = ()
    ) -> Sequence[Row]:
        """All rows; text with broken bytes comes with these replaced, instead of failing."""

    def mark(self, connection: Handle) -> Mark:
        """Stands for everything that is committed now. Equal marks: nothing has been added."""

    def heads_since(self, connection: Handle, mark: Mark) -> Mapping[str, int] | None:
        """The heads of the chains that have grown since a mark, perhaps with some others; `None`
        when the mark says nothing any more, and everything is to be read."""

    def now(self, connection: Handle) -> datetime | None:
        """What time it is there, in UTC; `None` where it goes by the clock of this computer."""

    def way(self, connection: Handle) -> str:
        """How what is sent there is protected, in a sentence; empty where nothing is sent."""

    def watch(self) -> Watch:
        """News from now on. Raises its `failures`."""

    def trouble(self, connection: Handle) -> Iterator[tuple[Found, str]]:
        """What is wrong with its guards and below the entries, each in one sentence."""

    def translate(self, error: Exception, *, writing: bool) -> LedgerError:
        """The error of the driver as a sentence for the person at the desk."""
