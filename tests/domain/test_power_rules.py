"""What the Act asks of a power before it is recorded."""

from __future__ import annotations

from datetime import UTC, datetime, timedelta
from typing import Any

import pytest

from ooh_console.domain import bodies as b
from ooh_console.domain.powers import ends_after_holiday
from ooh_console.domain.rules import objection
from ooh_console.domain.times import zone
from tests.domain.nights import Night, at, opened
from tests.domain.test_powers import EPO, ICO, S46, started

DAY = 60 * 24
S46_START = 47
"""02:47 on 25 November: the eight days of a police order end with 2 December."""


def said(night: Night, body: Any, minute: float = 120) -> str | None:
    return objection(body, night.state, at(minute), at(minute), night.find)


def born() -> Night:
    night = opened()
    night.add(b.BirthRecorded(place="home", heard_from="x"), 11)
    return night


def protected() -> Night:
    night = born()
    night.add(started(S46), S46_START)
    return night


def refused(night: Night, body: Any, words: str, minute: float = 120) -> None:
    why = said(night, body, minute)
    assert why is not None
    assert words in why
    assert why.endswith((".", ").")), why


@pytest.mark.parametrize(
    "body", [started(S46), started(EPO, at(3 * DAY)), started(ICO, until="the end of the case")]
)
def test_no_power_before_the_birth_is_recorded(body: b.PowerStarted) -> None:
    night = opened()
    refused(night, body, "No power can start before the birth is recorded")
    birth = night.add(b.BirthRecorded(place="home", heard_from="x"), 11, recorded=18)
    assert said(night, body) is None
    refused(night, body, "before the birth at 02:11 GMT", minute=10.9)
    night.strike(birth, 30)
    refused(night, body, "record the birth first")


# s46 while an emergency protection order is in force: a question, and not a bar


def test_s46_beside_an_order_needs_the_compelling_reason() -> None:
    night = born()
    for known in ("no", "not known"):
        assert said(night, started(S46, epo_in_force=known)) is None
    bare = started(S46, epo_in_force="yes")
    refused(night, bare, "say the compelling reason")
    why = "the order cannot be carried out in time: they are leaving now"
    assert said(night, started(S46, epo_in_force="yes", epo_reason=why)) is None


def test_what_the_log_says_of_an_order_is_not_denied() -> None:
    night = born()
    order = night.add(started(EPO, at(5 * DAY)), 60)
    for known in ("no", "not known"):
        refused(night, started(S46, epo_in_force=known), "in force since 25 Nov 2026 03:00 GMT")
    why = started(S46, epo_in_force="yes", epo_reason="no time to carry it out")
    assert said(night, why) is None
    # Before the order was made, and after it ended, there is none.
    assert said(night, started(S46), 59) is None
    night.add(b.PowerEnded(started=order.id, reason="discharged"), 100)
    assert said(night, started(S46)) is None


def test_an_order_that_has_run_out_is_not_in_force() -> None:
    night = born()
    night.add(started(EPO, at(100)), 60)
    assert said(night, started(S46), 99) is not None
    assert said(night, started(S46), 100) is None


# Once is once


def test_72_hours_do_not_begin_again() -> None:
    night = protected()
    refused(night, started(S46), "72 hours do not begin again (s46(6))")
    assert said(night, started(S46), S46_START + 72 * 60) is None


def test_a_second_order_is_an_extension() -> None:
    night = born()
    night.add(started(EPO, at(3 * DAY)), 60)
    refused(night, started(EPO, at(4 * DAY)), "record its extension")


def test_an_interim_care_order_is_renewed_while_it_is_in_force() -> None:
    night = born()
    night.add(started(ICO, at(3 * DAY)), 60)
    assert said(night, started(ICO, at(9 * DAY))) is None


# Eight days (s45(1) to (3))


def test_eight_days_and_not_a_minute_more_unless_for_a_holiday() -> None:
    night = born()
    assert said(night, started(EPO, at(120 + 8 * DAY))) is None
    longer = at(121 + 8 * DAY)
    refused(night, started(EPO, longer), "can last eight days, to 3 Dec 2026 04:00 GMT")
    refused(night, started(EPO, longer, holiday="\u200b"), "eight days")


NOON = "12:00"


@pytest.mark.parametrize(
    ("made_at", "ends", "fits"),
    [
        # Made on Saturday 28 November 2026: the eighth day after is Sunday 6 December.
        ("2026-11-28 09:00", f"2026-12-07 {NOON}", True),
        ("2026-11-28 09:00", "2026-12-07 12:01", False),
        ("2026-11-28 09:00", "2026-12-07 09:00", False),
        ("2026-11-28 09:00", f"2026-12-12 {NOON}", False),
        # Christmas Day is a Friday, the Monday after it a bank holiday: noon on the Saturday.
        ("2026-12-17 09:00", f"2026-12-26 {NOON}", True),
        ("2026-12-17 09:00", f"2026-12-27 {NOON}", False),
        # 25 and 26 December 2027 are Saturday and Sunday, 27 and 28 bank holidays: the Wednesday.
        ("2027-12-17 09:00", f"2027-12-29 {NOON}", True),
        ("2027-12-17 09:00", f"2027-12-30 {NOON}", False),
        # Good Friday is 26 March 2027: noon on the Saturday, over the beginning of summer time.
        ("2027-03-18 15:00", f"2027-03-27 {NOON}", True),
        ("2027-03-17 15:00", f"2027-03-26 {NOON}", False),
        ("2027-03-20 15:00", f"2027-03-29 {NOON}", True),
    ],
)
def test_for_a_holiday_an_order_ends_at_noon_on_the_first_day_that_is_none(
    made_at: str, ends: str, fits: bool
) -> None:
    """s45(2). By the clock on the wall; the holiday is named by whoever records it."""
    began, end = (
        datetime.fromisoformat(one).replace(tzinfo=zone()).astimezone(UTC)
        for one in (made_at, ends)
    )
    night = born()
    order = started(EPO, end, holiday="as the court said")
    why = objection(order, night.state, began, began, night.find)
    assert (why is None) is fits
    assert fits or "ends at noon" in str(why)


@pytest.mark.parametrize(
    "friday", ["2024-03-29", "2025-04-18", "2026-04-03", "2027-03-26", "2038-04-23", "2049-04-16"]
)
def test_good_friday_is_known(friday: str) -> None:
    day = datetime.fromisoformat(f"{friday}T12:00").replace(tzinfo=zone())
    before, after = day - timedelta(days=1), day + timedelta(days=1)
    assert not ends_after_holiday(day, before)
    assert ends_after_holiday(after, day)
    assert ends_after_holiday(before, before - timedelta(days=1))


def test_protection_of_weeks_ago_is_no_part_of_an_order_made_now() -> None:
    """The police apply while they keep the child (s46(7)); its eight days have gone since."""
    night = protected()
    # From 25 November the eight days end with 2 December.
    for day, asks in ((7, True), (7.9, True), (8, False), (30, False)):
        minute = day * DAY - 120 if day >= 8 else day * DAY - 130
        order = started(EPO, at(minute + 60))
        why = said(night, order, minute)
        assert ("Say who applied" in str(why)) is asks, day
    late = 20 * DAY
    refused(night, started(EPO, at(late + 60), applied_by="police"), "record it first", late)
    assert said(night, started(EPO, at(late + 8 * DAY)), late) is None


def test_who_applied_is_asked_after_police_protection() -> None:
    night = protected()
    refused(night, started(EPO, at(3 * DAY)), "Say who applied")
    at_their_midnight = at(8 * DAY - 120)
    for applied in ("police", "not known"):
        ok = started(EPO, at_their_midnight, applied_by=applied)
        assert said(night, ok) is None
        late = started(EPO, at(8 * DAY - 119), applied_by=applied)
        refused(night, late, "to 3 Dec 2026 00:00 GMT")
    assert said(night, started(EPO, at(120 + 8 * DAY), applied_by="local authority")) is None


def test_a_police_order_needs_the_protection_on_record() -> None:
    night = born()
    refused(night, started(EPO, at(3 * DAY), applied_by="police"), "record it first")
    # Recorded, but later than the order was made.
    night.add(started(S46), 130)
    refused(night, started(EPO, at(3 * DAY), applied_by="police"), "record it first", 120)


@pytest.mark.parametrize("power", [EPO, ICO])
def test_a_power_ends_after_it_starts(power: b.Power) -> None:
    refused(born(), started(power, at(120)), "before it starts")


# One extension of at most seven days (s45(5), (6))


def _order(end: float = 5 * DAY) -> tuple[Night, str]:
    night = born()
    return night, night.add(started(EPO, at(end)), 60).id


def test_seven_days_more_and_once() -> None:
    night, order = _order()
    refused(night, b.PowerExtended(started=order, expires=at(12 * DAY + 1)), "by seven days")
    refused(night, b.PowerExtended(started=order, expires=at(5 * DAY)), "lasts to 30 Nov 2026")
    longer = b.PowerExtended(started=order, expires=at(12 * DAY))
    assert said(night, longer, 5 * DAY - 1) is None
    refused(night, longer, "ran out at 30 Nov 2026 02:00 GMT", 5 * DAY)
    first = night.add(longer, 130)
    refused(night, b.PowerExtended(started=order, expires=at(13 * DAY)), "only once (s45(6))")
    night.strike(first, 140)
    assert said(night, longer, 150) is None


def test_only_an_emergency_order_in_force_is_extended() -> None:
    night = protected()
    s46 = night.entries[-1].id
    refused(night, b.PowerExtended(started=s46, expires=at(9 * DAY)), "Only an emergency")
    refused(night, b.PowerExtended(started="nobody", expires=at(9 * DAY)), "not in force")
    night, order = _order()
    night.add(b.PowerEnded(started=order, reason="discharged"), 90)
    refused(night, b.PowerExtended(started=order, expires=at(9 * DAY)), "not in force")


def test_a_power_cannot_end_before_it_started() -> None:
    night, order = _order()
    ended = b.PowerEnded(started=order, reason="discharged")
    refused(night, ended, "it cannot end before", 59)
    assert said(night, ended, 60) is None


# Telling the parents


def _told(outcome: str, *restrictions: str) -> b.ParentsTold:
    return b.ParentsTold.model_validate(
        {
            "what": "police protection",
            "who": "both parents",
            "told_by": "Insp Example",
            "decided_by": "Insp Example",
            "outcome": outcome,
            "restrictions": restrictions,
            "reason": "the baby is safe",
        }
    )


@pytest.mark.parametrize("outcome", ["ends", "keeps"])
def test_telling_parents_says_what_becomes_of_each_restriction(outcome: str) -> None:
    night = protected()
    assert said(night, _told(outcome)) is None
    kept = night.add(b.DisclosureRestricted(what="the plan", until="after s46"), 50)
    refused(night, _told(outcome), "Say which restriction")
    refused(night, _told(outcome, "nobody"), "not in force")
    assert said(night, _told(outcome, kept.id)) is None
    night.add(b.DisclosureLifted(restriction=kept.id, decided_by="x", reason="y"), 60)
    refused(night, _told(outcome, kept.id), "not in force")


def test_what_was_lifted_by_telling_stands_again_when_that_is_struck() -> None:
    night = protected()
    kept = night.add(b.DisclosureRestricted(what="the plan", until="after s46"), 50)
    told = night.add(_told("ends", kept.id), 60)
    night.add(b.DisclosureLifted(restriction=kept.id, decided_by="x", reason="y", told=told.id), 60)
    assert night.state.restrictions == ()
    wrong = night.strike(told, 70)
    assert night.state.restrictions == (kept,)
    night.strike(wrong, 80)
    assert night.state.restrictions == ()
