"""Reading an incident while others record in it: each entry counts once."""

from __future__ import annotations

import pytest

from ooh_console.desk.desk import Desk, Recording
from ooh_console.desk.incident import Incident
from ooh_console.desk.tonight import Tonight
from ooh_console.domain import bodies as b
from ooh_console.domain.state import fold
from tests.desk.desks import Room

RESTRICTED = b.DisclosureRestricted(what="the plan", until="lead says so")


def record(desk: Desk, reference: str) -> None:
    """As another desk would."""
    now = desk.clock()
    desk.ledger.append_now([desk.written(reference, Recording(RESTRICTED), now, now)], desk.signer)  # type: ignore[attr-defined]


@pytest.mark.parametrize("called", [1, 2])
async def test_what_is_recorded_while_it_is_read_counts_once(
    room: Room, monkeypatch: pytest.MonkeyPatch, called: int
) -> None:
    other = await room.incident()
    desk = room.desk()
    usual, calls = desk.ledger.head, []

    def head(reference: str) -> int:
        found = usual(reference)
        calls.append(found)
        if len(calls) == called:
            record(desk, reference)
        return found

    monkeypatch.setattr(desk.ledger, "head", head)
    incident = Incident.load(desk, other.reference)
    incident.catch_up()
    incident.catch_up()
    assert incident.state.kinds == fold(room.log(other)).kinds
    assert len(incident.state.restrictions) == 1
    assert incident.count == usual(other.reference)


async def test_what_is_recorded_while_tonight_reads_counts_once(
    room: Room, monkeypatch: pytest.MonkeyPatch
) -> None:
    """The list is read, then the incident: what comes in between is in the state already."""
    other = await room.incident()
    desk = room.desk()
    tonight = Tonight(desk)
    usual, states = desk.ledger.incidents, []
    opened = Tonight.open

    def incidents() -> object:
        found = usual()
        record(desk, other.reference)
        return found

    monkeypatch.setattr(desk.ledger, "incidents", incidents)
    monkeypatch.setattr(
        Tonight, "open", lambda t, name: states.append(opened(t, name)) or states[-1]
    )
    tonight.read(60)
    assert tonight.open(other.reference).state.kinds == fold(room.log(other)).kinds
    assert len(states[-1].state.restrictions) == 1
    assert states[-1].count == desk.ledger.head(other.reference)
