"""When a running app has nothing more to do: known from its queues, and not by the clock.

Textual's own pilot looks for a while in which the process takes no time, at least forty
milliseconds after each key; on a busy machine such a while may come too early.
"""

from __future__ import annotations

import asyncio
import time
from collections.abc import Iterator
from contextlib import contextmanager
from typing import Any

import pytest
from textual._context import active_app
from textual.app import App

from ooh_console.ledger.writer import Writer

LONGEST = 1.0
"""Seconds for which work that hangs is waited for; Textual waits as long for a busy process."""
QUIET = 3
"""So many turns of the loop without a message: a message may come of what one turn has woken."""


class _Busy:
    """How much is under way in threads: what is read and written there comes back as a message."""

    def __init__(self) -> None:
        self.count = 0

    @contextmanager
    def one(self) -> Iterator[None]:
        self.count += 1
        try:
            yield
        finally:
            self.count -= 1


def _waiting(app: App[Any]) -> bool:
    """Whether any part of the app has a message that it has not begun on."""
    screens = [app, *(part for screen in app.screen_stack for part in screen.walk_children())]
    return any(part.message_queue_size for part in (*screens, *app.screen_stack))


@contextmanager
def settled_by_queues(patch: pytest.MonkeyPatch) -> Iterator[None]:
    """The pilot waits for empty queues, for threads at work, and for what is then drawn."""
    busy = _Busy()
    loop_class = asyncio.base_events.BaseEventLoop
    in_thread, write = loop_class.run_in_executor, Writer.run

    def run_in_executor(loop: Any, *arguments: Any) -> Any:
        future = in_thread(loop, *arguments)
        busy.count += 1
        future.add_done_callback(lambda _: setattr(busy, "count", busy.count - 1))
        return future

    async def run(writer: Writer, work: Any) -> Any:
        with busy.one():
            return await write(writer, work)

    async def quiet(app: App[Any], until: float) -> None:
        turns = 0
        while turns < QUIET and time.monotonic() < until:
            await asyncio.sleep(0 if busy.count == 0 else 0.001)
            turns = 0 if busy.count or _waiting(app) else turns + 1

    async def settled(*_: float) -> None:
        app, until = active_app.get(), time.monotonic() + LONGEST
        await quiet(app, until)
        if app.screen_stack:
            app.screen._on_timer_update()
            await quiet(app, until)

    patch.setattr(loop_class, "run_in_executor", run_in_executor)
    patch.setattr(Writer, "run", run)
    patch.setattr("textual.app.wait_for_idle", settled)
    patch.setattr("textual.pilot.wait_for_idle", settled)
    yield
