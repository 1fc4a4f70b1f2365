"""Tonight reads each incident once, and then only what was added."""

from __future__ import annotations

from collections.abc import Iterator
from typing import Any

import pytest

from ooh_console.desk.desk import Recording, Rejected
from ooh_console.desk.incident import Incident
from ooh_console.desk.tonight import Tonight
from ooh_console.domain.bodies import Action, ActionDone, Correction
from ooh_console.domain.entries import Entry
from tests.desk.desks import Room


class Counting:
    """The real ledger, that says how many entries were read for states."""

    def __init__(self, ledger: Any) -> None:
        self._ledger = ledger
        self.read = 0

    def __getattr__(self, name: str) -> Any:
        return getattr(self._ledger, name)

    def bearing(self, incident: str, after: int = 0) -> Iterator[Entry]:
        for entry in self._ledger.bearing(incident, after):
            self.read += 1
            yield entry


async def test_what_is_known_is_not_read_again(room: Room) -> None:
    incident = await room.incident()
    for number in range(30):
        await incident.record([Recording(Action(text=f"ring unit {number}", owner="Sam Okafor"))])
    counting = Counting(room.ledger)
    tonight = Tonight(room.desk(ledger=counting))
    tonight.read()
    assert counting.read == 31
    await incident.note("a line that bears on nothing")
    await incident.record([Recording(Action(text="one more", owner="Sam Okafor"))])
    tonight.read()
    assert counting.read == 32
    assert tonight.incidents[0].view.count == 33


async def test_what_was_added_makes_the_same_state_as_reading_all(room: Room) -> None:
    incident = await room.incident()
    tonight = Tonight(room.desk())
    tonight.read()
    (action,) = await incident.record([Recording(Action(text="ring back", owner="Sam Okafor"))])
    (done,) = await incident.record([Recording(ActionDone(action=action.id, outcome="rang"))])
    tonight.read()
    assert not tonight.incidents[0].view.state.open_actions
    await incident.record([Recording(Correction(entry=done.id, reason="it was another action"))])
    tonight.read()
    shown = tonight.incidents[0].view
    whole = Incident.load(room.desk(), incident.reference).view()
    assert [entry.id for entry in shown.state.open_actions] == [action.id]
    assert (shown.state, shown.count) == (whole.state, whole.count)


async def test_opening_from_tonight_reads_what_was_added_meanwhile(room: Room) -> None:
    incident = await room.incident()
    await incident.record([Recording(Action(text="ring back", owner="Sam Okafor"))])
    counting = Counting(room.ledger)
    tonight = Tonight(room.desk(ledger=counting))
    tonight.read()
    await incident.record([Recording(Action(text="one more", owner="Sam Okafor"))])
    counting.read = 0
    opened = tonight.open(incident.reference)
    assert counting.read == 1
    assert (opened.state, opened.count) == (incident.state, incident.count)
    with pytest.raises(Rejected):
        tonight.open("261125-NONE")
