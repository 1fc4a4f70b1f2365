"""The protocol page: the step due next is chosen, Enter does it, n says why not; nothing moves."""

from __future__ import annotations

from collections.abc import AsyncIterator
from contextlib import asynccontextmanager
from dataclasses import replace
from typing import Any

import pytest
from textual.pilot import Pilot

from ooh_console.desk.acts import ACTS, perform
from ooh_console.domain.bodies import ProtocolStep
from ooh_console.domain.entries import body_of
from ooh_console.domain.protocol import Protocol
from ooh_console.settings import load, shipped
from ooh_console.tui.dialogs.form import FormDialog
from ooh_console.tui.pages.protocol import ProtocolPage
from ooh_console.tui.screens.incident import IncidentScreen
from tests.tui.desks import (
    HOSTILE,
    LARGE,
    SEEN_OF_HOSTILE,
    SMALL,
    Set,
    on_incident,
    open_incident,
    until,
    words,
)

DUE = {"after": "opened", "minutes": 5}
P = Protocol.model_validate(
    {
        "id": "night",
        "title": "Night",
        "source": "law",
        "step": [
            {"id": "ward", "text": "Ring the ward", "why": "they wait", "due": DUE},
            {"id": "lawyer", "text": "Ring the lawyer", "why": "powers", "command": "action"},
            {"id": "birth", "text": "Record the birth", "why": "clocks", "command": "birth"},
            {"id": "people", "text": "Link the family", "why": "all ask", "command": "people"},
            {"id": "after", "text": "Weigh the baby", "why": "health", "when": "born"},
        ],
    }
)


def with_protocols(found: Set, *protocols: Protocol) -> None:
    found.desk.habits = replace(found.desk.habits, protocols=protocols or (P,))


def page(pilot: Pilot[Any]) -> ProtocolPage:
    screen = pilot.app.screen
    assert isinstance(screen, ProtocolPage)
    return screen


def flat(pilot: Pilot[Any]) -> str:
    return " ".join(words(pilot.app).split())


async def opened_page(pilot: Pilot[Any]) -> None:
    await pilot.press("ctrl+o")
    await until(pilot, lambda: isinstance(pilot.app.screen, ProtocolPage))
    await until(pilot, lambda: "▸" in words(pilot.app))


def recorded(screen: IncidentScreen) -> list[ProtocolStep]:
    return [body_of(e, ProtocolStep) for e in screen.incident.state.live("protocol_step")]


@asynccontextmanager
async def protocol_page(found: Set) -> AsyncIterator[tuple[Pilot[Any], IncidentScreen]]:
    """A new incident with the protocols of these tests, its page open."""
    with_protocols(found)
    incident = await open_incident(found.desk)
    async with on_incident(found, incident) as (pilot, screen):
        await opened_page(pilot)
        yield pilot, screen


@pytest.mark.parametrize("size", [SMALL, LARGE])
async def test_the_steps_stand_in_order_with_the_first_chosen(
    found: Set, size: tuple[int, int]
) -> None:
    with_protocols(found)
    incident = await open_incident(found.desk, minutes_ago=8)
    async with on_incident(found, incident, size) as (pilot, _):
        await opened_page(pilot)
        seen = flat(pilot)
        order = [
            "4 due now, 1 OVERDUE",
            "DUE NOW, BY THE CLOCK",
            "▸ □ OVERDUE 3 min (by 02:11 GMT) Ring the ward",
            "they wait",
            "Night. Source: law.",
            "Enter records that it is done.",
            "NOW, WITHOUT A TIME · Night",
            "Ring the lawyer",
            "NOT NOW: each when its condition holds",
            "Weigh the baby When the baby is born.",
            "Enter do it",
        ]
        places = [seen.find(one) for one in order]
        assert -1 not in places, list(zip(order, places, strict=True))
        assert places == sorted(places)


async def test_enter_records_a_step_without_a_form_and_the_choice_goes_on(found: Set) -> None:
    async with protocol_page(found) as (pilot, screen):
        await pilot.press("enter")
        await until(pilot, lambda: "Recorded as done: Ring the ward" in flat(pilot))
        assert [(one.step, one.outcome, one.text) for one in recorded(screen)] == [
            ("ward", "done", "Ring the ward")
        ]
        assert "▸ □ Ring the lawyer" in flat(pilot)
        assert "✓ done 02:14 GMT, Sam Okafor: Ring the ward" in flat(pilot)


async def test_enter_opens_the_form_and_its_entry_settles_the_step(found: Set) -> None:
    async with protocol_page(found) as (pilot, screen):
        await pilot.press("down", "enter")
        await until(pilot, lambda: isinstance(pilot.app.screen, FormDialog))
        await until(pilot, lambda: "Ring the lawyer" in flat(pilot), "its words are filled in")
        await pilot.press(*"Sam", "ctrl+s")
        await until(pilot, lambda: isinstance(pilot.app.screen, ProtocolPage))
        await until(pilot, lambda: recorded(screen))
        assert [one.step for one in recorded(screen)] == ["lawyer"], "no fact shows it: it is said"
        assert len(screen.incident.state.open_actions) == 1
        await until(pilot, lambda: "▸ □ Record the birth" in flat(pilot))
        await pilot.press("enter")
        await until(pilot, lambda: isinstance(pilot.app.screen, FormDialog))
        await pilot.press("enter", *"Grandmother", "ctrl+s")
        await until(pilot, lambda: isinstance(pilot.app.screen, ProtocolPage))
        await until(pilot, lambda: "Sam Okafor: Record the birth" in flat(pilot))
        assert len(recorded(screen)) == 1, "the birth itself shows it"
        assert "□ Weigh the baby" in flat(pilot), "what comes after the birth is due now"


async def test_a_form_that_is_left_settles_nothing(found: Set) -> None:
    async with protocol_page(found) as (pilot, screen):
        await pilot.press("down", "enter")
        await until(pilot, lambda: isinstance(pilot.app.screen, FormDialog))
        await pilot.press("escape")
        await until(pilot, lambda: isinstance(pilot.app.screen, ProtocolPage))
        assert recorded(screen) == []
        assert "▸ □ Ring the lawyer" in flat(pilot)


async def test_a_command_with_a_dialog_of_its_own_opens_and_comes_back(found: Set) -> None:
    async with protocol_page(found) as (pilot, _):
        await pilot.press("down", "down", "down", "enter")
        await until(pilot, lambda: "LinkPeople" in type(pilot.app.screen).__name__)
        await pilot.press("escape")
        await until(pilot, lambda: isinstance(pilot.app.screen, ProtocolPage))
        await pilot.press("y")
        await until(pilot, lambda: "Recorded as done: Link the family" in flat(pilot))


@pytest.mark.parametrize("size", [SMALL, LARGE])
async def test_not_applicable_needs_its_reason(found: Set, size: tuple[int, int]) -> None:
    with_protocols(found)
    incident = await open_incident(found.desk)
    async with on_incident(found, incident, size) as (pilot, screen):
        await opened_page(pilot)
        await pilot.press("n")
        await until(pilot, lambda: "Does not apply: Ring the ward" in flat(pilot))
        await pilot.press("ctrl+s")
        await until(pilot, lambda: "Say why the step does not apply." in flat(pilot))
        assert recorded(screen) == []
        await pilot.press(*"no ward here", "ctrl+s")
        await until(pilot, lambda: isinstance(pilot.app.screen, ProtocolPage))
        await until(pilot, lambda: "Reason: no ward here" in flat(pilot))
        assert [(one.outcome, one.reason) for one in recorded(screen)] == [
            ("not-applicable", "no ward here")
        ]


async def test_a_settled_step_is_not_recorded_again(found: Set) -> None:
    async with protocol_page(found) as (pilot, screen):
        await pilot.press("enter")
        await until(pilot, lambda: recorded(screen))
        await pilot.press(*["down"] * 9)
        await until(pilot, lambda: "▸ ✓ done" in flat(pilot))
        for key in ("enter", "y", "n"):
            await pilot.press(key)
            await until(pilot, lambda: "That step is settled" in flat(pilot))
        assert len(recorded(screen)) == 1


async def test_what_is_recorded_elsewhere_does_not_move_the_choice(found: Set) -> None:
    """I14: the arrow stays at its step, though the order has changed around it."""
    async with protocol_page(found) as (pilot, screen):
        await pilot.press("down", "down", "down")
        assert "▸ □ Link the family" in flat(pilot)
        birth = {"place": "home", "heard_from": "grandmother"}
        await perform(screen.incident, ACTS["birth"], birth)
        await until(pilot, lambda: "Sam Okafor: Record the birth" in flat(pilot))
        assert "▸ □ Link the family" in flat(pilot)


@pytest.mark.parametrize("size", [SMALL, LARGE])
async def test_all_the_shipped_steps_can_be_walked_through(
    found: Set, size: tuple[int, int]
) -> None:
    found.gateway.full()
    with_protocols(found, *load(shipped())[0].protocols)
    incident = await open_incident(found.desk, minutes_ago=8)
    async with on_incident(found, incident, size) as (pilot, screen):
        await opened_page(pilot)
        steps = screen.incident.view().steps
        assert len(steps) > 20
        for one in steps:
            await until(
                pilot,
                lambda one=one: f"┃ {one.step.why[:20]}" in flat(pilot),
                f"{one.key} in sight",
            )
            await pilot.press("down")


async def test_hostile_words_are_words(found: Set) -> None:
    async with protocol_page(found) as (pilot, screen):
        from ooh_console.desk.acts.steps import not_applicable

        step = screen.incident.view().steps[0]
        await perform(screen.incident, not_applicable(step), {"reason": HOSTILE})
        await until(pilot, lambda: SEEN_OF_HOSTILE in words(pilot.app))
        assert "\x1b" not in words(pilot.app)


async def test_the_next_step_has_a_line_where_there_is_room_and_alarms_when_overdue(
    found: Set,
) -> None:
    with_protocols(found)
    incident = await open_incident(found.desk)
    async with on_incident(found, incident, LARGE) as (pilot, screen):
        await until(
            pilot, lambda: "NEXT STEP by 02:19 GMT Ring the ward · 3 more · Ctrl+O" in flat(pilot)
        )
        assert "STEP OVERDUE" not in flat(pilot)
        found.clock.passes(minutes=6)
        screen.redraw()
        await until(pilot, lambda: "STEP OVERDUE: Ring the ward, 1 min" in flat(pilot))
        await pilot.resize_terminal(*SMALL)
        await until(pilot, lambda: screen.size == SMALL)
        screen.redraw()
        await until(pilot, lambda: "NEXT STEP" not in flat(pilot))
        assert len(words(pilot.app).splitlines()) == SMALL[1]


async def test_without_protocols_the_page_says_so(found: Set) -> None:
    incident = await open_incident(found.desk)
    async with on_incident(found, incident, LARGE) as (pilot, _):
        assert "NEXT STEP" not in flat(pilot)
        await pilot.press("ctrl+o")
        await until(pilot, lambda: "No protocol is configured." in flat(pilot))
        await pilot.press("down", "enter", "y", "n")
        assert isinstance(pilot.app.screen, ProtocolPage)
