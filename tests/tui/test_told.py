"""The Told page and the handover through the pilot: keys, cells, hostile text, both sizes."""

from __future__ import annotations

from typing import Any

import pytest
from textual.pilot import Pilot

from ooh_console.desk.acts import ACTS
from ooh_console.desk.acts.form import Context, perform
from ooh_console.desk.incident import Incident
from ooh_console.domain import bodies as b
from ooh_console.domain.circulation import Knows, circulation
from ooh_console.tui.dialogs.form import FormDialog
from ooh_console.tui.pages.handover import HandoverPage
from ooh_console.tui.pages.told import ToldPage
from tests.tui.desks import (
    HOSTILE,
    LARGE,
    SEEN_OF_HOSTILE,
    SMALL,
    Set,
    on_incident,
    open_incident,
    rows,
    until,
    words,
)


async def do(incident: Incident, act: str, **values: str) -> None:
    blank = ACTS[act].blank(Context(incident.view()))
    await perform(incident, ACTS[act], {**blank, **values})


async def will(incident: Incident) -> None:
    await do(incident, "attendance-will", who="Sam Okafor", eta="30")


async def cannot(incident: Incident) -> None:
    await do(incident, "attendance-cannot", agreed_role="telephone", reason="second emergency")


def knows(incident: Incident) -> dict[str, Knows]:
    found = circulation(b.Topic.OOH, incident.state, incident.holdings)
    return {one.recipient.name: one.knows for one in found}


async def page_open(pilot: Pilot[Any], kind: type[Any], *keys: str) -> Any:
    await pilot.press(*keys)
    await until(pilot, lambda: isinstance(pilot.app.screen, kind))
    return pilot.app.screen


async def saved(pilot: Pilot[Any], page: Any, count: int, incident: Incident) -> None:
    await until(pilot, lambda: incident.count > count and pilot.app.screen is page)
    await until(pilot, lambda: "saved " in words(pilot.app))


@pytest.mark.parametrize("size", [SMALL, LARGE])
async def test_telling_from_the_table_to_read_back(found: Set, size: tuple[int, int]) -> None:
    await will(await open_incident(found.desk))
    incident = Incident.load(found.desk, next(iter(found.ledger.incidents())).reference)
    async with on_incident(found, incident, size) as (pilot, screen):
        page = await page_open(pilot, ToldPage, "ctrl+t")
        here = screen.incident
        assert "○ not told" in words(pilot.app)
        assert "IN FORCE  OOH will attend" in words(pilot.app)
        first = page.who
        form = await page_open(pilot, FormDialog, "enter")
        assert (form.values()["recipient"], form.values()["topic"]) == (first, "OOH attendance")
        assert "READ OUT" in words(pilot.app)
        assert "01632 960110" in words(pilot.app)
        count = here.count
        await pilot.press(*"radio", "ctrl+s")
        await saved(pilot, page, count, here)
        assert page.who == first
        assert knows(here)[first] is Knows.TOLD
        assert "◐ told" in words(pilot.app)
        form = await page_open(pilot, FormDialog, "r")
        count = here.count
        await pilot.press(*"PC 9", "ctrl+s")
        await saved(pilot, page, count, here)
        assert "● read back" in words(pilot.app)
        await pilot.press("r")
        assert "has read it back already" in words(pilot.app)
        await cannot(here)
        await until(pilot, lambda: "✗ OLD" in words(pilot.app))
        assert "1 still expects OOH" in rows(pilot.app)[0]
        await pilot.press("r")
        assert "not told the present answer" in words(pilot.app)


async def test_f6_goes_to_the_next_one_and_f_records_a_refusal(found: Set) -> None:
    incident = await open_incident(found.desk)
    await will(incident)
    await do(incident, "tell", recipient="Police", how="radio")
    await cannot(incident)
    async with on_incident(found, incident) as (pilot, screen):
        assert "1 still expects OOH" in rows(pilot.app)[0]
        form = await page_open(pilot, FormDialog, "f6")
        assert form.values()["recipient"] == "Police"
        assert "This replaces what you heard before" in words(pilot.app)
        await pilot.press(*"radio", "ctrl+s")
        await until(pilot, lambda: pilot.app.screen is screen)
        await until(pilot, lambda: "expects OOH" not in rows(pilot.app)[0])
        page = await page_open(pilot, ToldPage, "tab", "T")
        while page.who != "Police":
            await pilot.press("down")
        form = await page_open(pilot, FormDialog, "f")
        assert form.values()["outcome"] == "refused"
        count = screen.incident.count
        await pilot.press(*"PC 9", "ctrl+s")
        await saved(pilot, page, count, screen.incident)
        assert "⊘ REFUSED" in words(pilot.app)


async def test_add_and_take_out_by_name(found: Set) -> None:
    incident = await open_incident(found.desk)
    await will(incident)
    async with on_incident(found, incident) as (pilot, screen):
        page = await page_open(pilot, ToldPage, "ctrl+t")
        here, count = screen.incident, screen.incident.count
        await page_open(pilot, FormDialog, "a")
        await pilot.press(*"Ward 4", "enter", *"01632 960199", "ctrl+s")
        await saved(pilot, page, count, here)
        assert "Ward 4" in words(pilot.app)
        while page.who != "Ward 4":
            await pilot.press("down")
        assert "Ward 4 · 01632 960199" in words(pilot.app)
        form = await page_open(pilot, FormDialog, "minus")
        assert form.values()["recipient"] == "Ward 4"
        count = here.count
        await pilot.press(*"gone home", "ctrl+s")
        await saved(pilot, page, count, here)
        assert "Ward 4" not in knows(here)
        assert "Taken out" in words(pilot.app)
        assert "gone home" in words(pilot.app)


async def test_what_arrives_does_not_move_the_cursor(found: Set) -> None:
    incident = await open_incident(found.desk)
    await will(incident)
    async with on_incident(found, incident) as (pilot, screen):
        page = await page_open(pilot, ToldPage, "ctrl+t")
        await pilot.press("down", "right")
        who, topic = page.who, page.topic
        await do(screen.incident, "lead", name="Helen Garrow")
        await do(screen.incident, "circulation-add", recipient="AAA first")
        first = next(iter(knows(screen.incident)))
        await do(screen.incident, "circulation-remove", recipient=first, reason="x")
        await until(pilot, lambda: "AAA first" in words(pilot.app))
        assert (page.who, page.topic) == (who, topic)


async def test_with_nothing_to_tell_every_key_says_so(found: Set) -> None:
    incident = await open_incident(found.desk)
    async with on_incident(found, incident) as (pilot, _):
        page = await page_open(pilot, ToldPage, "ctrl+t")
        assert "nothing to tell yet" in words(pilot.app)
        for key in ("enter", "f6", "r", "f", "minus", "down", "up", "left", "right"):
            await pilot.press(key)
            assert pilot.app.screen is page
        await pilot.press("escape")
        await until(pilot, lambda: pilot.app.screen is not page)


@pytest.mark.parametrize("size", [SMALL, LARGE])
async def test_hostile_names_and_words_are_only_words(found: Set, size: tuple[int, int]) -> None:
    incident = await open_incident(found.desk)
    await will(incident)
    await do(incident, "circulation-add", recipient=HOSTILE, telephone=HOSTILE, reason=HOSTILE)
    await do(incident, "tell", recipient=HOSTILE, how=HOSTILE, words=HOSTILE * 200)
    notice = incident.state.told[-1].notice.id
    await do(incident, "confirm", notice=notice, by=HOSTILE, words=HOSTILE)
    await do(incident, "hospital", name=HOSTILE, ward=HOSTILE, decided_by=HOSTILE)
    await do(incident, "shift-give", to=HOSTILE, summary=HOSTILE * 50)
    await do(incident, "manager", who=HOSTILE, how=HOSTILE, said=HOSTILE)
    await do(incident, "circulation-remove", recipient="Police", reason=HOSTILE)
    async with on_incident(found, incident, size) as (pilot, _):
        page = await page_open(pilot, ToldPage, "ctrl+t")
        assert SEEN_OF_HOSTILE in words(pilot.app)
        while not page.who.startswith("[/x]"):
            await pilot.press("down")
        for key in (*("left",) * 4, "right", "right", "enter", "escape"):
            await pilot.press(key)
            await pilot.pause()
            assert not any(ord(c) < 32 and c != "\n" for c in words(pilot.app))
        await until(pilot, lambda: pilot.app.screen is page)
        await pilot.press("escape")
        await until(pilot, lambda: pilot.app.screen is not page)
        await page_open(pilot, HandoverPage, "tab", "H")
        assert SEEN_OF_HOSTILE in words(pilot.app)
        assert "‮" not in words(pilot.app)


async def test_the_shift_is_given_and_accepted_on_its_page(found: Set) -> None:
    incident = await open_incident(found.desk)
    await will(incident)
    async with on_incident(found, incident) as (pilot, screen):
        here = screen.incident
        page = await page_open(pilot, HandoverPage, "tab", "H")
        assert "would be given now" in words(pilot.app)
        assert "Answers in force" in words(pilot.app)
        await pilot.press("y")
        assert "No handover is waiting" in words(pilot.app)
        count = here.count
        await page_open(pilot, FormDialog, "g")
        await pilot.press(*"Kit Example", "ctrl+s")
        await saved(pilot, page, count, here)
        assert "Given to Kit Example" in words(pilot.app)
        assert any(a.code == "shift-not-accepted" for a in here.view().alarms)
        count = here.count
        form = await page_open(pilot, FormDialog, "y")
        assert form.values()["by"] == "Kit Example"
        await pilot.press("ctrl+s")
        await saved(pilot, page, count, here)
        assert "would be given now" in words(pilot.app)
        assert knows(here)["Kit Example"] is Knows.CONFIRMED
        assert not any(a.code == "shift-not-accepted" for a in here.view().alarms)
