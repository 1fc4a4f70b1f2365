"""The table of roles in the design, cell by cell, at the desk itself: no screen is asked."""

from __future__ import annotations

from collections.abc import Awaitable, Callable, Iterable
from datetime import timedelta
from typing import Any

import pytest

from ooh_console.desk.desk import NotAllowed, Recording
from ooh_console.desk.exporting import (
    Asked,
    Format,
    Kind,
    allow_export,
    copied,
    counted_out,
)
from ooh_console.desk.incident import Incident
from ooh_console.domain import bodies as b
from ooh_console.domain.people import Relation
from tests.desk.desks import ROLES, START, Room

YES, NO = True, False
WHO = b.Party(name="Insp. Ruth Example", role="duty inspector", agency="Police")
CANNOT = b.AttendanceAnswered(
    answer="cannot-attend", agreed_role="By telephone all night", reason="called elsewhere"
)
WILL = b.AttendanceAnswered(answer="will-attend", who="Sam", eta=START + timedelta(minutes=40))

Does = Callable[[Incident], Awaitable[object]]


def records(*bodies: Any) -> Does:
    async def does(incident: Incident) -> None:
        for body in bodies:
            await incident.record([Recording(body)])

    return does


def strikes(kind: str) -> Does:
    """Strikes through what somebody who may has recorded."""

    async def does(incident: Incident) -> None:
        target = next(
            e for e in incident.desk.ledger.rows(incident.reference, 1, 99) if e.kind == kind
        )
        await incident.record([Recording(b.Correction(entry=target.id, reason="wrong"))])

    return does


async def exports(incident: Incident) -> None:
    await allow_export(incident.desk, Asked(incident.reference, Kind.FULL, Format.CSV))


async def copies(incident: Incident) -> None:
    await copied(incident.desk, incident.reference, 1, "words")


async def takes_out_all(incident: Incident) -> None:
    await counted_out(incident.desk, "what is counted over every incident", b"1,2")


async def opens(incident: Incident) -> None:
    opened = b.IncidentOpened(nature="another", address=incident.state.address)
    await Incident.open_new(incident.desk, opened)


ANSWERED = "the manager answers for OOH"
OWN = "having recorded something there"

TABLE: dict[str, tuple[Does, tuple[bool, bool, bool], tuple[str, ...]]] = {
    # What, who does it: may the duty worker, the control room, the on-call manager; given what.
    "open an incident": (opens, (YES, YES, YES), ()),
    "record an entry": (records(b.Note(text="dog")), (YES, YES, YES), ()),
    "strike through a line": (strikes("note"), (YES, YES, YES), (OWN,)),
    "link people": (
        records(b.PersonLinked(name="Jodie Penhallow", relation=Relation.MOTHER)),
        (YES, YES, YES),
        (),
    ),
    "acknowledge a marker": (
        records(b.MarkerRead(agency="Police", digest="d", reader="Somebody")),
        (YES, YES, YES),
        (),
    ),
    "confirm that the plan was read": (
        records(b.PlanRead(agency="Maternity", version="3", digest="d", reader="Somebody")),
        (YES, YES, YES),
        (),
    ),
    "assign the decision maker": (records(b.DecisionMakerSet(who=WHO)), (YES, YES, YES), ()),
    "assign the lead": (records(b.LeadSet(who=WHO)), (YES, YES, YES), ()),
    "answer that OOH attends": (records(WILL), (YES, NO, YES), ()),
    "answer that OOH cannot attend": (records(CANNOT), (YES, NO, YES), ()),
    "strike through the answer of OOH": (
        strikes("attendance_answered"),
        (YES, NO, YES),
        (ANSWERED,),
    ),
    "ask whether OOH attends": (
        records(b.AttendanceRequested(asked_by="Police")),
        (YES, YES, YES),
        (),
    ),
    "convene a meeting": (
        records(b.MeetingConvened(at=START, invited=("Midwife",))),
        (YES, YES, YES),
        (),
    ),
    "record a meeting": (
        records(b.MeetingHeld(present=("A",), agreed="B")),
        (YES, YES, YES),
        (),
    ),
    "close the incident": (records(b.IncidentClosed(reason="over")), (YES, NO, YES), ()),
    "review: annotate": (records(b.ReviewNote(text="why?")), (NO, NO, YES), ()),
    "review: ask": (records(b.ReviewQuestion(to="Sam", text="why?")), (NO, NO, YES), ()),
    "review: record learning": (
        records(b.Learning(point="L7", text="say it at once")),
        (NO, NO, YES),
        (),
    ),
    "review: sign off": (
        records(b.SignedOff(statement="read", head="0" * 64, entries=1)),
        (NO, NO, YES),
        (),
    ),
    "export one's own incident": (exports, (YES, NO, YES), (OWN,)),
    "export an incident of others": (exports, (NO, NO, YES), ()),
    "copy an entry of one's own incident": (copies, (YES, NO, YES), (OWN,)),
    "copy an entry of an incident of others": (copies, (NO, NO, YES), ()),
    "take out what is counted over all": (takes_out_all, (NO, NO, YES), ()),
}


def cells() -> Iterable[Any]:
    for what, (_, may, _) in TABLE.items():
        for role, allowed in zip(ROLES, may, strict=True):
            yield pytest.param(what, role, allowed, id=f"{role}: {what}")


@pytest.mark.parametrize(("what", "role", "allowed"), list(cells()))
async def test_a_cell_of_the_table(room: Room, what: str, role: str, allowed: bool) -> None:
    does, _, given = TABLE[what]
    # Opened by somebody else, so that it is nobody's own unless that is given.
    opened_by = "control" if role == "manager" else "manager"
    first = await room.incident(opened_by)
    if ANSWERED in given:
        await room.sit_down(first, "manager").record([Recording(CANNOT)])
    incident = room.sit_down(first, role)
    if OWN in given:
        await incident.note("I was there")
    before = room.kinds(first)
    if allowed:
        await does(incident)
        assert "refused" not in room.kinds("register")
        return
    with pytest.raises(NotAllowed) as caught:
        await does(incident)
    assert room.kinds(first) == before, "nothing of it took effect"
    refused = room.log("register")[-1]
    assert (refused.kind, refused.operator) == ("refused", ROLES[role].name)
    assert refused.body.why == str(caught.value), "what was said is what is on record"
    assert str(caught.value).endswith(".")
    assert room.ledger.verify().ok


async def test_striking_a_strike_through_needs_the_right_to_the_answer(room: Room) -> None:
    """Putting an answer of OOH back is an answer of OOH."""
    incident = await room.incident("duty")
    await incident.record([Recording(CANNOT)])
    await strikes("attendance_answered")(incident)
    assert incident.state.ooh.answer is None
    control = room.sit_down(incident, "control")
    with pytest.raises(NotAllowed, match="Only the OOH team"):
        await strikes("correction")(control)
    await strikes("correction")(room.sit_down(incident, "manager"))
    assert room.sit_down(incident, "duty").state.ooh.answer is not None


async def test_an_answer_to_a_question_of_the_review_anybody_may_record(room: Room) -> None:
    incident = await room.incident("duty")
    question = Recording(b.ReviewQuestion(to="Ines Varga", text="why?"))
    await room.sit_down(incident, "manager").record([question])
    for role in ROLES:
        answer = b.ReviewAnswer(question=question.id, by="Ines Varga", text="because")
        await room.sit_down(incident, role).record([Recording(answer)])
    assert room.kinds(incident).count("review_answer") == 3
