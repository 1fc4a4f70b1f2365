"""For every answer, who must know it, and what each of them knows now (L7, I5).

Who must know is a pure function of what was recorded and what agencies hold: every agency of the
incident, every unit that is on its way or there, and whoever decides, but not whoever gave the
answer, and not OOH, whose own screen this is. That the address is another one concerns also whoever
was told anything before. Entries add and take out; whoever was told is in.
"""

from __future__ import annotations

from collections.abc import Iterator
from dataclasses import dataclass
from datetime import datetime
from enum import StrEnum

from ooh_console.domain.attendance import Attendance
from ooh_console.domain.bodies import (
    OOH,
    AddressCorrected,
    AttendanceAnswered,
    CirculationChanged,
    DecisionMakerSet,
    HospitalChosen,
    LeadSet,
    NoticeGiven,
    PowerStarted,
    Topic,
)
from ooh_console.domain.entries import Entry, body_of, happened
from ooh_console.domain.holdings import Holdings
from ooh_console.domain.sources import AgencyKind
from ooh_console.domain.state import State
from ooh_console.domain.text import is_blank, name_key
from ooh_console.domain.told import Told


class Knows(StrEnum):
    """What one recipient knows of one answer. Only `TOLD` and `CONFIRMED` count as told."""

    OLD = "OLD answer"
    REFUSED = "REFUSED"
    NOT_TOLD = "not told"
    TOLD = "told"
    CONFIRMED = "read back"


SHAPES: dict[Knows, str] = {
    Knows.OLD: "✗",
    Knows.REFUSED: "⊘",
    Knows.NOT_TOLD: "○",
    Knows.TOLD: "◐",
    Knows.CONFIRMED: "●",
}

AT_ONCE = frozenset({Topic.ADDRESS})
"""Of these, whoever has not heard the answer acts on a wrong one."""
_GONE = frozenset({Attendance.LEFT, Attendance.CANNOT_ATTEND})


@dataclass(frozen=True, slots=True)
class Recipient:
    """Somebody who must know."""

    name: str
    telephone: str = ""
    added_at: datetime | None = None
    """When somebody put them in by hand."""


@dataclass(frozen=True, slots=True)
class Circulated:
    """One recipient of one answer, and what they know of it."""

    topic: Topic
    recipient: Recipient
    knows: Knows
    told: Told | None = None
    """What they were last told."""


def circulation(topic: Topic, state: State, holdings: Holdings) -> tuple[Circulated, ...]:
    """Everybody who must know the answer on a topic; nobody while there is nothing to tell."""
    if state.to_tell(topic) is None:
        return ()
    told = {name_key(one.recipient): one for one in state.told if one.topic is topic}
    found: dict[str, Recipient] = {}
    answer = state.answer(topic)
    if answer is not None:
        for recipient in by_default(answer, state, holdings):
            found.setdefault(name_key(recipient.name), recipient)
        for (about, key), entry in state.circulation.items():
            body = body_of(entry, CirculationChanged)
            if about is topic and body.change == "added":
                known = found.get(key)
                number = body.telephone or (known.telephone if known else "")
                found[key] = Recipient(body.recipient, number, entry.recorded_at)
    for key, one in told.items():
        # An answer that was struck through concerns only those who heard it.
        if answer is not None or not one.current:
            found.setdefault(key, Recipient(one.recipient, telephone(one.recipient, holdings)))
    return tuple(
        Circulated(topic, recipient, knows(told.get(key)), told.get(key))
        for key, recipient in found.items()
        if not state.is_removed(topic, recipient.name)
    )


def knows(told: Told | None) -> Knows:
    """What somebody knows, from what they were last told."""
    if told is None:
        return Knows.NOT_TOLD
    if not told.current:
        return Knows.OLD
    if told.refused is not None:
        return Knows.REFUSED
    return Knows.CONFIRMED if told.confirmed is not None else Knows.TOLD


def must_be_told(state: State, holdings: Holdings) -> tuple[Circulated, ...]:
    """Who is to be rung next: first whoever believes an old answer, then whoever knows none. Who
    has not heard that the address is another one believes an old one: they are on their way."""
    everybody = [one for topic in Topic for one in circulation(topic, state, holdings)]
    waiting = [one for one in everybody if one.knows in (Knows.OLD, Knows.NOT_TOLD)]
    return tuple(
        sorted(waiting, key=lambda one: one.knows is not Knows.OLD and one.topic not in AT_ONCE)
    )


def by_default(answer: Entry, state: State, holdings: Holdings) -> Iterator[Recipient]:
    """Agencies, units and the decision maker, without whoever gave the answer.

    The agency at whose desk the answer was recorded has it, and is left out.
    """
    giver = _giver(answer)
    has_it = {name_key(OOH), name_key(answer.agency)}
    for source in holdings.partners:
        if source.kind is not AgencyKind.OOH and name_key(source.agency) not in has_it:
            yield Recipient(source.agency, source.telephone)
    for name in state.agencies_heard:
        if name_key(name) not in has_it:
            yield Recipient(name, telephone(name, holdings))
    maker = state.decision_maker.party if state.decision_maker else None
    maker_seen = False
    for holding, promise in holdings.commitments:
        if is_blank(promise.who) or promise.state in _GONE or is_named(giver, promise.who):
            continue
        number = telephone(holding.agency, holdings)
        if maker is not None and is_named(maker.name, promise.who):
            maker_seen, number = True, maker.contact or number
        yield Recipient(promise.who, number)
    if maker is not None and not maker_seen and not is_named(giver, maker.name):
        yield Recipient(maker.name, maker.contact)
    if isinstance(answer.body, AddressCorrected):
        for name in _told_before(answer, state):
            if name_key(name) not in has_it and not is_named(giver, name):
                yield Recipient(name, telephone(name, holdings))


def _told_before(answer: Entry, state: State) -> Iterator[str]:
    """Whoever was told another answer before this one."""
    for entry in state.live("notice_given"):
        body = body_of(entry, NoticeGiven)
        if body.topic is not Topic.ADDRESS and happened(entry) < happened(answer):
            yield body.recipient


def _giver(answer: Entry) -> str:
    """The person whose answer it is: they need not be told it."""
    match answer.body:
        case DecisionMakerSet() as body:
            return body.who.name
        case LeadSet() as body:
            return body.who.name if body.who else ""
        case AttendanceAnswered() as body:
            return body.who
        case HospitalChosen() as body:
            return body.decided_by
        case PowerStarted() as body:
            return body.by.name
        case AddressCorrected() as body:
            return body.said_by
        case _:
            return ""


def is_named(name: str, among: str) -> bool:
    """Whether a name stands, whole, in what somebody is called: `Insp. Shah` in `Unit 7, Insp.
    Shah`."""
    wanted, words = name_key(name).split(), name_key(among).replace(",", " ").split()
    return bool(wanted) and any(
        words[at : at + len(wanted)] == wanted for at in range(len(words) - len(wanted) + 1)
    )


def telephone(recipient: str, holdings: Holdings) -> str:
    """The telephone of an agency, or of the agency whose unit this is; empty when not known."""
    key = name_key(recipient)
    for source in holdings.sources:
        if name_key(source.agency) == key:
            return source.telephone
    for holding, promise in holdings.commitments:
        if name_key(promise.who) == key:
            source_of = holdings.source(holding.agency)
            return source_of.telephone if source_of else ""
    return ""
