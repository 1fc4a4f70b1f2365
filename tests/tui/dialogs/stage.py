"""A bare app in which one dialog or page stands, and waiting for what should become true."""

from __future__ import annotations

import asyncio
from collections.abc import Callable
from contextlib import asynccontextmanager
from typing import Any

from textual.app import App
from textual.pilot import Pilot
from textual.screen import Screen
from textual.widgets import Static

HOSTILE = (
    "[/x] [00] [bold]",
    "\x1b[31mred\x1b]0;title\x07\x1b]52;c;aGk=\x07",
    "left\u202eright\u2066\u200b\u200f",
    "👩‍👩‍👧 é ﷽ \U000e0041",
    "half \ud800 character",
    "x" * 5_000,
)
AT_ONCE = (" ".join(HOSTILE[:-1]), HOSTILE[-1])
"""The same in two, where each text would cost a run of the whole form."""


class Stage(App[None]):
    """Shows one screen; what it dismisses with stands in `results`."""

    def __init__(self, screen: Screen[Any]) -> None:
        super().__init__()
        self.shown = screen
        self.results: list[Any] = []

    def on_mount(self) -> None:
        self.push_screen(self.shown, self.results.append)


@asynccontextmanager
async def staged(screen: Screen[Any], size: tuple[int, int] = (80, 24)) -> Any:
    """The screen in a running app, notifications on."""
    app = Stage(screen)
    async with app.run_test(size=size, notifications=True) as pilot:
        await until(pilot, lambda: app.screen is screen and screen.is_mounted)
        yield pilot


async def until(pilot: Pilot[Any], true: Callable[[], Any], seconds: float = 20.0) -> None:
    """Waits for a condition, not for a time."""
    async with asyncio.timeout(seconds):
        while not true():
            await pilot.pause()
            await asyncio.sleep(0)


def seen(pilot: Pilot[Any]) -> str:
    """The screen as text, as the terminal would show it."""
    screen = pilot.app.screen
    width, height = screen.size
    rows = screen._compositor.render_strips()
    return "\n".join(strip.text[:width] for strip in rows[:height])


def words(pilot: Pilot[Any], selector: str) -> str:
    """What a label says."""
    return str(pilot.app.screen.query_one(selector, Static).visual)


def results(pilot: Pilot[Any]) -> list[Any]:
    """What the screen was dismissed with."""
    found: list[Any] = pilot.app.results  # type: ignore[attr-defined]
    return found


def no_orders(text: str) -> bool:
    """Whether nothing in the text is obeyed by a terminal."""
    return not any((ord(c) < 32 and c != "\n") or 0x7F <= ord(c) < 0xA0 for c in text)
