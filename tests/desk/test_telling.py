"""Telling through the desk's own acts, on a real log: circulation, hospital, shift, manager."""

from __future__ import annotations

import pytest

from ooh_console.desk.acts import ACTS
from ooh_console.desk.acts.form import Context, perform
from ooh_console.desk.desk import Rejected
from ooh_console.desk.handover import gathered
from ooh_console.desk.incident import Incident
from ooh_console.desk.panels.answers import heading, standing_facts
from ooh_console.desk.panels.handover import sheet
from ooh_console.desk.panels.lines import Tone, plain
from ooh_console.desk.panels.told import everybody, taken_out
from ooh_console.desk.script import script
from ooh_console.desk.wording import sentence
from ooh_console.domain import bodies as b
from ooh_console.domain.circulation import Knows, circulation
from ooh_console.domain.entries import Entry, body_of
from tests.desk.desks import Room


async def do(incident: Incident, act: str, **values: str) -> tuple[Entry, ...]:
    """The form as it opens, with these typed into it."""
    blank = ACTS[act].blank(Context(incident.view()))
    return await perform(incident, ACTS[act], {**blank, **values})


async def will(incident: Incident) -> None:
    await do(incident, "attendance-will", who="Sam Okafor", eta="30")


async def cannot(incident: Incident) -> None:
    await do(incident, "attendance-cannot", agreed_role="telephone", reason="second emergency")


def knows(incident: Incident, topic: b.Topic = b.Topic.OOH) -> dict[str, Knows]:
    found = circulation(topic, incident.state, incident.holdings)
    return {one.recipient.name: one.knows for one in found}


async def test_the_form_goes_to_whoever_must_be_told_next(room: Room) -> None:
    incident = await room.incident()
    context = Context(incident.view())
    assert ACTS["tell"].blank(context)["recipient"] == ""
    await will(incident)
    names = list(knows(incident))
    assert len(names) > 1
    assert ACTS["tell"].blank(Context(incident.view()))["recipient"] == names[0]
    await do(incident, "tell", recipient=names[1], how="radio")
    await cannot(incident)
    blank = ACTS["tell"].blank(Context(incident.view()))
    assert (blank["topic"], blank["recipient"]) == ("OOH attendance", names[1])


async def test_who_believes_the_old_answer_stands_in_the_top_line_until_zero(room: Room) -> None:
    incident = await room.incident()
    await will(incident)
    for who in ("Crew A412", "Unit PA21"):
        await do(incident, "tell", recipient=who, how="radio")
    assert "expect" not in heading(incident.view()).text
    await cannot(incident)
    for left in ("2 still expect OOH", "1 still expects OOH"):
        spans = [s for s in heading(incident.view()).spans if "expect" in s.text]
        assert [(span.text, span.tone) for span in spans] == [(left, Tone.ALARM)]
        who = incident.state.still_believe_old(b.Topic.OOH)[0].recipient
        await do(incident, "tell", recipient=who, how="radio")
    assert "expect" not in heading(incident.view()).text


async def test_a_withdrawn_answer_is_told_as_withdrawn(room: Room) -> None:
    incident = await room.incident()
    await will(incident)
    await do(incident, "tell", recipient="Crew A412", how="radio")
    answer = incident.state.ooh.answer
    assert answer is not None
    await perform(incident, ACTS["strike"], {"reason": "wrong incident", "entry": answer.id})
    (notice, *_) = await do(incident, "tell", how="radio")
    body = body_of(notice, b.NoticeGiven)
    assert body.recipient == "Crew A412"
    assert "WITHDRAWN" in body.words
    assert incident.state.still_believe_old(b.Topic.OOH) == ()
    with pytest.raises(Rejected, match="say something here"):
        await do(incident, "tell", recipient="Crew A412", how="radio")


async def test_somebody_is_added_and_taken_out_with_the_reason(room: Room) -> None:
    incident = await room.incident()
    await will(incident)
    added = await do(
        incident, "circulation-add", recipient="Ward 4", telephone="01632 960199", reason="asked"
    )
    assert knows(incident)["Ward 4"] is Knows.NOT_TOLD
    assert sentence(added[0], incident.state) == (
        "Ward 4, 01632 960199 must be told every answer too. Reason: asked."
    )
    with pytest.raises(Rejected, match="Say why they need not be told"):
        await do(incident, "circulation-remove", recipient="Ward 4", topic="OOH attendance")
    await do(
        incident,
        "circulation-remove",
        recipient="Ward 4",
        topic="OOH attendance",
        reason="not their patient",
    )
    assert "Ward 4" not in knows(incident)
    assert "Ward 4, OOH attendance: not their patient" in plain(taken_out(incident.view()))


async def test_a_hospital_is_chosen_told_and_changed_with_the_reason(room: Room) -> None:
    incident = await room.incident()
    await do(incident, "hospital", name="Westmarch", ward="Side room 4", decided_by="Insp. Shah")
    words = script(b.Topic.HOSPITAL, incident.view())
    assert words.startswith("Mother and baby go to Westmarch, Side room 4.")
    await do(incident, "tell", topic="chosen hospital", recipient="Crew A412", how="radio")
    with pytest.raises(Rejected, match="The hospital changes: say why"):
        await do(incident, "hospital", name="Elsewhere", decided_by="Insp. Shah")
    await do(
        incident, "hospital", name="Elsewhere", decided_by="Insp. Shah", change_reason="no bed"
    )
    assert knows(incident, b.Topic.HOSPITAL)["Crew A412"] is Knows.OLD
    assert "This replaces what you heard" in script(b.Topic.HOSPITAL, incident.view())


async def test_a_power_is_told_and_its_end_too(room: Room) -> None:
    incident = await room.incident()
    await do(incident, "birth", heard_from="crew")
    (power, *_) = await do(incident, "power", name="Insp. Shah", epo_in_force="no")
    said = script(b.Topic.POWER, incident.view())
    assert "In force: s46 police protection, by Insp. Shah" in said
    assert "at the latest" in said
    await do(incident, "tell", topic="power in force", recipient="Ward 4", how="telephone")
    await do(incident, "power-end", started=power.id, reason="order made")
    said = script(b.Topic.POWER, incident.view())
    assert "s46 police protection is NO LONGER in force. No power over the child" in said
    assert knows(incident, b.Topic.POWER)["Ward 4"] is Knows.OLD


# The shift


async def test_a_shift_is_handed_over_with_what_is_open_and_accepted_by_name(room: Room) -> None:
    incident = await room.incident()
    await incident.refresh()
    await will(incident)
    await do(incident, "tell", recipient="Crew A412", how="radio")
    await do(incident, "lead", name="Helen Garrow")
    await do(incident, "action", text="ring the lawyer", owner="Sam", due="30")
    await do(incident, "restrict", what="removal is planned", until="baby is safe")
    lists = gathered(incident.view())
    (given, *_) = await do(incident, "shift-give", to="Kit Example", summary="dog in the hall")
    body = body_of(given, b.ShiftHandedOver)
    assert {name: getattr(body, name) for name in lists} == lists
    assert any("Helen Garrow" in one for one in body.open_answers)
    assert any(one.startswith("DECISION MAKER NOT IDENTIFIED") for one in body.open_answers)
    assert any("Crew A412: OOH attendance: told" in one for one in body.unconfirmed)
    assert body.open_actions[0].startswith("Sam, due 02:33 GMT: ring the lawyer")
    assert any("removal is planned" in one for one in body.clocks)
    assert body.next_steps
    shown = plain(sheet(incident.view()))
    assert "Given to Kit Example" in shown
    assert "NOT ACCEPTED" in shown
    assert "dog in the hall" in shown
    assert "CHANGED SINCE" not in shown
    await do(incident, "action", text="ring the ward", owner="Sam")
    assert "CHANGED SINCE IT WAS GIVEN\n  Sam: ring the ward" in plain(sheet(incident.view()))

    with pytest.raises(Rejected, match="the incoming person accepts"):
        await do(incident, "shift-accept", by="Sam Okafor")
    entries = await do(incident, "shift-accept", by="Kit Example")
    kinds = [entry.kind for entry in entries if entry.kind != "holding_seen"]
    assert kinds == ["shift_accepted", *["notice_given", "notice_confirmed"] * 2]
    for topic in (b.Topic.OOH, b.Topic.LEAD):
        assert knows(incident, topic)["Kit Example"] is Knows.CONFIRMED
    assert incident.state.shift_waiting is None
    with pytest.raises(Rejected, match="No handover of the shift is waiting"):
        await do(incident, "shift-accept", by="Kit Example")
    # An answer that changes afterwards must be told to them as to everybody else.
    await cannot(incident)
    assert knows(incident)["Kit Example"] is Knows.OLD


async def test_nobody_hands_the_desk_to_themselves(room: Room) -> None:
    incident = await room.incident()
    with pytest.raises(Rejected, match="somebody else"):
        await do(incident, "shift-give", to="sam  okafor")


async def test_accepting_is_offered_in_the_name_of_whoever_sits_there(room: Room) -> None:
    incident = await room.incident()
    await do(incident, "shift-give", to="Kit Example")
    assert ACTS["shift-accept"].blank(Context(incident.view()))["by"] == "Kit Example"
    other = room.sit_down(incident, "manager")
    mine = ACTS["shift-accept"].blank(Context(other.view()))["by"]
    assert mine == other.desk.operator.name


async def test_the_manager_is_called_about_an_alarm(room: Room) -> None:
    incident = await room.incident()
    room.clock.forward(6)
    blank = ACTS["manager"].blank(Context(incident.view()))
    # How long it has stood would be wrong a minute later; when it began stays true.
    assert blank["about"] == "NO DECISION MAKER, since 02:03 GMT"
    called = {"who": "M. Example", "how": "telephone"}
    with pytest.raises(Rejected, match="what the manager said"):
        await do(incident, "manager", **called)
    (entry, *_) = await do(incident, "manager", **called, said="Go yourself, I take the phone.")
    assert "said: Go yourself" in sentence(entry, incident.state)
    (entry, *_) = await do(incident, "manager", **called, reached="not reached")
    assert "NOT REACHED" in sentence(entry, incident.state)


async def test_the_table_names_everybody_once(room: Room) -> None:
    incident = await room.incident()
    await will(incident)
    await do(incident, "lead", name="Helen Garrow")
    await do(incident, "tell", topic="OOH attendance", recipient="  police ", how="radio")
    found = everybody(incident.view())
    assert len(set(found.names)) == len(found.names)
    assert found.cells["police", b.Topic.OOH].knows is Knows.TOLD
    assert found.cells["police", b.Topic.LEAD].knows is Knows.NOT_TOLD


async def test_the_chosen_hospital_stands_on_the_one_screen(room: Room) -> None:
    incident = await room.incident()
    await do(incident, "hospital", name="Westmarch", ward="Side room 4", decided_by="Insp. Shah")
    assert standing_facts(incident.view())[0].text == "HOSPITAL Westmarch, Side room 4"
    await do(incident, "birth", heard_from="crew")
    assert standing_facts(incident.view())[0].text == (
        "BORN 02:03 GMT · HOSPITAL Westmarch, Side room 4"
    )
