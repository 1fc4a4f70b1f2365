"""News of what was committed, by this process or another, within a second."""

from __future__ import annotations

import itertools
import logging
import threading
from collections.abc import Callable, Mapping

from ooh_console.ledger.database import Database, Watch
from ooh_console.program_log.events import fault, tell, warn

OnChange = Callable[[Mapping[str, int]], None]

POLL_SECONDS = 0.2

_LOG = logging.getLogger(__name__)


class Feed:
    """One thread that looks for new entries and tells everybody who asked."""

    def __init__(self, database: Database) -> None:
        self._database = database
        self._lock = threading.Lock()
        self._told: dict[int, OnChange] = {}
        self._numbers = itertools.count()
        self._wake = threading.Event()
        self._closing = False
        self._thread: threading.Thread | None = None

    def follow(self, on_change: OnChange) -> Callable[[], None]:
        """Call back, from the feed's thread, with chain name and new head for whatever is new.

        Everything committed after this call returns is told. Returns what ends it.
        """
        with self._lock:
            number = next(self._numbers)
            self._told[number] = on_change
            if self._thread is None and not self._closing:
                # It begins here and not in the thread: what is committed in between must be told.
                self._thread = threading.Thread(
                    target=self._watch, args=(self._database.watch(),), name="ledger feed",
                    daemon=True,
                )  # fmt: skip
                self._thread.start()

        def unfollow() -> None:
            with self._lock:
                self._told.pop(number, None)

        return unfollow

    def wake(self) -> None:
        """Look now: something was committed here."""
        self._wake.set()

    def close(self, seconds: float) -> None:
        """End the thread; nobody is told anything after this."""
        with self._lock:
            self._closing = True
            self._told.clear()
            thread = self._thread
        self._wake.set()
        if thread is not None and thread is not threading.current_thread():
            thread.join(seconds)

    def _watch(self, watch: Watch) -> None:
        lost = False
        try:
            while not self._closing:
                try:
                    heads = watch.news(self._wake, POLL_SECONDS)
                except self._database.failures as error:
                    # Busy or unreachable for now; the next look finds whatever this one missed.
                    if not lost:
                        warn(_LOG, "following lost", error)
                    lost = True
                    self._wake.wait(POLL_SECONDS)
                    continue
                if lost:
                    tell(_LOG, "following again")
                    lost = False
                if heads:
                    self._tell(heads)
        finally:
            watch.close()

    def _tell(self, heads: Mapping[str, int]) -> None:
        with self._lock:
            told = tuple(self._told.values())
        for on_change in told:
            try:
                on_change(heads)
            except Exception as error:
                fault(_LOG, "telling of entries", error)
