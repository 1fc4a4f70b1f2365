"""What stays behind when an incident is left: nothing, so that a long shift costs no memory."""

from __future__ import annotations

import gc
import weakref

from ooh_console.tui.screens.incident import IncidentScreen
from ooh_console.tui.screens.tonight import TonightScreen
from tests.tui.desks import Set, asked, open_incident, tonight, until


async def test_incidents_that_were_left_are_let_go(exercise: Set) -> None:
    await open_incident(exercise.desk)
    left = []
    async with tonight(exercise) as pilot:
        for _ in range(3):
            await pilot.press("enter")
            await until(pilot, lambda: isinstance(pilot.app.screen, IncidentScreen))
            await until(pilot, lambda: asked(pilot.app.screen))
            left.append(weakref.ref(pilot.app.screen.incident))
            await pilot.press("escape")
            await until(pilot, lambda: isinstance(pilot.app.screen, TonightScreen))

        def held() -> int:
            gc.collect()
            return sum(incident() is not None for incident in left)

        # Textual itself may hold on to the last screen until the next one comes.
        await until(pilot, lambda: held() <= 1, "they are let go")
