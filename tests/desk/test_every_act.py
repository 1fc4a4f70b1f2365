"""What holds for every act, through `perform`, on a real log."""

from __future__ import annotations

import pytest

from ooh_console.desk.acts import ACTS
from ooh_console.desk.acts.form import Context, perform
from ooh_console.desk.incident import IN_FRONT_OF_A_SCREEN
from ooh_console.domain import bodies as b
from ooh_console.domain.canonical import digest
from ooh_console.domain.entries import LateWithoutReason, body_of
from ooh_console.domain.times import clock
from tests.desk.acting import GOOD, kinds, rejected
from tests.desk.desks import Room


@pytest.mark.parametrize("act", GOOD)
async def test_records_what_it_says(room: Room, act: str) -> None:
    incident = await room.incident()
    await incident.refresh()
    values, expected = GOOD[act]
    entries = await perform(incident, ACTS[act], values)
    assert kinds(entries) == expected
    assert list(room.log(incident))[1:] == list(entries)
    assert all(entry.operator == "Sam Okafor" for entry in entries)


@pytest.mark.parametrize("act", GOOD)
async def test_every_required_field_is_missed_at_its_place(room: Room, act: str) -> None:
    incident = await room.incident()
    values, _ = GOOD[act]
    context = Context(incident.view())
    for field in ACTS[act].fields:
        if field.required and field.asked(values, context):
            for blank in ("", "   ", "\u200b\u2060", "\x1b"):
                await rejected(room, incident, act, {**values, field.name: blank}, field.name)


@pytest.mark.parametrize("act", GOOD)
async def test_a_late_entry_needs_its_reason(room: Room, act: str) -> None:
    incident = await room.incident()
    values, _ = GOOD[act]
    before = room.kinds(incident)
    with pytest.raises(LateWithoutReason, match="7 min ago"):
        await perform(incident, ACTS[act], {**values, "when": "7"})
    assert room.kinds(incident) == before
    entries = await perform(incident, ACTS[act], {**values, "when": "7", "late": "on the phone"})
    assert entries[0].late_reason == "on the phone"
    assert clock(entries[0].occurred_at) == "01:56 GMT"


@pytest.mark.parametrize("act", GOOD)
async def test_answers_keep_the_screen_in_front_of_which_they_were_given(
    room: Room, act: str
) -> None:
    incident = await room.incident()
    await incident.refresh()
    values, expected = GOOD[act]
    in_front = incident.holdings.content()
    entries = await perform(incident, ACTS[act], values)
    seen = [entry for entry in entries if entry.kind == "holding_seen"]
    assert bool(seen) is bool(IN_FRONT_OF_A_SCREEN & set(expected))
    if seen:
        # In the same transaction: the very next place in the chain, and the screen is there.
        body = body_of(seen[0], b.HoldingSeen)
        assert body.recorded_with == entries[0].id
        assert seen[0].seq == entries[-2].seq + 1
        assert body.screen == digest(in_front)
        assert room.ledger.content(body.screen) == in_front


async def test_every_act_is_tried() -> None:
    later = {
        "accept",
        "read-plan",
        "read-marker",
        "unlink",
        "relink",
        "same-person",
        "give-plan",
        "invite",
        "meeting-off",
        "step",
        "tell",
        "confirm",
        "shift-accept",
        "done",
        "power",
        "order-checked",
        "power-extend",
        "power-end",
        "strike",
        "review-note",
        "review-question",
        "review-answer",
        "learning",
        "sign-off",
    }
    assert set(ACTS) == set(GOOD) | later


async def test_the_form_says_which_fields_it_shows(room: Room) -> None:
    incident = await room.incident()
    context = Context(incident.view())
    for act in ACTS.values():
        blank = act.blank(context)
        assert set(blank) == {field.name for field in act.all_fields}
        for field in act.all_fields:
            assert not (field.closed and field.lines)
            assert not field.closed or field.options is not None
