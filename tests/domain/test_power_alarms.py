"""Alarms of powers: at their hour and not before, counting down, gone when answered."""

from __future__ import annotations

from datetime import UTC, datetime, timedelta

import pytest
from hypothesis import given
from hypothesis import strategies as st

from ooh_console.domain import bodies as b
from ooh_console.domain.alarms import Alarm, Level, Thresholds, alarms
from ooh_console.domain.state import fold
from tests.domain.nights import OPENING, Night, at, made
from tests.domain.test_alarms import NONE, raised
from tests.domain.test_power_rules import _told, born
from tests.domain.test_powers import EPO, ICO, S46, started

POWER_CODES = {"power-ends-soon", "power-ends", "power-expired"}
HOUR = 60
S46_ENDS = 60 + 72 * HOUR


def power_alarm(night: Night, minute: float) -> Alarm | None:
    """The one alarm about the end of a power."""
    found = [one for code, one in raised(night, minute).items() if code in POWER_CODES]
    assert len(found) < 2
    return found[0] if found else None


def under_s46() -> tuple[Night, b.PowerEnded]:
    night = born()
    power = night.add(started(S46), 60)
    return night, b.PowerEnded(started=power.id, reason="an order was made")


@pytest.mark.parametrize(
    ("left", "code", "words"),
    [
        (12 * HOUR + 1, None, ""),
        (12 * HOUR, "power-ends-soon", "28 Nov 2026 03:00 GMT, 12 h 00 min left"),
        (2 * HOUR + 0.01, "power-ends-soon", "ENDS 03:00 GMT, 2 h 00 min left"),
        (2 * HOUR, "power-ends", "ENDS 03:00 GMT, 2 h 00 min left"),
        (61, "power-ends", "1 h 01 min left"),
        (0.5, "power-ends", "0 min left"),
        (0, "power-expired", "RAN OUT 03:00 GMT: NO POWER IN FORCE, just now"),
        (-90, "power-expired", "NO POWER IN FORCE, 1 h 30 min"),
    ],
)
def test_police_protection_warns_at_12_h_at_2_h_and_when_it_has_run_out(
    left: float, code: str | None, words: str
) -> None:
    night, ended = under_s46()
    minute = S46_ENDS - left
    found = power_alarm(night, minute)
    assert (found.code if found else None) == code
    if found:
        assert words in found.words(at(minute))
        loud = code != "power-ends-soon"
        assert found.level is (Level.ALARM if loud else Level.WARNING)
    night.add(ended, min(minute, S46_ENDS - 1))
    assert power_alarm(night, minute) is None


def test_the_hours_before_the_end_are_configured() -> None:
    night, _ = under_s46()
    early = Thresholds(power_ends_soon=71 * HOUR, power_ends=70 * HOUR)
    assert raised(night, S46_ENDS - 71 * HOUR, limits=early).keys() & POWER_CODES == {
        "power-ends-soon"
    }
    assert raised(night, S46_ENDS - 70 * HOUR, limits=early).keys() & POWER_CODES == {"power-ends"}


def test_what_has_run_out_under_another_power_is_only_to_be_written_down() -> None:
    night, ended = under_s46()
    order = started(EPO, at(60 + 7 * 24 * HOUR), applied_by="local authority")
    night.add(order, S46_ENDS - 60)
    found = power_alarm(night, S46_ENDS)
    assert found is not None
    assert (found.code, found.level) == ("power-expired", Level.WARNING)
    assert "in force: Emergency protection order (s44)" in found.text
    night.add(ended, S46_ENDS)
    assert power_alarm(night, S46_ENDS) is None


def test_an_extension_puts_the_warning_off() -> None:
    night = born()
    order = night.add(started(EPO, at(10 * HOUR)), 60)
    assert power_alarm(night, 61) is not None
    night.add(b.PowerExtended(started=order.id, expires=at(100 * HOUR)), 62)
    assert power_alarm(night, 62) is None
    assert power_alarm(night, 99 * HOUR) is not None


def test_an_order_without_a_day_does_not_run_out() -> None:
    night = born()
    night.add(started(ICO, until="until the case is decided"), 60)
    assert power_alarm(night, 10_000_000) is None


def test_the_clock_goes_on_when_the_incident_is_closed() -> None:
    night, _ = under_s46()
    night.add(b.IncidentClosed(reason="baby on the unit"), 75)
    found = power_alarm(night, S46_ENDS - HOUR)
    assert found is not None
    assert found.code == "power-ends"


@given(
    st.datetimes(datetime(2025, 1, 1), datetime(2030, 1, 1), timezones=st.just(UTC)),
    st.integers(-30, 80 * HOUR),
)
def test_no_clock_change_moves_a_warning(start: datetime, minutes: int) -> None:
    """Every warning stands by the hours that pass, on every night of the year."""
    start = start.replace(microsecond=0)
    entries = [
        made(1, OPENING, start, start),
        made(2, b.BirthRecorded(place="home", heard_from="x"), start, start),
        made(3, started(S46), start, start),
    ]
    now = start + timedelta(minutes=minutes)
    found = {a.code for a in alarms(fold(entries), NONE, now, Thresholds())} & POWER_CODES
    left = 72 * HOUR - minutes
    expected = (
        "power-expired" if left <= 0
        else "power-ends" if left <= 2 * HOUR
        else "power-ends-soon" if left <= 12 * HOUR
        else None
    )  # fmt: skip
    assert found == ({expected} if expected else set())


# Parents (s46(4))


def test_parents_who_were_not_told_of_police_protection() -> None:
    night, ended = under_s46()
    assert "parents-not-told" not in raised(night, 60 + 59.9)
    alarm = raised(night, 120)["parents-not-told"]
    assert alarm.command == "parents-told"
    assert alarm.words(at(120)).endswith("or why not yet, 1 h 00 min")
    told = night.add(_told("keeps"), 100)
    assert "parents-not-told" not in raised(night, 120)
    night.strike(told, 110)
    assert "parents-not-told" in raised(night, 120)
    night.add(ended, 115)
    assert "parents-not-told" not in raised(night, 120)


# Whether an order is in force beside s46


def test_an_order_of_which_nothing_is_known_is_an_alarm_until_it_is() -> None:
    night = born()
    s46 = started(S46).model_copy(update={"epo_in_force": "not known"})
    power = night.add(s46, 60)
    alarm = raised(night, 60)["order-not-known"]
    assert (alarm.command, alarm.level) == ("order-checked", Level.ALARM)
    assert "NOT KNOWN whether an EPO is in force" in alarm.words(at(61))
    check = night.add(b.OrderChecked(started=power.id, in_force="no", said_by="the court"), 70)
    assert "order-not-known" not in raised(night, 70)
    night.strike(check, 71)
    assert "order-not-known" in raised(night, 72)
    # An order that is recorded is known; a power that has run out asks nothing more.
    order = started(EPO, at(60 + 7 * 24 * HOUR), applied_by="local authority")
    order = night.add(order, 73)
    assert "order-not-known" not in raised(night, 74)
    night.strike(order, 75)
    assert "order-not-known" in raised(night, 76)
    assert "order-not-known" not in raised(night, S46_ENDS)


def test_what_was_said_with_s46_is_not_asked_again() -> None:
    night, _ = under_s46()
    assert "order-not-known" not in raised(night, 61)


def test_an_order_in_force_needs_its_reason() -> None:
    with pytest.raises(ValueError, match="say why s46 goes on"):
        b.OrderChecked(started="x", in_force="yes", said_by="the court", reason=" ")


def test_what_parents_heard_before_is_not_that() -> None:
    night = born()
    night.add(_told("keeps"), 59)
    night.add(started(S46), 60)
    assert "parents-not-told" in raised(night, 120)
