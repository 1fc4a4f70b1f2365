"""By which clock an entry was recorded, where that of its desk was known to differ."""

from __future__ import annotations

from collections.abc import Sequence
from datetime import datetime, timedelta

from ooh_console.domain.bodies import ClockDiffers
from ooh_console.domain.entries import Entry, body_of

KINDS = frozenset({"clock_differs", "clock_set"})
"""Kinds that the desk records by itself about its clock."""


def noted_for(entry: Entry, noted: Sequence[Entry]) -> ClockDiffers | None:
    """What was known of the clock by which an entry was recorded; `None` when nothing was wrong.

    `noted` are the entries of the kind `clock_differs` of its incident.
    """
    if not noted or entry.kind in KINDS:
        return None
    before = (
        one
        for one in noted
        if one.desk == entry.desk
        and (one.seq < entry.seq or one.recorded_at == entry.recorded_at)  # Recorded with it.
    )
    last = max(before, key=lambda one: one.seq, default=None)
    body = None if last is None else body_of(last, ClockDiffers)
    return body if body is not None and body.seconds else None


def seconds_off(entry: Entry, noted: Sequence[Entry]) -> int:
    """By how many seconds other clocks were ahead of that of its desk; 0 when nothing was noted."""
    body = noted_for(entry, noted)
    return body.seconds if body is not None else 0


def noted_at(desk: str, noted: Sequence[Entry]) -> int:
    """The seconds that stand in an incident for a desk now; 0 when nothing does."""
    own = (one for one in noted if one.desk == desk)
    last = max(own, key=lambda one: one.seq, default=None)
    return 0 if last is None else body_of(last, ClockDiffers).seconds


def happened_at(entry: Entry, noted: Sequence[Entry]) -> datetime:
    """When it happened, as other desks count: for putting entries of several desks in order.

    What was recorded as of now is by the desk's clock. A time that somebody typed is by whatever
    clock they looked at, and stays as it is.
    """
    if not noted or entry.occurred_at != entry.recorded_at:
        return entry.occurred_at
    try:
        return entry.occurred_at + timedelta(seconds=seconds_off(entry, noted))
    except OverflowError:
        return entry.occurred_at


def in_order(entry: Entry, noted: Sequence[Entry]) -> tuple[datetime, int]:
    """Orders entries as things happened, whichever desk recorded them."""
    return happened_at(entry, noted), entry.seq
