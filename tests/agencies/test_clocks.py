"""An agency's clock beside ours, by the header `Date` of whatever it answers."""

from __future__ import annotations

from collections.abc import Awaitable, Callable
from datetime import UTC, datetime, timedelta
from email.utils import format_datetime

import pytest

from ooh_console.agencies.clocks import OLD, UNSURE_AT_MOST, Clocks
from ooh_console.agencies.gateway import Gateway
from tests.listening import Handler

from .conftest import agency, answers, says

NOW = datetime(2026, 11, 25, 2, 14, tzinfo=UTC)
BODY = b'{"items": []}'


def date(apart: timedelta) -> str:
    return f"Date: {format_datetime(NOW + apart, usegmt=True)}"


@pytest.mark.parametrize("status", ["200 OK", "404 No", "500 Oops", "302 Found"])
async def test_every_answer_tells_the_time(
    status: str, raw: Callable[[Handler], Awaitable[str]], gateway: Callable[..., Gateway]
) -> None:
    ahead = await raw(says(f"{status}\n{date(timedelta(minutes=7))}", BODY))
    right = await raw(says(f"{status}\n{date(timedelta())}", BODY))
    silent = await raw(says(status, BODY))
    odd = await raw(says(f"{status}\nDate: yesterday", BODY))
    gate = gateway(
        *(agency(n, u) for n, u in zip("ABCD", (ahead, right, silent, odd), strict=True)),
        clock=lambda: NOW,
    )
    assert dict(gate.clocks) == {}
    await answers(gate)
    assert dict(gate.clocks) == {"A": timedelta(minutes=7, seconds=0.5), "B": timedelta()}


def test_half_the_way_is_taken_off_and_a_long_way_tells_nothing() -> None:
    clocks = Clocks()
    ahead = format_datetime(NOW + timedelta(minutes=1), usegmt=True)
    clocks.saw("A", ahead, NOW - timedelta(seconds=10), NOW)
    assert clocks.apart["A"] == timedelta(seconds=65.5)
    clocks.saw("A", format_datetime(NOW, usegmt=True), NOW - 3 * UNSURE_AT_MOST, NOW)
    clocks.saw("A", format_datetime(NOW, usegmt=True), NOW + timedelta(hours=1), NOW)
    assert clocks.apart["A"] == timedelta(seconds=65.5)


@pytest.mark.parametrize("seconds", [-6, 0, 5])
def test_what_the_way_and_the_whole_seconds_leave_in_doubt_is_no_difference(seconds: int) -> None:
    clocks = Clocks()
    there = format_datetime(NOW + timedelta(seconds=seconds - 5), usegmt=True)
    clocks.saw("A", there, NOW - timedelta(seconds=10), NOW)
    assert clocks.apart["A"] == timedelta()


def test_what_was_told_long_ago_counts_no_more() -> None:
    passed = [0.0]
    clocks = Clocks(lambda: passed[0])
    clocks.saw("A", format_datetime(NOW + timedelta(minutes=7), usegmt=True), NOW, NOW)
    passed[0] = OLD
    assert "A" in clocks.apart
    passed[0] = OLD + 1
    assert "A" not in clocks.apart
