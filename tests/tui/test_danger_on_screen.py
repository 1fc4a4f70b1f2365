"""Dog and weapons stand on the one screen, whatever else does; what was given is one key away."""

from __future__ import annotations

from dataclasses import replace

import pytest
from hypothesis import given
from hypothesis import strategies as st

from ooh_console.desk.acts.reading import read_marker
from ooh_console.desk.desk import Recording as R
from ooh_console.domain import bodies as b
from ooh_console.domain.markers import Marker
from ooh_console.domain.sources import Offer
from ooh_console.tui.dialogs.form import FormDialog
from ooh_console.tui.layout import FIXED, Needs, share
from tests.tui.desks import (
    DOG,
    LARGE,
    SMALL,
    VIOLENT,
    Said,
    Set,
    on_incident,
    open_incident,
    until,
    words,
)

SIZES = pytest.mark.parametrize("size", [SMALL, LARGE, (80, 20)], ids=["small", "large", "low"])
CRAIG = {"kind": "person", "name": "Craig Rudderham", "nhs_number": "9990000026"}
KNIFE = Marker.read({"subject": CRAIG, "category": "Weapons", "text": "knife by the door"})
GUN = Marker.read({"subject": CRAIG, "category": "x", "text": "SHOTGUN", "until": "2020-01-01"})
OTHERS = tuple(
    Marker.read({"subject": CRAIG, "category": "Violent", "text": f"assault {number}"})
    for number in range(9)
)


async def crowded(found: Set, *markers: Marker) -> b.IncidentOpened:
    """A night in which everything else wants the room as well."""
    found.gateway.full()
    found.gateway.said["Police", Offer.MARKERS] = Said((*OTHERS, VIOLENT, *markers))
    found.gateway.said["Social Care", Offer.PLANS] = Said(fails="no answer within 8 s")
    incident = await open_incident(found.desk, minutes_ago=30)
    who = b.Party(name="Insp. Adeyemi", role="duty inspector", agency="Police")
    await incident.record([R(b.DecisionMakerSet(who=who))])
    for what in ("the plan", "the order", "the placement", "the address"):
        await incident.record([R(b.DisclosureRestricted(what=what, until="the baby is safe"))])
    await incident.record([R(b.BirthRecorded(place="at home", heard_from="crew"))])
    return incident


@SIZES
async def test_dog_and_weapons_whatever_else_stands_there(
    size: tuple[int, int], found: Set
) -> None:
    incident = await crowded(found, DOG, KNIFE, GUN)
    async with on_incident(found, incident, size) as (pilot, _):
        await until(pilot, lambda: "DANGER" in words(pilot.app))
        row = next(one for one in words(pilot.app).split("\n") if "DANGER" in one)
        assert "Dangerous dog" in row
        assert "Weapons" in row
        assert "SHOTGUN EXPIRED" in row
        assert "DANGER, 3 UNREAD: " in row


@SIZES
async def test_one_dog_alone_is_said_in_full(size: tuple[int, int], found: Set) -> None:
    incident = await crowded(found, DOG)
    async with on_incident(found, incident, size) as (pilot, _):
        await until(pilot, lambda: "UNREAD address: Dangerous dog" in words(pilot.app))
        assert "DANGER " not in words(pilot.app)


async def test_keys_for_born_at_home_and_for_giving_the_plan(found: Set) -> None:
    incident = await crowded(found)
    async with on_incident(found, incident) as (pilot, screen):
        codes = {alarm.code for alarm in screen.view().alarms}
        assert "plan-not-given" in codes
        screen.log_view.focus()
        await pilot.press("B")
        await until(pilot, lambda: "If born at home or unexpectedly" in words(pilot.app))
        assert "Who decides: MISSING" in words(pilot.app)
        await pilot.press("escape")
        await until(pilot, lambda: pilot.app.screen is screen)
        screen.log_view.focus()
        await pilot.press("G")
        await until(pilot, lambda: isinstance(pilot.app.screen, FormDialog))
        assert "Insp. Adeyemi" in words(pilot.app)
        await pilot.press("ctrl+s")
        await until(pilot, lambda: pilot.app.screen is screen)
        codes = {alarm.code for alarm in screen.view().alarms}
        assert "plan-not-given" not in codes


@given(
    st.integers(9, 60),
    st.builds(
        Needs,
        *(st.integers(0, 12) for _ in range(3)),
        st.integers(1, 2),
        st.integers(0, 9),
        st.integers(0, 40),
    ),
)
def test_danger_keeps_a_row_in_any_window(height: int, needs: Needs) -> None:
    danger = replace(needs, danger=True)
    assert share(height, danger).markers >= 1
    assert share(height, danger).rows <= max(height - 10, 1)
    assert share(8, danger).rows == 0, "the answers and the line to type in come first"


async def test_the_first_unread_marker_is_named_though_the_dog_was_read(found: Set) -> None:
    incident = await crowded(found, DOG)
    async with on_incident(found, incident) as (pilot, screen):
        await read_marker(screen.incident, *screen.incident.holdings.markers[-1])
        await until(pilot, lambda: "read   address: Dangerous dog" in words(pilot.app))
        rows = words(pilot.app).split("\n")
        counted = next(one for one in rows if "11 held, 10 UNREAD" in one)
        assert "Craig Rudderham: Violent: assault 0" in counted


@pytest.mark.parametrize("size", [SMALL, LARGE])
async def test_what_is_from_memory_says_its_age_where_nothing_is_cut(
    found: Set, size: tuple[int, int]
) -> None:
    """Markers, promises and plans that an agency sent before it fell silent (I7)."""
    found.gateway.full()
    incident = await open_incident(found.desk)
    async with on_incident(found, incident, size) as (pilot, screen):
        for offer in (Offer.MARKERS, Offer.COMMITMENTS, Offer.PLANS):
            found.gateway.said["Police", offer] = Said(fails="no answer within 8 s " * 5)
        found.clock.passes(minutes=12)
        await screen.incident.refresh()
        await until(pilot, lambda: "UNREAD [12 min old]" in words(pilot.app))
        rows = words(pilot.app).split("\n")
        for what in ("Dangerous dog", "en route"):
            row = next(one for one in rows if what in one and "DANGER" not in one)
            assert "[12 min old]" in row, row


async def test_rows_that_the_log_cannot_fill_are_the_alarms(found: Set) -> None:
    incident = await crowded(found, DOG)
    for number in range(4):
        late = b.Action(text=f"late {number}", owner="Kit", due=found.clock.now)
        await incident.record([R(late)])
    found.clock.passes(minutes=1)
    async with on_incident(found, incident, (80, 36)) as (pilot, screen):
        shown = sum("ALARM " in one or "check " in one for one in words(pilot.app).split("\n"))
        assert shown >= 7
        assert screen.log_view.items <= screen.log_view.size.height, "and the log is whole"


@given(st.integers(20, 60), st.integers(0, 40), st.integers(0, 40))
def test_the_alarms_take_only_what_the_log_leaves(height: int, alarms: int, log: int) -> None:
    needs = Needs(2, alarms, 2, 2, 3)
    before, after = share(height, needs), share(height, replace(needs, log=log))
    assert before.alarms <= after.alarms <= max(alarms, before.alarms)
    assert replace(after, alarms=before.alarms) == before, "nothing else gives way"
    rows = height - FIXED - after.rows
    assert rows >= min(max(3, log), height - FIXED - before.rows), "the log keeps what it fills"
    if after.alarms < alarms:
        assert rows <= max(3, log), "no row stands empty while an alarm has none"
