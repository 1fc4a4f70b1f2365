"""Powers, and telling the parents, through their forms on a real log."""

from __future__ import annotations

from datetime import UTC, datetime, timedelta

import pytest

from ooh_console.desk.acts import ACTS
from ooh_console.desk.acts.form import Context, due_time
from ooh_console.desk.desk import Rejected
from ooh_console.desk.incident import Incident
from ooh_console.desk.panels.answers import standing_facts
from ooh_console.desk.panels.lines import plain
from ooh_console.desk.panels.powers import powers_page
from ooh_console.domain import bodies as b
from ooh_console.domain.entries import body_of
from ooh_console.domain.times import day_clock
from tests.desk.acting import do, kinds, rejected
from tests.desk.desks import Room

S46, EPO, ICO = (power.value for power in b.Power)
POLICE = {"power": S46, "name": "Insp. Shah", "agency": "Police", "epo_in_force": "no"}
PARENTS = {
    "what": "police protection and the planned application",
    "who": "both parents",
    "told_by": "Insp. Shah",
    "decided_by": "CI Ruiz",
    "reason": "the baby is with the crew",
}


async def born(room: Room) -> Incident:
    incident = await room.incident()
    await do(incident, "birth", place="home", heard_from="x")
    return incident


def asked(incident: Incident, act: str, **values: str) -> set[str]:
    context = Context(incident.view())
    blank = ACTS[act].blank(context)
    return {f.name for f in ACTS[act].fields if f.asked({**blank, **values}, context)}


async def test_each_power_asks_what_the_act_asks(room: Room) -> None:
    incident = await born(room)
    common = {"power", "name", "role", "agency", "authority"}
    assert asked(incident, "power", power=S46) == {*common, "epo_in_force"}
    assert asked(incident, "power", power=S46, epo_in_force="yes") == {
        *common,
        "epo_in_force",
        "epo_reason",
    }
    assert asked(incident, "power", power=EPO) == {*common, "expires", "holiday"}
    assert asked(incident, "power", power=ICO) == {*common, "expires", "until"}
    await do(incident, "power", **POLICE)
    assert asked(incident, "power", power=EPO) == {*common, "expires", "holiday", "applied_by"}


async def test_an_order_in_force_needs_the_compelling_reason(room: Room) -> None:
    incident = await born(room)
    await do(incident, "power", power=EPO, name="County Court", expires="2 Dec 17:00")
    blank = ACTS["power"].blank(Context(incident.view()))
    assert blank["epo_in_force"] == "yes", "the log says so"
    said = await rejected(room, incident, "power", POLICE, None)
    assert "answer yes, and say the compelling reason" in said
    yes = {**POLICE, "epo_in_force": "yes"}
    said = await rejected(room, incident, "power", yes, "epo_reason")
    assert "carry that out, or say the compelling reason" in said
    await do(incident, "power", **yes, epo_reason="they are leaving now")
    page = plain(powers_page(incident.view()))
    assert "Compelling reason: they are leaving now" in page


async def test_what_was_typed_for_another_power_is_not_recorded(room: Room) -> None:
    incident = await born(room)
    stray = {"until": "the end", "holiday": "Easter", "applied_by": "police", "expires": "30"}
    (entry, _) = await do(incident, "power", **POLICE, **stray, epo_reason="x")
    body = body_of(entry, b.PowerStarted)
    assert (body.until, body.holiday, body.applied_by, body.epo_reason) == ("", "", "", "")
    assert body.expires is None


async def test_an_order_without_a_day(room: Room) -> None:
    incident = await born(room)
    order = {"power": ICO, "name": "County Court"}
    await rejected(room, incident, "power", order, "expires")
    await do(incident, "power", **order, until="until the case is decided")
    facts = plain(standing_facts(incident.view()))
    assert "s38 interim care order, until the case is decided · County Court" in facts


async def test_extending_once(room: Room) -> None:
    incident = await born(room)
    await do(incident, "power", power=EPO, name="Court", expires="2 Dec 17:00")
    blank = ACTS["power-extend"].blank(Context(incident.view()))
    assert blank["started"] == incident.state.powers[0].id, "the only order is chosen"
    form = {"started": blank["started"], "authority": "County Court"}
    said = await rejected(room, incident, "power-extend", {**form, "expires": "10 Dec 17:00"}, None)
    assert "by seven days, to 9 Dec 2026 17:00 GMT (s45(5))" in said
    await do(incident, "power-extend", **form, expires="9 Dec 17:00")
    assert "until 9 Dec 2026 17:00 GMT, 14 days 14 h left" in plain(standing_facts(incident.view()))
    await rejected(room, incident, "power-extend", {**form, "expires": "12 Dec 17:00"}, None)


async def test_police_protection_is_not_offered_for_extension(room: Room) -> None:
    incident = await born(room)
    (power, _) = await do(incident, "power", **POLICE)
    values = {"started": power.id, "expires": "2 Dec 17:00"}
    said = await rejected(room, incident, "power-extend", values, "started")
    assert "choose one of: nothing yet" in said


async def test_the_countdown_stands_on_the_screen(room: Room) -> None:
    incident = await born(room)
    await do(incident, "power", **POLICE)
    assert "s46 police protection until 28 Nov 2026 " in plain(standing_facts(incident.view()))
    for passed, words in (
        (timedelta(minutes=1), "71 h 59 min left"),
        (timedelta(hours=70, minutes=30), "1 h 30 min left"),
        (timedelta(hours=72), "RAN OUT"),
    ):
        began = incident.state.powers[0].occurred_at
        room.clock.now = began + passed
        assert words in plain(standing_facts(incident.view()))


# Telling the parents


@pytest.mark.parametrize("count", [1, 3])
async def test_telling_ends_the_restrictions_in_one_transaction(room: Room, count: int) -> None:
    incident = await born(room)
    for number in range(count):
        await do(incident, "restrict", what=f"secret {number}", until="the baby is safe")
    which = incident.state.restrictions[0].id if count == 1 else "all"
    entries = await do(incident, "parents-told", **PARENTS, outcome="ends", restriction=which)
    assert kinds(entries) == ["parents_told", *["disclosure_lifted"] * count]
    assert incident.state.restrictions == ()
    told = body_of(entries[0], b.ParentsTold)
    assert len(told.restrictions) == count
    assert (told.told_by, told.decided_by) == ("Insp. Shah", "CI Ruiz")
    await do(incident, "strike", entry=entries[0].id, reason="they were not told")
    assert len(incident.state.restrictions) == count


async def test_telling_may_keep_what_must_not_be_told(room: Room) -> None:
    incident = await born(room)
    await do(incident, "restrict", what="the foster home", until="the court has sat")
    (kept,) = incident.state.restrictions
    form = {**PARENTS, "restriction": kept.id}
    await rejected(room, incident, "parents-told", form, "outcome")
    entries = await do(incident, "parents-told", **form, outcome="keeps")
    assert kinds(entries) == ["parents_told"]
    assert incident.state.restrictions == (kept,)
    page = plain(powers_page(incident.view()))
    assert "What must not be told STAYS: the foster home." in page
    assert "DO NOT TELL FAMILY: the foster home. Until: the court has sat." in page


async def test_with_several_nobody_ends_one_by_accident(room: Room) -> None:
    incident = await born(room)
    await do(incident, "restrict", what="one", until="x")
    await do(incident, "restrict", what="two", until="x")
    assert ACTS["parents-told"].blank(Context(incident.view()))["restriction"] == ""
    values = {**PARENTS, "outcome": "ends"}
    said = await rejected(room, incident, "parents-told", values, "restriction")
    assert said == "Say which restriction ends, or stays."
    first = incident.state.restrictions[0].id
    await do(incident, "parents-told", **values, restriction=first)
    assert [body_of(e, b.DisclosureRestricted).what for e in incident.state.restrictions] == ["two"]


# The end of an order as it is typed, on the nights on which the clock changes


@pytest.mark.parametrize(
    ("typed", "meant"),
    [
        ("25 Oct 00:30", "25 Oct 2026 00:30 BST"),
        ("25 Oct 01:30 BST", "25 Oct 2026 01:30 BST"),
        ("25 Oct 01:30 gmt", "25 Oct 2026 01:30 GMT"),
        ("25 Oct 2026 03:00", "25 Oct 2026 03:00 GMT"),
        ("2026-10-25 01:30 UTC", "25 Oct 2026 01:30 GMT"),
        ("28/03/2027 02:30", "28 Mar 2027 02:30 BST"),
        ("29 Feb 2028 12:00", "29 Feb 2028 12:00 GMT"),
        ("1 Jan 10:00", "1 Jan 2027 10:00 GMT"),
    ],
)
async def test_an_end_over_the_clock_change(room: Room, typed: str, meant: str) -> None:
    room.clock.now = datetime(2026, 10, 20, 12, 0, tzinfo=UTC)
    incident = await room.incident()
    moment = due_time(typed, Context(incident.view()), "expires")
    assert moment is not None
    assert day_clock(moment) == meant


@pytest.mark.parametrize(
    ("typed", "said"),
    [
        ("25 Oct 01:30", "happens twice on 25 Oct 2026: type 01:30 BST or 01:30 GMT."),
        ("28 Mar 2027 01:30", "There is no 01:30 on 28 Mar 2027."),
        ("25 Dec 12:00 BST", "There is no 12:00 BST on 25 Dec 2026."),
    ],
)
async def test_an_end_that_is_no_moment_is_asked_again(room: Room, typed: str, said: str) -> None:
    room.clock.now = datetime(2026, 10, 20, 12, 0, tzinfo=UTC)
    incident = await room.incident()
    with pytest.raises(Rejected) as caught:
        due_time(typed, Context(incident.view()), "expires")
    assert said in str(caught.value)


async def test_whether_an_order_is_in_force_is_found_out_afterwards(room: Room) -> None:
    incident = await born(room)
    await do(incident, "power", **{**POLICE, "epo_in_force": "not known"})
    assert "order-not-known" in {one.code for one in incident.view().alarms}
    started = incident.state.powers[0].id
    values = {"started": started, "in_force": "yes", "said_by": "the court"}
    said = await rejected(room, incident, "order-checked", values, "reason")
    assert "carry that out and end s46" in said
    blank = ACTS["order-checked"].blank(Context(incident.view()))
    assert blank["started"] == started
    entries = await do(incident, "order-checked", **values, reason="the officer is alone with it")
    assert kinds(entries) == ["order_checked"]
    assert "order-not-known" not in {one.code for one in incident.view().alarms}
    assert "EPO in force beside s46: YES, said by the court" in plain(powers_page(incident.view()))


async def test_an_order_is_asked_beside_police_protection_alone(room: Room) -> None:
    incident = await born(room)
    await do(incident, "power", **{**POLICE, "power": ICO, "until": "the case is decided"})
    values = {"started": incident.state.powers[0].id, "in_force": "no", "said_by": "x"}
    await rejected(room, incident, "order-checked", values, "started")
