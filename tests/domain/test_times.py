"""Times: stored in UTC, typed and shown as on the wall, over midnight and both clock changes."""

from __future__ import annotations

from collections.abc import Callable
from datetime import UTC, datetime, timedelta
from zoneinfo import ZoneInfo

import pytest
from hypothesis import given
from hypothesis import strategies as st

from ooh_console.domain import bodies as b
from ooh_console.domain.state import fold
from ooh_console.domain.times import (
    TwoReadings,
    age,
    aged,
    ago,
    ahead,
    ahead_in,
    clock,
    day_clock,
    is_late,
    local,
    local_day,
    moment_of,
    near_clock,
    short_clock,
    span,
    split_time,
    stamp,
    to_milliseconds,
    turn,
    written_day,
    zone,
)
from tests.domain.nights import made

MINUTE = timedelta(minutes=1)
MOMENTS = st.datetimes(datetime(2026, 1, 1), datetime(2027, 12, 31), timezones=st.just(UTC))
CHANGES = st.sampled_from(("2026-10-25T01:00:00Z", "2027-03-28T01:00:00Z")).flatmap(
    lambda at: st.integers(-10_000, 10_000).map(
        lambda seconds: datetime.fromisoformat(at) + timedelta(seconds=seconds * 10)
    )
)
NOWS = MOMENTS | CHANGES
HOURS = st.integers(0, 23) | st.just(1)
MINUTES = st.integers(0, 59)


def utc(text: str) -> datetime:
    """`2026-10-25 01:30` in UTC."""
    return datetime.fromisoformat(text).replace(tzinfo=UTC)


# Stored


@given(MOMENTS, MOMENTS)
def test_the_order_of_stamps_is_the_order_of_time(one: datetime, other: datetime) -> None:
    earlier, later = to_milliseconds(one), to_milliseconds(other)
    assert (stamp(one) < stamp(other)) == (earlier < later)
    assert (stamp(one) == stamp(other)) == (earlier == later)


@given(NOWS, st.sampled_from(["Europe/London", "Asia/Kolkata", "America/St_Johns", "UTC"]))
def test_a_stamp_is_utc_of_one_width_and_reads_back(moment: datetime, name: str) -> None:
    text = stamp(moment.astimezone(ZoneInfo(name)))
    assert text == stamp(moment)
    assert (len(text), text[-1]) == (24, "Z")
    assert datetime.fromisoformat(text) == to_milliseconds(moment)


def test_a_moment_is_cut_and_never_rounded_up() -> None:
    assert stamp(datetime(2026, 12, 31, 23, 59, 59, 999_999, UTC)) == "2026-12-31T23:59:59.999Z"


@pytest.mark.parametrize("naive", [datetime(2026, 11, 25, 2, 14)])
def test_a_time_without_a_zone_has_no_stamp(naive: datetime) -> None:
    with pytest.raises(ValueError, match="without a zone"):
        stamp(naive)
    with pytest.raises(ValueError, match="without a zone"):
        to_milliseconds(naive)


@pytest.mark.parametrize("text", ["0001-01-01T00:00:00+14:00", "9999-12-31T23:00:00-14:00"])
def test_a_time_outside_the_calendar_is_a_value_error(text: str) -> None:
    with pytest.raises(ValueError, match="outside the calendar"):
        to_milliseconds(datetime.fromisoformat(text))


# Shown


@pytest.mark.parametrize(
    ("moment", "shown"),
    [
        ("2026-10-25 00:29", "25 Oct 2026 01:29 BST"),
        ("2026-10-25 00:59", "25 Oct 2026 01:59 BST"),
        ("2026-10-25 01:00", "25 Oct 2026 01:00 GMT"),
        ("2026-10-25 01:29", "25 Oct 2026 01:29 GMT"),
        ("2027-03-28 00:59", "28 Mar 2027 00:59 GMT"),
        ("2027-03-28 01:00", "28 Mar 2027 02:00 BST"),
        ("2026-11-25 00:00", "25 Nov 2026 00:00 GMT"),
        ("2026-06-30 23:00", "1 Jul 2026 00:00 BST"),
        ("2026-12-31 23:59", "31 Dec 2026 23:59 GMT"),
        ("2027-01-01 00:00", "1 Jan 2027 00:00 GMT"),
    ],
)
def test_times_are_shown_in_local_time_with_the_zone(moment: str, shown: str) -> None:
    assert day_clock(utc(moment)) == shown
    assert clock(utc(moment)) == shown[-9:]
    assert short_clock(utc(moment)) == shown[-9:-4]


def test_another_day_is_said_with_its_date() -> None:
    late, early = utc("2026-12-31 23:58"), utc("2027-01-01 00:03")
    assert near_clock(late, late + MINUTE) == "23:58 GMT"
    assert near_clock(late, early) == "31 Dec 2026 23:58 GMT"
    summer = utc("2026-06-30 22:58")
    assert near_clock(summer, summer + MINUTE) == "23:58 BST"
    assert near_clock(summer, summer + 3 * MINUTE) == "30 Jun 2026 23:58 BST"


def test_another_zone_can_be_shown() -> None:
    assert clock(utc("2026-11-25 02:14"), zone("Asia/Tokyo")) == "11:14 JST"
    with pytest.raises(KeyError):
        zone("Europe/Nowhere")


@pytest.mark.parametrize(
    ("seconds", "words"),
    [
        (0, "0 s"),
        (59, "59 s"),
        (60, "1 min"),
        (3_599, "59 min"),
        (3_600, "1 h 00 min"),
        (11_100, "3 h 05 min"),
        (48 * 3_600 - 1, "47 h 59 min"),
        (48 * 3_600, "2 days"),
        (21 * 86_400 + 5, "21 days"),
        (-5, "0 s"),
    ],
)
def test_a_length_of_time_in_words(seconds: int, words: str) -> None:
    assert span(timedelta(seconds=seconds)) == words


def test_an_age_in_words_and_never_negative() -> None:
    now = utc("2026-11-25 02:14")
    assert age(now, now) == "just now"
    assert age(now + timedelta(hours=1), now) == "just now"
    assert age(now - timedelta(seconds=9.9), now) == "just now"
    assert age(now - timedelta(seconds=10), now) == "10 s"
    assert age(now - 7 * MINUTE, now) == "7 min"
    assert aged(now - 7 * MINUTE, now) == "7 min old"
    assert aged(now, now) == "just now"
    assert ago(now - 7 * MINUTE, now) == "7 min ago"
    assert ago(now - timedelta(seconds=9), now) == "just now"


# Order, age and lateness over the clock changes


def test_the_night_the_clock_goes_back_sorts_and_ages_as_it_passed() -> None:
    first, second = utc("2026-10-25 00:50"), utc("2026-10-25 01:10")
    assert (clock(first), clock(second)) == ("01:50 BST", "01:10 GMT")
    assert age(local(first), local(second)) == "20 min"
    assert stamp(first) < stamp(second)
    assert age(first, second) == "20 min"
    newer = made(2, b.LeadSet(not_reached="second try"), second, second)
    older = made(3, b.LeadSet(not_reached="first try"), first, second + MINUTE)
    assert fold([newer, older]).last("lead_set") == newer


def test_the_night_the_clock_goes_forward_ages_as_it_passed() -> None:
    before, after = utc("2027-03-28 00:58"), utc("2027-03-28 01:02")
    assert (clock(before), clock(after)) == ("00:58 GMT", "02:02 BST")
    assert age(before, after) == "4 min"
    assert not is_late(before, after)


@pytest.mark.parametrize("change", ["2026-10-25 01:00", "2027-03-28 01:00", "2027-01-01 00:00"])
def test_lateness_is_time_that_passed(change: str) -> None:
    before = utc(change) - 2 * MINUTE
    before_here = local(before)
    for five, late in ((timedelta(minutes=5), False), (timedelta(minutes=5, milliseconds=1), True)):
        assert is_late(before, before + five) is late
        assert is_late(before_here, local(before + five)) is late


# Typed: when something happened

AT_NIGHT = utc("2026-11-25 02:14")


@pytest.mark.parametrize(
    ("typed", "moment", "words"),
    [
        ("02:10 dog in the garden", "2026-11-25 02:10", "dog in the garden"),
        ("2.10 dog", "2026-11-25 02:10", "dog"),
        ("  2:10   dog ", "2026-11-25 02:10", "dog"),
        ("02:10 gmt dog", "2026-11-25 02:10", "dog"),
        ("02:10GMT dog", "2026-11-25 02:10", "dog"),
        ("02:10 UTC dog", "2026-11-25 02:10", "dog"),
        ("02:10", "2026-11-25 02:10", ""),
        ("02:14 dog", "2026-11-25 02:14", "dog"),
        ("02:15 a minute ahead", "2026-11-25 02:15", "a minute ahead"),
        ("02:16 no: yesterday", "2026-11-24 02:16", "no: yesterday"),
        ("23:50 before midnight", "2026-11-24 23:50", "before midnight"),
        ("00:00 midnight", "2026-11-25 00:00", "midnight"),
        ("02:10 02:05 twice", "2026-11-25 02:10", "02:05 twice"),
        ("02:10\nnext line", "2026-11-25 02:10", "next line"),
        ("02:10:30 as the screen shows it", "2026-11-25 02:10", "as the screen shows it"),
    ],
)
def test_a_time_at_the_front_is_when_it_happened(typed: str, moment: str, words: str) -> None:
    assert split_time(typed, AT_NIGHT) == (utc(moment), words)


@pytest.mark.parametrize(
    "typed",
    [
        "",
        "dog at 02:10",
        "2 dogs",
        "210 dogs",
        "02:105 dogs",
        "02:10dogs",
        "999 called",
        "1:1 care",
    ],
)
def test_anything_else_is_words(typed: str) -> None:
    assert split_time(typed, AT_NIGHT) == (None, typed)


@pytest.mark.parametrize("typed", ["24:10 dog", "02:60 dog", "25:99", "02:10:75 dog", "9:99 dog"])
def test_what_is_like_a_time_and_is_none_is_not_taken_as_words(typed: str) -> None:
    with pytest.raises(ValueError, match=rf"^{typed.split()[0]} is not a time: type it as 02:10"):
        split_time(typed, AT_NIGHT)


def test_words_alone_lose_only_the_space_around_them() -> None:
    assert split_time("  dog  ", AT_NIGHT) == (None, "dog")


def test_new_year() -> None:
    now = utc("2027-01-01 00:10")
    assert split_time("23:55 fireworks", now) == (utc("2026-12-31 23:55"), "fireworks")
    assert split_time("00:05 quiet", now) == (utc("2027-01-01 00:05"), "quiet")


def test_a_clock_half_a_minute_ahead_at_midnight() -> None:
    now = utc("2026-11-24 23:59") + timedelta(seconds=30)
    assert split_time("00:00 knocked", now) == (utc("2026-11-25 00:00"), "knocked")


def test_utc_typed_in_summer_just_after_midnight() -> None:
    now = utc("2026-06-30 23:40")
    assert split_time("23:30 UTC x", now) == (utc("2026-06-30 23:30"), "x")
    assert split_time("00:30 BST x", now) == (utc("2026-06-30 23:30"), "x")
    tokyo = utc("2026-06-30 15:30")
    assert moment_of(15, 20, tokyo, "UTC", zone("Asia/Tokyo")) == utc("2026-06-30 15:20")
    newfoundland = zone("America/St_Johns")
    assert moment_of(0, 30, utc("2026-07-01 01:00"), "UTC", newfoundland) == utc("2026-07-01 00:30")


# 25 October 2026: 01:00 to 02:00 happens twice


@pytest.mark.parametrize("now", ["2026-10-25 01:31", "2026-10-25 09:00", "2026-10-26 00:15"])
def test_a_time_that_happened_twice_must_be_named(now: str) -> None:
    with pytest.raises(TwoReadings) as raised:
        split_time("01:30 breathing", utc(now))
    sentence = "01:30 happened twice on 25 Oct 2026: type 01:30 BST or 01:30 GMT."
    assert str(raised.value) == sentence
    assert split_time("01:30 BST breathing", utc(now)) == (utc("2026-10-25 00:30"), "breathing")
    assert split_time("01:30 gmt breathing", utc(now)) == (utc("2026-10-25 01:30"), "breathing")
    assert split_time("01:30 UTC breathing", utc(now))[0] == utc("2026-10-25 01:30")


def test_while_it_has_happened_once_it_is_that_one() -> None:
    now = utc("2026-10-25 01:10")
    assert split_time("01:30 x", now) == (utc("2026-10-25 00:30"), "x")
    with pytest.raises(TwoReadings):
        split_time("01:05 x", now)
    with pytest.raises(ValueError, match="No 01:30 GMT in the last two days"):
        split_time("01:30 GMT x", now)


def test_the_hours_beside_it_happened_once() -> None:
    now = utc("2026-10-25 05:00")
    assert split_time("00:59", now) == (utc("2026-10-24 23:59"), "")
    assert split_time("02:00", now) == (utc("2026-10-25 02:00"), "")


# 28 March 2027: 01:00 to 02:00 does not happen


def test_a_time_that_the_clock_skipped_is_refused() -> None:
    with pytest.raises(ValueError, match=r"01:30 did not happen on 28 Mar 2027.*went forward"):
        split_time("01:30 x", utc("2027-03-28 01:40"))
    assert split_time("00:59 x", utc("2027-03-28 01:40"))[0] == utc("2027-03-28 00:59")
    assert split_time("02:00 x", utc("2027-03-28 01:40"))[0] == utc("2027-03-28 01:00")
    assert split_time("01:30 UTC x", utc("2027-03-28 01:40"))[0] == utc("2027-03-28 01:30")


def test_before_the_gap_the_time_is_the_night_before_and_after_it_the_night_after() -> None:
    assert split_time("01:30 x", utc("2027-03-28 00:30"))[0] == utc("2027-03-27 01:30")
    assert split_time("01:30 x", utc("2027-03-29 00:45"))[0] == utc("2027-03-29 00:30")


@given(NOWS, HOURS, MINUTES, st.sampled_from([None, "GMT", "BST", "UTC"]))
def test_a_typed_time_shows_as_typed_and_is_the_latest_that_passed(
    now: datetime, hour: int, minute: int, named: str | None
) -> None:
    try:
        moment = moment_of(hour, minute, now, named)
    except ValueError:
        return
    shown = moment if named == "UTC" else local(moment)
    assert (shown.hour, shown.minute, shown.second) == (hour, minute, 0)
    if named in ("GMT", "BST"):
        assert clock(moment).endswith(named)
    back = timedelta(days=3) if named in ("GMT", "BST") else timedelta(hours=25)
    assert now - back < moment <= now + MINUTE
    later = (moment + k * timedelta(minutes=30) for k in range(1, 100))
    for other in later:
        there = other if named == "UTC" else local(other)
        fits = (there.hour, there.minute) == (hour, minute)
        if fits and (named in (None, "UTC") or clock(other).endswith(named)):
            assert other > now + MINUTE


@given(NOWS, HOURS, MINUTES)
def test_every_time_of_day_is_found_but_on_the_nights_of_change(
    now: datetime, hour: int, minute: int
) -> None:
    found = _tried(lambda: moment_of(hour, minute, now))
    if isinstance(found, ValueError):
        assert hour == 1
        back, forward = ("25 Oct 2026", "31 Oct 2027"), ("29 Mar 2026", "28 Mar 2027")
        nights = back if isinstance(found, TwoReadings) else forward
        assert any(night in str(found) for night in nights)


def _tried(find: Callable[[], datetime]) -> datetime | ValueError:
    try:
        return find()
    except ValueError as error:
        return error


@given(NOWS, HOURS, MINUTES)
def test_the_zone_in_which_the_desk_says_now_makes_no_difference(
    now: datetime, hour: int, minute: int
) -> None:
    for read in (moment_of, ahead):
        there = _tried(lambda read=read: read(hour, minute, local(now)))  # type: ignore[misc]
        here = _tried(lambda read=read: read(hour, minute, now))  # type: ignore[misc]
        assert str(there) == str(here)


# Typed: when somebody will be there


@given(NOWS, HOURS, MINUTES)
def test_an_eta_is_always_ahead_and_the_next_such_time(
    now: datetime, hour: int, minute: int
) -> None:
    eta = _tried(lambda: ahead(hour, minute, now))
    if isinstance(eta, ValueError):
        assert hour == 1
        assert "does not happen on" in str(eta)
        assert any(day in str(eta) for day in ("29 Mar 2026", "28 Mar 2027"))
        return
    here = local(eta)
    assert (here.hour, here.minute, here.second) == (hour, minute, 0)
    assert now < eta <= now + timedelta(hours=25)
    between = (eta - k * timedelta(minutes=30) for k in range(1, 60))
    for other in between:
        if (local(other).hour, local(other).minute) == (hour, minute):
            assert other <= now


def test_an_eta_on_the_nights_of_change() -> None:
    assert ahead(1, 30, utc("2026-10-24 23:00")) == utc("2026-10-25 00:30"), "rather too soon"
    assert ahead(1, 30, utc("2026-10-25 00:40")) == utc("2026-10-25 01:30")
    assert ahead(0, 10, utc("2026-12-31 23:50")) == utc("2027-01-01 00:10")
    assert ahead(2, 14, AT_NIGHT) == AT_NIGHT + timedelta(days=1)
    with pytest.raises(ValueError, match=r"01:30 does not happen on 28 Mar 2027.*goes forward"):
        ahead(1, 30, utc("2027-03-28 00:30"))
    assert ahead(1, 30, utc("2027-03-28 01:30")) == utc("2027-03-29 00:30")


@pytest.mark.parametrize(
    ("text", "now", "meant"),
    [
        ("02:36 GMT", "2026-11-25 02:14", "2026-11-25 02:36"),
        ("2.36 gmt", "2026-11-25 02:14", "2026-11-25 02:36"),
        ("02:36 UTC", "2026-07-01 01:14", "2026-07-01 02:36"),
        ("02:36 BST", "2026-07-01 01:14", "2026-07-01 01:36"),
        ("01:30 BST", "2026-10-24 23:00", "2026-10-25 00:30"),
        ("01:30 GMT", "2026-10-24 23:00", "2026-10-25 01:30"),
    ],
)
def test_an_eta_may_name_its_zone(text: str, now: str, meant: str) -> None:
    assert ahead_in(text, utc(now)) == utc(meant)


@pytest.mark.parametrize("text", ["", "20", "25:00", "02:60", "02:36 and more", "2 Dec 17:00"])
def test_what_is_no_time_is_no_eta(text: str) -> None:
    assert ahead_in(text, AT_NIGHT) is None


def test_an_eta_in_a_zone_that_the_clock_does_not_show_then() -> None:
    with pytest.raises(ValueError, match=r"No 02:36 BST in the next two days\."):
        ahead_in("02:36 BST", AT_NIGHT)


# Lists and days


def test_a_list_of_times_says_day_and_zone_where_they_change() -> None:
    moments = ("2026-10-24 22:59", "2026-10-24 23:00", "2026-10-25 00:30", "2026-10-25 01:30")
    before, said = None, []
    for moment in map(utc, moments):
        said.append(turn(before, moment))
        before = moment
    assert said == ["24 Oct BST ", "25 Oct ", "BST ", "GMT "]


@given(NOWS, MINUTES)
def test_a_time_that_comes_twice_says_its_zone_wherever_a_list_is_cut(
    before: datetime, minute: int
) -> None:
    first = datetime(2026, 10, 25, 0, minute, tzinfo=UTC)
    second = first + timedelta(hours=1)
    assert short_clock(first) == short_clock(second)
    assert turn(before, first).split()[-1] == "BST"
    assert turn(before, second).split()[-1] == "GMT"
    for once in (first - timedelta(hours=1), second + timedelta(hours=1)):
        assert turn(once, once) == ""


def test_the_day_of_a_moment_is_the_one_that_the_clock_here_showed() -> None:
    assert local_day(utc("2026-07-01 23:30")) == "2 Jul 2026"
    assert local_day(utc("2026-11-25 23:30")) == "25 Nov 2026"


@pytest.mark.parametrize(
    ("kept", "said"),
    [("2003-04-17", "17 Apr 2003"), ("April 2003", "April 2003"), ("2003-04-31", "2003-04-31")],
)
def test_a_day_kept_as_text_reads_as_every_other(kept: str, said: str) -> None:
    assert written_day(kept) == said
