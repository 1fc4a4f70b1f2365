"""What is particular to PostgreSQL: connections, the lock of each chain, news, what errors mean.

Several desks share one server. An entry takes its place under a lock of its own chain, so incidents
do not wait for each other; commits are told by NOTIFY, and found again after a lost connection by
the transactions that have ended since. Imported only where a server is configured.
"""

from __future__ import annotations

import contextlib
import itertools
import json
import threading
import time
from collections.abc import Callable, Generator, Iterable, Iterator, Mapping, Sequence
from dataclasses import dataclass, field
from datetime import UTC, datetime
from functools import lru_cache
from typing import Any, ClassVar, LiteralString

import psycopg
from psycopg import conninfo, errors, waiting
from psycopg import sql as spelling

from ooh_console.ledger import statements as sql
from ooh_console.ledger.database import Row
from ooh_console.ledger.errors import (
    LedgerBusy,
    LedgerDamaged,
    LedgerError,
    LedgerFull,
    LedgerReadOnly,
    LedgerUnreachable,
)
from ooh_console.ledger.postgres_guards import trouble
from ooh_console.ledger.reading import number, text
from ooh_console.ledger.sqlite import BUSY_SECONDS
from ooh_console.ledger.verification import Found
from ooh_console.program_log import acts

CHANNEL = "ooh_console_entries"
LOOK_SECONDS = 5.0
"""So often a follower looks by itself, in case a word was lost."""
CONNECT_SECONDS = 5
APPLICATION = "ooh-console"
"""What the server's list of connections and its log call a desk."""

LONGEST_WORD = 7_000
"""Bytes that NOTIFY carries; the server's own limit is 8,000."""

# Two statements at once, since each way to the server and back costs.
_COMMIT = spelling.SQL("SELECT pg_notify({}, {}); COMMIT")
# The act stands in the name of the connection, which the server writes into its own log.
_BEGIN = spelling.SQL(
    "BEGIN; SET LOCAL application_name = {}; "
    "SELECT count(pg_advisory_xact_lock(key)) FROM (SELECT DISTINCT "
    "hashtextextended('ooh-console chain ' || name, 0) AS key FROM unnest({}::text[]) AS name "
    "ORDER BY key) AS keys"
)
# A transaction that had not ended at the mark may have a lower number than others that had: what
# is counted from is the oldest that had not, so that nothing is ever passed over.
_MARK = "SELECT pg_current_snapshot()::text"
_HEADS_SINCE = (
    "SELECT incident, max(seq) FROM entry "
    "WHERE tx >= pg_snapshot_xmin(?::text::pg_snapshot) GROUP BY incident"
)
_DURABLE = (
    "SELECT set_config('synchronous_commit', 'on', false) "
    "WHERE current_setting('synchronous_commit') IN ('off', 'local')"
)


@lru_cache(maxsize=128)
def spelt(statement: str) -> LiteralString:
    """The statement with the marks of this driver."""
    return statement.replace("%", "%%").replace("?", "%s")


class ServerConnection:
    """A connection to the server that takes `?` for values."""

    def __init__(self, driver: psycopg.Connection[Row]) -> None:
        self.driver = driver

    def execute(self, statement: str, values: Sequence[Any] = ()) -> psycopg.Cursor[Row]:
        """Runs one statement. Raises `psycopg.Error`."""
        if not values:
            return self.driver.execute(statement)
        return self.driver.execute(spelt(statement), values)

    def close(self) -> None:
        """Lets go of it."""
        with contextlib.suppress(psycopg.Error):
            self.driver.close()


class _Heard(psycopg.Connection[Row]):
    """Gives a server up that says nothing for so long, though its network takes what is sent."""

    silence: float | None = None

    def wait(self, gen: Any, interval: float = 0.1, timeout: float | None = None) -> Any:
        """As psycopg waits for whatever is sent and answered."""
        if self.silence is None:
            return super().wait(gen, interval, timeout)
        # Of its ways to wait the one that comes back between two looks.
        heard = self._while_heard(gen, self.silence)
        return waiting.wait_selector(heard, self.pgconn.socket, interval, timeout)

    def _while_heard(self, gen: Any, seconds: float) -> Generator[Any, Any, Any]:
        until = time.monotonic() + seconds
        try:
            wanted = next(gen)
            while True:
                ready = yield wanted
                if ready:
                    until = time.monotonic() + seconds
                elif time.monotonic() > until:
                    # Whatever it would still say belongs to a question that nobody asks any more.
                    self.pgconn.finish()
                    raise psycopg.OperationalError(f"nothing was heard for {seconds:g} s")
                wanted = gen.send(ready)
        except StopIteration as end:
            return end.value


@dataclass(frozen=True)
class Server:
    """A database on a server, and the way it is reached.

    `url` is PostgreSQL's own (`postgresql://desk@first,second/ooh?target_session_attrs=read-write`):
    with several hosts the next one is tried, so that a standby that was promoted takes over.
    """

    url: str = field(repr=False)
    password: str = field(default="", repr=False)
    busy_seconds: float = BUSY_SECONDS
    silence_seconds: float | None = None
    """How long an answer is waited for; `None`: as long as the network says that it is there."""

    failures: ClassVar[tuple[type[Exception], ...]] = (psycopg.Error, UnicodeDecodeError)
    insert_content: ClassVar[str] = f"{sql.INSERT_CONTENT} ON CONFLICT (digest) DO NOTHING"

    @property
    def retries(self) -> bool:
        """Work that a lost connection broke off is done again: an entry is known by its id. Not
        where silence is not borne: whoever asks so has another way."""
        return self.silence_seconds is None

    @property
    def name(self) -> str:
        """Host and database, without user and password."""
        try:
            parts = conninfo.conninfo_to_dict(self.url)
        except psycopg.Error:
            return "the database"
        host = str(parts.get("host") or parts.get("hostaddr") or "this computer")
        return f"{parts.get('dbname') or 'the database'} at {host}"

    def connect(self, *, reading: bool = False) -> ServerConnection:
        """A new connection, every statement its own transaction. Raises `psycopg.Error`."""
        # A network that swallows everything must be noticed within seconds, not by the kernel's
        # own patience of a quarter of an hour.
        usual: dict[str, Any] = {
            "application_name": APPLICATION,
            "connect_timeout": CONNECT_SECONDS,
            "keepalives_idle": 5,
            "keepalives_interval": 2,
            "keepalives_count": 3,
            "tcp_user_timeout": 10_000,
        }
        named = conninfo.conninfo_to_dict(self.url)
        given = {key: value for key, value in usual.items() if key not in named}
        if self.password:
            given["password"] = self.password
        if not reading and "," in str(named.get("host") or "") and not named.get(_SESSION):
            given[_SESSION] = "read-write"
        driver = _Heard.connect(self.url, autocommit=True, **given)
        driver.silence = self.silence_seconds
        connection = ServerConnection(driver)
        try:
            connection.execute(f"SET lock_timeout = {int(self.busy_seconds * 1000)}")
            connection.execute("SET client_encoding = 'UTF8'")
            if reading:
                connection.execute("SET default_transaction_read_only = on")
            else:
                connection.execute(_DURABLE)
        except BaseException:
            connection.close()
            raise
        return connection

    def writer(self) -> ServerConnection:
        """A connection that writes, and whose commit means on disk (I1), also where the server's
        own habit is not to wait for it."""
        return self.connect()

    def reader(self) -> ServerConnection:
        """A connection that cannot write."""
        return self.connect(reading=True)

    def usable(self, connection: ServerConnection, error: Exception | None = None) -> bool:
        """Not when it is closed or broken, nor when the server only reads any more."""
        return not connection.driver.closed and not isinstance(
            error, errors.ReadOnlySqlTransaction | errors.OperatorIntervention
        )

    def replaced(self) -> str:
        """A server is reached by its name: whatever answers there is it."""
        return ""

    def begin(
        self,
        connection: ServerConnection,
        chains: Sequence[str],
        closing: Callable[[], bool] = lambda: False,
    ) -> None:
        """Takes the locks of these chains, always in the same order."""
        if chains:
            name = spelling.Literal(f"{APPLICATION} {acts.current().id}".rstrip())
            connection.driver.execute(_BEGIN.format(name, spelling.Literal(list(chains))))
        else:
            connection.execute("BEGIN")

    def commit(self, connection: ServerConnection, heads: Mapping[str, int]) -> None:
        """Commits, and says that something is new."""
        if heads:
            told = json.dumps(dict(heads))
            # What is too long for a word is looked up by whoever hears it.
            word = told if len(told) < LONGEST_WORD else ""
            both = _COMMIT.format(spelling.Literal(CHANNEL), spelling.Literal(word))
            connection.driver.execute(both)
        else:
            connection.execute("COMMIT")

    def rollback(self, connection: ServerConnection) -> None:
        """Gives a transaction up."""
        if not connection.driver.closed and connection.driver.info.transaction_status != _IDLE:
            with contextlib.suppress(psycopg.Error):
                connection.driver.execute("ROLLBACK")

    @contextlib.contextmanager
    def snapshot(self, connection: ServerConnection) -> Iterator[None]:
        """Everything as it is at this moment; text that is not UTF-8 the server does not keep."""
        connection.execute("BEGIN ISOLATION LEVEL REPEATABLE READ READ ONLY")
        yield

    def stream(
        self,
        connection: ServerConnection,
        statement: str,
        values: Sequence[Any] = (),
        at_once: int = 500,
    ) -> Iterator[Row]:
        """Rows, so many at a time, through a cursor of the server."""
        name = f"stream_{next(_NUMBERS)}"
        with connection.driver.cursor(name=name) as cursor:
            cursor.itersize = at_once
            cursor.execute(spelt(statement), values or None)
            yield from cursor

    def add_all(self, connection: ServerConnection, statement: str, rows: Iterable[Row]) -> int:
        """Adds every row, without waiting for the answer to each."""
        with connection.driver.cursor() as cursor:
            cursor.executemany(spelt(statement), rows)
            return max(0, cursor.rowcount)

    def fetch(
        self, connection: ServerConnection, statement: str, values: Sequence[Any] = ()
    ) -> Sequence[Row]:
        """All rows."""
        return connection.execute(statement, values).fetchall()

    def mark(self, connection: ServerConnection) -> str:
        """The transactions that had ended."""
        return text(connection.execute(_MARK).fetchall()[0][0])

    def heads_since(self, connection: ServerConnection, mark: str) -> Mapping[str, int]:
        """The heads of the chains to which a transaction added that had not ended at the mark."""
        found = connection.execute(_HEADS_SINCE, (mark,))
        return {text(name): number(seq) for name, seq in found}

    def now(self, connection: ServerConnection) -> datetime:
        """What time it is at the server."""
        found = connection.execute("SELECT clock_timestamp()").fetchall()[0][0]
        assert isinstance(found, datetime)
        return found.astimezone(UTC)

    def watch(self) -> ServerWatch:
        """News of the server."""
        return ServerWatch(self)

    def trouble(self, connection: ServerConnection) -> Iterator[tuple[Found, str]]:
        """Guards that are missing, changed or switched off."""
        return trouble(connection)

    def translate(self, error: Exception, *, writing: bool) -> LedgerError:
        """The error of the driver as a sentence for the person at the desk."""
        kept = (
            "This was not saved; everything saved before is safe, and what you typed is kept."
            if writing
            else "Nothing was changed."
        )
        match error:
            case errors.DiskFull():
                return LedgerFull(
                    f"The disk of {self.name} is full. {kept} Have space freed there, then save "
                    f"again."
                )
            case errors.LockNotAvailable() | errors.QueryCanceled() | errors.DeadlockDetected():
                return LedgerBusy(
                    f"Another desk has held {self.name} for more than {self.busy_seconds:g} "
                    f"seconds. {kept} Try again."
                )
            case errors.ReadOnlySqlTransaction():
                return LedgerReadOnly(
                    f"{self.name} can only be read at the moment (a standby, or closed for work). "
                    f"{kept} Try again; if it stays so, ask whoever keeps it."
                )
            case errors.InsufficientPrivilege():
                return LedgerReadOnly(
                    f"This desk may not do that in {self.name}. {kept} Ask whoever keeps it to run "
                    f"`ooh-console database init` there."
                )
            case errors.UndefinedTable() | errors.UndefinedColumn():
                return LedgerDamaged(
                    f"{self.name} lacks a part that it should have. {kept} Ask whoever keeps it to "
                    f"run `ooh-console database init` there."
                )
            case psycopg.DataError() | UnicodeDecodeError():
                return LedgerError(
                    f"{self.name} does not take a character in this text. {kept} Write it without "
                    f"control characters, then save again."
                )
            case psycopg.OperationalError():
                return LedgerUnreachable(
                    f"{self.name} cannot be reached ({_first_line(error)}). {kept} Try again; if "
                    f"it stays so, go on by telephone and on paper, and ring whoever keeps it."
                )
            case _:
                return LedgerError(f"{self.name} failed: {_first_line(error)}. {kept} Try again.")


class ServerWatch:
    """Listens, and after a lost connection looks for what was committed meanwhile."""

    def __init__(self, server: Server) -> None:
        self._server = server
        self._connection: ServerConnection | None = None
        self._mark = ""
        self._looked = 0.0
        self._listen()

    def _listen(self) -> ServerConnection:
        connection = self._server.reader()
        try:
            connection.execute(f"LISTEN {CHANNEL}")
            # After LISTEN: what is committed in between is told by both, and lost by neither.
            self._mark = self._mark or self._server.mark(connection)
        except BaseException:
            connection.close()
            raise
        self._connection = connection
        return connection

    def news(self, wake: threading.Event, seconds: float) -> Mapping[str, int]:
        """Heads that are new: as they are told, and now and then as they are found."""
        wake.clear()  # What was committed here is told here as well.
        connection = self._connection
        try:
            if connection is None:
                return self._look(self._listen())
            told = list(connection.driver.notifies(timeout=seconds, stop_after=1))
            heads = _heads(told)
            if heads is None or time.monotonic() >= self._looked + LOOK_SECONDS:
                return {**(heads or {}), **self._look(connection)}
        except BaseException:
            self.close()
            raise
        return heads

    def _look(self, connection: ServerConnection) -> Mapping[str, int]:
        mark = self._server.mark(connection)
        found: Mapping[str, int] = {}
        if mark != self._mark:
            found = self._server.heads_since(connection, self._mark)
        self._mark, self._looked = mark, time.monotonic()
        return found

    def close(self) -> None:
        """Lets go of the server."""
        if self._connection is not None:
            self._connection.close()
            self._connection = None


def _heads(told: Sequence[psycopg.Notify]) -> dict[str, int] | None:
    """The heads that were told; `None` when a word does not say."""
    heads: dict[str, int] = {}
    for word in told:
        try:
            said = json.loads(word.payload)
            heads |= {str(name): int(head) for name, head in said.items()}
        except (ValueError, AttributeError, TypeError):
            return None
    return heads


_SESSION = "target_session_attrs"
_IDLE = psycopg.pq.TransactionStatus.IDLE
_NUMBERS = itertools.count(1)


def _first_line(error: Exception) -> str:
    return (str(error).strip().splitlines() or [type(error).__name__])[0].rstrip(".")
