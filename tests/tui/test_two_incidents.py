"""Two births and one duty worker: what is typed at one never stands at the other (I12)."""

from __future__ import annotations

from typing import Any

from textual.pilot import Pilot
from textual.widgets import Input

from ooh_console.desk.incident import Incident
from ooh_console.domain.bodies import Action, Note
from ooh_console.domain.people import Address
from ooh_console.tui.screens.incident import IncidentScreen
from ooh_console.tui.screens.tonight import TonightScreen
from ooh_console.tui.widgets.tonight import IncidentList
from tests.tui.desks import Set, open_incident, tonight, until, words


async def go_to(pilot: Pilot[Any], reference: str) -> IncidentScreen:
    """From Tonight, with the arrow keys alone."""
    listed = pilot.app.screen.query_one(IncidentList)
    await until(pilot, lambda: len(listed._shown) == 2)
    await pilot.press("home")
    if listed.chosen != reference:
        await pilot.press("down")
    await until(pilot, lambda: listed.chosen == reference)
    await pilot.press("enter")
    await until(pilot, lambda: isinstance(pilot.app.screen, IncidentScreen))
    there = pilot.app.screen
    assert isinstance(there, IncidentScreen)
    assert there.incident.reference == reference
    return there


async def go_back(pilot: Pilot[Any]) -> None:
    await pilot.press("escape")
    await until(pilot, lambda: isinstance(pilot.app.screen, TonightScreen))


def line(screen: IncidentScreen) -> str:
    return screen.query_one("#line", Input).value


def said(found: Set, incident: Incident) -> list[str]:
    entries = found.ledger.rows(incident.reference, 1, 100)
    return [e.body.text for e in entries if isinstance(e.body, Note | Action)]


async def test_each_keeps_its_own_line_and_form(found: Set) -> None:
    one = await open_incident(found.desk, address=Address(text="8 Tannery Court"))
    other = await open_incident(found.desk, address=Address(text="Hillfoot Farm"))
    async with tonight(found) as pilot:
        await until(pilot, lambda: "Hillfoot" in words(pilot.app))
        assert "Tannery" in words(pilot.app), "Tonight shows both"
        screen = await go_to(pilot, one.reference)
        await pilot.press(*"which car")
        await go_back(pilot)

        screen = await go_to(pilot, other.reference)
        await until(pilot, lambda: "Hillfoot" in words(pilot.app))
        assert line(screen) == ""
        assert "Tannery" not in words(pilot.app)
        await pilot.press(*"the road", "f9")
        await until(pilot, lambda: pilot.app.screen is not screen)
        await pilot.press(*"ring the farm", "escape")
        await until(pilot, lambda: pilot.app.screen is screen)
        await go_back(pilot)

        screen = await go_to(pilot, one.reference)
        await until(pilot, lambda: line(screen) == "which car")
        await pilot.press("f9")
        await until(pilot, lambda: pilot.app.screen is not screen)
        assert "ring the farm" not in words(pilot.app)
        await pilot.press("escape")
        await until(pilot, lambda: pilot.app.screen is screen)
        await pilot.press("enter")
        await until(pilot, lambda: said(found, one) == ["which car"])
        await go_back(pilot)

        screen = await go_to(pilot, other.reference)
        await until(pilot, lambda: line(screen) == "the road")
        await pilot.press("f9")
        await until(pilot, lambda: "ring the farm" in words(pilot.app))
        await pilot.press("escape")
        await until(pilot, lambda: pilot.app.screen is screen)
        await pilot.press("enter")
        await until(pilot, lambda: said(found, other) == ["the road"])
    assert said(found, one) == ["which car"]
