"""Who sits at a running desk, as the register has it at this moment: a role that was changed, or a
person who was disabled, counts there from then on and not from the next sign-in."""

from __future__ import annotations

from collections.abc import Callable, Mapping

from ooh_console.desk.desk import Desk
from ooh_console.desk.ports import Operator
from ooh_console.domain.entries import REGISTER
from ooh_console.domain.operators import Operators, Person
from ooh_console.domain.text import line
from ooh_console.domain.times import day_clock


def keep_standing(desk: Desk, changed: Callable[[], object]) -> Callable[[], None]:
    """Follows the register; `changed` is called, from a thread of the ledger, when the person at
    the desk has another role, or may record no more. Returns what ends it."""

    def news(heads: Mapping[str, int]) -> None:
        if REGISTER in heads and look(desk):
            changed()

    return desk.ledger.follow(news)


def look(desk: Desk) -> bool:
    """Whether the person at the desk stands differently now than before. Blocking and quick.

    Raises the ledger's errors.
    """
    if desk.vacant:
        return False
    known = desk.ledger.operators()
    say_doubted(desk, known)
    # One look at the key: somebody may be taking the desk at this moment.
    signer, sits = desk.signer, desk.operator
    over = known.disabled_at(signer.name, signer.public_key)
    if over is not None:
        if desk.signer is signer:
            desk.leave(_why(known.people[signer.name], signer.public_key, desk))
        return True
    person = known.get(signer.name)
    if person is None:
        return False
    if person.name != sits.name or person.role == sits.role:
        return False
    desk.operator = Operator(person.name, person.role, person.agency)
    return True


def say_doubted(desk: Desk, known: Operators) -> None:
    """Tonight tells, once, of lines of the register that were not believed."""
    new = (one for one in map(_doubt, known.doubted) if one not in desk.notices)
    desk.notices = (*desk.notices, *new)


def _doubt(seq: int) -> str:
    return (
        f"The register's entry {seq} says who signs in, or as what, and was not signed by anybody "
        "who can say it: it was not believed. Somebody wrote into the database beside the "
        "console: tell whoever keeps it, and see `ooh-console verify`."
    )


def _why(person: Person, public_key: str, desk: Desk) -> str:
    one = next(key for key in person.keys if key.public_key == public_key)
    assert one.disabled_at is not None
    when = day_clock(one.disabled_at, desk.habits.tz)
    return (
        f"{line(person.name, 60)} signs no more, from {when} on ({line(one.disabled_by, 60)}: "
        f"{line(one.why, 100)}). What was recorded before is saved, and what was typed is kept. "
        "Somebody else signs in."
    )
