"""A live desk knows how its clock stands before anything is recorded; an exercise has its own."""

from __future__ import annotations

from datetime import timedelta
from pathlib import Path

import pytest

from ooh_console.bootstrap import CHEAP, Parts, clock
from ooh_console.domain.bodies import ClockDiffers
from ooh_console.settings import Settings


def parts_in(folder: Path, *, exercise: bool = False) -> Parts:
    settings = Settings(config_folder=folder, data_folder=folder, desk="desk 1")
    return Parts(settings, agencies=(), exercise=exercise, hardness=CHEAP)


@pytest.mark.parametrize(("seconds", "on_register"), [(0, []), (59, []), (400, [400])])
def test_who_signs_in_by_a_wrong_clock_is_on_the_register(
    tmp_path: Path, monkeypatch: pytest.MonkeyPatch, seconds: int, on_register: list[int]
) -> None:
    monkeypatch.setattr(clock, "clock_of_database", lambda _: timedelta(seconds=seconds))
    parts = parts_in(tmp_path)
    try:
        key = parts.add("Ann Example", "duty worker", "OOH social care", "four invented words here")
        desk = parts.desk(key)
        assert desk.timekeeping is not None
        rows = parts.ledger.rows("register", 1, parts.ledger.head("register"))
    finally:
        parts.close()
    assert [e.body.seconds for e in rows if isinstance(e.body, ClockDiffers)] == on_register


def test_an_exercise_is_held_against_no_clock(tmp_path: Path) -> None:
    parts = parts_in(tmp_path, exercise=True)
    try:
        key = parts.add("Ann Example", "duty worker", "OOH social care", "four invented words here")
        assert parts.desk(key).timekeeping is None
    finally:
        parts.close()


def test_this_computer_has_clocks_that_run() -> None:
    before, after = clock.ticks(), clock.ticks()
    assert after.passed >= before.passed
    assert after.awake >= before.awake
