"""The line to the server: one thread that keeps it, hears what is new, and delivers."""

from __future__ import annotations

import logging
import threading
import time
from collections.abc import Mapping
from typing import Protocol

from ooh_console.ledger.database import Watch
from ooh_console.ledger.errors import LedgerError
from ooh_console.program_log.events import fault

POLL_SECONDS = 0.2
AGAIN_SECONDS = (0.5, 1.0, 2.0, 4.0)
"""Between two attempts to reach a server that is away; the last one from then on."""

_LOG = logging.getLogger(__name__)


class End(Protocol):
    """What is at this end of the line. All of it is called from the line's own thread."""

    def reach(self) -> Watch:
        """Reaches the server, and watches it. Raises `LedgerError`."""

    def came_back(self) -> None:
        """It is reached again: whatever is new is taken in. Raises `LedgerError`."""

    def heard(self, heads: Mapping[str, int]) -> None:
        """These chains have grown there. Raises `LedgerError`."""

    def look(self) -> None:
        """Several times a second, while it is there: delivers what waits. Raises `LedgerError`."""

    def look_here(self) -> None:
        """Several times a second, while it is away: tells what other processes put here."""

    def lost(self, error: Exception) -> None:
        """It is away."""

    def translated(self, error: Exception) -> LedgerError:
        """What a driver raised, in words."""


class Line:
    """Begins at `start`, and ends with `close`."""

    def __init__(self, end: End) -> None:
        self._end = end
        self._closing = threading.Event()
        self._thread = threading.Thread(target=self._keep, name="line to the server", daemon=True)

    def start(self) -> None:
        """Begins."""
        self._thread.start()

    def close(self, seconds: float) -> None:
        """Ends; waits for so long."""
        self._closing.set()
        if self._thread.is_alive() and self._thread is not threading.current_thread():
            self._thread.join(seconds)

    def _keep(self) -> None:
        failed = 0
        while not self._closing.is_set():
            began = time.monotonic()
            try:
                self._while_there()
            except Exception as error:
                if self._closing.is_set():
                    return
                if not isinstance(error, LedgerError):
                    fault(_LOG, "line to the server", error)
                self._end.lost(error)
            # Whoever was there for a while is asked again at once.
            failed = 0 if time.monotonic() - began > max(AGAIN_SECONDS) * 2 else failed + 1
            until = time.monotonic() + AGAIN_SECONDS[min(failed, len(AGAIN_SECONDS) - 1)]
            while time.monotonic() < until and not self._closing.wait(POLL_SECONDS):
                self._end.look_here()

    def _while_there(self) -> None:
        watch, wake = self._end.reach(), threading.Event()
        try:
            self._end.came_back()
            while not self._closing.is_set():
                self._end.look()
                try:
                    heads = watch.news(wake, POLL_SECONDS)
                except Exception as error:
                    raise self._end.translated(error) from error
                if heads:
                    self._end.heard(heads)
        finally:
            watch.close()
