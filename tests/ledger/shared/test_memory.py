"""What a desk takes in of a shared log: held in one place alone, and told to whoever follows."""

from __future__ import annotations

import pytest

from ooh_console.domain.entries import REGISTER
from ooh_console.ledger.errors import LedgerUnreachable
from tests.ledger.making import note, registered, signer
from tests.ledger.shared.conftest import Desks
from tests.ledger.test_faults import until


def test_what_the_copy_has_is_kept_nowhere_else_while_the_database_is_there(desks: Desks) -> None:
    desk, other = desks(), desks()
    shown = desk.log._exchange.away._shown
    for number in range(30):
        desk.log.append_now(
            [registered(f"R{number % 5}"), note("mine", f"R{number % 5}")], signer()
        )
        other.write("theirs", "R1")
        desk.texts("R1")
    desk.log.append_now([note("the last", "R9")], signer())
    until(lambda: desk.log._copy.head("R9") == 1 and not shown.keys() - {REGISTER})
    assert len(shown.get(REGISTER, ())) <= 1
    desk.proxy.cut()
    until(lambda: desk.away)
    assert desk.log.head("R1") == other.log.head("R1")
    assert len(desk.log.rows("R1", 1, 99)) == 36


def test_what_was_taken_in_is_told_although_the_server_went_away_meanwhile(
    desks: Desks, monkeypatch: pytest.MonkeyPatch
) -> None:
    desk, other = desks(), desks()
    desk.write("one")
    until(lambda: desk.log._copy.head("R1") == 1)
    desk.proxy.cut()
    until(lambda: desk.away)
    other.write("two")
    desk.told.clear()
    exchange, left = desk.log._exchange, [True]

    def look() -> None:
        if left and left.pop():
            raise LedgerUnreachable("away again")
        type(exchange).look(exchange)

    monkeypatch.setattr(exchange, "look", look)
    desk.proxy.mend()
    until(lambda: not desk.away)
    assert {"R1": 2} in desk.told
