"""Reading an incident while others record in it: each entry counts once."""

from __future__ import annotations

import pytest

from ooh_console.desk.desk import Recording
from ooh_console.desk.incident import Incident
from ooh_console.domain import bodies as b
from ooh_console.domain.state import fold
from tests.desk.desks import Room


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
            item = desk.written(
                reference,
                Recording(b.DisclosureRestricted(what="the plan", until="lead says so")),
                desk.clock(),
                desk.clock(),
            )
            desk.ledger.append_now([item], desk.signer)
        return found

    monkeypatch.setattr(desk.ledger, "head", head)
    incident = Incident.load(desk, other.reference)
    incident.catch_up()
    incident.catch_up()
    assert incident.state.kinds == fold(room.log(other)).kinds
    assert len(incident.state.restrictions) == 1
    assert incident.count == usual(other.reference)
