"""Going to a time in the real log view of a night, inside Textual's own test of an app.

The console has no key for it yet: this is what such a key would do.
"""

from __future__ import annotations

import asyncio
import time
from collections.abc import Callable
from datetime import timedelta
from pathlib import Path

from ooh_console.bootstrap import ExerciseOpening
from ooh_console.desk.looking_back import count_at
from ooh_console.domain.state import State
from ooh_console.tui.app import ConsoleApp
from ooh_console.tui.screens.incident import IncidentScreen
from ooh_console.tui.screens.tonight import TonightScreen
from tests.benchmarks.desks import LONG, PASSPHRASE, parts, words
from tests.benchmarks.terminal import COLUMNS, ROWS

TIMES = 21


async def to_times(folder: Path, entries: int) -> list[float]:
    """Seconds for each jump: the entry of that time found, read, and its line drawn."""
    app = ConsoleApp(lambda: ExerciseOpening(parts(folder), PASSPHRASE), exercise=True)
    async with app.run_test(size=(COLUMNS, ROWS)) as pilot:
        await _until(lambda: isinstance(app.screen, TonightScreen) and app.screen.tonight.incidents)
        await pilot.press("enter")
        await _until(lambda: isinstance(app.screen, IncidentScreen) and app.screen.query("#log"))
        screen = app.screen
        assert isinstance(screen, IncidentScreen)
        await _until(lambda: screen.log_view.items)
        return [await _to(screen, part, entries) for part in range(1, TIMES + 1)]


async def _to(screen: IncidentScreen, part: int, entries: int) -> float:
    """To a note so many parts of the night away, by its time; back and forth."""
    desk, log = screen.incident.desk, screen.log_view
    away = part if part % 2 else TIMES + 1 - part
    number = entries * away // (TIMES + 2) // 20 * 20 + 1
    first = desk.ledger.rows(LONG, 1, 1)[0].recorded_at
    drawn = asyncio.Event()
    before = time.perf_counter()
    seq = count_at(desk, LONG, first + timedelta(seconds=number / 2), desk.name, State())
    log.move_to(seq - 1)
    log.call_after_refresh(drawn.set)
    await drawn.wait()
    took = time.perf_counter() - before
    lines = ["".join(part.text for part in line) for line in screen._compositor.render_strips()]
    if not any(words(number) in line for line in lines):
        raise AssertionError(f"«{words(number)}» is not on the screen")
    return took


async def _until(condition: Callable[[], object]) -> None:
    async with asyncio.timeout(30):
        while not condition():  # noqa: ASYNC110 (a screen tells nobody that it is there)
            await asyncio.sleep(0.01)
