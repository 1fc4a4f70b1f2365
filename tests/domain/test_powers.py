"""How long a legal power lasts: in hours that pass, not hours that a clock shows."""

from __future__ import annotations

from datetime import UTC, datetime, timedelta

import pytest

from ooh_console.domain import bodies as b
from ooh_console.domain.powers import expires
from ooh_console.domain.times import clock, day_clock
from tests.domain.nights import made

BY = b.Party(name="Sgt Example", agency="Police")


def _ends(power: b.Power, start: datetime, end: datetime | None = None) -> datetime:
    body = b.PowerStarted(power=power, by=BY, epo_in_force="no", expires=end)
    return expires(made(1, body, start, start))


@pytest.mark.parametrize(
    ("start", "shown_start", "shown_end"),
    [
        ("2026-11-25T02:47:00Z", "25 Nov 2026 02:47 GMT", "28 Nov 2026 02:47 GMT"),
        ("2026-10-24T01:30:00Z", "24 Oct 2026 02:30 BST", "27 Oct 2026 01:30 GMT"),
        ("2026-10-25T00:30:00Z", "25 Oct 2026 01:30 BST", "28 Oct 2026 00:30 GMT"),
        ("2027-03-27T02:30:00Z", "27 Mar 2027 02:30 GMT", "30 Mar 2027 03:30 BST"),
        ("2026-12-30T23:59:00Z", "30 Dec 2026 23:59 GMT", "2 Jan 2027 23:59 GMT"),
    ],
)
def test_police_protection_ends_after_72_hours(
    start: str, shown_start: str, shown_end: str
) -> None:
    began = datetime.fromisoformat(start)
    ends = _ends(b.Power.POLICE_PROTECTION, began)
    assert day_clock(began) == shown_start
    assert day_clock(ends) == shown_end
    assert ends - began == timedelta(hours=72)
    assert ends.tzinfo is UTC


def test_police_protection_may_be_said_to_end_sooner_and_never_later() -> None:
    began = datetime(2026, 11, 25, 2, 47, tzinfo=UTC)
    sooner, later = began + timedelta(hours=20), began + timedelta(hours=73)
    assert _ends(b.Power.POLICE_PROTECTION, began, sooner) == sooner
    assert _ends(b.Power.POLICE_PROTECTION, began, later) == began + timedelta(hours=72)


@pytest.mark.parametrize("power", [b.Power.EMERGENCY_PROTECTION, b.Power.INTERIM_CARE])
def test_an_order_ends_when_it_says(power: b.Power) -> None:
    began = datetime(2026, 10, 24, 20, 0, tzinfo=UTC)
    ends = datetime.fromisoformat("2026-11-01T20:00:00+00:00")
    assert _ends(power, began, ends) == ends
    assert clock(ends) == "20:00 GMT"
