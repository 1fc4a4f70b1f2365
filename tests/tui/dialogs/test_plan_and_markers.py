"""Plan and markers page at both sizes: pairs, born at home, given, grouped, unread again."""

from __future__ import annotations

from dataclasses import replace
from typing import Any

import pytest
from textual.pilot import Pilot

from ooh_console.desk.acts import ACTS
from ooh_console.desk.acts.form import Context, perform
from ooh_console.desk.incident import Incident
from ooh_console.domain.bodies import MarkerRead, PlanRead, PlanReadOut
from ooh_console.domain.entries import body_of
from ooh_console.domain.meanings import Meaning
from ooh_console.domain.sources import Offer
from ooh_console.tui.dialogs.form import FormDialog
from ooh_console.tui.pages.markers import MarkersPage
from ooh_console.tui.pages.plan import PlanPage
from ooh_console.tui.pages.reading import Reading
from tests.desk.desks import DOG, PLAN_3, Room
from tests.tui.dialogs.stage import AT_ONCE, no_orders, results, seen, staged, until

SIZES = pytest.mark.parametrize("size", [(80, 24), (120, 40)], ids=["small", "large"])
DOGS = Meaning(
    name="Dangerous dog", meaning="It bites.", do=("Ring the handler.",), do_not=("Do not pat.",),
    words=("dog",), always_on_screen=True,
)  # fmt: skip


def flat(pilot: Pilot[Any]) -> str:
    return " ".join(seen(pilot).split())


def top(pilot: Pilot[Any]) -> str:
    panel = pilot.app.screen.query_one(Reading)
    return panel.lines[panel.top_line].text


async def night(room: Room) -> Incident:
    incident = await room.incident()
    incident.desk.habits = replace(incident.desk.habits, meanings=(DOGS,))
    await incident.refresh()
    return incident


@SIZES
async def test_who_holds_which_copy_is_on_the_first_screen(
    size: tuple[int, int], room: Room
) -> None:
    incident = await night(room)
    async with staged(PlanPage(incident), size) as pilot:
        words = flat(pilot)
        assert "NO AGREED COPY. The newest is version 3, DRAFT" in words
        assert "County Maternity ● held 3 DRAFT 4 Nov 2026 nobody" in words
        assert "Social care ○ none held" in words
        assert "Police ● held 2 DRAFT 26 Oct 2026 nobody" in words
        await pilot.press("y")
        await until(pilot, lambda: "Sam Okafor 02:03" in flat(pilot))


@SIZES
async def test_the_pair_to_compare_is_chosen(size: tuple[int, int], room: Room) -> None:
    incident = await night(room)
    act = ACTS["read-out"]
    typed = {"agency": "Social care", "read_by": "x", "status": "agreed", "home_attends": "Nobody"}
    await perform(incident, act, {**act.blank(Context(incident.view())), **typed, "version": "1"})
    async with staged(PlanPage(incident), size) as pilot:
        for pair in ("pair 1 of 3", "pair 2 of 3", "pair 3 of 3", "pair 1 of 3"):
            await pilot.press("d")
            await until(pilot, lambda pair=pair: pair in top(pilot))
        await until(pilot, lambda: ("│ Police v2" in flat(pilot)) is (size[0] >= 100))


async def test_one_copy_alone_has_nothing_to_compare_with(room: Room) -> None:
    room.agencies.held["Police", Offer.PLANS] = []
    incident = await night(room)
    async with staged(PlanPage(incident)) as pilot:
        await pilot.press("d")
        await until(pilot, lambda: "only one copy" in flat(pilot))


@SIZES
async def test_born_at_home_is_one_key_inside_the_page(size: tuple[int, int], room: Room) -> None:
    incident = await night(room)
    async with staged(PlanPage(incident), size) as pilot:
        await pilot.press("B")
        await until(pilot, lambda: top(pilot).startswith("If born at home"))


async def test_what_was_given_is_said_to_be_read_out(room: Room) -> None:
    incident = await night(room)
    await perform(incident, ACTS["decision-maker"], {"name": "Insp. Adeyemi"})
    async with staged(PlanPage(incident)) as pilot:
        assert "NOT BEEN GIVEN" in flat(pilot)
        await pilot.press("G")
        await until(pilot, lambda: "has the newest version" in flat(pilot))
    body = body_of(incident.state.live("plan_read")[0], PlanRead)
    assert (body.reader, body.how) == ("Insp. Adeyemi", "read out")


@SIZES
async def test_a_plan_is_typed_in_section_by_section(size: tuple[int, int], room: Room) -> None:
    incident = await night(room)
    async with staged(FormDialog(incident, ACTS["read-out"]), size) as pilot:

        def cursor() -> str:
            return str(pilot.app.screen.focused.id if pilot.app.screen.focused else "")

        answers = {"field-agency": "Police", "field-read_by": "PC Sample", "field-status": "2"}
        for _ in range(12):
            for key in answers.get(cursor(), "x" if "concerns" in cursor() else ""):
                await pilot.press("space" if key == " " else key)
            if cursor() == "field-when":
                break
            before = cursor()
            await pilot.press("enter")
            await until(pilot, lambda before=before: cursor() != before)
        await pilot.press("ctrl+s")
        await until(pilot, lambda: results(pilot))
    body = body_of(incident.state.live("plan_read_out")[0], PlanReadOut)
    assert (body.agency, body.read_by, body.status) == ("Police", "PC Sample", "agreed")
    assert body.fields == {"concerns": "x"}


@SIZES
async def test_markers_stand_under_whom_they_are_about(size: tuple[int, int], room: Room) -> None:
    incident = await night(room)
    async with staged(MarkersPage(incident), size) as pilot:
        words = flat(pilot)
        assert "MERROWBY, ZZ99 3VZ · address of this incident · 1 marker, 1 UNREAD" in words
        assert "MEANS - It bites." in words.replace("┃ ", "")
        assert "DO NOT - Do not pat." in words.replace("┃ ", "")
        await pilot.press("y")
        await until(pilot, lambda: "2 of 3 NOT READ BY YOU" in flat(pilot))
    body = body_of(incident.state.live("marker_read")[0], MarkerRead)
    assert (body.reader, body.identifier) == ("Sam Okafor", "M-1")


async def test_a_marker_that_changes_is_unread_again_at_the_end(room: Room) -> None:
    incident = await night(room)
    async with staged(MarkersPage(incident)) as pilot:
        for left in ("2 of 3", "1 of 3", "all 3 read by you"):
            await pilot.press("y")
            await until(pilot, lambda left=left: left in flat(pilot))
        held = room.agencies.held["Police", Offer.MARKERS]
        changed = [{**one, "text": "Two dogs"} if one is DOG else one for one in held]
        room.agencies.held["Police", Offer.MARKERS] = changed
        await incident.refresh()
        await until(pilot, lambda: "1 of 3 NOT READ BY YOU" in flat(pilot))
        panel = pilot.app.screen.query_one(Reading)
        words = [one.text for one in panel.lines]
        last = max(n for n, one in enumerate(words) if "UNREAD 14 Saltpan" in one)
        assert any("CHANGED since Sam Okafor read it" in one for one in words[last:])


@SIZES
async def test_hostile_facts(size: tuple[int, int], room: Room) -> None:
    incident = await night(room)
    room.agencies.held["Police", Offer.MARKERS] = [
        {"category": text, "code": text, "text": text, "subject": {"name": text, "kind": text}}
        for text in AT_ONCE
    ]
    room.agencies.held["County Maternity", Offer.PLANS] = [
        {**PLAN_3, "version": text, "fields": {text: text, "home_power": text}} for text in AT_ONCE
    ]
    await perform(incident, ACTS["restrict"], {"what": AT_ONCE[0], "until": AT_ONCE[0]})
    await incident.refresh()
    for page in (PlanPage(incident), MarkersPage(incident)):
        async with staged(page, size) as pilot:
            for key in ("d", "d", "B", "n", "pagedown", "y", "end"):
                await pilot.press(key)
                await pilot.pause()
                assert no_orders(seen(pilot))
