"""What is typed in a dialog and not saved yet: kept while typing, and there again later (I12)."""

from __future__ import annotations

import asyncio
from collections.abc import Callable, Mapping

from textual.timer import Timer
from textual.widget import Widget

from ooh_console.desk.ports import Drafts
from ooh_console.tui.trouble import explain

EVERY = 0.5
"""Seconds after the first unkept key: a crash loses less than one second of typing."""


class Keeper:
    """Keeps the text of one form of one incident. Never raises: `trouble` says what is wrong."""

    def __init__(
        self,
        drafts: Drafts,
        incident: str,
        form: str,
        read: Callable[[], Mapping[str, str]],
        blank: Mapping[str, str],
    ) -> None:
        self._drafts = drafts
        self._incident = incident
        self._form = form
        self._read = read
        self._blank = dict(blank)
        self._kept: dict[str, str] | None = None
        self._lock = asyncio.Lock()
        self._timer: Timer | None = None
        self._over = False
        self.trouble = ""

    def restore(self) -> dict[str, str]:
        """What was typed before; empty when nothing was."""
        try:
            found = self._drafts.get(self._incident).get(self._form, {})
        except Exception as error:
            self.trouble = explain(error)
            return {}
        self._kept = dict(found) or None
        return {name: text for name, text in found.items() if text != self._blank.get(name, "")}

    def soon(self, widget: Widget) -> None:
        """Something was typed: it is on disk within a second."""
        if self._timer is None and not self._over:
            self._timer = widget.set_timer(EVERY, lambda: widget.run_worker(self.now()))

    async def now(self) -> bool:
        """Keeps what is typed; whether it is on disk. Nothing is kept of an untouched form."""
        self._stop()
        async with self._lock:
            if self._over:
                return True
            typed = dict(self._read())
            wanted = None if typed == self._blank else typed
            if wanted == self._kept:
                return True
            try:
                if wanted is None:
                    await asyncio.to_thread(self._drafts.clear, self._incident, self._form)
                else:
                    await asyncio.to_thread(self._drafts.put, self._incident, self._form, wanted)
            except Exception as error:
                self.trouble = explain(error)
                return False
            self._kept = wanted
            self.trouble = ""
            return True

    async def forget(self) -> bool:
        """It is saved: there is nothing left to keep. Whether that could be written."""
        self._stop()
        async with self._lock:
            self._over = True
            try:
                await asyncio.to_thread(self._drafts.clear, self._incident, self._form)
            except Exception as error:
                self.trouble = explain(error)
                return False
            return True

    def _stop(self) -> None:
        if self._timer is not None:
            self._timer.stop()
            self._timer = None
