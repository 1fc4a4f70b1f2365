"""How long a legal power lasts: worked examples from the Children Act 1989, over clock changes."""

from __future__ import annotations

from datetime import UTC, datetime, timedelta

import pytest
from hypothesis import given
from hypothesis import strategies as st

from ooh_console.domain import bodies as b
from ooh_console.domain.powers import clock_of, clocks, days_later, in_force, order_at_most
from ooh_console.domain.state import State, fold
from ooh_console.domain.times import clock, day_clock, local
from tests.domain.nights import Night, at, made, opened

BY = b.Party(name="Sgt Example", agency="Police")
S46, EPO, ICO = b.Power
MOMENTS = st.datetimes(datetime(2025, 1, 1), datetime(2035, 12, 31), timezones=st.just(UTC))


def started(power: b.Power, end: datetime | None = None, **more: str) -> b.PowerStarted:
    values = {"epo_in_force": "no", **more} if power is S46 else more
    return b.PowerStarted.model_validate({"power": power, "by": BY, "expires": end, **values})


def _ends(power: b.Power, start: datetime, end: datetime | None = None) -> datetime:
    ends = clock_of(made(1, started(power, end), start, start), State()).ends
    assert ends is not None
    return ends


@pytest.mark.parametrize(
    ("start", "shown_start", "shown_end"),
    [
        ("2026-11-25T02:47:00Z", "25 Nov 2026 02:47 GMT", "28 Nov 2026 02:47 GMT"),
        ("2026-10-24T01:30:00Z", "24 Oct 2026 02:30 BST", "27 Oct 2026 01:30 GMT"),
        ("2026-10-25T00:30:00Z", "25 Oct 2026 01:30 BST", "28 Oct 2026 00:30 GMT"),
        ("2026-10-25T01:30:00Z", "25 Oct 2026 01:30 GMT", "28 Oct 2026 01:30 GMT"),
        ("2027-03-27T02:30:00Z", "27 Mar 2027 02:30 GMT", "30 Mar 2027 03:30 BST"),
        ("2026-12-30T23:59:00Z", "30 Dec 2026 23:59 GMT", "2 Jan 2027 23:59 GMT"),
    ],
)
def test_police_protection_ends_after_72_hours(
    start: str, shown_start: str, shown_end: str
) -> None:
    began = datetime.fromisoformat(start)
    ends = _ends(S46, began)
    assert day_clock(began) == shown_start
    assert day_clock(ends) == shown_end
    assert ends - began == timedelta(hours=72)
    assert ends.tzinfo is UTC


def test_police_protection_may_be_said_to_end_sooner_and_never_later() -> None:
    began = datetime(2026, 11, 25, 2, 47, tzinfo=UTC)
    sooner, later = began + timedelta(hours=20), began + timedelta(hours=73)
    assert _ends(S46, began, sooner) == sooner
    assert _ends(S46, began, later) == began + timedelta(hours=72)


@given(MOMENTS)
def test_72_hours_are_72_hours_whatever_the_clock_does(start: datetime) -> None:
    start = start.replace(microsecond=0)
    assert _ends(S46, start) - start == timedelta(hours=72)


@pytest.mark.parametrize("power", [EPO, ICO])
def test_an_order_ends_when_it_says(power: b.Power) -> None:
    began = datetime(2026, 10, 24, 20, 0, tzinfo=UTC)
    ends = datetime.fromisoformat("2026-11-01T20:00:00+00:00")
    assert _ends(power, began, ends) == ends
    assert clock(ends) == "20:00 GMT"


def test_an_interim_care_order_may_name_no_day() -> None:
    entry = made(1, started(ICO, until="until the case is decided"), at(0), at(0))
    found = clock_of(entry, State())
    assert found.ends is None
    assert found.left(at(9_999_999)) is None
    assert found.runs(at(9_999_999))
    assert found.until == "until the case is decided"


# Days of an emergency protection order (s45)


@pytest.mark.parametrize(
    ("made_at", "latest"),
    [
        ("2026-11-25T10:00:00Z", "3 Dec 2026 10:00 GMT"),
        # Over the end of summer time, and over its beginning: the same time by the clock.
        ("2026-10-20T14:00:00Z", "28 Oct 2026 15:00 GMT"),
        ("2027-03-25T15:00:00Z", "2 Apr 2027 15:00 BST"),
    ],
)
def test_an_order_lasts_at_most_eight_days(made_at: str, latest: str) -> None:
    body = started(EPO, datetime(2028, 1, 1, tzinfo=UTC))
    assert day_clock(order_at_most(body, datetime.fromisoformat(made_at), State())) == latest


@pytest.mark.parametrize(
    ("protected", "latest"),
    [
        # Protection on the 25th is day one; the eighth day is 2 December, to its midnight.
        ("2026-11-25T02:47:00Z", "3 Dec 2026 00:00 GMT"),
        ("2026-11-25T23:59:00Z", "3 Dec 2026 00:00 GMT"),
        # 23:30 by the clock in summer time is the day before in UTC.
        ("2026-06-10T22:30:00Z", "18 Jun 2026 00:00 BST"),
        ("2026-06-10T23:30:00Z", "19 Jun 2026 00:00 BST"),
        # Over the night of the clock change the days are those of the calendar.
        ("2026-10-24T22:30:00Z", "1 Nov 2026 00:00 GMT"),
        ("2027-03-27T23:30:00Z", "4 Apr 2027 00:00 BST"),
    ],
)
@pytest.mark.parametrize("applied_by", ["police", "not known"])
def test_days_of_a_police_order_count_from_the_start_of_protection(
    protected: str, latest: str, applied_by: str
) -> None:
    began = datetime.fromisoformat(protected)
    order = began + timedelta(hours=40)
    state = fold([made(1, started(S46), began, began)])
    body = started(EPO, order + timedelta(days=5), applied_by=applied_by)
    assert day_clock(order_at_most(body, order, state)) == latest


def test_an_order_of_the_local_authority_has_its_own_eight_days() -> None:
    began = datetime(2026, 11, 25, 2, 47, tzinfo=UTC)
    order = began + timedelta(hours=40)
    state = fold([made(1, started(S46), began, began)])
    body = started(EPO, order + timedelta(days=5), applied_by="local authority")
    assert order_at_most(body, order, state) == order + timedelta(days=8)


@given(MOMENTS, st.integers(0, 72 * 60))
def test_the_days_of_police_protection_are_never_given_twice(
    protected: datetime, minutes: int
) -> None:
    order = protected + timedelta(minutes=minutes)
    state = fold([made(1, started(S46), protected, protected)])
    body = started(EPO, order + timedelta(days=1), applied_by="police")
    latest = order_at_most(body, order, state)
    last = local(latest - timedelta(seconds=1)).date()
    assert (last - local(protected).date()).days == 7
    assert latest <= days_later(protected, 8)
    assert latest <= order_at_most(started(EPO, latest, applied_by="local authority"), order, state)


@given(MOMENTS, st.integers(1, 15))
def test_days_later_is_the_same_time_by_the_clock(start: datetime, days: int) -> None:
    later = days_later(start, days)
    gap = later - start - timedelta(days=days)
    assert gap in (timedelta(), timedelta(hours=1), timedelta(hours=-1))
    if local(start).utcoffset() == local(later).utcoffset():
        assert gap == timedelta()


def test_an_extension_moves_the_end_and_nothing_else() -> None:
    night = _born()
    order = night.add(started(EPO, at(60 * 24 * 5)), 60)
    longer = night.add(b.PowerExtended(started=order.id, expires=at(60 * 24 * 12)), 90)
    (found,) = clocks(night.state)
    assert (found.starts, found.ends, found.extended) == (at(60), at(60 * 24 * 12), longer)
    night.strike(longer, 100)
    (found,) = clocks(night.state)
    assert (found.ends, found.extended) == (at(60 * 24 * 5), None)


# What was in force when


def _born() -> Night:
    night = opened()
    night.add(b.BirthRecorded(place="home", heard_from="x"), 11)
    return night


def test_what_was_in_force_at_a_moment() -> None:
    night = _born()
    order = night.add(started(EPO, at(300)), 60)
    night.add(b.PowerEnded(started=order.id, reason="discharged"), 200)
    state = night.state
    assert in_force(state, EPO, at(59)) is None
    for minute in (60, 199.9):
        found = in_force(state, EPO, at(minute))
        assert found is not None
        assert found.entry is order
    assert in_force(state, EPO, at(200)) is None
    assert in_force(state, S46, at(100)) is None


def test_what_has_run_out_is_listed_and_not_in_force() -> None:
    night = _born()
    night.add(started(EPO, at(300)), 60)
    (found,) = clocks(night.state)
    assert found.runs(at(299.9))
    assert not found.runs(at(300))
    assert found.left(at(300)) == timedelta()
    assert in_force(night.state, EPO, at(300)) is None
