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
    late = state.deliveries.get(entry.id)
    return late is not None and entry.id in body_of(late, SharedLate).after_disabled


def known_since(entry: Entry, state: State) -> datetime:
    """From when on every desk could know of an entry."""
    late = state.deliveries.get(entry.id)
    return entry.recorded_at if late is None else max(entry.recorded_at, late.recorded_at)


def seen_at(entry: Entry, desk: str, state: State) -> datetime:
    """From when on an entry was on the screen of one desk; `state` is that of the whole log.

    What a desk recorded by itself it saw at once, and what others recorded meanwhile only when it
    was back.
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
        if away and entry.seq > own.known:
            at = other.recorded_at
    return at


def knew(later: Entry, earlier: Entry, state: State) -> bool:
    """Whether whoever recorded an entry could know of one that stands before it in the chain."""
    late = state.deliveries.get(later.id)
    if late is None:
        return True
    own, other = body_of(late, SharedLate), state.deliveries.get(earlier.id)
    together = other is not None and body_of(other, SharedLate).outbox == own.outbox
    return together or earlier.seq <= own.known


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
    own = state.deliveries.get(closing.id)
    if own is not None and (number := _came_between(closing, own, state)):
        missed[own.id] = number
    times = [e.recorded_at for e in state.kinds["shared_late"] if e.id in missed]
    return (sum(missed.values()), max(times)) if times else None


def _came_after(closing: Entry, state: State) -> Iterator[tuple[Entry, int]]:
    """What was shared when it was closed already, by desks that knew nothing of it."""
    own = state.deliveries.get(closing.id)
    for late in state.kinds["shared_late"]:
        body = body_of(late, SharedLate)
        together = own is not None and body_of(own, SharedLate).outbox == body.outbox
        if not together and body.known < closing.seq < late.seq:
            yield late, sum(_is_news(id, state) for id in body.entries)


def _came_between(closing: Entry, own: Entry, state: State) -> int:
    """What had its place in the chain before the closing, and was not known to who closed.

    Notes are no part of the state: they are what is left of the number of places.
    """
    body = body_of(own, SharedLate)
    outbox, known = body.outbox, body.known
    ours = body.entries.index(closing.id)
    for late in state.kinds["shared_late"]:
        other = body_of(late, SharedLate)
        if other.outbox == outbox and known < late.seq < closing.seq:
            ours += len(other.entries) + 1
        elif other.outbox == outbox and late.seq > closing.seq and other.known < known:
            ours += len(other.entries)
    quiet = sum(
        known < entry.seq < closing.seq and _outbox_of(entry, state) != outbox
        for kind in _NO_NEWS
        for entry in state.kinds.get(kind, ())
    )
    return max(0, closing.seq - 1 - known - ours - quiet)


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
