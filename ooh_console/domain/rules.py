"""Rules that need the night so far: what cannot be recorded now, and why, in one sentence."""

from __future__ import annotations

from collections.abc import Callable
from datetime import datetime

from ooh_console.domain import persons, power_rules
from ooh_console.domain.apart import known_since
from ooh_console.domain.bodies import (
    OOH,
    ActionDone,
    AddressCorrected,
    AttendanceAnswered,
    AttendanceProgress,
    Body,
    CommitmentRecorded,
    Correction,
    DecisionMakerAccepted,
    DecisionMakerSet,
    DisclosureLifted,
    HospitalChosen,
    IncidentClosed,
    IncidentOpened,
    LeadSet,
    MeetingCalledOff,
    MeetingConvened,
    MeetingHeld,
    MeetingInvitation,
    NoticeConfirmed,
    NoticeGiven,
    OrderChecked,
    ParentsTold,
    PersonsSame,
    PersonUnlinked,
    PowerEnded,
    PowerExtended,
    PowerStarted,
    ReviewAnswer,
    ReviewNote,
    ReviewQuestion,
    ShiftAccepted,
    SignedOff,
    Topic,
)
from ooh_console.domain.desk_clocks import happened_at
from ooh_console.domain.entries import Entry, body_of
from ooh_console.domain.meetings import waiting
from ooh_console.domain.state import State
from ooh_console.domain.text import is_blank, name_key
from ooh_console.domain.times import AHEAD_AT_MOST, clock

Find = Callable[[str], Entry | None]

_NOT_STRUCK = {
    "incident_opened": "The opening of an incident cannot be struck through: open another, with "
    "what is right, and close this one.",
    "clock_differs": "What a clock showed is so: it cannot be struck through.",
    "clock_set": "That a clock was set is so: it cannot be struck through.",
    "shared_late": "That entries were shared late is so: it cannot be struck through.",
}


def objection(
    body: Body, state: State, occurred_at: datetime, now: datetime, find: Find
) -> str | None:
    """Why this cannot be recorded as things stand, or `None`.

    `find` looks up any entry of this incident by id, notes included.
    """
    if occurred_at > now + AHEAD_AT_MOST:
        return f"{clock(occurred_at)} has not happened yet."
    if state.opened is None and not isinstance(body, IncidentOpened):
        return "This incident has not been opened."
    match body:
        case IncidentOpened() if state.opened is not None:
            return "This incident is open already."
        case PersonUnlinked():
            return _linked(body.person, state)
        case PersonsSame():
            return persons.objection(body, state)
        case DecisionMakerSet():
            return _change(
                state.decision_maker is not None, body.change_reason, "decision maker changes"
            )
        case DecisionMakerAccepted():
            maker = state.decision_maker
            if maker is None or maker.entry.id != body.answer:
                return "That person is no longer the one named as decision maker."
        case LeadSet():
            return _change(
                state.lead is not None, body.change_reason + body.not_reached, "lead changes"
            )
        case AttendanceAnswered():
            reason = body.change_reason + body.reason
            return _change(state.ooh.answer is not None, reason, "answer of OOH changes")
        case CommitmentRecorded() if name_key(body.agency) == name_key(OOH):
            return (
                "Only the OOH team answers for OOH: record that it was asked, and let them answer."
            )
        case AttendanceProgress() if name_key(body.agency) == name_key(OOH):
            return _under_way(body, state)
        case ActionDone():
            if body.action not in {entry.id for entry in state.open_actions}:
                return "That action is not open."
        case AddressCorrected() if body.address == state.address:
            return "That is the address already."
        case HospitalChosen():
            stands = state.answer(Topic.HOSPITAL) is not None
            return _change(stands, body.change_reason, "hospital changes")
        case ShiftAccepted():
            return _accepts(body, state)
        case MeetingInvitation() | MeetingCalledOff():
            return _meeting(body.meeting, state)
        case MeetingHeld():
            return _meeting(body.meeting, state)
        case MeetingConvened():
            return _meeting(body.moves, state)
        case NoticeGiven():
            return _told(body, state, occurred_at)
        case NoticeConfirmed():
            if body.notice not in {entry.id for entry in state.live("notice_given")}:
                return "There is no such notice to confirm."
        case PowerStarted():
            return power_rules.starts(body, state, occurred_at)
        case OrderChecked():
            return power_rules.checks(body, state)
        case PowerExtended():
            return power_rules.extends(body, state, occurred_at)
        case PowerEnded():
            return power_rules.ends(body, state, occurred_at)
        case DisclosureLifted():
            if body.restriction and body.restriction not in {e.id for e in state.restrictions}:
                return "That restriction is not in force."
        case ParentsTold():
            return _parents(body, state)
        case IncidentClosed() if state.closed is not None:
            return "This incident is closed already."
        case Correction():
            return _strike(body, state, find)
        case ReviewNote() | ReviewQuestion():
            if body.entry and find(body.entry) is None:
                return "That entry is not in this incident."
        case ReviewAnswer():
            if body.question not in {entry.id for entry in state.live("review_question")}:
                return "There is no such question of the review."
        case SignedOff() if not body.head:
            return "The log was not checked here yet: the review checks it when it is opened."
        case _:
            pass
    return None


def _change(stands: bool, reason: str, what: str) -> str | None:
    return f"The {what}: say why." if stands and is_blank(reason) else None


def _under_way(body: AttendanceProgress, state: State) -> str | None:
    """On its way is a promise: only who said that they attend can be. Arrival is seen."""
    answer = state.ooh.answer
    if body.progress not in {"en-route", "holding"}:
        return None
    if answer is not None and body_of(answer, AttendanceAnswered).answer == "will-attend":
        return None
    return "OOH has not answered that it will attend: its answer comes first, with who and ETA."


def _linked(id: str, state: State) -> str | None:
    if id not in {entry.id for entry in state.linked}:
        return "That person is not linked to this incident any more."
    return None


def _meeting(id: str, state: State) -> str | None:
    if id and id not in {one.entry.id for one in waiting(state)}:
        return "That meeting is not waiting to be held any more: it was held, moved or called off."
    return None


def _told(body: NoticeGiven, state: State, occurred_at: datetime) -> str | None:
    """Now, only the answer in force can be told. What was told before the answer changed can still
    be written down, and the recipient then counts as not told (I5)."""
    given = state.kinds.get("notice_given", ())
    if body.key and any(body_of(entry, NoticeGiven).key == body.key for entry in given):
        return f"The system of {body.recipient} has taken this notice already."
    answer = state.to_tell(body.topic)
    if answer is None:
        return f"Nobody has answered yet on {body.topic}: there is nothing to tell."
    if answer.id == body.answer:
        since = happened_at(answer, state.kinds.get("clock_differs", ()))
        if occurred_at < min(since, answer.occurred_at) - AHEAD_AT_MOST:
            return f"The answer was given at {clock(answer.occurred_at)}: nobody heard it before."
        return None
    old = state.find(body.answer)
    # Whoever told the old one could not know of one that a cut-off desk had not shared yet.
    unknown = occurred_at < known_since(answer, state)
    if old is not None and state.is_answer(old, body.topic) and unknown:
        return None
    return f"The answer on {body.topic} has changed: tell them the new one."


def _accepts(body: ShiftAccepted, state: State) -> str | None:
    """The desk is taken by somebody else than whoever gives it, and only once."""
    waiting = state.shift_waiting
    if waiting is None or waiting.id != body.handover:
        return "That handover is not waiting to be accepted."
    if name_key(body.by) == name_key(waiting.operator):
        return f"{waiting.operator} hands the desk over: the incoming person accepts it."
    return None


def _parents(body: ParentsTold, state: State) -> str | None:
    """What ends, or stays, is what must not be told now; and something is named while it does."""
    standing = {entry.id for entry in state.restrictions}
    if any(id not in standing for id in body.restrictions):
        return "That restriction is not in force."
    if standing and not body.restrictions:
        return "Say which restriction ends, or stays."
    return None


def _strike(body: Correction, state: State, find: Find) -> str | None:
    target = find(body.entry)
    if target is None:
        return "That entry is not in this incident."
    if target.id in state.struck:
        by = state.struck[target.id]
        return f"{by.operator} struck that entry through at {clock(by.recorded_at)} already."
    if target.kind in _NOT_STRUCK:
        return _NOT_STRUCK[target.kind]
    if isinstance(target.body, Correction):
        # Striking a strike-out puts the first entry back in force, so it must still be there.
        restored = find(target.body.entry)
        return None if restored is not None else "The entry that it struck is gone."
    return None
