"""Many nights together: worked by hand, month by month, and what never happened is no zero."""

from __future__ import annotations

from statistics import median

import pytest
from hypothesis import given
from hypothesis import strategies as st

from ooh_console.domain import bodies as b
from ooh_console.domain.alarms import Thresholds
from ooh_console.domain.holdings import Holdings
from ooh_console.domain.learning import NightMeasured, Row, by_month
from ooh_console.domain.measures import What, measures
from ooh_console.domain.tallies import Counted, tallies
from tests.domain.nights import Night, accepted, at, cannot, named, opened, progress, will

LIMITS = Thresholds()
END = 240.0


def measured(
    night: Night, month: str = "2026-11", *, exercise: bool = False, over: bool = True
) -> NightMeasured:
    found = measures(night.state, Holdings(), LIMITS)
    counted = tallies(night.state, night.entries, (), at(END))
    return NightMeasured(month, exercise, over, at(END), found, counted)


def decided(minute: float | None) -> Night:
    night = opened()
    if minute is not None:
        night.add(named(), minute)
    return night


def row(what: What | Counted, *nights: NightMeasured) -> Row:
    (month,) = by_month(nights)
    return next(one for one in month.rows if one.what is what)


@given(st.lists(st.none() | st.integers(0, 200), min_size=1, max_size=6), st.booleans())
def test_median_worst_late_and_never(minutes: list[int | None], over: bool) -> None:
    found = row(What.DECISION_MAKER_NAMED, *(measured(decided(m), over=over) for m in minutes))
    done = [m for m in minutes if m is not None]
    missing = len(minutes) - len(done)
    assert found.times == len(minutes)
    assert (found.never, found.not_yet) == ((missing, 0) if over else (0, missing))
    assert found.median == (median(done) if done else None)
    assert found.worst == (max(done) if done else None)
    assert found.limit == LIMITS.no_decision_maker
    assert found.late == missing + sum(m >= LIMITS.no_decision_maker for m in done)


def test_what_was_never_begun_is_nobodys_delay() -> None:
    assert row(What.ACCEPTANCE, measured(decided(None)), measured(decided(4))).times == 1
    assert row(What.FULLY_TOLD, measured(decided(4))).times == 0


def test_months_in_order_and_exercises_apart() -> None:
    nights = [
        measured(decided(9), "2026-12"),
        measured(decided(1), exercise=True),
        measured(decided(2)),
        measured(decided(3)),
        measured(decided(4), "2026-10"),
    ]
    found = [(m.month, m.exercise, m.incidents) for m in by_month(nights)]
    assert found == [
        ("2026-10", False, 1),
        ("2026-11", False, 2),
        ("2026-11", True, 1),
        ("2026-12", False, 1),
    ]
    assert [m.month for m in by_month(nights, "2026-12")] == ["2026-12"]
    assert by_month(nights, "2027-01") == ()


def counted(night: Night, what: Counted, until: float = END) -> float:
    found = tallies(night.state, night.entries, (), at(until))
    return next(one.value for one in found if one.what is what)


def test_time_in_which_nobody_had_accepted_to_decide() -> None:
    night = opened()
    assert counted(night, Counted.NO_DECISION_MAKER, 30) == 30
    first = night.add(named(), 4)
    night.add(accepted(first), 6)
    assert counted(night, Counted.NO_DECISION_MAKER) == 6
    second = night.add(named("Supt Sample", "relieved"), 50)
    assert counted(night, Counted.NO_DECISION_MAKER, 60) == 16
    heard = night.add(accepted(second), 52)
    assert counted(night, Counted.NO_DECISION_MAKER) == 8
    night.strike(heard, 53)
    assert counted(night, Counted.NO_DECISION_MAKER) == 6 + END - 50


@pytest.mark.parametrize(
    ("after", "late"),
    [
        ([], 1),
        ([(progress("on-scene"), 50)], 0),
        ([(progress("en-route"), 50)], 1),
        ([(progress("on-scene"), 60)], 1),
        ([(cannot(), 40)], 0),
        ([(cannot(), 60)], 1),
        ([(will(90, "traffic"), 40), (progress("on-scene"), 80)], 0),
        ([(will(90, "traffic"), 60), (progress("on-scene"), 95)], 2),
        ([(progress("on-scene", "Police"), 50)], 1),
    ],
)
def test_promises_kept_late_or_not_at_all(after: list[tuple[b.Body, float]], late: int) -> None:
    night = opened()
    night.add(will(56), 5)
    for body, minute in after:
        night.add(body, minute)
    assert counted(night, Counted.PROMISES_LATE) == late


def test_nothing_is_late_before_its_time() -> None:
    night = opened()
    night.add(will(56), 5)
    assert counted(night, Counted.PROMISES_LATE, 56) == 0
    assert tallies(Night().state, (), (), at(0)) == ()
