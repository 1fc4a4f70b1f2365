"""Times that cannot be right: an agency's clock that differs, facts made later than now."""

from __future__ import annotations

from dataclasses import replace
from datetime import timedelta
from typing import Any

import pytest

from ooh_console.cli import look_words
from ooh_console.cli.shown_as_json import show
from ooh_console.desk.incident import Incident
from ooh_console.desk.panels.coming import attendance_table
from ooh_console.desk.panels.holdings import attendance, markers, plans, sources
from ooh_console.desk.panels.lines import plain
from ooh_console.desk.panels.plan import plan_page
from ooh_console.desk.panels.warnings import markers_page
from ooh_console.domain.sources import Offer
from ooh_console.domain.stamped import stamped_ahead
from ooh_console.domain.times import zone
from tests.desk.desks import DOG, PLAN_3, START, Room

AHEAD = "dated 02:40 GMT, which is still to come"
PROMISE: dict[str, Any] = {"who": "Unit 7", "state": "on-scene", "since": "2026-11-25T02:40:00Z"}


@pytest.mark.parametrize(("ahead", "said"), [(0, False), (2, False), (3, True), (-7200, True)])
async def test_a_clock_that_differs_by_more_than_two_seconds_is_said(
    room: Room, ahead: int, said: bool
) -> None:
    incident = await room.incident()
    clocks = {"Police": timedelta(seconds=ahead)}
    text = plain(sources(replace(incident.view(), clocks=clocks)))
    assert ("CLOCK" in text) is said
    assert ("CLOCK 2 h 00 min behind ours: times that it sends may be wrong" in text) is (ahead < 0)


async def made_ahead(room: Room) -> Incident:
    """A plan, a marker and a promise of the police that were made at a time still to come."""
    room.agencies.held["Police", Offer.PLANS] = [{**PLAN_3, "dated": "2026-11-25T02:40:00Z"}]
    room.agencies.held["Police", Offer.MARKERS] = [{**DOG, "set_on": "2026-11-26"}]
    room.agencies.held["Police", Offer.COMMITMENTS] = [PROMISE]
    incident = await room.incident()
    await incident.refresh()
    return incident


async def test_a_fact_made_later_than_now_is_marked_wherever_it_is_shown(room: Room) -> None:
    incident = await made_ahead(room)
    view = incident.view()
    for panel in (plans, plan_page, attendance, attendance_table):
        assert AHEAD in plain(panel(view)), panel.__name__
    tomorrow = "dated 26 Nov 2026, which is still to come"
    for panel in (markers, markers_page):
        assert tomorrow in plain(panel(view)), panel.__name__
    room.clock.now += timedelta(days=2)
    view = incident.view()
    for panel in (plans, plan_page, attendance, attendance_table, markers, markers_page):
        assert "still to come" not in plain(panel(view)), panel.__name__


async def test_look_says_it_too(room: Room) -> None:
    room.agencies.held["Police", Offer.COMMITMENTS] = [PROMISE]
    incident = await room.incident()
    await incident.refresh()
    ((holding, found),) = incident.holdings.commitments
    said = list(look_words.commitment(holding, found, START, zone()))
    assert f"  CHECK: {AHEAD}." in said
    assert stamped_ahead(found, START + timedelta(minutes=36), zone()) == ""


async def test_programs_are_told_too(room: Room) -> None:
    incident = await made_ahead(room)
    found = show(incident.view(), (), ())
    ahead = {one.agency: one.dated_ahead for one in found.plans}
    assert ahead == {"County Maternity": "", "Police": AHEAD}
    assert [one.dated_ahead for one in found.commitments] == [AHEAD]
    assert [one.dated_ahead for one in found.markers] == [
        "dated 26 Nov 2026, which is still to come"
    ]
