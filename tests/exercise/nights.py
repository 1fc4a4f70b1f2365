"""A whole night put together as the wiring does it, with a log of its own."""

from __future__ import annotations

from collections.abc import Iterator
from contextlib import contextmanager
from datetime import datetime
from pathlib import Path

from ooh_console.bootstrap import CHEAP, Parts, open_exercise
from ooh_console.desk.desk import Recording
from ooh_console.domain.bodies import OperatorAdded
from ooh_console.domain.entries import REGISTER, write
from ooh_console.exercise.clock import SteppedClock
from ooh_console.exercise.headless import Night
from ooh_console.exercise.opening import PEOPLE, marker_of
from ooh_console.exercise.scenario import Scenario
from ooh_console.exercise.steps import Who
from ooh_console.ledger.keys import OperatorKey, create_key

CONFIG = Path(__file__).resolve().parents[2] / "config"
WHO: tuple[Who, ...] = ("duty", "control", "manager")


@contextmanager
def put_together(scenario: Scenario, data: Path, start: datetime) -> Iterator[Night]:
    """Real agencies' servers, gateway, ledger and desks; the clock stands until it is stepped."""
    clock = SteppedClock(start)
    opening = open_exercise(
        scenario.name, config=CONFIG, data=data, speed=600, start=start, clock=clock
    )
    try:
        parts = opening.parts
        marker = marker_of(parts.settings.data_folder)
        assert marker is not None
        desks = {"duty": opening.desk_of("duty")}
        duty = parts.unlock(PEOPLE["duty"][0], marker[1])
        for who in ("control", "manager"):
            if PEOPLE[who][0] not in parts.names:
                add(parts, who, marker[1], duty)
            desks[who] = opening.desk_of(who)
        yield Night(
            scenario,
            {who: desks[who] for who in WHO},
            clock,
            opening.servers,
            parts.ledger.verify,
        )
    finally:
        opening.close()


def add(parts: Parts, who: str, passphrase: str, by: OperatorKey) -> None:
    """An operator whom somebody already in the register vouches for."""
    name, role, agency = PEOPLE[who]
    key = create_key(parts.keys, name, passphrase, hardness=CHEAP)
    body = OperatorAdded(name=name, role=role, agency=agency, public_key=key.public_key)
    now = parts.clock()
    item = write(
        id=Recording(body).id,
        incident=REGISTER,
        body=body,
        occurred_at=now,
        recorded_at=now,
        late_reason="",
        operator=by.name,
        role=PEOPLE["duty"][1],
        agency=PEOPLE["duty"][2],
        desk="duty desk",
    )
    parts.ledger.append_now([item], by)
