"""Who signs in at a desk, and as what: said by whoever may, on the register, from now on.

An on-call manager says it. While a desk has none, anybody who signs in there does, else its first
operator would stay its only one. Nobody takes themselves away or gives themselves a role: it needs
two people. A new passphrase for oneself anybody may take.
"""

from __future__ import annotations

from collections.abc import Callable, Collection
from dataclasses import replace
from datetime import datetime

from ooh_console.desk.desk import Desk, NotAllowed, Recording, Rejected
from ooh_console.domain.bodies import (
    OperatorAdded,
    OperatorDisabled,
    OperatorRoleSet,
    Refused,
    RegisterBody,
)
from ooh_console.domain.entries import REGISTER
from ooh_console.domain.operators import LONGEST_NAME, Operators, Person, unfit_name
from ooh_console.domain.roles import Role
from ooh_console.domain.text import is_blank, line, name_key
from ooh_console.domain.times import to_milliseconds

MANAGERS_ONLY = (
    "Only an on-call manager says who signs in here, and as what: ask one. (While a desk has no "
    "manager, everybody who signs in there can.)"
)
NOT_ONESELF = "Nobody {does} themselves: somebody else who may must do it."


async def adding(desk: Desk, name: str, role: str | None, agency: str | None) -> Person:
    """Whom it would be, before anybody types a passphrase: somebody new, or one who is there
    already and gets one more key.

    Raises `NotAllowed` (with the refusal on the register), `Rejected`, and the ledger's errors.
    """
    known = await _allowed(desk, f"add {line(name, LONGEST_NAME)} as an operator")
    person = known.called(name)
    _name(person.name if person is not None else name)
    if person is not None and person.may_sign_in:
        if role not in (None, person.role):
            raise Rejected(
                f"{person.name} is {person.role} here: change that with `operators roles`. Nothing "
                "was changed."
            )
        return person
    if role is None:
        raise Rejected("Say as what: --role duty, control or manager. Nothing was changed.")
    return Person(
        person.name if person is not None else name,
        Role(role),
        agency or desk.operator.agency,
    )


async def add(desk: Desk, person: Person, public_key: str) -> OperatorAdded:
    """They may sign in where this key is. Raises as `adding`."""
    body = OperatorAdded(
        name=person.name, role=person.role, agency=person.agency, public_key=public_key
    )
    await _allowed(desk, f"add {person.name} as an operator")
    await desk.register(body)
    return body


async def disable(
    desk: Desk,
    name: str,
    why: str,
    *,
    key: str = "",
    since: datetime | None = None,
    late_reason: str = "",
) -> OperatorDisabled:
    """Somebody, or one key of theirs (the beginning of its public half is enough), signs no more.

    `since` is when the key was lost, where that is known. Raises as `add`, and `LateWithoutReason`.
    """
    known = await _allowed(desk, f"disable {line(name, LONGEST_NAME)}")
    person = _somebody(known, name)
    public_key = _key_of(person, key) if key else ""
    if person.name == desk.operator.name and public_key in ("", desk.signer.public_key):
        raise Rejected(NOT_ONESELF.format(does="disables"))
    if is_blank(why):
        raise Rejected("Say why: --why. Nothing was changed.")
    body = OperatorDisabled(name=person.name, why=why, public_key=public_key)
    now = to_milliseconds(desk.clock())
    if since is not None and since > now:
        raise Rejected("That is still to come. Nothing was changed.")
    item = desk.written(REGISTER, Recording(body), since or now, now, late_reason)
    await desk.ledger.append([item], desk.signer)
    return body


async def resetting(desk: Desk, name: str, here: Callable[[Person], Collection[str]]) -> Person:
    """Who would get a new passphrase, with the keys that it replaces: those at this computer, which
    `here` names. Raises as `adding`."""
    known = await _may_reset(desk, name)
    person = _somebody(known, name)
    at_hand = here(person)
    old = tuple(key for key in person.keys if key.counts and key.public_key in at_hand)
    if not old:
        raise Rejected(
            f"{person.name} has no key at this computer: do it at theirs, or add one here with "
            "`operators add`. Nothing was changed."
        )
    return replace(person, keys=old)


async def reset(desk: Desk, person: Person, public_key: str, why: str) -> OperatorAdded:
    """A new key in place of these. What they signed stays good. Raises as `adding`."""
    await _may_reset(desk, person.name)
    added = OperatorAdded(
        name=person.name, role=person.role, agency=person.agency, public_key=public_key
    )
    ends = (
        OperatorDisabled(name=person.name, why=why, public_key=key.public_key)
        for key in person.keys
    )
    await desk.register(added, *ends)
    return added


async def _may_reset(desk: Desk, name: str) -> Operators:
    if name_key(name) == name_key(desk.operator.name):
        return desk.ledger.operators()
    return await _allowed(desk, f"give {line(name, LONGEST_NAME)} a new passphrase")


async def set_role(desk: Desk, name: str, role: str, why: str = "") -> OperatorRoleSet:
    """Somebody has another role from now on. Raises as `add`."""
    known = await _allowed(desk, f"make {line(name, LONGEST_NAME)} {role}")
    person = _somebody(known, name)
    if person.name == desk.operator.name:
        raise Rejected(NOT_ONESELF.format(does="gives a role to"))
    _name(person.name)
    if person.role == role:
        raise Rejected(f"{person.name} is {role} already. Nothing was changed.")
    body = OperatorRoleSet(name=person.name, role=Role(role), why=why)
    await desk.register(body)
    return body


async def _allowed(desk: Desk, what: str) -> Operators:
    known = desk.ledger.operators()
    if not known.may_change(desk.operator.name):
        refused: RegisterBody = Refused(what=what, why=MANAGERS_ONLY)
        await desk.register(refused)
        raise NotAllowed(MANAGERS_ONLY)
    return known


def _somebody(known: Operators, name: str) -> Person:
    person = known.called(name)
    if person is None:
        there = ", ".join(f"«{line(one.name, LONGEST_NAME)}»" for one in known.active)
        raise Rejected(
            f"There is no operator «{line(name, LONGEST_NAME)}». Those who sign in: {there}. "
            "Nothing was changed."
        )
    if not person.may_sign_in:
        raise Rejected(f"{person.name} is disabled already. Nothing was changed.")
    return person


def _name(name: str) -> None:
    if why := unfit_name(name):
        raise Rejected(f"{why} Nothing was changed.")


def _key_of(person: Person, beginning: str) -> str:
    wanted = beginning.strip().casefold()
    found = [key.public_key for key in person.keys if key.public_key.startswith(wanted)]
    if len(found) != 1 or found[0] not in person.public_keys:
        raise Rejected(
            f"{person.name} has no single key that begins with «{line(beginning, 70)}» and signs: "
            "`operators list` shows them. Nothing was changed."
        )
    return found[0]
