"""A scripted night with the desk side played too, for a pipeline, a test or a reader."""

from __future__ import annotations

from functools import partial
from pathlib import Path
from typing import TYPE_CHECKING

from ooh_console.bootstrap.clock import utcnow
from ooh_console.bootstrap.exercise import open_exercise, scenario_of
from ooh_console.desk.opening import CannotOpen

if TYPE_CHECKING:
    from ooh_console.desk.desk import Desk

STEPPED_SPEED = 60.0
"""How much an agency's scripted delays are shortened in a night that is stepped."""


def play_headless(
    name: str, *, config: Path | None = None, data: Path | None = None, speed: float | None = None
) -> int:
    """A scripted night with the desk side played too, printed as it goes.

    With a `speed` the steps come at that many times the pace of the night, else as fast as they
    go. Returns 0 when every step was as scripted, 1 when one was not. Raises `CannotOpen`.
    """
    import asyncio

    from ooh_console.exercise.clock import SteppedClock
    from ooh_console.exercise.headless import Night, play
    from ooh_console.exercise.scenario_file import BrokenScenario, load, night
    from ooh_console.exercise.steps import Who
    from ooh_console.settings import config_folder

    try:
        scenario = load(scenario_of(config_folder(config), name))
    except BrokenScenario as error:
        raise CannotOpen(str(error)) from error
    clock = SteppedClock(night(scenario, utcnow()))
    opening = open_exercise(
        name, config=config, data=data, start=clock.start, clock=clock, speed=speed or STEPPED_SPEED
    )
    assert opening.servers is not None
    try:
        desks: dict[Who, Desk] = {
            "duty": opening.desk_of("duty"),
            "control": opening.desk_of("control"),
            "manager": opening.desk_of("manager"),
        }
        played = Night(scenario, desks, clock, opening.servers, opening.parts.ledger.verify)
        print_line = partial(print, flush=True)
        return 0 if asyncio.run(play(played, print_line, speed)) else 1
    finally:
        opening.close()
