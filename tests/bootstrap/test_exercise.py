"""An exercise's desk: who sits at it, and how often its agencies are asked."""

from __future__ import annotations

from pathlib import Path
from typing import Any

import pytest

from ooh_console.bootstrap import open_exercise, open_live, play_headless
from ooh_console.desk.opening import CannotOpen
from ooh_console.domain.times import day_clock

CONFIG = Path(__file__).resolve().parents[2] / "config"


@pytest.mark.parametrize(("speed", "seconds"), [(0.5, 15.0), (1.0, 15.0), (5.0, 3.0), (60.0, 1.0)])
def test_agencies_are_asked_as_often_in_the_time_of_the_night(
    tmp_path: Path, speed: float, seconds: float
) -> None:
    opening = open_exercise("first-night", config=CONFIG, data=tmp_path, speed=speed)
    try:
        assert opening.sign_in().habits.refresh_seconds == seconds
    finally:
        opening.close()


def test_a_night_about_its_date_is_played_by_a_person_on_that_date(tmp_path: Path) -> None:
    opening = open_exercise("clock-change", config=CONFIG, data=tmp_path)
    try:
        desk = opening.sign_in()
        assert day_clock(desk.clock()) == "25 Oct 2026 00:40 BST"
        assert desk.new_reference().startswith("261025-")
        assert {
            one.recorded_at.date().isoformat() for one in desk.ledger.rows("register", 1, 9)
        } == {"2026-10-24"}
    finally:
        opening.close()


def test_a_folder_that_was_left_opens_as_the_duty_worker_whoever_was_there(tmp_path: Path) -> None:
    opening = open_exercise("first-night", config=CONFIG, data=tmp_path, role="control")
    try:
        assert opening.sign_in("", "").operator.role == "control room"
    finally:
        opening.close()
    (folder,) = (tmp_path / "exercises").iterdir()
    again = open_live(CONFIG, folder)
    try:
        desk = again.sign_in("", "")
        assert (desk.operator.role, desk.exercise) == ("duty worker", True)
    finally:
        again.close()


@pytest.mark.parametrize("opens", [open_exercise, play_headless])
def test_a_night_that_is_not_there_names_those_that_are(tmp_path: Path, opens: Any) -> None:
    with pytest.raises(CannotOpen, match=r"no exercise «second-night».*one of: .*first-night"):
        opens("second-night", config=CONFIG, data=tmp_path)
    assert list(tmp_path.iterdir()) == []
