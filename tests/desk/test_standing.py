"""Who sits at a running desk, when somebody writes into its register beside the console."""

from __future__ import annotations

import pytest

from ooh_console.desk.desk import Desk, Recording
from ooh_console.desk.standing import look
from ooh_console.domain import bodies
from ooh_console.domain.entries import REGISTER
from ooh_console.ledger.appending import Appending, Signed
from ooh_console.ledger.ledger import Ledger
from tests.desk.desks import Room


def forged(desk: Desk, body: bodies.RegisterBody) -> None:
    """By a program of somebody's own, in the name of the person at the desk."""
    now = desk.clock()
    entry = desk.written(REGISTER, Recording(body), now, now)
    ledger = desk.ledger
    assert isinstance(ledger, Ledger)
    row = Signed(entry, entry.digest(), "00" * 64)
    ledger.writes(lambda d, c: Appending(d, c, lambda: False).append([row], {}, {}))


@pytest.mark.parametrize("what", ["disabled", "another role"])
def test_a_forged_line_moves_nobody_from_the_desk_and_is_told(room: Room, what: str) -> None:
    desk = room.desk()
    name, role = desk.operator.name, desk.operator.role
    body: bodies.RegisterBody = bodies.OperatorDisabled(name=name, why="gone")
    if what == "another role":
        body = bodies.OperatorRoleSet(name=name, role="control room")
    forged(desk, body)
    assert not look(desk)
    assert (desk.vacant, desk.operator.role) == ("", role)
    (said,) = desk.notices
    assert said.startswith("The register's entry 2 says who signs in, or as what, and was not")
    assert not look(desk)
    assert len(desk.notices) == 1, "told once"
