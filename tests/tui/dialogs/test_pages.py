"""Pages: what is read in full, confirmed by name, and does not move under the reader."""

from __future__ import annotations

from typing import Any

import pytest
from textual.pilot import Pilot

from ooh_console.desk.acts import ACTS
from ooh_console.desk.acts.form import perform
from ooh_console.desk.commands import COMMANDS
from ooh_console.desk.panels.help import help_lines
from ooh_console.desk.panels.lines import Line, row
from ooh_console.domain.sources import Offer
from ooh_console.tui.keys import own_keys
from ooh_console.tui.pages.agency_sign_in import AgencySignInPage
from ooh_console.tui.pages.help import HelpPage
from ooh_console.tui.pages.lines import LinesPage
from ooh_console.tui.pages.markers import MarkersPage
from ooh_console.tui.pages.of_incident import IncidentPage
from ooh_console.tui.pages.plan import PlanPage
from ooh_console.tui.pages.reading import Reading, same_place
from ooh_console.tui.pages.review import ReviewPage
from ooh_console.tui.pages.told import ToldPage
from tests.desk.desks import PLAN_3, Room
from tests.tui.dialogs.stage import HOSTILE, no_orders, results, seen, staged, until


def flat(pilot: Pilot[Any]) -> str:
    return " ".join(seen(pilot).split())


async def test_reading_a_copy_is_recorded_by_name(room: Room) -> None:
    incident = await room.incident()
    await incident.refresh()
    async with staged(PlanPage(incident)) as pilot:
        assert "copy 1 of 2: County Maternity, version 3, draft · NOT READ BY YOU" in flat(pilot)
        await pilot.press("y")
        await until(pilot, lambda: incident.state.live("plan_read"))
        await until(pilot, lambda: "· read by you" in flat(pilot))
        await pilot.press("y")
        await until(pilot, lambda: "It is on record" in flat(pilot))
        await pilot.press("n")
        await until(pilot, lambda: "copy 2 of 2: Police, version 2" in flat(pilot))
        await pilot.press("enter")
        await until(pilot, lambda: len(incident.state.live("plan_read")) == 2)
        await pilot.press("escape")
        await until(pilot, lambda: results(pilot))
    bodies = [entry.body for entry in incident.state.live("plan_read")]
    assert [getattr(body, "agency", "") for body in bodies] == ["County Maternity", "Police"]


@pytest.mark.parametrize("kind", [PlanPage, MarkersPage, ToldPage, ReviewPage])
@pytest.mark.parametrize("gone", ["#page-title", "#page-status", "#page-keys"])
async def test_what_comes_while_a_page_goes_is_drawn_nowhere(
    room: Room, kind: type[IncidentPage], gone: str
) -> None:
    incident = await room.incident()
    async with staged(kind(incident)) as pilot:
        page = pilot.app.screen
        assert isinstance(page, kind)
        await page.query(gone).remove()
        page.draw()
        page.tell("checked")


async def test_born_at_home_is_one_key(room: Room) -> None:
    incident = await room.incident()
    await incident.refresh()
    async with staged(PlanPage(incident)) as pilot:
        await pilot.press("h")
        await until(
            pilot,
            lambda: (
                pilot.app.screen.query_one(Reading)
                .lines[pilot.app.screen.query_one(Reading).top_line]
                .text.startswith("If born at home")
            ),
        )


async def test_given_to_the_decision_maker(room: Room) -> None:
    incident = await room.incident()
    await incident.refresh()
    async with staged(PlanPage(incident)) as pilot:
        await pilot.press("g")
        await until(pilot, lambda: "F2 names one" in flat(pilot))
        await perform(incident, ACTS["decision-maker"], {"name": "Insp. Adeyemi"})
        await pilot.press("g")
        await until(pilot, lambda: incident.state.live("plan_read"))
    assert getattr(incident.state.live("plan_read")[0].body, "reader", "") == "Insp. Adeyemi"


async def test_a_page_without_a_copy(room: Room) -> None:
    incident = await room.incident()
    async with staged(PlanPage(incident)) as pilot:
        await pilot.press("h", "n", "y", "g")
        await pilot.pause()
        assert "no copy is held" in flat(pilot)


async def test_markers_are_confirmed_one_by_one_dog_first(room: Room) -> None:
    incident = await room.incident()
    await incident.refresh()
    async with staged(MarkersPage(incident)) as pilot:
        assert "3 of 3 NOT READ BY YOU" in flat(pilot)
        assert "▸ [DO NOT TELL FAMILY] UNREAD 14 Saltpan Lane, Merrowby (address)" in flat(pilot)
        for left in ("2 of 3", "1 of 3", "all 3 read by you"):
            await pilot.press("y")
            await until(pilot, lambda left=left: left in flat(pilot))
        assert "You have read every marker" in flat(pilot)
        await pilot.press("y")
        assert "read this one already" in flat(pilot)
    read = [getattr(entry.body, "summary", "") for entry in incident.state.live("marker_read")]
    assert read[0] == "Dangerous dog: Large dog, not safe to approach"
    assert "[not fully read]" in " ".join(read)


async def test_a_marker_that_arrives_does_not_move_the_others(room: Room) -> None:
    incident = await room.incident()
    await incident.refresh()
    async with staged(MarkersPage(incident)) as pilot:
        await pilot.press("down")
        before = flat(pilot)
        assert (
            "▸ [DO NOT TELL FAMILY] UNREAD Craig Rudderham" in before
            or "▸ [DO NOT TELL FAMILY] UNREAD person" in before
        )
        chosen = before[before.index("▸") :][:50]
        held = room.agencies.held["Police", Offer.MARKERS]
        gun = {"identifier": "M-9", "category": "Firearm", "text": "shotgun", "subject": {}}
        room.agencies.held["Police", Offer.MARKERS] = [gun, *held]
        await incident.refresh()
        await until(pilot, lambda: "4 of 4" in flat(pilot))
        after = flat(pilot)
        assert after[after.index("▸") :][:50] == chosen


async def test_hostile_facts(room: Room) -> None:
    incident = await room.incident()
    room.agencies.held["Police", Offer.MARKERS] = [
        {"category": text, "text": text, "code": text, "source": text, "until": text}
        for text in HOSTILE
    ]
    room.agencies.held["County Maternity", Offer.PLANS] = [
        {**PLAN_3, "version": text, "fields": {text: text, "concerns": text}} for text in HOSTILE
    ]
    await incident.refresh()
    for page in (PlanPage(incident), MarkersPage(incident)):
        async with staged(page) as pilot:
            for key in ("y", "pagedown", "n", "y", "end", "y"):
                await pilot.press(key)
                await pilot.pause()
                assert no_orders(seen(pilot))


async def test_the_line_at_the_top_stays_when_lines_arrive_above() -> None:
    lines = [row(f"line {number}") for number in range(100)]
    async with staged(LinesPage("Alarms [/x]", lambda: tuple(lines))) as pilot:
        panel = pilot.app.screen.query_one(Reading)
        await pilot.press("pagedown", "pagedown")
        await until(pilot, lambda: panel.top_line > 10)
        top = panel.lines[panel.top_line].text
        lines[:0] = [row(f"new {number}") for number in range(7)]
        await until(pilot, lambda: panel.lines[0].text == "new 0")
        await until(pilot, lambda: panel.lines[panel.top_line].text == top)
        assert "Alarms [/x]" in flat(pilot)


def test_same_place() -> None:
    def text(*words: str) -> list[Line]:
        return [row(word) for word in words]

    old = text("a", "b", "c", "d")
    assert same_place(old, 2, text("x", "a", "b", "c", "d")) == 3
    assert same_place(old, 2, text("a", "b", "C", "d")) == 2
    assert same_place(old, 2, text("z")) == 2
    assert same_place([], 0, old) == 0


@pytest.mark.parametrize("size", [(80, 24), (120, 40)])
async def test_f1_names_the_keys_of_the_page(room: Room, size: tuple[int, int]) -> None:
    incident = await room.incident()
    async with staged(MarkersPage(incident), size) as pilot:
        await pilot.press("f1")
        await until(pilot, lambda: isinstance(pilot.app.screen, HelpPage))
        await until(pilot, lambda: "Help · This page" in flat(pilot))
        assert "Enter y I have read it" in flat(pilot)
        assert "↓ n j ↑ p k Choose." in flat(pilot)
        assert "F8 Esc q Back to the screen before." in flat(pilot)
        await pilot.press("f1", "escape")
        await until(pilot, lambda: isinstance(pilot.app.screen, MarkersPage))


def test_every_key_of_a_page_has_words() -> None:
    for page in (*IncidentPage.__subclasses__(), AgencySignInPage):
        named = {key for keys, _ in own_keys(page) for key in keys.split()}
        bound = {key for one in page.BINDINGS for key in one.key.split(",")}  # type: ignore[union-attr]
        assert len(named) == len(bound | {"escape", "q", "f1"}), page


async def test_help_names_every_key_and_reads_at_80_columns() -> None:
    for screen in ("tonight", "incident", "page"):
        text = "\n".join(one.text for one in help_lines(screen))
        for command in COMMANDS:
            if screen in command.screens:
                assert command.help in text
    async with staged(HelpPage("incident")) as pilot:
        assert "F2 d" in flat(pilot)
        await pilot.press("end")
        await until(pilot, lambda: "struck through" in flat(pilot))
        await pilot.press("escape")
        await until(pilot, lambda: results(pilot))
