"""Rules that need the night so far: what cannot be recorded now, and why, in one sentence."""

from __future__ import annotations

from collections.abc import Callable
from datetime import datetime

from ooh_console.domain.bodies import (
    OOH,
    ActionDone,
    AttendanceAnswered,
    AttendanceProgress,
    Body,
    CommitmentRecorded,
    Correction,
    DecisionMakerAccepted,
    DecisionMakerSet,
    DisclosureLifted,
    IncidentClosed,
    IncidentOpened,
    LeadSet,
    NoticeConfirmed,
    NoticeGiven,
    PowerEnded,
    PowerStarted,
)
from ooh_console.domain.entries import Entry, body_of
from ooh_console.domain.state import State
from ooh_console.domain.text import is_blank, name_key
from ooh_console.domain.times import AHEAD_AT_MOST, clock

Find = Callable[[str], Entry | None]

_NOT_STRUCK = {"incident_opened": "The opening of the incident cannot be struck through."}


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
        case NoticeGiven():
            return _told(body, state, occurred_at)
        case NoticeConfirmed():
            if body.notice not in {entry.id for entry in state.live("notice_given")}:
                return "There is no such notice to confirm."
        case PowerStarted():
            return _after_birth(state, occurred_at)
        case PowerEnded():
            if body.started not in {entry.id for entry in state.powers}:
                return "That power is not in force."
        case DisclosureLifted():
            if body.restriction and body.restriction not in {e.id for e in state.restrictions}:
                return "That restriction is not in force."
        case IncidentClosed() if state.closed is not None:
            return "This incident is closed already."
        case Correction():
            return _strike(body, state, find)
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


def _told(body: NoticeGiven, state: State, occurred_at: datetime) -> str | None:
    """Now, only the answer in force can be told. What was told before the answer changed can still
    be written down, and the recipient then counts as not told (I5)."""
    answer = state.answer(body.topic)
    if answer is None:
        return f"Nobody has answered yet on {body.topic}: there is nothing to tell."
    if answer.id == body.answer:
        if occurred_at < answer.occurred_at - AHEAD_AT_MOST:
            return f"The answer was given at {clock(answer.occurred_at)}: nobody heard it before."
        return None
    old = state.find(body.answer)
    if old is not None and state.is_answer(old, body.topic) and occurred_at < answer.recorded_at:
        return None
    return f"The answer on {body.topic} has changed: tell them the new one."


def _after_birth(state: State, occurred_at: datetime) -> str | None:
    """No power over a child applies before birth (Children Act 1989)."""
    births = state.live("birth_recorded")
    if not births:
        return "No power can start before the birth is recorded: record the birth first."
    born = births[0].occurred_at
    if occurred_at < born:
        return f"No power can start before the birth at {clock(born)}."
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
