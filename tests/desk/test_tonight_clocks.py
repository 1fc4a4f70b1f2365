"""Tonight does not let go of a closed incident while a power's clock runs."""

from __future__ import annotations

from datetime import timedelta

import pytest

from ooh_console.desk.tonight import Tonight
from tests.desk.acting import do
from tests.desk.desks import Room
from tests.desk.test_power_acts import POLICE, born


def listed(room: Room) -> list[str]:
    tonight = Tonight(room.desk())
    while tonight.read():
        pass
    return [one.reference for one in tonight.incidents]


@pytest.mark.parametrize(
    ("days", "there"), [(0.5, True), (2, True), (2.99, True), (15.9, True), (16.1, False)]
)
async def test_a_clock_keeps_a_closed_incident_in_sight(
    room: Room, days: float, there: bool
) -> None:
    incident = await born(room)
    await do(incident, "power", **POLICE)
    await do(incident, "close", reason="baby on the unit")
    room.clock.now += timedelta(days=days)
    assert (incident.reference in listed(room)) is there


async def test_its_alarm_is_shown_and_it_goes_when_the_end_is_written_down(room: Room) -> None:
    incident = await born(room)
    (power, _) = await do(incident, "power", **POLICE)
    await do(incident, "close", reason="baby on the unit")
    room.clock.now += timedelta(hours=71)
    tonight = Tonight(room.desk())
    tonight.read(5)
    (shown,) = tonight.incidents
    assert "power-ends" in {alarm.code for alarm in shown.alarms(room.clock())}
    await do(incident, "power-end", started=power.id, reason="an order was made")
    tonight.read(5)
    assert [one.reference for one in tonight.incidents] == [incident.reference], "closed today"
    room.clock.now += timedelta(days=2)
    assert listed(room) == []


async def test_without_a_clock_it_goes_after_a_day(room: Room) -> None:
    incident = await born(room)
    await do(incident, "close", reason="baby on the unit")
    room.clock.now += timedelta(days=2)
    assert listed(room) == []
