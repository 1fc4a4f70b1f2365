"""Connections for reading, kept for whoever reads next."""

from __future__ import annotations

import contextlib
import threading
from collections.abc import Iterator

from ooh_console.ledger.database import Connection, Database
from ooh_console.ledger.errors import LedgerClosed

KEPT = 4


class Readers:
    """Connections for reading, each used by one thread at a time and kept for the next."""

    def __init__(self, database: Database) -> None:
        self._database = database
        self._lock = threading.Lock()
        self._idle: list[Connection] = []
        self._closed = False

    @contextlib.contextmanager
    def borrow(self) -> Iterator[Connection]:
        """A connection for a `with`; the driver's errors come out as `LedgerError`."""
        with self._lock:
            if self._closed:
                raise LedgerClosed("The ledger is closed: open the console again to read it.")
            connection = self._idle.pop() if self._idle else None
        error: Exception | None = None
        try:
            if connection is None:
                connection = self._database.reader()
            yield connection
        except self._database.failures as failed:
            error = failed
            raise self._database.translate(failed, writing=False) from failed
        finally:
            if connection is not None:
                self._give_back(connection, error)

    def _give_back(self, connection: Connection, error: Exception | None) -> None:
        self._database.rollback(connection)
        usable = self._database.usable(connection, error)
        with self._lock:
            if usable and not self._closed and len(self._idle) < KEPT:
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
