"""Whoever can write into the database can put a line into the register: it makes nobody anything
without the signature of somebody who could say so."""

from __future__ import annotations

from collections.abc import Sequence
from typing import Any

import pytest
from hypothesis import given
from hypothesis import strategies as st

from ooh_console.domain import bodies
from ooh_console.domain.entries import REGISTER, Written
from ooh_console.domain.roles import Role
from ooh_console.ledger import statements as sql
from ooh_console.ledger.appending import Appending, Signed
from ooh_console.ledger.believing import believed
from ooh_console.ledger.errors import LedgerDamaged
from ooh_console.ledger.ledger import Ledger
from ooh_console.ledger.verification import Found
from tests.ledger.making import DUTY, MANAGER, begin_register, item, note, signer

MALLORY = "Mallory Vane"


def adds(name: str, by: str, role: str = Role.MANAGER, minute: float = 0) -> Written:
    body = bodies.OperatorAdded(
        name=name, role=role, agency="OOH", public_key=signer(name).public_key
    )
    return item(body, REGISTER, operator=by, minute=minute)


def disables(name: str, by: str, minute: float = 0) -> Written:
    return item(
        bodies.OperatorDisabled(name=name, why="gone"), REGISTER, operator=by, minute=minute
    )


def put(ledger: Ledger, written: Written, signature: str) -> None:
    """As a program of somebody's own does, which has the rights of a desk and no key."""
    row = Signed(written, written.digest(), signature)
    ledger.writes(
        lambda database, connection: Appending(database, connection, lambda: False).append(
            [row], {}, {}
        )
    )


FORGED = {
    "no signature": lambda written: "",
    "noughts": lambda written: "00" * 64,
    "a key of their own": lambda written: signer(MALLORY).sign(written.digest()),
    "another line's": lambda written: signer(DUTY).sign("another"),
}


@pytest.mark.parametrize("how", FORGED)
def test_a_line_that_nobody_signed_makes_nobody_anything(ledger: Ledger, how: str) -> None:
    begin_register(ledger)
    before = ledger.operators()
    for line in (adds(MALLORY, DUTY), disables(MANAGER, DUTY), disables(DUTY, DUTY)):
        put(ledger, line, FORGED[how](line))
    found = ledger.operators()
    assert (found.people, found.doubted) == (before.people, (3, 4, 5))
    # What is signed with the key that it names is nobody's.
    ledger.append_now([note("hello", operator=MALLORY)], signer(MALLORY))
    forged = [f for f in ledger.verify().findings if f.what is Found.FORGED]
    assert [(f.incident, f.seq) for f in forged] == [
        (REGISTER, 3), (REGISTER, 4), (REGISTER, 5), ("R1", 1),
    ]  # fmt: skip


def test_a_key_that_was_disabled_says_nothing_any_more(ledger: Ledger) -> None:
    begin_register(ledger)
    ledger.append_now([disables(DUTY, MANAGER, minute=5)], signer(MANAGER))
    late = adds(MALLORY, DUTY, minute=9)
    put(ledger, late, signer(DUTY).sign(late.digest()))
    assert MALLORY not in ledger.operators().people


@pytest.mark.parametrize("line", [adds(MALLORY, MALLORY), item(bodies.SignedIn(), REGISTER)])
def test_a_register_in_which_nobody_is_believed_is_no_new_desk(
    ledger: Ledger, line: Written
) -> None:
    put(ledger, line, "00" * 64)
    with pytest.raises(LedgerDamaged, match="Nobody was signed in"):
        ledger.operators()


# Any register: who is in it is what the signed lines say, whatever stands between them

NAMES = (DUTY, MANAGER, MALLORY)


@given(
    st.lists(
        st.tuples(
            st.sampled_from(["adds", "disables"]),
            st.sampled_from(NAMES),
            st.sampled_from(NAMES),
            st.sampled_from([None, *FORGED]),
        ),
        max_size=12,
    )
)
def test_lines_that_nobody_signed_change_nothing(
    steps: Sequence[tuple[str, str, str, Any]],
) -> None:
    def row(seq: int, written: Written, signature: str) -> tuple[object, ...]:
        values = [getattr(written, name) for name in sql.WRITTEN_COLUMNS]
        return (*values, seq, written.digest(), signature, "", "")

    first = adds(DUTY, DUTY, "duty worker")
    rows = [(True, row(1, first, signer(DUTY).sign(first.digest())))]
    for seq, (what, name, by, how) in enumerate(steps, 2):
        written = adds(name, by) if what == "adds" else disables(name, by, minute=seq)
        good = how is None
        signature = signer(by).sign(written.digest()) if good else FORGED[how](written)
        # Mallory's own key signs for Mallory, once somebody has added them.
        good = good or (how == "a key of their own" and by == MALLORY)
        rows.append((good, row(seq, written, signature)))
    everything = believed(each for _, each in rows)
    assert everything.people == believed(each for good, each in rows if good).people
    assert {seq for seq, (good, _) in enumerate(rows, 1) if not good} <= set(everything.doubted)
