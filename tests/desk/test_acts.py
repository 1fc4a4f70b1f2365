"""Each act through `perform`, on a real log: what it records, and what it refuses."""

from __future__ import annotations

import pytest

from ooh_console.desk.acts import ACTS
from ooh_console.desk.acts.beginning import begin
from ooh_console.desk.acts.form import perform
from ooh_console.desk.acts.reading import has_read, read_marker, read_plan
from ooh_console.desk.desk import NotAllowed, Rejected
from ooh_console.domain import bodies as b
from ooh_console.domain.entries import REGISTER, LateWithoutReason, body_of
from ooh_console.domain.times import clock
from tests.desk.acting import GOOD, do, kinds, rejected
from tests.desk.desks import Room

# The three answers


async def test_decision_maker_accepted_at_once_and_handed_over_with_reason(room: Room) -> None:
    incident = await room.incident()
    entries = await do(
        incident, "decision-maker", name="Insp. A", heard_by="Sam", how="radio", given="plan 3"
    )
    assert kinds(entries) == ["decision_maker_set", "decision_maker_accepted"]
    maker = incident.state.decision_maker
    assert maker is not None
    assert maker.accepted is not None
    assert maker.given == ("plan 3",)
    said = await rejected(room, incident, "decision-maker", {"name": "CI B"}, "change_reason")
    assert said == "The decision maker changes: say why."
    await do(incident, "decision-maker", name="CI B", change_reason="end of shift")
    assert incident.state.decision_maker is not None
    assert incident.state.decision_maker.accepted is None


async def test_heard_by_somebody_needs_how(room: Room) -> None:
    incident = await room.incident()
    await rejected(room, incident, "decision-maker", {"name": "A", "heard_by": "Sam"}, "how")


async def test_accepting_needs_somebody_named(room: Room) -> None:
    incident = await room.incident()
    said = await rejected(room, incident, "accept", {"heard_by": "Sam", "how": "radio"}, "")
    assert "name somebody first" in said
    await do(incident, "decision-maker", name="Insp. A")
    assert kinds(await do(incident, "accept", heard_by="Sam", how="radio")) == [
        "decision_maker_accepted"
    ]


async def test_lead_named_or_who_was_tried(room: Room) -> None:
    incident = await room.incident()
    await rejected(room, incident, "lead", {}, "not_reached")
    await do(incident, "lead", not_reached="Stanbury, 3 calls")
    await rejected(room, incident, "lead", {"name": "Garrow"}, "change_reason")
    await do(incident, "lead", name="Garrow", change_reason="rang back")
    assert incident.state.lead is not None
    assert incident.state.lead.party is not None
    await do(incident, "lead", not_reached="Garrow gone, nobody else answers")
    assert incident.state.lead.party is None


async def test_will_attend_again_needs_why_and_cannot_has_its_reason(room: Room) -> None:
    incident = await room.incident()
    await do(incident, "attendance-will", who="Sam", eta="30")
    await rejected(room, incident, "attendance-will", {"who": "Sam", "eta": "60"}, "change_reason")
    await do(incident, "attendance-will", who="Sam", eta="60", change_reason="road closed")
    await do(incident, "attendance-cannot", agreed_role="telephone", reason="second emergency")
    assert incident.state.ooh.agreed_role == "telephone"
    await rejected(room, incident, "attendance-will", {"who": "Tom", "eta": "20"}, "change_reason")


async def test_only_ooh_answers_for_ooh_and_a_refusal_is_on_the_register(room: Room) -> None:
    incident = room.sit_down(await room.incident(), "control")
    before = room.kinds(incident)
    for act in ("attendance-will", "attendance-cannot", "close"):
        with pytest.raises(NotAllowed):
            await perform(incident, ACTS[act], GOOD[act][0])
    assert room.kinds(incident) == before
    refusals = [entry for entry in room.log(REGISTER) if entry.kind == "refused"]
    assert [entry.operator for entry in refusals] == ["Ines Varga"] * 3
    assert kinds(await do(incident, "attendance-asked", asked_by="PC 1")) == [
        "attendance_requested"
    ]


@pytest.mark.parametrize(
    ("act", "values"),
    [
        ("review-note", {"text": "x"}),
        ("review-question", {"to": "Sam Okafor", "text": "when did you know?"}),
        ("learning", {"point": "L7", "text": "x"}),
        ("sign-off", {"statement": "read"}),
    ],
)
async def test_review_is_the_managers(room: Room, act: str, values: dict[str, str]) -> None:
    incident = await room.incident()
    with pytest.raises(NotAllowed):
        await perform(incident, ACTS[act], values)
    manager = room.sit_down(incident, "manager")
    assert len(await perform(manager, ACTS[act], values)) == 1


async def test_a_promise_of_another_agency(room: Room) -> None:
    incident = await room.incident()
    heard = {"agency": "Police", "heard_from": "control", "how": "radio"}
    await rejected(room, incident, "commitment", {**heard, "answer": "will-attend"}, "eta")
    cannot = {**heard, "answer": "cannot-attend"}
    await rejected(room, incident, "commitment", cannot, "agreed_role")
    await rejected(room, incident, "commitment", {**cannot, "agreed_role": "cordon"}, "reason")
    await rejected(room, incident, "commitment", {**heard, "answer": "maybe"}, "answer")
    said = await rejected(
        room,
        incident,
        "commitment",
        {**heard, "agency": "ooh social care", "answer": "will-attend", "eta": "9"},
        None,
    )
    assert "Only the OOH team" in said


async def test_on_the_way_comes_after_the_promise(room: Room) -> None:
    incident = await room.incident()
    going = {"agency": b.OOH, "progress": "en-route"}
    await rejected(room, incident, "progress", going, None)
    await do(incident, "attendance-will", who="Sam", eta="30")
    await perform(incident, ACTS["progress"], going)
    await rejected(room, incident, "progress", {"agency": "Police", "progress": "x"}, "progress")


# Who knows


async def test_telling_reads_out_the_script_and_counts_who_believes_the_old(room: Room) -> None:
    incident = await room.incident()
    nobody = {"topic": "OOH attendance", "recipient": "Police", "how": "telephone"}
    await rejected(room, incident, "tell", nobody, "topic")
    await do(incident, "attendance-will", who="Sam", eta="30")
    entries = await perform(incident, ACTS["tell"], {**nobody, "read_back_by": "PC 9"})
    assert kinds(entries) == ["notice_given", "notice_confirmed"]
    words = body_of(entries[0], b.NoticeGiven).words
    assert "will attend" in words
    await do(incident, "attendance-cannot", agreed_role="telephone", reason="second emergency")
    assert [t.recipient for t in incident.state.still_believe_old(b.Topic.OOH)] == ["Police"]
    entries = await perform(incident, ACTS["tell"], nobody)
    assert "This replaces" in body_of(entries[0], b.NoticeGiven).words
    notice = entries[0].id
    await rejected(room, incident, "confirm", {"notice": "x", "by": "PC 9"}, "notice")
    await do(incident, "confirm", notice=notice, by="PC 9", outcome="confirmed")
    assert incident.state.told[-1].confirmed is not None


# The course of the night


async def test_an_action_is_done_once(room: Room) -> None:
    incident = await room.incident()
    (action,) = await do(incident, "action", text="ring", owner="Sam")
    await do(incident, "done", action=action.id, outcome="rang")
    await rejected(room, incident, "done", {"action": action.id}, "action")


async def test_a_power_comes_after_the_birth(room: Room) -> None:
    incident = await room.incident()
    police = {"power": b.Power.POLICE_PROTECTION.value, "name": "Insp. A", "epo_in_force": "no"}
    said = await rejected(room, incident, "power", police, None)
    assert "birth" in said
    await do(incident, "birth", place="home", heard_from="crew")
    await rejected(room, incident, "power", {**police, "epo_in_force": ""}, "epo_in_force")
    order = {"power": b.Power.EMERGENCY_PROTECTION.value, "name": "court"}
    await rejected(room, incident, "power", order, "expires")
    await rejected(room, incident, "power", {**order, "expires": "soon"}, "expires")
    (power, _) = await perform(incident, ACTS["power"], police)
    await do(incident, "power-end", started=power.id, reason="order made")
    await rejected(room, incident, "power-end", {"started": power.id, "reason": "again"}, "started")


async def test_a_restriction_is_lifted(room: Room) -> None:
    incident = await room.incident()
    (entry,) = await do(incident, "restrict", what="removal", until="baby is safe")
    await do(incident, "disclose", restriction=entry.id, decided_by="Insp.", reason="safe")
    assert not incident.state.restrictions


async def test_lists_that_name_nobody(room: Room) -> None:
    incident = await room.incident()
    await rejected(room, incident, "convene", {"at": "15", "invited": ";"}, "invited")
    await rejected(room, incident, "meeting", {"present": "; ;", "agreed": "x"}, "present")
    await rejected(room, incident, "briefing", {"present": ";"}, "present")
    meeting = {"present": "a", "agreed": "b", "actions": "find a bed"}
    assert "owner: what" in await rejected(room, incident, "meeting", meeting, "actions")


async def test_no_referral_needs_why(room: Room) -> None:
    incident = await room.incident()
    await rejected(room, incident, "referral", {"to": "MARAC", "made": "no"}, "reason")
    await do(incident, "referral", to="MARAC", made="no", reason="referred last week")


async def test_strike_out_leaves_it_readable_once(room: Room) -> None:
    incident = await room.incident()
    (wrong,) = await do(incident, "birth", place="home", heard_from="crew")
    with pytest.raises(Rejected, match="Choose the entry"):
        await do(incident, "strike", reason="heard wrong")
    await perform(incident, ACTS["strike"], {"reason": "heard wrong"}, wrong)
    assert incident.state.birth is None
    assert wrong in room.log(incident)
    with pytest.raises(Rejected, match="already"):
        await perform(incident, ACTS["strike"], {"reason": "again"}, wrong)
    with pytest.raises(Rejected, match="opening"):
        await perform(incident, ACTS["strike"], {"reason": "x"}, room.log(incident)[0])


async def test_closing_names_what_is_open(room: Room) -> None:
    incident = await room.incident()
    await do(incident, "action", text="ring lawyer", owner="Sam")
    (closed, _) = await do(incident, "close", reason="over")
    assert body_of(closed, b.IncidentClosed).open_actions == ("Sam: ring lawyer",)
    await rejected(room, incident, "close", {"reason": "again"}, None)


# Reading, by name


async def test_a_copy_is_read_once_by_each(room: Room) -> None:
    incident = await room.incident()
    await incident.refresh()
    copy = incident.view().copies[0]
    entries = await read_plan(incident, copy)
    assert [entry.kind for entry in entries] == ["plan_read", "holding_seen"]
    assert has_read(incident.state, copy.plan.digest, "sam  okafor")
    assert not has_read(incident.state, copy.plan.digest, "Insp. A")
    with pytest.raises(Rejected, match="Sam Okafor has read this copy"):
        await read_plan(incident, copy)
    await read_plan(incident, copy, "Insp. A")


async def test_a_marker_is_read_by_name(room: Room) -> None:
    incident = await room.incident()
    await incident.refresh()
    for holding, marker in incident.holdings.markers:
        (entry, _) = await read_marker(incident, holding, marker)
        body = body_of(entry, b.MarkerRead)
        assert body.digest == marker.digest
        assert body.summary
    assert not [a for a in incident.view().alarms if a.code == "markers-unread"]


# Opening


async def test_opening_an_incident(room: Room) -> None:
    desk = room.desk()
    with pytest.raises(Rejected) as caught:
        await begin(desk, {"address": " ", "nature": "birth"})
    assert caught.value.field == "address"
    incident = await begin(desk, {"address": "14 Saltpan Lane", "nature": "birth", "when": "3"})
    assert room.kinds(incident) == ["incident_opened"]
    assert clock(room.log(incident)[0].occurred_at) == "02:00 GMT"
    with pytest.raises(LateWithoutReason):
        await begin(desk, {"address": "14 Saltpan Lane", "nature": "birth", "when": "20"})


async def test_what_is_no_postcode_is_asked_of_nobody(room: Room) -> None:
    """Agencies would answer it with "none held"; one that stands in the address is found."""
    desk = room.desk()
    form = {"address": "14 Saltpan Lane, Merrowby", "nature": "birth"}
    with pytest.raises(Rejected, match="«labour» is none, a postcode looks like") as caught:
        await begin(desk, {**form, "postcode": "labour"})
    assert caught.value.field == "postcode"
    for typed in ({"postcode": "zz993vz"}, {"address": form["address"] + " zz99 3vz"}):
        incident = await begin(desk, {**form, **typed})
        where = body_of(room.log(incident)[0], b.IncidentOpened).address
        assert (where.text, where.postcode) == (form["address"], "ZZ99 3VZ")


# Drafts


async def test_drafts_are_there_for_another_process(room: Room) -> None:
    incident = await room.incident()
    room.desk().drafts.put(incident.reference, "lead", {"name": "[/x]\x1b[31m", "role": ""})
    assert room.desk().drafts.get(incident.reference)["lead"]["name"] == "[/x]\x1b[31m"
    room.desk().drafts.clear(incident.reference, "lead")
    assert room.desk().drafts.get(incident.reference) == {}
