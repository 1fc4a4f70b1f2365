"""The one thread that writes. Work is done in the order in which it was given, each in whole."""

from __future__ import annotations

import asyncio
import contextlib
import logging
import threading
import time
from collections.abc import Callable
from concurrent.futures import Future
from queue import SimpleQueue
from typing import Any, TypeVar

from ooh_console.ledger.database import Connection, Database
from ooh_console.ledger.errors import LedgerClosed
from ooh_console.program_log import acts
from ooh_console.program_log.events import warn

T = TypeVar("T")
Work = Callable[[Connection], T]
Deliver = Callable[[Any, BaseException | None], None]

_PAUSE = 0.2
"""Seconds before a lost connection is made anew."""
_GIVES_WAY = 50e-6
"""Seconds in which whoever waits for an answer takes it, before this thread goes on and keeps the
interpreter to itself."""
_LOG = logging.getLogger(__name__)
_CLOSED = (
    "The console was closing. This was not saved; everything saved before is safe, and what you "
    "typed is kept. Open the console again to save it."
)


class Writer:
    """A queue of work on one writing connection; errors of the driver come out as `LedgerError`."""

    def __init__(self, database: Database, committed: Callable[[], None]) -> None:
        self._database = database
        self._committed = committed
        self._queue: SimpleQueue[tuple[Work[Any], Deliver, acts.Act] | None] = SimpleQueue()
        self._lock = threading.Lock()
        self._closing = False
        self._giving_up = threading.Event()
        self._thread: threading.Thread | None = None
        self._connection: Connection | None = None
        """Used by the thread alone."""

    def giving_up(self) -> bool:
        """Whether there is no more time to wait for anything."""
        return self._giving_up.is_set()

    async def run(self, work: Work[T]) -> T:
        """Do the work and hand back its result.

        A caller that is cancelled stops waiting, and the work is done all the same: it is not
        cancelled, because half an answer about what is on disk is worse than none.
        """
        loop = asyncio.get_running_loop()
        answer: asyncio.Future[T] = loop.create_future()

        def settle(result: T, error: BaseException | None) -> None:
            if answer.done():
                return
            if error is None:
                answer.set_result(result)
            else:
                answer.set_exception(error)

        def deliver(result: T, error: BaseException | None) -> None:
            with contextlib.suppress(RuntimeError):  # The loop may be gone by now.
                loop.call_soon_threadsafe(settle, result, error)

        self._put(work, deliver)
        return await answer

    def run_now(self, work: Work[T], seconds: float | None = None) -> T:
        """As `run`, but blocks until it is done, or for so long: then it raises `TimeoutError`, and
        the work is done all the same."""
        answer: Future[T] = Future()

        def deliver(result: T, error: BaseException | None) -> None:
            if error is None:
                answer.set_result(result)
            else:
                answer.set_exception(error)

        self._put(work, deliver)
        return answer.result(seconds)

    def close(self, seconds: float) -> None:
        """Finish what was given, at most for so long; what is left fails with `LedgerClosed`."""
        with self._lock:
            if not self._closing:
                self._closing = True
                self._queue.put(None)
            thread = self._thread
        if thread is None:
            return
        thread.join(seconds)
        if thread.is_alive():
            self._giving_up.set()
            thread.join(0.5)

    def _put(self, work: Work[Any], deliver: Deliver) -> None:
        with self._lock:
            if self._closing:
                raise LedgerClosed(_CLOSED)
            self._queue.put((work, deliver, acts.current()))
            if self._thread is None:
                self._thread = threading.Thread(target=self._serve, name="ledger", daemon=True)
                self._thread.start()

    def _serve(self) -> None:
        try:
            while (job := self._queue.get()) is not None:
                work, deliver, act = job
                if self.giving_up():
                    deliver(None, LedgerClosed(_CLOSED))
                    continue
                try:
                    with acts.carried(act):
                        result = self._do(work)
                except self._database.failures as error:
                    problem = self._database.translate(error, writing=True)
                    problem.__cause__ = error
                    deliver(None, LedgerClosed(_CLOSED) if self.giving_up() else problem)
                except BaseException as error:
                    deliver(None, error)
                else:
                    deliver(result, None)
                    time.sleep(_GIVES_WAY)
                    self._tell()
        finally:
            self._let_go()

    def _do(self, work: Work[T]) -> T:
        """The work on the connection that is there, or on a new one when that was lost."""
        deadline = time.monotonic() + self._database.busy_seconds
        while True:
            try:
                if self._connection is None:
                    self._connection = self._database.writer()
                return work(self._connection)
            except self._database.failures as error:
                lost = self._connection is None or not self._database.usable(
                    self._connection, error
                )
                if lost:
                    self._let_go()
                    warn(_LOG, "connection lost", error)
                again = lost and self._database.retries and time.monotonic() < deadline
                if not again or self._giving_up.wait(_PAUSE):
                    raise
            finally:
                if self._connection is not None:
                    self._database.rollback(self._connection)

    def _let_go(self) -> None:
        if self._connection is not None:
            self._connection.close()
            self._connection = None

    def _tell(self) -> None:
        try:
            self._committed()
            if self._connection is not None:
                self._database.tell(self._connection)
        except self._database.failures as error:
            # It is committed; who was not told of it finds it by their next look.
            _LOG.debug("telling of a commit failed", exc_info=True)
            if self._connection is not None and not self._database.usable(self._connection, error):
                self._let_go()
        except Exception:
            _LOG.exception("telling of a commit failed")
