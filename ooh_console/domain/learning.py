"""What many nights say together, month by month: how long things took, and what went wrong."""

from __future__ import annotations

from collections.abc import Iterable, Iterator
from dataclasses import dataclass
from datetime import datetime
from itertools import groupby
from statistics import median

from ooh_console.domain.measures import Measure, What
from ooh_console.domain.tallies import Counted, Tally

MEASURED = tuple(what for what in What if what is not What.MARKER_READ)
"""What is put together over nights. Single markers are left out: `markers-read` is the last."""


@dataclass(frozen=True, slots=True)
class NightMeasured:
    """One incident, measured."""

    month: str
    """`2026-11`: that of the opening, by the clock on the wall."""
    exercise: bool
    over: bool
    """Closed, or an exercise that was left: what has not happened will not."""
    until: datetime
    """When it ended, or now."""
    measures: tuple[Measure, ...]
    tallies: tuple[Tally, ...]


@dataclass(frozen=True, slots=True)
class Row:
    """One measure over the nights of a month. What never happened is counted, never a zero."""

    what: What | Counted
    times: int
    """How often there was something to measure; `fully-told` can be several times in a night."""
    never: int
    """How often it did not happen, in nights that are over."""
    not_yet: int
    """How often it has not happened so far, in nights that go on."""
    median: float | None
    worst: float | None
    """Of those that happened: minutes, or how many; `None` when it never did."""
    limit: float | None
    """The minutes after which an alarm sounds, where the configuration has a word on this."""
    late: int | None
    """How often it took longer than that, or went past it without happening."""


@dataclass(frozen=True, slots=True)
class Month:
    """The nights of one month, live ones or exercises."""

    month: str
    exercise: bool
    incidents: int
    rows: tuple[Row, ...]


def by_month(nights: Iterable[NightMeasured], since: str = "") -> tuple[Month, ...]:
    """Month by month, the live nights of each before its exercises; `since` is the first month."""
    chosen = sorted(
        (night for night in nights if night.month >= since),
        key=lambda night: (night.month, night.exercise),
    )
    return tuple(
        _month(month, exercise, tuple(group))
        for (month, exercise), group in groupby(chosen, lambda n: (n.month, n.exercise))
    )


def _month(month: str, exercise: bool, nights: tuple[NightMeasured, ...]) -> Month:
    timed = (_timed(what, nights) for what in MEASURED)
    return Month(month, exercise, len(nights), (*timed, *_counted(nights)))


def _timed(what: What, nights: tuple[NightMeasured, ...]) -> Row:
    found = [(one, night) for night in nights for one in night.measures if one.what is what]
    # What is counted from something that did not happen itself (accepted, from being named) has
    # no beginning: it is nobody's delay, and its own measure says never.
    found = [(one, night) for one, night in found if one.since is not None]
    minutes = [one.minutes for one, _ in found if one.minutes is not None]
    open_ = [night.over for one, night in found if one.minutes is None]
    limit = next((one.limit for one, _ in found if one.limit is not None), None)
    return Row(
        what=what,
        times=len(found),
        never=sum(open_),
        not_yet=len(open_) - sum(open_),
        median=median(minutes) if minutes else None,
        worst=max(minutes, default=None),
        limit=limit,
        late=None if limit is None else sum(one.exceeded(night.until) for one, night in found),
    )


def _counted(nights: tuple[NightMeasured, ...]) -> Iterator[Row]:
    for what in Counted:
        values = [one.value for night in nights for one in night.tallies if one.what is what]
        yield Row(
            what=what,
            times=len(values),
            never=0,
            not_yet=0,
            median=median(values) if values else None,
            worst=max(values, default=None),
            limit=None,
            late=None,
        )
