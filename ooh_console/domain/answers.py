"""The answers that people are told (`Topic`): which entries give one, and what it says."""

from __future__ import annotations

from collections.abc import Iterable, Sequence
from dataclasses import dataclass
from datetime import datetime

from ooh_console.domain.bodies import (
    DecisionMakerAccepted,
    DecisionMakerSet,
    LeadSet,
    Party,
    PowerEnded,
    PowerExtended,
    Topic,
)
from ooh_console.domain.desk_clocks import in_order
from ooh_console.domain.entries import Entry, body_of

ANSWERED_BY = {
    Topic.DECISION_MAKER: ("decision_maker_set",),
    Topic.LEAD: ("lead_set",),
    Topic.OOH: ("attendance_answered",),
    Topic.HOSPITAL: ("hospital_chosen",),
    Topic.POWER: ("power_started", "power_extended", "power_ended"),
    Topic.ADDRESS: ("address_corrected",),
}
"""The kinds of entries that answer each topic."""


@dataclass(frozen=True, slots=True)
class DecisionMaker:
    """Who decides on the scene: named, and accepted once somebody heard it (L5)."""

    party: Party
    since: datetime
    entry: Entry
    accepted: Entry | None
    given: tuple[str, ...]


@dataclass(frozen=True, slots=True)
class Lead:
    """The lead professional; `party` is `None` when nobody could be reached (L4)."""

    party: Party | None
    not_reached: str
    since: datetime
    entry: Entry


def decision_maker(named: Sequence[Entry], accepted: Iterable[Entry]) -> DecisionMaker | None:
    """Who was named last, from the entries that count, oldest first."""
    if not named:
        return None
    entry = named[-1]
    heard = [a for a in accepted if body_of(a, DecisionMakerAccepted).answer == entry.id]
    body = body_of(entry, DecisionMakerSet)
    return DecisionMaker(
        body.who, entry.occurred_at, entry, heard[-1] if heard else None, body.given
    )


def lead(entry: Entry | None) -> Lead | None:
    """What this entry says."""
    if entry is None:
        return None
    body = body_of(entry, LeadSet)
    return Lead(body.who, body.not_reached, entry.occurred_at, entry)


def power_answer(
    started: Sequence[Entry],
    extended: Iterable[Entry],
    ended: Iterable[Entry],
    noted: Sequence[Entry],
) -> Entry | None:
    """The latest start, extension or end of a power; of one that was struck nothing counts.
    `noted` are the differences of clocks that desks recorded."""
    ids = {entry.id for entry in started}
    longer = (e for e in extended if body_of(e, PowerExtended).started in ids)
    over = (e for e in ended if body_of(e, PowerEnded).started in ids)
    return max((*started, *longer, *over), key=lambda one: in_order(one, noted), default=None)
