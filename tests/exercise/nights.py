"""A whole night put together as the wiring does it, with a log of its own."""

from __future__ import annotations

from collections.abc import Iterator
from contextlib import contextmanager
from datetime import datetime
from pathlib import Path

from ooh_console.bootstrap import open_exercise
from ooh_console.exercise.clock import SteppedClock
from ooh_console.exercise.headless import Night
from ooh_console.exercise.scenario import Scenario
from ooh_console.exercise.steps import Who

CONFIG = Path(__file__).resolve().parents[2] / "config"
WHO: tuple[Who, ...] = ("duty", "control", "manager")


@contextmanager
def put_together(scenario: Scenario, data: Path, start: datetime) -> Iterator[Night]:
    """Real agencies' servers, gateway, ledger and desks; the clock stands until it is stepped."""
    clock = SteppedClock(start)
    opening = open_exercise(scenario.name, config=CONFIG, data=data, start=start, clock=clock)
    try:
        desks = {who: opening.desk_of(who) for who in WHO}
        yield Night(scenario, desks, clock, opening.servers, opening.parts.ledger.verify)
    finally:
        opening.close()
