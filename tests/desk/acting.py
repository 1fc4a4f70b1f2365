"""Acts as somebody performs them: complete ones, what they record, and what they refuse."""

from __future__ import annotations

from collections.abc import Mapping

import pytest

from ooh_console.desk.acts import ACTS
from ooh_console.desk.acts.form import perform
from ooh_console.desk.desk import Rejected
from ooh_console.desk.incident import Incident
from ooh_console.domain.entries import Entry
from tests.desk.desks import Room

GOOD: dict[str, tuple[dict[str, str], list[str]]] = {
    "decision-maker": (
        {"name": "Insp. Adeyemi", "role": "inspector", "given": "plan 3; 2 markers"},
        ["decision_maker_set"],
    ),
    "lead": ({"name": "Helen Garrow", "role": "midwife"}, ["lead_set"]),
    "attendance-asked": ({"asked_by": "PC 1204"}, ["attendance_requested"]),
    "attendance-will": ({"who": "Sam Okafor", "eta": "30"}, ["attendance_answered"]),
    "attendance-cannot": (
        {"agreed_role": "telephone", "reason": "second emergency"},
        ["attendance_answered"],
    ),
    "address": (
        {"address": "40 Saltpan Lane, Merrowby", "said_by": "PC 1204", "reason": "misheard"},
        ["address_corrected"],
    ),
    "hospital": ({"name": "Westmarch", "decided_by": "Insp."}, ["hospital_chosen"]),
    "circulation-add": (
        {"recipient": "Ward 4", "topic": "every answer"},
        ["circulation_changed"],
    ),
    "circulation-remove": (
        {"recipient": "Police", "topic": "OOH attendance", "reason": "gone home"},
        ["circulation_changed"],
    ),
    "shift-give": ({"to": "Kit Example"}, ["shift_handed_over"]),
    "manager": (
        {
            "about": "NO DECISION MAKER",
            "who": "M. Example",
            "how": "telephone",
            "reached": "reached",
            "said": "go",
        },
        ["manager_called"],
    ),
    "agency-asked": ({"agency": "Ambulance", "asked_by": "PC 1204"}, ["attendance_requested"]),
    "progress": ({"agency": "Police", "progress": "on-scene"}, ["attendance_progress"]),
    "read-out": (
        {
            "agency": "Social care",
            "read_by": "Moira Example",
            "status": "agreed",
            "section": "If born at home or unexpectedly",
            "home_attends": "Midwife and police",
        },
        ["plan_read_out"],
    ),
    "commitment": (
        {
            "agency": "Police",
            "answer": "will-attend",
            "eta": "12",
            "heard_from": "control",
            "how": "radio",
        },
        ["commitment_recorded"],
    ),
    "action": ({"text": "ring lawyer", "owner": "Sam", "due": "03:15"}, ["action"]),
    "decision": (
        {"what": "wait", "options": "go in\nwait", "reason": "dog", "decided_by": "Insp."},
        ["decision"],
    ),
    "birth": ({"place": "home", "heard_from": "grandmother"}, ["birth_recorded"]),
    "restrict": ({"what": "removal", "until": "baby is safe"}, ["disclosure_restricted"]),
    "disclose": ({"decided_by": "Insp.", "reason": "baby is safe"}, ["disclosure_lifted"]),
    "parents-told": (
        {
            "what": "police protection",
            "who": "both parents",
            "told_by": "Insp. Shah",
            "decided_by": "Insp. Shah",
            "outcome": "keeps",
            "reason": "they must know as soon as practicable",
        },
        ["parents_told"],
    ),
    "convene": ({"at": "15", "invited": "police\nmidwife"}, ["meeting_convened"]),
    "meeting": (
        {"present": "police; midwife", "agreed": "s46", "actions": "Sam: find a bed; PC: dog"},
        ["meeting_held", "action", "action"],
    ),
    "briefing": ({"present": "police\nmidwife", "risk": "dog"}, ["briefing_held"]),
    "referral": ({"to": "MARAC", "made": "yes"}, ["referral"]),
    "handover": ({"to": "day team", "summary": "all"}, ["handover"]),
    "link": ({"name": "Amy", "relation": "baby"}, ["person_linked"]),
    "close": ({"reason": "baby on the unit"}, ["incident_closed"]),
}
"""Acts that need nothing before them, each complete."""


def kinds(entries: tuple[Entry, ...]) -> list[str]:
    return [entry.kind for entry in entries if entry.kind != "holding_seen"]


async def do(incident: Incident, act: str, **values: str) -> tuple[Entry, ...]:
    return await perform(incident, ACTS[act], values)


async def rejected(
    room: Room, incident: Incident, act: str, values: Mapping[str, str], field: str | None
) -> str:
    """The sentence of a refusal; nothing was recorded by it."""
    before = room.kinds(incident)
    with pytest.raises(Rejected) as caught:
        await perform(incident, ACTS[act], values)
    assert room.kinds(incident) == before
    if field is not None:
        assert caught.value.field == field
    sentence = str(caught.value)
    assert sentence.endswith(".")
    assert "\n" not in sentence
    return sentence
