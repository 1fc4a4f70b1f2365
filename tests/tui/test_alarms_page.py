"""The alarms page: Enter answers the alarm that was read, M calls the manager about that one."""

from __future__ import annotations

from typing import Any

import pytest
from textual.pilot import Pilot

from ooh_console.desk.acts import ACTS, perform
from ooh_console.domain.bodies import ManagerCalled, NoticeGiven
from ooh_console.domain.entries import body_of
from ooh_console.tui.dialogs.attendance import AttendanceDialog
from ooh_console.tui.dialogs.form import FormDialog
from ooh_console.tui.pages.alarms import AlarmsPage
from tests.tui.desks import LARGE, SMALL, Set, on_incident, open_incident, until, words


def flat(pilot: Pilot[Any]) -> str:
    return " ".join(words(pilot.app).split())


async def opened_page(pilot: Pilot[Any]) -> AlarmsPage:
    await pilot.press("tab", "!")
    await until(pilot, lambda: isinstance(pilot.app.screen, AlarmsPage))
    page = pilot.app.screen
    assert isinstance(page, AlarmsPage)
    return page


async def form(pilot: Pilot[Any], act: str) -> FormDialog:
    await until(pilot, lambda: isinstance(pilot.app.screen, FormDialog))
    screen = pilot.app.screen
    assert isinstance(screen, FormDialog)
    assert screen.act.id == act
    await until(pilot, lambda: bool(screen.values()))
    return screen


@pytest.mark.parametrize("size", [SMALL, LARGE])
async def test_enter_answers_and_what_has_ended_keeps_its_place(
    found: Set, size: tuple[int, int]
) -> None:
    incident = await open_incident(found.desk, minutes_ago=8)
    async with on_incident(found, incident, size) as (pilot, screen):
        page = await opened_page(pilot)
        assert "3 ALARMS, " in flat(pilot)
        assert "▸ ALARM F2 NO DECISION MAKER, 8 min" in flat(pilot)
        assert "Enter: Decision maker (F2) · M: the on-call manager" in flat(pilot)
        await pilot.press("enter")
        await form(pilot, "decision-maker")
        await pilot.press(*"Shah", "ctrl+s")
        await until(pilot, lambda: pilot.app.screen is page)
        await until(pilot, lambda: "▸ ended NO DECISION MAKER" in flat(pilot))
        assert "saved " in flat(pilot)
        assert "2 ALARMS, " in flat(pilot)
        # The key that answered it does not answer the next one unasked.
        await pilot.press("enter")
        await until(pilot, lambda: "That alarm has ended" in flat(pilot))
        assert pilot.app.screen is page
        await pilot.press("down")
        await until(pilot, lambda: "▸ ALARM F4 Nobody has asked whether OOH attends" in flat(pilot))
        assert "NO DECISION MAKER" not in flat(pilot)
        await pilot.press("enter")
        await until(pilot, lambda: isinstance(pilot.app.screen, AttendanceDialog))
        await pilot.press("escape")
        await until(pilot, lambda: pilot.app.screen is page)
        await pilot.press("escape")
        await until(pilot, lambda: pilot.app.screen is screen)


async def test_the_manager_is_called_about_the_alarm_under_the_cursor(found: Set) -> None:
    incident = await open_incident(found.desk, minutes_ago=8)
    async with on_incident(found, incident) as (pilot, screen):
        page = await opened_page(pilot)
        await pilot.press("down", "down", "M")
        dialog = await form(pilot, "manager")
        about = "NO LEAD PROFESSIONAL, since 02:06 GMT"
        assert dialog.values()["about"] == about
        await pilot.press(*"Lindqvist", "enter", *"telephone", "enter", "enter")
        await pilot.press(*"I come", "ctrl+s")
        await until(pilot, lambda: pilot.app.screen is page)
        await until(pilot, lambda: "saved " in flat(pilot))
        (entry,) = screen.incident.state.live("manager_called")
        assert body_of(entry, ManagerCalled).about == about
        assert "▸ ALARM F3 NO LEAD PROFESSIONAL" in flat(pilot)


async def test_what_arrives_does_not_move_the_choice(found: Set) -> None:
    incident = await open_incident(found.desk, minutes_ago=8)
    async with on_incident(found, incident) as (pilot, screen):
        await opened_page(pilot)
        await pilot.press("down", "down")
        await until(pilot, lambda: "▸ ALARM F3 NO LEAD" in flat(pilot))
        # Louder than all that stands: the shift waits to be accepted.
        await perform(screen.incident, ACTS["shift-give"], {"to": "Kit Example"})
        await until(pilot, lambda: "4 ALARMS" in flat(pilot))
        assert flat(pilot).index("Kit Example") < flat(pilot).index("▸ ALARM F3 NO LEAD")
        await pilot.press("enter")
        await form(pilot, "lead")


async def test_of_several_to_tell_the_alarm_names_the_answer(found: Set) -> None:
    incident = await open_incident(found.desk, minutes_ago=20)
    other = {"name": "Insp. Shah", "when": "15", "late": "by telephone"}
    async with on_incident(found, incident) as (pilot, screen):
        await perform(screen.incident, ACTS["decision-maker"], other)
        await perform(screen.incident, ACTS["lead"], other | {"name": "Helen Garrow"})
        found.clock.passes(minutes=12)
        page = await opened_page(pilot)
        listed = [one.text for one in screen.incident.view().alarms]
        place = next(n for n, text in enumerate(listed) if "not told who leads" in text)
        await pilot.press(*["down"] * place)
        await until(pilot, lambda: page._chosen and page._chosen.text == listed[place])
        await pilot.press("enter")
        dialog = await form(pilot, "tell")
        assert dialog.values()["topic"] == "lead professional"
        who = dialog.values()["recipient"]
        assert who
        assert who in listed[place]
        await pilot.press(*"radio", "ctrl+s")
        await until(pilot, lambda: pilot.app.screen is page)
        (entry,) = screen.incident.state.live("notice_given")
        assert body_of(entry, NoticeGiven).topic == "lead professional"


async def test_without_an_alarm_the_page_says_so_and_every_key_is_harmless(found: Set) -> None:
    incident = await open_incident(found.desk)
    found.gateway.sources = ()
    async with on_incident(found, incident) as (pilot, screen):
        page = await opened_page(pilot)
        assert screen.incident.view().alarms == ()
        await pilot.press("enter", "M", "down", "up")
        assert pilot.app.screen is page
        assert "No alarm stands." in flat(pilot)
        assert "All alarms" in flat(pilot)
