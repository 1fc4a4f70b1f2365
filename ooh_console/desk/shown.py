"""What this desk showed, kept for the review (`show --at`): beside the drawing, never before it."""

from __future__ import annotations

import asyncio
from datetime import datetime

from ooh_console.desk.desk import Desk
from ooh_console.domain.holdings import Holdings
from ooh_console.domain.times import to_milliseconds


class ShownScreens:
    """The screens of one incident at this desk, each kept with the moment from which it was shown.

    Answers that come together are drawn together, and are one screen. For one event loop.
    """

    def __init__(self, desk: Desk, reference: str) -> None:
        self._desk = desk
        self._reference = reference
        self._latest: tuple[Holdings, datetime] | None = None
        self._screen = ""
        self._trouble: Exception | None = None
        self._task: asyncio.Task[None] | None = None

    def shows(self, holdings: Holdings) -> None:
        """The screen shows this from now on."""
        self._latest = holdings, to_milliseconds(self._desk.clock())
        if self._task is None or self._task.done():
            self._task = asyncio.create_task(self._keep(), name="screens")

    async def kept(self) -> None:
        """Returns when the last screen is kept. Raises the ledger's error if one was not.

        Who is cancelled while waiting here cancels no write.
        """
        if self._task is not None:
            await asyncio.wait({self._task})
        trouble, self._trouble = self._trouble, None
        if trouble is not None:
            raise trouble

    async def _keep(self) -> None:
        while self._latest is not None:
            (holdings, at), self._latest = self._latest, None
            screen = holdings.content()
            if screen == self._screen:
                continue
            self._screen = screen
            ledger = self._desk.ledger
            try:
                kept = await ledger.keep((*holdings.texts(), screen))
                await ledger.screen_shown(self._reference, self._desk.name, at, kept[-1])
            except Exception as error:
                # A full disk must not hide what the other agencies say.
                self._trouble = error
