"""Connections for reading, kept for whoever reads next."""

from __future__ import annotations

import threading
from collections.abc import Callable
from typing import TypeVar

from ooh_console.ledger.database import Connection, Database
from ooh_console.ledger.errors import LedgerClosed

T = TypeVar("T")

KEPT = 4


class Readers:
    """Connections for reading, each used by one thread at a time and kept for the next."""

    def __init__(self, database: Database) -> None:
        self._database = database
        self._lock = threading.Lock()
        self._idle: list[Connection] = []
        self._closed = False

    def read(self, work: Callable[[Connection], T]) -> T:
        """What the work finds on a connection; the driver's errors come out as `LedgerError`.

        It is done again on a new connection when one that was kept has been lost meanwhile.
        """
        while True:
            connection, kept = self._take()
            error: Exception | None = None
            try:
                connection = connection or self._database.reader()
                return work(connection)
            except self._database.failures as failed:
                error = failed
                lost = connection is not None and not self._database.usable(connection, error)
                if lost:
                    self._forget()  # The others were lost with it.
                if not (kept and lost and self._database.retries):
                    raise self._database.translate(failed, writing=False) from failed
            finally:
                if connection is not None:
                    self._give_back(connection, error)

    def _take(self) -> tuple[Connection | None, bool]:
        with self._lock:
            if self._closed:
                raise LedgerClosed("The ledger is closed: open the console again to read it.")
            return (self._idle.pop(), True) if self._idle else (None, False)

    def _give_back(self, connection: Connection, error: Exception | None) -> None:
        self._database.rollback(connection)
        usable = self._database.usable(connection, error)
        with self._lock:
            if usable and not self._closed and len(self._idle) < KEPT:
                self._idle.append(connection)
                return
        connection.close()

    def _forget(self) -> None:
        with self._lock:
            idle, self._idle = self._idle, []
        for connection in idle:
            connection.close()

    def close(self) -> None:
        """Close what is idle; what is in use closes when it comes back."""
        with self._lock:
            self._closed = True
        self._forget()
