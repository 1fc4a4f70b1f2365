"""What this desk has seen: how many entries each incident had, and the chain value of the last.

Kept in a file of the desk's own, away from the log, so that a log that was rolled back, or went
another way, behind the desk's back is noticed. It holds references, counts and digests, and is
neither encrypted nor signed: whoever can write in this folder could take the whole file away, and
a signature would promise more than it keeps. Against them there are checkpoints, kept elsewhere.
"""

from __future__ import annotations

import contextlib
import os
import sqlite3
import threading
from collections.abc import Callable, Iterable, Iterator, Mapping
from dataclasses import dataclass
from datetime import datetime
from pathlib import Path
from zoneinfo import ZoneInfo

from ooh_console.domain.entries import REGISTER
from ooh_console.domain.times import day_clock, stamp
from ooh_console.ledger.errors import WitnessProblem
from ooh_console.ledger.files import OWNER_FILE, private_folder
from ooh_console.ledger.reading import moment
from ooh_console.ledger.verification import ChainHead

_TABLE = (
    "CREATE TABLE IF NOT EXISTS seen (incident TEXT PRIMARY KEY, count INTEGER NOT NULL, "
    "chain TEXT NOT NULL, at TEXT NOT NULL) STRICT, WITHOUT ROWID"
)
_NOTE = (
    "INSERT INTO seen VALUES (?, ?, ?, ?) ON CONFLICT (incident) DO UPDATE SET "
    "count = excluded.count, chain = excluded.chain, at = excluded.at "
    "WHERE excluded.count > seen.count"
)
_BUSY_SECONDS = 2.0


@dataclass(frozen=True, slots=True)
class Seen:
    """How a chain stood here."""

    count: int
    chain: str
    at: datetime
    """When it was seen so first."""


class Witness:
    """The file. Any thread may call; several consoles of one desk share it."""

    def __init__(self, path: Path) -> None:
        self._path = path
        self._lock = threading.Lock()
        self._connection: sqlite3.Connection | None = None

    def seen(self) -> Mapping[str, Seen]:
        """Every chain, the register among them. Raises `WitnessProblem`."""
        with self._open() as connection:
            rows = connection.execute("SELECT incident, count, chain, at FROM seen").fetchall()
        return {name: Seen(count, chain, moment(at)) for name, count, chain, at in rows}

    def note(self, heads: Mapping[str, ChainHead], at: datetime) -> None:
        """These were seen now. A chain that had more before keeps that. Raises `WitnessProblem`."""
        if not heads:
            return
        rows = [(name, head.count, head.chain, stamp(at)) for name, head in heads.items()]
        with self._open() as connection:
            connection.execute("BEGIN IMMEDIATE")
            try:
                connection.executemany(_NOTE, rows)
            finally:
                connection.execute("COMMIT")

    def forget(self, names: Iterable[str]) -> None:
        """What was seen of these is given up, since somebody said why it may be otherwise.

        Raises `WitnessProblem`.
        """
        with self._open() as connection:
            connection.executemany("DELETE FROM seen WHERE incident = ?", [(n,) for n in names])

    def close(self) -> None:
        """Lets the file go."""
        with self._lock, contextlib.suppress(sqlite3.Error):
            if self._connection is not None:
                self._connection.close()
            self._connection = None

    @contextlib.contextmanager
    def _open(self) -> Iterator[sqlite3.Connection]:
        with self._lock:
            try:
                if self._connection is None:
                    self._connection = self._made()
                yield self._connection
            except (sqlite3.Error, OSError) as error:
                raise WitnessProblem(
                    f"What this desk has seen before cannot be read or kept in {self._path.name} "
                    f"({error}). The log itself is not affected. Check the folder; if the file is "
                    f"damaged, move it away."
                ) from error

    def _made(self) -> sqlite3.Connection:
        private_folder(self._path.parent)
        with contextlib.suppress(FileExistsError):
            flags = os.O_WRONLY | os.O_CREAT | os.O_EXCL | os.O_CLOEXEC
            os.close(os.open(self._path, flags, OWNER_FILE))
        connection = sqlite3.connect(
            self._path, timeout=_BUSY_SECONDS, isolation_level=None, check_same_thread=False
        )
        try:
            connection.execute("PRAGMA journal_mode = WAL")
            # The last moments may be lost with the power: then a little less was seen.
            connection.execute("PRAGMA synchronous = NORMAL")
            connection.execute(_TABLE)
        except BaseException:
            connection.close()
            raise
        return connection


def lost(
    seen: Mapping[str, Seen],
    heads: Mapping[str, ChainHead],
    chain_at: Callable[[str, int], str],
    tz: ZoneInfo,
) -> dict[str, str]:
    """Which chains are not as they were seen here, each in a sentence.

    `heads` are those of the log now, `chain_at` the chain value of one of its entries. Raises what
    that raises.
    """
    found: dict[str, str] = {}
    for name, before in seen.items():
        here = heads.get(name, ChainHead(0, ""))
        title = "The register" if name == REGISTER else f"Incident {name}"
        count = "1 entry" if before.count == 1 else f"{before.count} entries"
        had = f"{title} had {count} here at {day_clock(before.at, tz)}"
        if here.count < before.count:
            found[name] = f"{had} and {_now(here.count)}."
        elif before.chain != (
            here.chain if here.count == before.count else chain_at(name, before.count)
        ):
            found[name] = f"{had}, and entry {before.count} is another one now."
    return found


def _now(count: int) -> str:
    return f"has {count} now" if count else "is not there now"
