"""The forms of meetings and steps: what is recorded, all or nothing, and what is refused."""

from __future__ import annotations

from collections.abc import Mapping
from datetime import timedelta

import pytest

from ooh_console.desk.acts import ACTS, Context, perform
from ooh_console.desk.acts.steps import done, not_applicable
from ooh_console.desk.desk import Rejected
from ooh_console.desk.incident import Incident
from ooh_console.desk.panels.lines import plain
from ooh_console.desk.panels.meeting import meetings
from ooh_console.desk.panels.steps import next_step, steps
from ooh_console.domain.bodies import Action, DecisionMakerSet, MeetingConvened, MeetingHeld
from ooh_console.domain.entries import Entry, body_of
from ooh_console.domain.meetings import Invited, waiting
from ooh_console.domain.protocol import Protocol, Standing
from ooh_console.domain.times import clock
from tests.desk.desks import Room


async def do(incident: Incident, act: str, **typed: str) -> tuple[Entry, ...]:
    """The form as it opens, with what is typed into it."""
    values = {**ACTS[act].blank(Context(incident.view())), **typed}
    entries = await perform(incident, ACTS[act], values)
    return tuple(entry for entry in entries if entry.kind != "holding_seen")


async def refused(
    room: Room, incident: Incident, act: str, typed: Mapping[str, str], field: str
) -> str:
    before = room.kinds(incident)
    with pytest.raises(Rejected) as caught:
        await do(incident, act, **typed)
    assert caught.value.field == field
    assert room.kinds(incident) == before
    return str(caught.value)


CALL = {"at": "10", "number": "01632 960155", "invited": "Insp. Shah\nRuth Ambleside"}


async def test_a_meeting_is_called_followed_and_held_as_the_one_that_was_called(room: Room) -> None:
    incident = await room.incident()
    (called,) = await do(incident, "convene", **CALL)
    await do(incident, "invite", how="radio")
    await do(incident, "invite", how="telephone")
    (meeting,) = waiting(incident.state)
    assert [(one.who, one.standing) for one in meeting.invitations] == [
        ("Insp. Shah", Invited.TOLD),
        ("Ruth Ambleside", Invited.TOLD),
    ], "the form offers whoever was not told yet"
    await do(incident, "invite", who="Insp. Shah")
    assert "Insp. Shah: joined" in plain(meetings(incident.view()))
    await do(incident, "invite", who="Ruth Ambleside", outcome="could-not", reason="in theatre")
    assert "Ruth Ambleside: could not join (in theatre)" in plain(meetings(incident.view()))
    (held,) = await do(incident, "meeting", agreed="s46 if refused\nbaby to Westmarch")
    body = body_of(held, MeetingHeld)
    assert body.present == ("Insp. Shah",), "who joined is filled in"
    assert body.points == ("s46 if refused", "baby to Westmarch")
    assert body.meeting == called.id
    assert waiting(incident.state) == ()
    assert meetings(incident.view()) == []


async def test_each_action_has_its_own_owner_and_time(room: Room) -> None:
    incident = await room.incident()
    actions = (
        "Sam: ring foster carers @ 20\n"
        "Ruth: side room, no visit @ 03:15\n"
        "Carys: apply to the court, by 09:30\n"
        "Insp. Shah: designated officer\n"
        "Jo: ready by noon"
    )
    typed = {"present": "Insp. Shah", "agreed": "x", "actions": actions, "due": "45"}
    entries = await do(incident, "meeting", **typed)
    found = [body_of(entry, Action) for entry in entries if entry.kind == "action"]
    assert [(one.owner, one.text, clock(one.due)) for one in found if one.due] == [
        ("Sam", "ring foster carers", "02:23 GMT"),
        ("Ruth", "side room, no visit", "03:15 GMT"),
        ("Carys", "apply to the court", "09:30 GMT"),
        ("Insp. Shah", "designated officer", "02:48 GMT"),
        ("Jo", "ready by noon", "02:48 GMT"),
    ]
    room.clock.now += timedelta(minutes=21)
    codes = [alarm.code for alarm in incident.view().alarms]
    assert codes.count("action-overdue") == 1


@pytest.mark.parametrize(
    "actions", ["find a bed", "Sam:", ": find", "Sam: find @ soon", "Sam: @ 20"]
)
async def test_an_action_that_is_not_whole_is_refused_and_nothing_recorded(
    room: Room, actions: str
) -> None:
    incident = await room.incident()
    typed = {"present": "Insp. Shah", "agreed": "x", "actions": actions}
    assert "«" in await refused(room, incident, "meeting", typed, "actions")


async def test_the_decision_maker_is_agreed_named_and_accepted_in_one_act(room: Room) -> None:
    incident = await room.incident()
    typed = {"present": "Insp. Shah", "agreed": "s46", "actions": "Sam: bed", "role": "inspector"}
    entries = await do(incident, "meeting", name="Insp. Shah", agency="Police", **typed)
    assert [entry.kind for entry in entries] == [
        "meeting_held",
        "action",
        "decision_maker_set",
        "decision_maker_accepted",
    ]
    maker = incident.state.decision_maker
    assert maker is not None
    assert (maker.party.name, maker.party.role, maker.party.agency) == (
        "Insp. Shah",
        "inspector",
        "Police",
    )
    assert maker.accepted is not None
    again = await do(incident, "meeting", name="insp.  shah", **typed)
    assert [entry.kind for entry in again] == ["meeting_held", "action"], "they decide already"
    other = await do(incident, "meeting", name="Ruth Ambleside", **typed)
    change = next(e for e in other if e.kind == "decision_maker_set")
    assert "meeting" in body_of(change, DecisionMakerSet).change_reason


async def test_who_was_named_and_not_accepted_is_accepted_in_the_meeting(room: Room) -> None:
    incident = await room.incident()
    await do(incident, "decision-maker", name="Insp. Shah")
    typed = {"present": "Insp. Shah", "agreed": "s46", "name": "Insp. Shah"}
    entries = await do(incident, "meeting", **typed)
    assert [entry.kind for entry in entries] == ["meeting_held", "decision_maker_accepted"]


async def test_a_meeting_is_moved_with_its_people_and_number_or_called_off(room: Room) -> None:
    incident = await room.incident()
    (first,) = await do(incident, "convene", **CALL)
    assert "say why" in await refused(room, incident, "convene", {"at": "40"}, "reason")
    (second,) = await do(incident, "convene", at="40", reason="dog not contained")
    body = body_of(second, MeetingConvened)
    assert (body.moves, body.number) == (first.id, "01632 960155")
    assert body.invited == ("Insp. Shah", "Ruth Ambleside")
    (third,) = await do(incident, "convene", moves="another", at="90", invited="Ward")
    assert [one.entry.id for one in waiting(incident.state)] == [second.id, third.id]
    await do(incident, "meeting-off", reason="all told by telephone")
    assert [one.entry.id for one in waiting(incident.state)] == [third.id]


async def test_a_meeting_that_nobody_had_called_leaves_the_called_one(room: Room) -> None:
    incident = await room.incident()
    await do(incident, "convene", **CALL)
    await do(incident, "meeting", meeting="another", present="Insp. Shah", agreed="go in")
    assert len(waiting(incident.state)) == 1


async def test_nobody_is_invited_to_a_meeting_that_nobody_called(room: Room) -> None:
    incident = await room.incident()
    await refused(room, incident, "invite", {"who": "Insp. Shah", "how": "radio"}, "meeting")


# Steps

P = Protocol.model_validate(
    {
        "id": "night",
        "title": "Night",
        "source": "law",
        "step": [
            {
                "id": "ward",
                "text": "Ring the ward",
                "why": "they wait",
                "due": {"after": "opened", "minutes": 5},
            },
            {"id": "birth", "text": "Record the birth", "why": "clocks", "command": "birth"},
            {"id": "after", "text": "Weigh the baby", "why": "health", "when": "born"},
        ],
    }
)


async def night(room: Room) -> Incident:
    from dataclasses import replace

    incident = await room.incident()
    incident.desk.habits = replace(incident.desk.habits, protocols=(P,))
    return incident


async def test_a_step_is_done_once_with_its_words_in_the_log(room: Room) -> None:
    incident = await night(room)
    assert "NEXT STEP by 02:08 GMT Ring the ward · 1 more" in plain(next_step(incident.view()))
    room.clock.now += timedelta(minutes=7)
    assert "OVERDUE 2 min (by 02:08 GMT) Ring the ward" in plain(steps(incident.view()))
    (entry,) = await done(incident, "night/ward")
    assert getattr(entry.body, "text", "") == "Ring the ward"
    with pytest.raises(Rejected, match="settled already"):
        await done(incident, "night/ward")
    with pytest.raises(Rejected, match="not in the protocol any more"):
        await done(incident, "night/gone")
    assert "Ring the ward" not in plain(steps(incident.view()))
    assert "1 not now, 1 done, 0 not applicable." in plain(steps(incident.view()))


async def test_a_step_does_not_apply_with_a_reason_or_not_at_all(room: Room) -> None:
    incident = await night(room)
    step = incident.view().steps[0]
    before = room.kinds(incident)
    with pytest.raises(Rejected, match="ay why"):
        await perform(incident, not_applicable(step), {})
    assert room.kinds(incident) == before
    await perform(incident, not_applicable(step), {"reason": "she is there already"})
    found = next(one for one in incident.view().steps if one.key == "night/ward")
    assert found.standing is Standing.NOT_APPLICABLE


async def test_the_form_of_a_step_offers_what_is_open_the_first_due_first(room: Room) -> None:
    incident = await night(room)
    (entry,) = await do(incident, "step")
    assert getattr(entry.body, "step", "") == "ward"
    assert "ay why" in await refused(
        room, incident, "step", {"outcome": "not-applicable"}, "reason"
    )
    typed = {"step": "night/ward", "outcome": "done"}
    assert "choose one of" in await refused(room, incident, "step", typed, "step")


async def test_what_the_log_shows_needs_no_tick(room: Room) -> None:
    incident = await night(room)
    await do(incident, "birth", heard_from="grandmother")
    found = {one.step.id: one.standing for one in incident.view().steps}
    assert found == {"ward": Standing.DUE, "after": Standing.DUE, "birth": Standing.DONE}
