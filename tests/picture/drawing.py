"""The first night at minute 26, as the duty worker sees it: drawn by the console itself."""

from __future__ import annotations

import asyncio
import re
import tempfile
from collections.abc import Coroutine
from datetime import UTC, datetime
from pathlib import Path
from typing import Any

from ooh_console.desk.notices import Notices
from ooh_console.exercise.headless import Night, play_step
from ooh_console.exercise.scenario_file import load
from ooh_console.tui.screens.incident import IncidentScreen
from ooh_console.tui.screens.tonight import TonightScreen
from tests.exercise.nights import CONFIG, put_together
from tests.tui.desks import LARGE, app_of, asked, until

PICTURE = Path(__file__).with_name("incident.svg")
START = datetime(2026, 11, 25, 2, 3, tzinfo=UTC)
MINUTE = 26
REFERENCE = "261125-K7QM"

_FETCHED = re.compile(r"@font-face \{.*?\}|<!--.*?-->", re.DOTALL)
_NAMED = re.compile(r"terminal-\d+")
_TEXT = re.compile(r"<text[^>]*>([^<]*)</text>")


async def draw() -> str:
    """The screen as SVG, without anything that a reader's browser would fetch from elsewhere."""
    scenario = load(CONFIG / "exercises" / "first-night.toml")
    with (
        tempfile.TemporaryDirectory() as folder,
        put_together(scenario, Path(folder), START) as night,
    ):
        try:
            return await _drawn(night, Path(folder))
        finally:
            for desk in night.desks.values():
                await desk.gateway.aclose()


async def _drawn(night: Night, folder: Path) -> str:
    for desk in night.desks.values():
        desk.new_reference = lambda: REFERENCE  # type: ignore[method-assign]
    for seat in night.seats.values():
        _one_by_one(seat.notices)
    for step in night.scenario.step:
        if step.minute <= MINUTE:
            wrong = await play_step(step, night, lambda text: None)
            assert not wrong, wrong
    # Every system has been told and asked: the desk itself has nothing more to do by itself.
    for seat in (*night.seats.values(), *night.seats.values()):
        await seat.notices.once()
    app = app_of(night.desks["duty"], folder)
    async with app.run_test(size=LARGE) as pilot:
        await until(pilot, lambda: isinstance(app.screen, TonightScreen))
        await until(pilot, lambda: app.screen.tonight.incidents)
        await pilot.press("enter")
        await until(pilot, lambda: isinstance(app.screen, IncidentScreen))
        await until(pilot, lambda: asked(app.screen))
        for field in app.screen.query("Input"):
            field.cursor_blink = False
        await pilot.pause()
        app.screen.redraw()
        await pilot.pause()
        drawn = app.export_screenshot(title="ooh-console")
    return _NAMED.sub("terminal", _FETCHED.sub("", drawn))


def _one_by_one(notices: Notices) -> None:
    """Notices go out side by side; for a picture they are in the log in the order they began."""
    turn, usual = asyncio.Lock(), notices._guarded

    async def guarded(doing: Coroutine[Any, Any, None]) -> None:
        async with turn:
            await usual(doing)

    notices._guarded = guarded  # type: ignore[method-assign]


def words(svg: str) -> str:
    """What the picture says."""
    return " ".join(" ".join(_TEXT.findall(svg)).replace("&#160;", " ").split())
