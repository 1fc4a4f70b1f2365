"""This desk's clock beside others: what is said, what entries carry, and how they are ordered."""

from __future__ import annotations

from datetime import UTC, datetime, timedelta
from typing import Any

import pytest
from hypothesis import given
from hypothesis import strategies as st

from ooh_console.desk.marking import Marking
from ooh_console.desk.wording import sentence
from ooh_console.desk.wording_clocks import clocks_differed
from ooh_console.desk.wording_log import details, log_line, marks
from ooh_console.domain import bodies as b
from ooh_console.domain.clocks import (
    DeskClock,
    Ticks,
    desk_clock,
    jumped,
    to_carry,
)
from ooh_console.domain.desk_clocks import happened_at, noted_at, noted_for
from ooh_console.domain.entries import Entry
from ooh_console.domain.rules import objection
from ooh_console.domain.state import State, fold
from tests.domain.nights import Night, at, named, nights, opened, told, will

NOW = datetime(2026, 11, 25, 2, 14, tzinfo=UTC)


def s(seconds: float) -> timedelta:
    return timedelta(seconds=seconds)


# What is known


def test_the_database_counts_before_any_agency() -> None:
    agencies = {"A": s(400), "B": s(400), "C": s(400)}
    assert desk_clock(s(4), agencies) == DeskClock(s(4), "database")


@pytest.mark.parametrize(
    ("agencies", "apart"),
    [
        ((), None),
        ((400,), None),  # Which of the two is wrong, nobody knows.
        ((400, 0), 0),
        ((400, -400), 0),
        ((400, 420), 420),
        ((-400, -420, 0), -400),
        ((400, 420, 500, 0, 0), 420),
        ((400, 420, 0, 0), 0),
        ((1, 2, 1.5), 0),
    ],
)
def test_most_agencies_together_can_tell(agencies: tuple[float, ...], apart: float | None) -> None:
    found = desk_clock(None, {str(n): s(one) for n, one in enumerate(agencies)})
    assert (found and found.apart.total_seconds()) == apart


def test_it_is_said_from_this_desk_s_side() -> None:
    assert DeskClock(s(4), "database").words() == "This desk's clock is 4 s behind the database's"
    assert DeskClock(s(-420), "agencies").words().endswith("is 7 min ahead of most agencies'")
    assert not DeskClock(s(2), "database").spoken_of
    assert DeskClock(s(2.5), "database").spoken_of
    assert not DeskClock(s(60), "database").carried
    assert DeskClock(s(-61), "database").carried


@pytest.mark.parametrize(
    ("noted", "apart", "carry"),
    [
        (0, None, None),
        (0, 59, None),
        (0, 61, 61),
        (0, -400, -400),
        (400, None, None),  # The database is away: what was noted may still be so.
        (400, 410, None),
        (400, 431, 431),
        (400, 45, 45),
        (400, 30, 0),
        (45, 59, None),
        (45, 31, None),
        (-400, 400, 400),
    ],
)
def test_what_the_next_entry_brings_with_it(
    noted: int, apart: float | None, carry: int | None
) -> None:
    clock = None if apart is None else DeskClock(s(apart), "database")
    assert to_carry(noted, clock) == carry


@given(st.lists(st.floats(-1000, 1000), max_size=30))
def test_what_stands_in_the_log_is_never_far_from_what_is_so(differences: list[float]) -> None:
    noted = 0
    for apart in differences:
        carried = to_carry(noted, DeskClock(s(apart), "database"))
        noted = noted if carried is None else carried
        assert abs(noted - apart) <= 60.5


# A clock that jumps


def ticks(wall: float, awake: float, passed: float) -> Ticks:
    return Ticks(NOW + s(wall), awake, passed)


@pytest.mark.parametrize(
    ("after", "words"),
    [
        ((5, 5, 5), None),
        ((6.9, 5, 5), None),
        ((425, 5, 5), "This desk's clock was set forward by 7 min."),
        ((-35, 5, 5), "This desk's clock was set back by 40 s."),
        ((425, 5, 425), "This computer slept for 7 min, and asked nobody meanwhile."),
        (
            (3600 + 425, 5, 425),
            "This computer slept for 7 min, and asked nobody meanwhile; this desk's clock was set "
            "forward by 1 h 00 min.",
        ),
    ],
)
def test_a_clock_that_was_set_is_told_from_a_computer_that_slept(
    after: tuple[float, float, float], words: str | None
) -> None:
    found = jumped(ticks(0, 0, 0), ticks(*after))
    assert (found and found.words()) == words


# Entries that were recorded by such a clock


def behind(seconds: int = 420) -> b.ClockDiffers:
    return b.ClockDiffers(seconds=seconds, against="database")


def slow_night() -> tuple[Night, Entry, Entry, Entry]:
    """Desk 2 is 7 minutes behind: what it recorded at 02:06 by its clock, at 02:13 by others'."""
    night = opened()
    first = night.add(named("Insp Example"), 10, desk="desk 1")
    later = night.add(named("Sgt Sample", "Insp has left"), 6, desk="desk 2")
    night.add(behind(), 6, desk="desk 2")
    after = night.add(b.Note(text="dog is quiet"), 8, desk="desk 2")
    return night, first, later, after


def test_it_holds_for_what_came_with_it_and_after_it_at_that_desk_alone() -> None:
    night, first, later, after = slow_night()
    noted = night.state.kinds["clock_differs"]
    assert [noted_for(e, noted) is not None for e in night.entries] == [
        False, False, True, False, True,
    ]  # fmt: skip
    assert noted_at("desk 2", noted) == 420
    right = night.add(behind(0), 20, desk="desk 2")
    again = night.add(b.Note(text="all well"), 21, desk="desk 2")
    noted = night.state.kinds["clock_differs"]
    assert noted_for(again, noted) is None
    assert noted_for(after, noted) is not None
    assert noted_at("desk 2", noted) == 0
    assert "right again" in sentence(right, night.state)
    assert first.desk != later.desk


def test_a_newer_answer_of_a_slow_desk_is_the_answer() -> None:
    night, _, later, _ = slow_night()
    maker = night.state.decision_maker
    assert maker is not None
    assert maker.entry == later


def test_a_time_that_somebody_typed_stays_as_it_is() -> None:
    night, _, later, _ = slow_night()
    typed = night.add(b.Note(text="x"), 2, 9, desk="desk 2")
    noted = night.state.kinds["clock_differs"]
    assert happened_at(typed, noted) == at(2)
    assert happened_at(later, noted) == at(13)


def test_readers_are_told_and_times_stay_as_recorded() -> None:
    night, _, later, after = slow_night()
    state = night.state
    assert marks(after, state) == ("LATE", "CLOCK 7 min slow")
    assert "02:08 DW [LATE CLOCK 7 min slow] dog is quiet" in log_line(
        after, state, None, Marking()
    )
    said = "CLOCK     7 min behind the database's: both times are by the clock of this desk"
    assert said in details(later, state)
    assert clocks_differed(state) == [
        "The clock of desk 2 was up to 7 min behind: what was recorded there is by that clock."
    ]
    (noted,) = state.kinds["clock_differs"]
    assert "CLOCK of desk 2 is 7 min behind the database's" in sentence(noted, state)
    assert marks(noted, state) == ("LATE",)


def test_what_was_answered_at_a_fast_desk_can_be_told_at_once() -> None:
    night = opened()
    answer = night.add(will(), 20, desk="desk 1")  # At 02:13 by everybody else's clock.
    body = told(answer, "Police control")
    assert objection(body, night.state, at(14), at(14), night.find) is not None
    night.add(behind(-420), 20, desk="desk 1")
    assert objection(body, night.state, at(14), at(14), night.find) is None


@pytest.mark.parametrize("body", [behind(), b.ClockSet(seconds=420, at=at(5))])
def test_what_a_clock_did_cannot_be_struck_through(body: Any) -> None:
    night = opened()
    entry = night.add(body, 5)
    strike = b.Correction(entry=entry.id, reason="no")
    assert "cannot be struck" in str(objection(strike, night.state, at(6), at(6), night.find))


@given(nights())
def test_one_by_one_is_the_same_as_all_at_once(entries: tuple[Entry, ...]) -> None:
    state = State()
    for entry in entries:
        state = state.with_entry(entry)
    assert state == fold(entries)
