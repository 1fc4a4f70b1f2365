"""Bars of the answers: from when each was given to when it changed, and where there was none."""

from __future__ import annotations

from collections.abc import Iterator
from datetime import datetime
from itertools import pairwise

from ooh_console.domain.attendance import EXPECTED, WORDS, Attendance
from ooh_console.domain.attending import KINDS, Attending, agency_of, by_agency, standing
from ooh_console.domain.bodies import (
    OOH,
    DecisionMakerAccepted,
    DecisionMakerSet,
    HospitalChosen,
    LeadSet,
    Power,
    PowerEnded,
    PowerStarted,
    Topic,
)
from ooh_console.domain.entries import Entry, body_of, happened
from ooh_console.domain.powers import clock_of
from ooh_console.domain.state import State
from ooh_console.domain.text import name_key
from ooh_console.domain.timeline.shapes import Bar, Group, Lane, Stood

_STOOD: dict[Attendance | None, Stood] = {
    None: Stood.MISSING,
    Attendance.REQUESTED: Stood.WAITING,
    Attendance.WILL_ATTEND: Stood.IN_FORCE,
    Attendance.EN_ROUTE: Stood.IN_FORCE,
    Attendance.HOLDING: Stood.IN_FORCE,
    Attendance.ON_SCENE: Stood.IN_FORCE,
    Attendance.LEFT: Stood.ENDED,
    Attendance.CANNOT_ATTEND: Stood.DECLINED,
}


def answers(state: State, since: datetime, until: datetime) -> Iterator[tuple[Lane, list[Bar]]]:
    """The lanes of the answers, each with its bars. Decision maker, lead and OOH always have one:
    that nobody had answered is what is looked for (I4)."""
    yield _lane(Topic.DECISION_MAKER), list(_decision_maker(state, since))
    yield _lane(Topic.LEAD), list(_lead(state, since))
    heard = by_agency(entry for kind in KINDS for entry in state.live(kind))
    own = heard.pop(name_key(OOH), [])
    yield (
        Lane("attendance:ooh", Group.ATTENDANCE, f"{OOH} attends"),
        list(_attendance("attendance:ooh", OOH, own, since, until)),
    )
    for key, entries in heard.items():
        name, lane = agency_of(entries[0]), f"attendance:{key}"
        bars = list(_attendance(lane, name, entries, entries[0].occurred_at, until))
        yield Lane(lane, Group.ATTENDANCE, f"{name} attends"), bars
    if chosen := state.live("hospital_chosen"):
        yield (
            _lane(Topic.HOSPITAL),
            [
                Bar(Topic.HOSPITAL, one.occurred_at, end, Stood.IN_FORCE, _hospital(one), one.id)
                for one, end in _until(chosen)
            ],
        )
    yield from _powers(state, until)


def _lane(topic: Topic) -> Lane:
    return Lane(topic.value, Group.ANSWER, topic.value.capitalize())


def _until(entries: tuple[Entry, ...]) -> Iterator[tuple[Entry, datetime | None]]:
    """Each answer stands until the next one."""
    for before, after in pairwise(entries):
        yield before, after.occurred_at
    if entries:
        yield entries[-1], None


def _hospital(entry: Entry) -> str:
    body = body_of(entry, HospitalChosen)
    return ", ".join(part for part in (body.name, body.ward) if part)


def _missing(lane: str, words: str, since: datetime, first: tuple[Entry, ...]) -> Iterator[Bar]:
    until = first[0].occurred_at if first else None
    if until is None or until > since:
        yield Bar(lane, since, until, Stood.MISSING, words)


def _decision_maker(state: State, since: datetime) -> Iterator[Bar]:
    lane = Topic.DECISION_MAKER.value
    named = state.live("decision_maker_set")
    yield from _missing(lane, "NOT IDENTIFIED", since, named)
    accepted: dict[str, datetime] = {}
    for entry in state.live("decision_maker_accepted"):
        accepted.setdefault(body_of(entry, DecisionMakerAccepted).answer, entry.occurred_at)
    for entry, end in _until(named):
        who = body_of(entry, DecisionMakerSet).who.name
        took = accepted.get(entry.id)
        # What was heard after somebody else was named makes no stretch of this one.
        took = None if took is None or (end is not None and took >= end) else took
        if took is None or took > entry.occurred_at:
            words = f"{who}, not accepted"
            yield Bar(lane, entry.occurred_at, took or end, Stood.WAITING, words, entry.id)
        if took is not None:
            begins = max(took, entry.occurred_at)
            yield Bar(lane, begins, end, Stood.IN_FORCE, who, entry.id)


def _lead(state: State, since: datetime) -> Iterator[Bar]:
    lane = Topic.LEAD.value
    named = state.live("lead_set")
    yield from _missing(lane, "NOT IDENTIFIED", since, named)
    for entry, end in _until(named):
        who = body_of(entry, LeadSet).who
        stood, words = (Stood.IN_FORCE, who.name) if who else (Stood.MISSING, "none reached")
        yield Bar(lane, entry.occurred_at, end, stood, words, entry.id)


def _attendance(
    lane: str, agency: str, entries: list[Entry], since: datetime, until: datetime
) -> Iterator[Bar]:
    if not entries or entries[0].occurred_at > since:
        first = entries[0].occurred_at if entries else None
        yield Bar(lane, since, first, Stood.MISSING, "not asked")
    for place, entry in enumerate(entries):
        end = entries[place + 1].occurred_at if place + 1 < len(entries) else None
        found = standing(agency, entries[: place + 1])
        eta = found.eta if found.state in EXPECTED else None
        late = eta is not None and eta < (end or until)
        if eta is None or not late:
            yield _attending(lane, found, entry, entry.occurred_at, end)
            continue
        # A promise made after its own time was overdue from the first (I13).
        turned = max(eta, entry.occurred_at)
        if turned > entry.occurred_at:
            yield _attending(lane, found, entry, entry.occurred_at, turned)
        words = f"OVERDUE: {found.who}" if found.who else "OVERDUE"
        yield Bar(lane, turned, end, Stood.OVERDUE, words, entry.id)


def _attending(
    lane: str, found: Attending, entry: Entry, since: datetime, until: datetime | None
) -> Bar:
    said = WORDS[found.state] if found.state else "not asked"
    words = f"{said}: {found.who}" if found.who else said
    return Bar(lane, since, until, _STOOD[found.state], words, entry.id)


def _powers(state: State, until: datetime) -> Iterator[tuple[Lane, list[Bar]]]:
    """One lane for each kind of power: two may be in force beside each other."""
    ended = {body_of(e, PowerEnded).started: e.occurred_at for e in state.live("power_ended")}
    started: dict[Power, list[Bar]] = {}
    for entry in sorted(state.live("power_started"), key=happened):
        body, clock = body_of(entry, PowerStarted), clock_of(entry, state)
        lane = f"power:{body.power}"
        end = ended.get(entry.id)
        ran_out = clock.ends if clock.ends is not None and clock.ends < until else None
        # An end can carry an earlier time than the start: then it never was in force.
        ends = [max(moment, clock.starts) for moment in (end, ran_out) if moment is not None]
        words = body.by.name
        bar = Bar(lane, clock.starts, min(ends, default=None), Stood.IN_FORCE, words, entry.id)
        started.setdefault(body.power, []).append(bar)
    for power, bars in started.items():
        yield Lane(f"power:{power}", Group.ANSWER, power.value), bars
