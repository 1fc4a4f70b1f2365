"""The debrief as a page: so far while the night goes on, never once it is over."""

from __future__ import annotations

from datetime import timedelta

import pytest

from ooh_console.tui.pages.debrief import DebriefPage
from tests.desk.acting import do
from tests.desk.desks import Room
from tests.tui.dialogs.stage import seen, staged, until


@pytest.mark.parametrize("size", [(80, 24), (120, 40)])
async def test_it_follows_the_night_to_its_end(room: Room, size: tuple[int, int]) -> None:
    incident = await room.incident()
    async with staged(DebriefPage(incident), size) as pilot:

        async def shows(*words: str) -> None:
            await until(pilot, lambda: all(w in " ".join(seen(pilot).split()) for w in words))

        await shows("Debrief", "so far", "not yet Birth plan opened", "not yet OOH asked 5 min:")
        await do(incident, "attendance-will", who="Sam", eta="20")
        await shows("0 02:03 GMT First OOH answer")
        assert isinstance(pilot.app.screen, DebriefPage)
        found = pilot.app.screen._found
        pilot.app.screen.draw()
        assert pilot.app.screen._found is found, "measured once while nothing happens"
        room.clock.now += timedelta(minutes=9)
        await shows("5 min: LATE")
        await do(incident, "close", reason="the baby is safe")
        await shows("closed", "never Birth plan opened")
        await pilot.press("D")
        await until(pilot, lambda: not isinstance(pilot.app.screen, DebriefPage))
