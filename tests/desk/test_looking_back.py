"""What was shown from each moment on, at one desk, for the timeline and the screen of then."""

from __future__ import annotations

from collections.abc import Iterator
from pathlib import Path

import pytest

from ooh_console.desk.incident import Incident
from ooh_console.desk.looking_back import as_it_stood, shown_screens
from ooh_console.desk.reviewing import read_night, stood_after
from ooh_console.domain.log_filter import LogFilter
from ooh_console.domain.sources import Offer, SourceState
from tests.desk.desks import Room


@pytest.fixture
def room(tmp_path: Path) -> Iterator[Room]:
    made = Room(tmp_path)
    yield made
    made.close()


async def test_the_screens_of_one_desk_are_read_and_not_those_between(room: Room) -> None:
    incident = await room.incident()
    room.agencies.down.add("Police")
    await incident.refresh()
    other = Incident.load(room.desk(name="EDT 2"), incident.reference)
    for minutes in (1, 1):
        room.clock.forward(minutes)
        await other.refresh()
    room.agencies.down.discard("Police")
    room.clock.forward(1)
    await incident.refresh()

    def police(name: str) -> list[SourceState]:
        shown = [one for _, one in shown_screens(room.desk(name=name), incident.reference)]
        return [one.get("Police", Offer.PLANS).state for one in shown]  # type: ignore[union-attr]

    failed, held = SourceState.COULD_NOT_CHECK, SourceState.HELD
    assert (police("EDT 1")[-2:], police("EDT 2")[-1]) == ([failed, held], failed)
    # A desk that showed nothing is told what the one showed that showed most.
    assert police("a manager's desk") in (police("EDT 1"), police("EDT 2"))


async def test_a_night_is_read_on_and_stands_as_the_log_says(room: Room) -> None:
    incident = await room.incident()
    desk = room.desk()
    await incident.refresh()
    for number in range(3):
        room.clock.forward(1)
        await incident.note(f"line {number}")
    so_far = read_night(desk, incident.reference)
    room.clock.forward(1)
    late = await incident.note("father left", room.clock().replace(minute=3), "hands full")
    night = read_night(desk, incident.reference, so_far)
    assert night == read_night(desk, incident.reference)
    assert [entry.kind for entry in night.entries] == ["incident_opened", *["note"] * 4]
    assert night.entries[1].id == late.id, "as it happened, and not as it was written down"
    assert [night.entries[n].id for n in night.chosen(LogFilter.read("late"))] == [late.id]
    stood = stood_after(desk, incident.reference, night, night.recorded[1])
    assert stood == as_it_stood(desk, incident.reference, night.recorded[1].recorded_at)
