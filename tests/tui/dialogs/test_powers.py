"""Powers through the keyboard: the form asks what the power asks, and the page counts down."""

from __future__ import annotations

from datetime import timedelta
from typing import Any

import pytest
from textual.pilot import Pilot

from ooh_console.domain import bodies as b
from ooh_console.domain.entries import body_of
from ooh_console.tui.pages.powers import PowersPage
from tests.desk.acting import do
from tests.desk.desks import Room
from tests.tui.dialogs.stage import seen, staged, until
from tests.tui.dialogs.test_form import typed


def flat(pilot: Pilot[Any]) -> str:
    return " ".join(seen(pilot).replace("│", " ").split())


async def shows(pilot: Pilot[Any], *words: str) -> None:
    await until(pilot, lambda: all(one in flat(pilot) for one in words))


@pytest.mark.parametrize("size", [(80, 24), (120, 40)])
async def test_police_protection_from_the_page(room: Room, size: tuple[int, int]) -> None:
    incident = await room.incident()
    await do(incident, "birth", place="home", heard_from="crew")
    async with staged(PowersPage(incident), size) as pilot:
        await shows(pilot, "No power over the child is in force.")
        await pilot.press("w", "enter")
        await typed(pilot, "Shah")
        await pilot.press("ctrl+s")
        await shows(pilot, "Say whether an emergency protection order is in force.")
        await pilot.press("2")
        await shows(pilot, "Compelling reason for s46")
        await pilot.press("ctrl+s")
        await shows(pilot, "carry that out, or say the compelling reason")
        assert not incident.state.powers
        await typed(pilot, "leaving now")
        await pilot.press("ctrl+s")
        await shows(pilot, "saved POWER STARTED", "72 h 00 min left", "force: YES")
        room.clock.now += timedelta(hours=71)
        await shows(pilot, "1 h 00 min left")
    (power,) = incident.state.powers
    assert body_of(power, b.PowerStarted).epo_reason == "leaving now"


async def test_the_parents_are_told_and_the_restriction_ends(room: Room) -> None:
    incident = await room.incident()
    await do(incident, "restrict", what="removal", until="the baby is safe")
    async with staged(PowersPage(incident)) as pilot:
        await shows(pilot, "DO NOT TELL FAMILY: removal")
        await pilot.press("F")
        for text in ("of removal", "mother", "Shah", "Ruiz"):
            await typed(pilot, text)
            await pilot.press("enter")
        await pilot.press("1", "ctrl+s")
        await shows(pilot, "Why: say something here.")
        assert incident.state.restrictions
        await typed(pilot, "safe")
        await pilot.press("ctrl+s")
        await shows(pilot, "saved PARENTS TOLD (mother) by Shah: of removal.")
        await until(pilot, lambda: "DO NOT TELL FAMILY" not in flat(pilot))
    assert not incident.state.restrictions
    assert room.kinds(incident)[-2:] == ["disclosure_lifted", "holding_seen"]


async def test_nothing_is_extended_that_is_not_an_order(room: Room) -> None:
    incident = await room.incident()
    async with staged(PowersPage(incident)) as pilot:
        await pilot.press("E")
        await shows(pilot, "An emergency protection order is extended")
        await pilot.press("ctrl+s")
        await shows(pilot, "Which order: say something here.")
        await pilot.press("escape")
        await until(pilot, lambda: isinstance(pilot.app.screen, PowersPage))
