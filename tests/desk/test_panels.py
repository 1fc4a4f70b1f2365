"""What the panels say of what agencies hold, on the screen and as text."""

from __future__ import annotations

from dataclasses import replace
from datetime import timedelta

import pytest

from ooh_console.cli.held_as_json import sources as as_json
from ooh_console.cli.look_words import source
from ooh_console.desk.marking import DO_NOT_TELL
from ooh_console.desk.panels.facts import DRAWN, block
from ooh_console.desk.panels.holdings import plans, source_words, sources
from ooh_console.desk.panels.lines import plain
from ooh_console.desk.panels.matrix import matrix
from ooh_console.desk.panels.plan import plan_page
from ooh_console.desk.panels.screen import screen
from ooh_console.desk.tonight import Tonight
from ooh_console.domain.holdings import Holding
from ooh_console.domain.plans import BirthPlan
from ooh_console.domain.sources import Offer
from ooh_console.tui.compact import marker
from ooh_console.tui.overview import agencies, sources_short
from tests.desk.desks import PLAN_2, PLAN_3, Agencies, Room


async def test_what_one_copy_keeps_from_the_family_is_marked_in_every_copy(room: Room) -> None:
    """I9: version 3 marks a field that version 2 holds too, without the mark."""
    words = "Grandmother is not to be told"
    both = {**PLAN_3["fields"], "local_note": words}
    room.agencies.held["County Maternity", Offer.PLANS] = [
        {**PLAN_3, "fields": {**both, "local_note": f"{words}."}, "not_for_family": ["local_note"]}
    ]
    room.agencies.held["Police", Offer.PLANS] = [{**PLAN_2, "fields": both}]
    incident = await room.incident()
    await incident.refresh()
    said = [one.text for one in plan_page(incident.view()) if words in one.text]
    assert len(said) == 4, "each copy, and both sides of the difference between them"
    assert all(DO_NOT_TELL in one for one in said), said


async def test_the_log_as_text_says_the_day_where_it_changes(room: Room) -> None:
    """A night goes over midnight: 23:50 and 00:10 without a day would be read the wrong way."""
    room.clock.now = room.clock.now.replace(hour=23, minute=50)
    incident = await room.incident()
    await incident.note("waters broke")
    room.clock.now += timedelta(minutes=20)
    await incident.note("dog in the garden")
    view = incident.view()
    text = plain(screen(view, room.log(incident))).split("\n")
    assert any(one.startswith("25 Nov GMT 23:50 DW") for one in text)
    assert any(one.startswith("23:50 DW waters broke") for one in text)
    assert any(one.startswith("26 Nov 00:10 DW dog in the garden") for one in text)


@pytest.mark.parametrize(
    ("minutes", "old"), [(0, "just now"), (7, "7 min old")], ids=["just now", "a while"]
)
@pytest.mark.parametrize("failed", [True, False], ids=["could not check", "not checked"])
async def test_what_was_said_before_is_never_read_as_the_answer_now(
    room: Room, minutes: int, old: str, failed: bool
) -> None:
    """I7: nothing held before a failure is not `none held just now`."""
    incident = await room.incident()
    said = incident.view().now - timedelta(minutes=minutes)
    for facts, kept in (((), "none held then"), ((BirthPlan.read(PLAN_3),), "shown from memory")):
        holding = Holding("Police", Offer.PLANS).answered(facts, said)
        now = holding.failed("is away", said) if failed else holding.asked_again()
        assert source_words(now, incident.view()).endswith(f"; {kept}, {old}")


async def test_an_answer_in_part_is_seen_as_such_wherever_it_is_shown(room: Room) -> None:
    """I6, I7: what came is there to read, and nobody may take it for all there is."""
    room.agencies.in_part["Police"] = "answered only in part: its archive is away"
    incident = await room.incident()
    await incident.refresh()
    view = incident.view()
    holding = view.holdings.get("Police", Offer.MARKERS)
    assert holding is not None
    words = "✗ COULD NOT CHECK (answered only in part: its archive is away); shown is what came"
    assert source_words(holding, view) == f"{words}, just now"
    shown = plain(screen(view, ()))
    assert "COULD NOT CHECK Police" in shown
    assert "Violent" in shown
    rows = [one.text for one in matrix(view)]
    assert any("its archive is away; shown is what came" in row for row in rows)
    assert not any("memory" in row for row in rows)
    assert any("COULD NOT CHECK: Police (shown in part)" in one.text for one in marker(view))
    said = source(holding, view.now)
    assert said.endswith(
        "COULD NOT CHECK: answered only in part: its archive is away; shown is what came."
    )
    (shape,) = (one for one in as_json(view.holdings) if one.offer == "markers" and one.in_part)
    assert (shape.state, shape.from_memory) == ("could-not-check", False)


async def test_a_desk_that_can_ask_nobody_shows_what_was_shown_last(room: Room) -> None:
    """An exercise that was left: plan and markers are still there to read."""
    incident = await room.incident()
    await incident.refresh()
    before = plain(screen(incident.view(), ()))
    assert "version 3" in before
    left = room.desk()
    left.gateway = Agencies(room.clock, sources=())
    again = type(incident).load(left, incident.reference)
    after = plain(screen(again.view(), ()))
    assert "version 3" in after
    assert "Large dog" in after


def test_of_a_text_too_long_to_draw_it_is_said_how_much_is_left_out() -> None:
    assert block("x" * DRAWN, 2) == ["  " + "x" * DRAWN]
    *_, last = block("x" * (DRAWN + 12_345), 2)
    assert last.startswith("  … 12,345 MORE CHARACTERS are not drawn")


async def test_the_newest_copy_comes_first_and_marks_come_before_what_is_cut(room: Room) -> None:
    """Where room is scarce there is one line for the plan, and each line is cut at its end."""
    odd = {"identifier": [[7]]}
    room.agencies.held["County Maternity", Offer.PLANS] = [{**PLAN_2, **odd}]
    room.agencies.held["Police", Offer.PLANS] = [{**PLAN_3, **odd}]
    incident = await room.incident()
    await incident.refresh()
    room.clock.forward(3)
    for holding in incident.holdings.of(Offer.PLANS):
        failed = holding.failed("did not answer within 8 s", room.clock())
        incident.holdings = incident.holdings.with_holding(failed)
    first, second = (one.text for one in plans(incident.view()) if "version" in one.text)
    assert first.startswith("Police")
    assert "version 3" in first[:59]
    for one in (first, second):
        assert "[not fully read] [memory, 3 min old]" in one[:80]


async def test_when_an_agency_that_keeps_failing_is_asked_again_is_said_with_the_key(
    room: Room,
) -> None:
    incident = await room.incident()
    now = incident.view().now
    failed = Holding("Police", Offer.PLANS).failed("did not answer within 8 s", now)
    spared = replace(failed, asked_again_at=now + timedelta(minutes=4))
    assert "asked again" not in plain(sources(incident.view()))
    incident.holdings = incident.holdings.with_holding(spared)
    again = "asked again at 02:07 GMT, F5 now"
    assert f"Police · 01632 960140 · {again}" in plain(sources(incident.view())).split("\n")
    short = plain(sources_short(incident.view())).split("\n")
    assert any(f"(did not answer within 8 s; {again})" in one for one in short)
    tonight = Tonight(incident.desk)
    tonight.heard([spared])
    shown = plain(agencies(tonight, now)).split("\n")
    assert any(f"(did not answer within 8 s; {again})" in one for one in shown)
