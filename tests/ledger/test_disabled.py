"""A key that was disabled: what it signed before verifies, what it signed after is a finding."""

from __future__ import annotations

from dataclasses import replace
from pathlib import Path

import pytest

from ooh_console.domain import bodies
from ooh_console.domain.entries import REGISTER, Written
from ooh_console.domain.roles import Role
from ooh_console.ledger.keys import OperatorKey
from ooh_console.ledger.ledger import Ledger
from ooh_console.ledger.verification import Finding, Found
from tests.ledger.making import DUTY, MANAGER, added, item, note, signer

OVER = 30
"""Minute at which the key is disabled."""


def disabled(
    name: str, *, by: str = MANAGER, public_key: str = "", minute: float = OVER
) -> Written:
    body = bodies.OperatorDisabled(name=name, why="left the team", public_key=public_key)
    return item(body, REGISTER, operator=by, minute=minute)


def another_key(name: str) -> OperatorKey:
    key = signer(f"another key of {name}")
    key.name = name
    return key


def found(ledger: Ledger) -> list[Finding]:
    return list(ledger.verify().findings)


def test_before_is_theirs_and_after_is_a_finding(night: Path) -> None:
    with Ledger.open(night) as ledger:
        ledger.append_now([note("before", minute=29)], signer())
        ledger.append_now([disabled(DUTY)], signer(MANAGER))
        assert found(ledger) == []
        assert ledger.operators().get(DUTY).disabled.why == "left the team"  # type: ignore[union-attr]
        # Written while the database was away: its place comes after, its moment does not.
        ledger.append_now([note("from the outbox", minute=OVER - 0.01)], signer())
        assert found(ledger) == []
        ledger.append_now([note("at that moment", minute=OVER)], signer())
        ledger.append_now([note("after", "R2", minute=90)], signer())
        one, two = found(ledger)
    assert (one.what, one.incident, one.seq) == (Found.DISABLED, "R1", 8)
    assert (two.what, two.incident) == (Found.DISABLED, "R2")
    assert "25 Nov 2026 03:33 GMT" in two.sentence, "recorded"
    assert "disabled from 25 Nov 2026 02:33 GMT on" in two.sentence


def test_one_key_of_two_is_disabled(night: Path) -> None:
    new = another_key(DUTY)
    body = bodies.OperatorAdded(name=DUTY, role="x", agency="OOH", public_key=new.public_key)
    lost = disabled(DUTY, public_key=signer().public_key)
    with Ledger.open(night) as ledger:
        ledger.append_now([item(body, REGISTER, operator=MANAGER), lost], signer(MANAGER))
        ledger.append_now([note("with the new one", minute=60)], new)
        assert found(ledger) == []
        person = ledger.operators().get(DUTY)
        assert person is not None
        assert person.public_keys == {new.public_key}
        assert person.may_sign_in
        ledger.append_now([note("with the lost one", minute=61)], signer())
        (finding,) = found(ledger)
    assert finding.what is Found.DISABLED


def test_whoever_comes_back_has_a_new_key_and_the_old_one_stays_disabled(night: Path) -> None:
    new = another_key(DUTY)
    body = bodies.OperatorAdded(name=DUTY, role="x", agency="OOH", public_key=new.public_key)
    again = bodies.OperatorAdded(name=DUTY, role="x", agency="OOH", public_key=signer().public_key)
    with Ledger.open(night) as ledger:
        ledger.append_now([disabled(DUTY)], signer(MANAGER))
        ledger.append_now(
            [
                item(body, REGISTER, operator=MANAGER, minute=40),
                item(again, REGISTER, operator=MANAGER, minute=41),
            ],
            signer(MANAGER),
        )
        ledger.append_now([note("back", minute=50)], new)
        assert found(ledger) == []
        ledger.append_now([note("old key", minute=51)], signer())
        assert [one.what for one in found(ledger)] == [Found.DISABLED]


@pytest.mark.parametrize(
    "body",
    [
        bodies.OperatorAdded(
            name="A Friend", role=Role.MANAGER, agency="OOH", public_key=signer("f").public_key
        ),
        bodies.OperatorDisabled(name=MANAGER, why="in the way"),
        bodies.OperatorRoleSet(name=DUTY, role=Role.MANAGER),
    ],
    ids=lambda body: body.kind,
)
def test_where_there_is_a_manager_nobody_else_says_who_signs_in(
    night: Path, body: bodies.RegisterBody
) -> None:
    """Also not with a program of their own."""
    promoted = bodies.OperatorRoleSet(name=MANAGER, role=Role.MANAGER)
    with Ledger.open(night) as ledger:
        ledger.append_now([item(promoted, REGISTER, operator=DUTY)], signer())
        assert found(ledger) == []
        ledger.append_now([added("Third", by=MANAGER)], signer(MANAGER))
        assert found(ledger) == []
        ledger.append_now([item(body, REGISTER, operator=DUTY)], signer())
        (finding,) = found(ledger)
    assert (finding.what, finding.incident) == (Found.NOT_ALLOWED, REGISTER)
    assert f"is by {DUTY}" in finding.sentence


@pytest.mark.parametrize(
    ("role", "body", "said"),
    [
        (Role.DUTY, bodies.Note(text="x"), "the register never had Control as that"),
        (Role.CONTROL, bodies.IncidentClosed(reason="x"), "may not record"),
        (Role.CONTROL, bodies.Note(text="x"), ""),
    ],
)
def test_a_role_that_was_not_theirs_and_what_a_role_may_not_do(
    night: Path, role: Role, body: bodies.IncidentBody, said: str
) -> None:
    """As somebody would write it with a program of their own: a desk refuses it."""
    key = signer("Control")
    add = bodies.OperatorAdded(
        name="Control", role=Role.CONTROL, agency="Police", public_key=key.public_key
    )
    with Ledger.open(night) as ledger:
        ledger.append_now([item(add, REGISTER)], signer())
        ledger.append_now([replace(item(body, operator="Control"), role=role)], key)
        findings = found(ledger)
    assert [(one.what, said in one.sentence) for one in findings] == (
        [(Found.NOT_ALLOWED, True)] if said else []
    )
