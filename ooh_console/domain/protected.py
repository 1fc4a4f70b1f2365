"""Protected addresses: marked wherever they are named, and told to nobody who did not send them.

An address is protected when any agency says so, however the others hold it. Free text that names
one counts too: what somebody typed, a marker, a plan.
"""

from __future__ import annotations

import re
from collections.abc import Iterable
from dataclasses import dataclass
from functools import cached_property

from ooh_console.domain.bodies import PersonLinked
from ooh_console.domain.holdings import Holdings
from ooh_console.domain.people import Address, Person
from ooh_console.domain.sources import Offer
from ooh_console.domain.state import State
from ooh_console.domain.text import line

MARK = "PROTECTED ADDRESS"
"""Stands before every line that names one."""


@dataclass(frozen=True)
class Protected:
    """The places that somebody holds as protected, and which agency sent which place."""

    places: tuple[Address, ...] = ()
    senders: tuple[tuple[str, Address], ...] = ()

    @classmethod
    def of(cls, state: State, holdings: Holdings) -> Protected:
        """What is known of the people linked, now or before, and what agencies hold now."""
        linked = [e.body for e in state.kinds.get("person_linked", ())]
        bodies = [body for body in linked if isinstance(body, PersonLinked)]
        typed = [a for body in bodies for a in (*body.protected, body.address) if a is not None]
        senders = tuple(
            (holding.agency, address)
            for holding in holdings.of(Offer.PEOPLE)
            for fact in holding.facts
            if isinstance(fact, Person)
            for address in fact.addresses
        )
        every = [*typed, *state.addresses, *(address for _, address in senders)]
        return cls(tuple({a.key: a for a in every if a.protected and a.key}.values()), senders)

    def covers(self, address: Address) -> bool:
        """Whether this place is protected."""
        return address.protected or any(same_place(address, one) for one in self.places)

    def words(self, address: Address, limit: int) -> str:
        """The address on one line, with the mark before it when it is protected."""
        said = line(address.words(), limit)
        return f"{MARK} {said}" if said and self.covers(address) else said

    def named_in(self, text: str) -> bool:
        """Whether a text names a protected place."""
        if not self._needles:
            return False
        words = f" {_plain(text)} "
        return any(f" {needle} " in words for needle in self._needles)

    def marked(self, text: str) -> str:
        """A line of text, with the mark before it when it names a protected place."""
        return f"[{MARK}] {text}" if MARK not in text and self.named_in(text) else text

    def may_hear(self, agency: str, address: Address) -> bool:
        """Whether this agency may be told this address: a protected one only by its own record."""
        return not self.covers(address) or any(
            sender == agency and same_place(address, sent) for sender, sent in self.senders
        )

    @cached_property
    def _needles(self) -> tuple[str, ...]:
        return tuple(filter(None, (_needle(place) for place in self.places)))


def protected_of(addresses: Iterable[Address]) -> tuple[Address, ...]:
    """Of all the addresses of one person, those that any agency holds as protected."""
    every = tuple(addresses)
    return tuple({a.key: a for a in every if a.protected and a.key}.values())


def same_place(one: Address, other: Address) -> bool:
    """Whether two spellings are one place: by postcode and number, else by the words."""
    if one.postcode and other.postcode:
        return one.key == other.key
    left, right = _plain(one.text), _plain(other.text)
    return bool(left and right) and (left.startswith(right) or right.startswith(left))


def _needle(place: Address) -> str:
    """The words that name a place: `7 hidden way`; without a number all of them."""
    first = _plain(place.text.split(",")[0])
    known = " ".join(place.text.replace(",", " ").split())
    whole = any(part[0].isdigit() for part in first.split()) and len(first.split()) > 1
    return first if whole else _plain(known)


def _plain(text: str) -> str:
    return " ".join(re.findall(r"\w+", text.casefold().replace("'", "").replace("’", "")))
