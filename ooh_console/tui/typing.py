"""Keys one at a time: each is done with before the next is looked at.

Textual hands a key to the widget that has the focus *now* and moves on. When keys come in a burst
(a slow line that catches up, a quick typist, a paste), the keys after an Enter or after the key of
a dialog would reach the field before them, and be recorded as somebody else's words. Here a key
waits until the one before it has been handled all the way up, and until a screen that it opened
can take keys.
"""

from __future__ import annotations

import asyncio
import contextlib
from collections.abc import Awaitable, Callable
from typing import TYPE_CHECKING, Any, Literal

from textual import events
from textual.message_pump import MessagePump

if TYPE_CHECKING:
    from textual.app import App

    Base = App[Any]
else:
    Base = object

CLOSING_LOOK = 0.02
"""Seconds between looks whether what is waited for has closed instead."""
SETTLED_WITHIN = 2.0
"""Seconds after which a key is not waited for any longer: a stuck widget must not lock the desk."""


class GivesWay:
    """Among the bases of a screen: keys wait while its place is being taken by another."""

    giving_way = False

    async def _gives_way(self, work: Awaitable[None]) -> None:
        try:
            await work
        finally:
            self.giving_way = False

    def gives_way(self, work: Awaitable[None]) -> Awaitable[None]:
        """This work, for a worker; keys wait from now on until it is done."""
        self.giving_way = True
        return self._gives_way(work)


class Saves(GivesWay):
    """Among the bases of a screen that records: while it does, keys wait for what comes after."""

    saving = False


class KeysInOrder(Base):
    """Put before `App` among the bases of an app."""

    def __init__(self, *arguments: Any, **named: Any) -> None:
        super().__init__(*arguments, **named)
        self._keys: asyncio.Queue[events.Event] = asyncio.Queue()
        self._typist: asyncio.Task[None] | None = None

    async def on_event(self, event: events.Event) -> None:
        """Keys and pastes from the terminal wait their turn; everything else goes on."""
        typed = isinstance(event, events.Key | events.Paste)
        if not typed or getattr(event, "is_forwarded", False):
            await super().on_event(event)
            return
        self._keys.put_nowait(event)
        if self._typist is None or self._typist.done():
            self._typist = asyncio.create_task(self._type())

    async def _type(self) -> None:
        while not self._keys.empty():
            event = self._keys.get_nowait()
            before = self.screen, self.focused
            await super().on_event(event)
            try:
                async with asyncio.timeout(SETTLED_WITHIN):
                    await self._settled(_is_a_letter(event, self.focused) and before)
            except TimeoutError:
                continue

    async def _settled(self, before: tuple[object, object] | Literal[False]) -> None:
        """The key has been handled by its widget and everything above it; a new screen is up.

        `before` is given for a letter in a text field, which opens and lays out nothing: where it
        stands is what had the focus then, there is no frame to wait for.
        """
        chain: list[MessagePump] = []
        pump: MessagePump | None = self.focused or self.screen
        while pump is not None and pump is not self:
            chain.append(pump)
            pump = pump._parent
        for above in (*chain, self):
            await _done(above)
        if before != (self.screen, self.focused):
            await self._up()

    async def _up(self) -> None:
        """The screen on top takes keys: it is mounted, has its focus, saves nothing, and stays."""
        while True:
            screen = self.screen
            while not screen._running and not screen._closing:  # noqa: ASYNC110 (no event tells)
                await asyncio.sleep(0)
            await _done(screen)
            await _done(screen, screen.call_after_refresh)
            if screen is not self.screen:
                continue
            saving = isinstance(screen, Saves) and screen.saving
            if not (saving or (isinstance(screen, GivesWay) and screen.giving_way)):
                return
            await asyncio.sleep(0.005)


async def _done(pump: MessagePump, call: Callable[..., Any] | None = None) -> None:
    """Everything that was in this pump's queue has been handled, or it is closing."""
    reached = asyncio.Event()
    if _gone(pump) or not (call or pump.call_later)(reached.set):
        return
    while not reached.is_set() and not _gone(pump):
        with contextlib.suppress(TimeoutError):
            async with asyncio.timeout(CLOSING_LOOK):
                await reached.wait()


def _is_a_letter(event: events.Event, focused: object) -> bool:
    """A sign that the field with the focus takes in."""
    # Loaded with the first screen that has a field: the first frame does not wait for it.
    from textual.widgets import Input, TextArea

    field = isinstance(focused, Input | TextArea)
    return field and isinstance(event, events.Key) and event.is_printable


def _gone(pump: MessagePump) -> bool:
    return pump._closing or not pump._running
