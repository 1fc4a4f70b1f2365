"""What is particular to PostgreSQL: connections, the lock of each chain, news, what errors mean.

Several desks share one server. An entry takes its place under a lock of its own chain, so incidents
do not wait for each other; commits are told by NOTIFY, and found again after a lost connection by
the transactions that have ended since. Imported only where a server is configured.
"""

from __future__ import annotations

import contextlib
import itertools
from collections.abc import Callable, Iterable, Iterator, Mapping, Sequence
from dataclasses import dataclass, field
from datetime import UTC, datetime
from typing import Any, ClassVar

import psycopg
from psycopg import conninfo, errors
from psycopg import sql as spelling

from ooh_console.ledger import statements as sql
from ooh_console.ledger.database import Row
from ooh_console.ledger.errors import LedgerError
from ooh_console.ledger.postgres_connection import Heard, ServerConnection, spelt
from ooh_console.ledger.postgres_trouble import trouble
from ooh_console.ledger.postgres_watch import CHANNEL, ServerWatch, word
from ooh_console.ledger.postgres_way import in_words as way_in_words
from ooh_console.ledger.postgres_way import protection
from ooh_console.ledger.postgres_words import in_words
from ooh_console.ledger.reading import number, text
from ooh_console.ledger.sqlite import BUSY_SECONDS
from ooh_console.ledger.verification import Found
from ooh_console.program_log import acts

CONNECT_SECONDS = 5
APPLICATION = "ooh-console"
"""What the server's list of connections and its log call a desk."""

# Several statements at once, since each way to the server and back costs. The act stands in the
# name of the connection, which the server writes into its own log. Nearly always it is one chain.
_BEGIN = "BEGIN; SET LOCAL application_name = {}; "
_KEY = "pg_catalog.hashtextextended('ooh-console chain ' || {}, 0::bigint)"
_BEGIN_ONE = spelling.SQL(f"{_BEGIN}SELECT pg_catalog.pg_advisory_xact_lock({_KEY})")
_BEGIN_SEVERAL = spelling.SQL(
    f"{_BEGIN}SELECT count(pg_catalog.pg_advisory_xact_lock(key)) FROM (SELECT DISTINCT "  # noqa: S608
    f"{_KEY.format('name')} AS key FROM unnest({{}}::text[]) AS name ORDER BY key) AS keys"
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
    # A rule that led the row elsewhere would count it all the same, and cannot give it back.
    proof: ClassVar[str] = " RETURNING incident"

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
        """A new connection, every statement its own transaction. Raises `psycopg.Error`, and
        `LedgerError` for a way on which others could read along."""
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
        given |= protection(named, self.name)
        if self.password:
            given["password"] = self.password
        # For whoever reads, too: a standby takes nothing and tells no news, and one that was the
        # first to answer would stand before the server that does both.
        hosts = f"{named.get('host') or ''}{named.get('hostaddr') or ''}"
        if "," in hosts and not named.get(_SESSION):
            given[_SESSION] = "read-write"
        driver = Heard.connect(self.url, autocommit=True, **given)
        driver.silence = self.silence_seconds
        connection = ServerConnection(driver)
        try:
            # Nothing that anybody put into a schema of theirs is taken for a table of the console.
            connection.execute(
                "SET search_path = public, pg_temp; SET client_encoding = 'UTF8'; "
                f"SET lock_timeout = {int(self.busy_seconds * 1000)}"
            )
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
            one = len(chains) == 1
            begins = _BEGIN_ONE if one else _BEGIN_SEVERAL
            which = spelling.Literal(chains[0] if one else list(chains))
            connection.driver.execute(begins.format(name, which))
        else:
            connection.execute("BEGIN")

    def commit(self, connection: ServerConnection, heads: Mapping[str, int]) -> None:
        """Commits; `tell` then says that something is new."""
        connection.execute("COMMIT")
        connection.untold |= heads

    def tell(self, connection: ServerConnection) -> None:
        """Tells whoever follows. Not within the commit: that would wait for every other desk's.

        Who is not told, since the line was lost in between, finds it by their next look.
        """
        if connection.untold:
            heads, connection.untold = connection.untold, {}
            connection.execute("SELECT pg_notify(?, ?)", (CHANNEL, word(heads)))

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

    @contextlib.contextmanager
    def as_it_is(self, connection: ServerConnection) -> Iterator[None]:
        """The guard itself lets whatever fills an empty log pass, in one transaction."""
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

    def way(self, connection: ServerConnection) -> str:
        """How the way to the server is protected."""
        return way_in_words(connection)

    def watch(self) -> ServerWatch:
        """News of the server."""
        return ServerWatch(self)

    def trouble(self, connection: ServerConnection) -> Iterator[tuple[Found, str]]:
        """Guards that are missing, changed or switched off."""
        return trouble(connection)

    def translate(self, error: Exception, *, writing: bool) -> LedgerError:
        """The error of the driver as a sentence for the person at the desk."""
        return in_words(error, self.name, self.busy_seconds, writing=writing)


_SESSION = "target_session_attrs"
_IDLE = psycopg.pq.TransactionStatus.IDLE
_NUMBERS = itertools.count(1)
