"""Who is linked, in full: a link is ended and corrected from there, one key each."""

from __future__ import annotations

from ooh_console.domain.people import Relation
from ooh_console.tui.pages.people import PeoplePage
from tests.desk.desks import FATHER, MOTHER, Room, link_typed
from tests.tui.dialogs.stage import seen, staged, until


async def test_a_link_is_corrected_and_another_ended(room: Room) -> None:
    incident = await room.incident()
    await link_typed(incident, "Jodie Penhallow", "mother", MOTHER)
    await link_typed(incident, "Craig Rudderham", "father", FATHER)
    async with staged(PeoplePage(incident)) as pilot:
        await until(pilot, lambda: "father: Craig Rudderham" in seen(pilot))
        await pilot.press("u")
        await until(pilot, lambda: "Unlink: they do not belong" in seen(pilot))
        await pilot.press("2", "enter", *"somebody_else", "ctrl+s")
        await until(pilot, lambda: len(incident.state.people) == 1)
        await until(pilot, lambda: "Linked before, and not any more" in seen(pilot))
        await until(pilot, lambda: "saved UNLINKED father" in seen(pilot))
        await pilot.press("c")
        await until(pilot, lambda: "Correct a link" in seen(pilot))
        await pilot.press("1", "enter", "o", "enter", *"typed_wrongly", "ctrl+s")
        await until(pilot, lambda: incident.state.people[0].relation is Relation.OTHER)
