"""Who may sign in, and with which keys: a fold over the register."""

from __future__ import annotations

from collections.abc import Iterable, Mapping
from dataclasses import dataclass, field, replace
from datetime import datetime

from ooh_console.domain.bodies import OperatorAdded, OperatorDisabled, OperatorRoleSet
from ooh_console.domain.entries import AnyBody, Entry
from ooh_console.domain.roles import Role
from ooh_console.domain.text import is_blank, line, name_key

RECOVERY = "recovery key"
"""The role of a key that is on paper: it may say who signs in, and signs in itself nowhere."""

ACCOUNT, RECOVERY_NAMES = "account ", "Recovery key"
"""How the names begin of an account of the operating system, and of a recovery key: of nobody."""
LONGEST_NAME = 100
"""Characters."""


def unfit_name(name: str) -> str | None:
    """Why nobody can sign in under this name, in one sentence; `None` when somebody can."""
    if is_blank(name) or line(name, LONGEST_NAME) != name:
        return (
            "A name stands under every entry: type it in one line, at most "
            f"{LONGEST_NAME} characters."
        )
    if f"{name_key(name)} ".startswith((ACCOUNT, f"{RECOVERY_NAMES.casefold()} ")):
        return (
            f"A name that begins with «{line(name).split()[0]}» is one that the console gives: "
            "type the name of the person."
        )
    return None


@dataclass(frozen=True, slots=True)
class Key:
    """One key of a person: what it signed until it was disabled is theirs."""

    public_key: str
    """Ed25519, hexadecimal."""
    added_at: datetime
    desk: str
    """Where it was put on the register."""
    disabled_at: datetime | None = None
    disabled_by: str = ""
    why: str = ""

    @property
    def counts(self) -> bool:
        """Whether it signs today."""
        return self.disabled_at is None


@dataclass(frozen=True, slots=True)
class Person:
    """Somebody on the register. They may have a key for each computer at which they work."""

    name: str
    role: str
    agency: str
    keys: tuple[Key, ...] = ()
    had: frozenset[str] = frozenset()
    """Every role that they ever had."""

    @property
    def may_sign_in(self) -> bool:
        """Whether any key of theirs still counts."""
        return any(key.counts for key in self.keys)

    @property
    def public_keys(self) -> frozenset[str]:
        """Those that count."""
        return frozenset(key.public_key for key in self.keys if key.counts)

    @property
    def disabled(self) -> Key | None:
        """The key that was disabled last, where none counts any more."""
        if self.may_sign_in:
            return None
        return max(self.keys, key=lambda key: key.disabled_at or key.added_at, default=None)


@dataclass(frozen=True, slots=True)
class Operators:
    """Everybody whom the register names, in the order in which they were added."""

    people: Mapping[str, Person] = field(default_factory=dict)
    doubted: tuple[int, ...] = ()
    """Places of lines of the register that say who signs in and were not believed: nobody signed
    them who could say it."""

    def __bool__(self) -> bool:
        return bool(self.people)

    @property
    def active(self) -> tuple[Person, ...]:
        """Those who may sign in, somewhere."""
        return tuple(person for person in self.people.values() if person.may_sign_in)

    def get(self, name: str) -> Person | None:
        """Whoever has this name, also when they may not sign in any more."""
        return self.people.get(name)

    def called(self, name: str) -> Person | None:
        """As `get`, however it is spelt: two spellings of one name would be two people under the
        entries of one."""
        wanted = name_key(name)
        return next((one for one in self.people.values() if name_key(one.name) == wanted), None)

    def holder(self, name: str, public_key: str) -> Person | None:
        """The person of this name, where this key of theirs counts."""
        person = self.people.get(name)
        return person if person is not None and public_key in person.public_keys else None

    def disabled_at(self, name: str, public_key: str) -> datetime | None:
        """From when on this key of theirs does not count; `None` while it does."""
        person = self.people.get(name)
        keys = person.keys if person is not None else ()
        return next((key.disabled_at for key in keys if key.public_key == public_key), None)

    def may_change(self, by: str) -> bool:
        """Whether somebody may say who signs in, and as what.

        An on-call manager, or a recovery key. While a desk has no manager, anybody who signs in
        there: else its first operator would stay its only one.
        """
        there = {person.name: person.role for person in self.active}
        may = (Role.MANAGER, RECOVERY)
        return by in there and (there[by] in may or Role.MANAGER not in there.values())

    def allows(self, body: AnyBody, by: str) -> bool:
        """Whether somebody may put this on the register. The very first adds themselves; and a
        passphrase of one's own anybody may change, which is a new key in place of the old."""
        if not self.people or self.may_change(by):
            return True
        person = self.people.get(by)
        match body:
            case OperatorAdded() if person is not None and person.may_sign_in:
                same = (person.name, person.role, person.agency)
                return (body.name, body.role, body.agency) == same
            case OperatorDisabled() if person is not None:
                return body.name == by and body.public_key in person.public_keys
            case _:
                return False

    def with_body(self, body: AnyBody, at: datetime, by: str, desk: str) -> Operators:
        """After this too, which happened at this moment. What is about nobody here, or was put
        there by somebody who may not, changes nothing."""
        if not self.allows(body, by):
            return self
        match body:
            case OperatorAdded():
                before = self.people.get(body.name)
                keys = before.keys if before is not None else ()
                if all(key.public_key != body.public_key for key in keys):
                    keys = (*keys, Key(body.public_key, at, desk))
                had = (before.had if before is not None else frozenset()) | {body.role}
                return self._with(Person(body.name, body.role, body.agency, keys, had))
            case OperatorDisabled():
                person = self.people.get(body.name)
                if person is None:
                    return self
                keys = tuple(_without(key, body, at, by) for key in person.keys)
                return self._with(replace(person, keys=keys))
            case OperatorRoleSet():
                person = self.people.get(body.name)
                if person is None:
                    return self
                return self._with(replace(person, role=body.role, had=person.had | {body.role}))
            case _:
                return self

    def _with(self, person: Person) -> Operators:
        return replace(self, people={**self.people, person.name: person})


def _without(key: Key, body: OperatorDisabled, at: datetime, by: str) -> Key:
    meant = key.counts and body.public_key in ("", key.public_key)
    return replace(key, disabled_at=at, disabled_by=by, why=body.why) if meant else key


def with_entries(operators: Operators, entries: Iterable[Entry]) -> Operators:
    """After these entries of the register too, by place, which are known to be by their authors."""
    for entry in entries:
        operators = operators.with_body(entry.body, entry.occurred_at, entry.operator, entry.desk)
    return operators
