"""Who knew what: entries that were recorded at a desk while the shared database was away from it.

Such an entry has its place in the chain when it was shared, after others of which its author knew
nothing, and which knew nothing of it. The chain's `shared_late` entries say so.
"""

from __future__ import annotations

from collections.abc import Iterator
from datetime import datetime, timedelta

from ooh_console.domain.answers import ANSWERED_BY
from ooh_console.domain.bodies import (
    AddressCorrected,
    AttendanceAnswered,
    DecisionMakerSet,
    HospitalChosen,
    LeadSet,
    SharedLate,
    Topic,
)
from ooh_console.domain.entries import Entry, body_of
from ooh_console.domain.review import REVIEW_KINDS
from ooh_console.domain.state import State
from ooh_console.domain.text import name_key

_NO_NEWS = REVIEW_KINDS | {
    "clock_differs", "clock_set", "holding_seen", "incident_closed", "shared_late",
}  # fmt: skip
"""What nobody who closed an incident had to know before."""

SHARED_AT_ONCE = timedelta(minutes=1)
"""An entry that was shared within this time was never late for anybody."""


def shared_at(entry: Entry, state: State) -> datetime | None:
    """When other desks could see an entry, where that was over a minute after it was recorded."""
    late = state.deliveries.get(entry.id)
    if late is None or late.recorded_at - entry.recorded_at <= SHARED_AT_ONCE:
        return None
    return late.recorded_at


def after_disabled(entry: Entry, state: State) -> bool:
    """Whether it was recorded at a desk that was cut off, with a key that was disabled by then."""
    lates = state.every_delivery.get(entry.id, ())
    return any(entry.id in body_of(late, SharedLate).after_disabled for late in lates)


def known_since(entry: Entry, state: State) -> datetime:
    """From when on every desk could know of an entry."""
    late = state.deliveries.get(entry.id)
    return entry.recorded_at if late is None else max(entry.recorded_at, late.recorded_at)


def seen_at(entry: Entry, desk: str, state: State) -> datetime:
    """From when on an entry was on the screen of one desk; `state` is that of the whole log.

    What a desk recorded by itself it saw at once, and what others recorded meanwhile only when it
    was back. What was put back says nothing of where its desk was meanwhile.
    """
    late = state.deliveries.get(entry.id)
    at = entry.recorded_at
    if late is not None:
        if body_of(late, SharedLate).desk == desk:
            return at
        at = max(at, late.recorded_at)
    for other in state.kinds.get("shared_late", ()):
        own = body_of(other, SharedLate)
        away = own.desk == desk and own.away_since <= at < other.recorded_at
        if away and not own.back and entry.seq > own.known:
            at = other.recorded_at
    return at


def knew(later: Entry, earlier: Entry, state: State) -> bool:
    """Whether whoever recorded an entry could know of one that stands before it in the chain."""
    others = {body.outbox for body in _said_of(earlier, state)}
    return all(
        body.outbox in others or earlier.seq <= body.known for body in _said_of(later, state)
    )


def _said_of(entry: Entry, state: State) -> Iterator[SharedLate]:
    """Whenever it was shared late. Both count of what was put back: what its author had not seen,
    and what the database has got since it lost the rest."""
    for late in state.every_delivery.get(entry.id, ()):
        yield body_of(late, SharedLate)


def given_apart(topic: Topic, state: State) -> tuple[Entry, ...]:
    """The answers to one topic that differ, of which none was given in knowledge of another; in
    the order of the chain. Empty unless a person has to say which of them holds.

    A later answer, given with knowledge of them, settles it, and so does striking one through.
    """
    if not state.deliveries:
        return ()
    given = [entry for kind in ANSWERED_BY[topic] for entry in state.live(kind)]
    given.sort(key=lambda entry: entry.seq)
    groups: dict[str, list[Entry]] = {}
    for place, entry in enumerate(given):
        if not any(knew(later, entry, state) for later in given[place + 1 :]):
            groups.setdefault(_about(entry), []).append(entry)
    for apart in groups.values():
        if len({_says(entry) for entry in apart}) > 1:
            return tuple(apart)
    return ()


def closed_without(state: State) -> tuple[int, datetime] | None:
    """How many entries whoever closed the incident could not know, recorded by people who could not
    know that it was closed, and from when on every desk could see that.

    `None` once a person has struck the closing through, and closed it again or not.
    """
    closing = state.closed
    if closing is None or not state.deliveries:
        return None
    missed = {late.id: number for late, number in _came_after(closing, state) if number}
    every = reversed(state.every_delivery.get(closing.id, ()))
    own = min(every, key=lambda late: body_of(late, SharedLate).known, default=None)
    if own is not None and (number := _came_between(closing, own, state)):
        missed[own.id] = number
    times = [e.recorded_at for e in state.kinds["shared_late"] if e.id in missed]
    return (sum(missed.values()), max(times)) if times else None


def _came_after(closing: Entry, state: State) -> Iterator[tuple[Entry, int]]:
    """What was shared when it was closed already, by desks that knew nothing of it."""
    own = {body.outbox for body in _said_of(closing, state)}
    counted: set[str] = set()
    for late in reversed(state.kinds["shared_late"]):
        body = body_of(late, SharedLate)
        if body.outbox not in own and body.known < closing.seq < late.seq:
            news = {id for id in body.entries if _is_news(id, state)} - counted
            counted |= news
            yield late, len(news)


def _came_between(closing: Entry, own: Entry, state: State) -> int:
    """What had its place in the chain before the closing, and was not known to who closed.

    Notes are no part of the state: they are what is left of the number of places.
    """
    body = body_of(own, SharedLate)
    outbox, known, back = body.outbox, body.known, body.back
    place = _put_back_after(own, state) + 1 if back else closing.seq
    ours = 0 if back else _of_the_same_outbox(closing, body, state)
    quiet = sum(
        known < entry.seq < place and (back or _outbox_of(entry, state) != outbox)
        for kind in _NO_NEWS
        for entry in state.kinds.get(kind, ())
    )
    return max(0, place - 1 - known - ours - quiet)


def _put_back_after(own: Entry, state: State) -> int:
    """The last place before everything that was put back with this: it stands together, and what
    says so, desk by desk, at its end."""
    outbox = body_of(own, SharedLate).outbox
    said = [
        late
        for late in state.kinds["shared_late"]
        if late.recorded_at == own.recorded_at and body_of(late, SharedLate).outbox == outbox
    ]
    entries = sum(len(body_of(late, SharedLate).entries) for late in said)
    return min(late.seq for late in said) - 1 - entries


def _of_the_same_outbox(closing: Entry, own: SharedLate, state: State) -> int:
    """How many places before the closing are of what waited with it, known to who closed."""
    ours = own.entries.index(closing.id)
    for late in state.kinds["shared_late"]:
        other = body_of(late, SharedLate)
        if other.outbox == own.outbox and own.known < late.seq < closing.seq:
            ours += len(other.entries) + 1
        elif other.outbox == own.outbox and late.seq > closing.seq and other.known < own.known:
            ours += len(other.entries)
    return ours


def _outbox_of(entry: Entry, state: State) -> str:
    """Where an entry waited, or where that waited of which it says that it was shared."""
    late = entry if entry.kind == "shared_late" else state.deliveries.get(entry.id)
    return "" if late is None else body_of(late, SharedLate).outbox


def _is_news(id: str, state: State) -> bool:
    """A note is no part of the state, and is news."""
    found = state.find(id)
    return found is None or found.kind not in _NO_NEWS


def _about(entry: Entry) -> str:
    """Which power it ends or extends; everything else competes with whatever answers its topic."""
    return str(getattr(entry.body, "started", ""))


def _says(entry: Entry) -> str:
    """Equal for answers on which two desks agree. One power is never started twice."""
    match entry.body:
        case DecisionMakerSet() as body:
            return name_key(body.who.name)
        case LeadSet() as body:
            return name_key(body.who.name) if body.who else ""
        case HospitalChosen() as body:
            return name_key(body.name)
        case AddressCorrected() as body:
            return name_key(body.address.words())
        case AttendanceAnswered() as body:
            return f"{body.answer} {name_key(body.who)} {body.eta}"
        case _:
            return entry.id
