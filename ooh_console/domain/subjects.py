"""Markers by whom or what they are about, with the relation to the baby; possible duplicates."""

from __future__ import annotations

import re
from collections.abc import Collection, Sequence
from dataclasses import dataclass

from ooh_console.domain.bodies import MarkerRead
from ooh_console.domain.disputes import IN_DOUBT
from ooh_console.domain.entries import Entry, body_of
from ooh_console.domain.holdings import Holding
from ooh_console.domain.markers import Marker, Subject, SubjectKind
from ooh_console.domain.matches import Known, alike, number_in
from ooh_console.domain.people import Address, Relation
from ooh_console.domain.persons import BABIES, LinkedPerson, babies, called, persons
from ooh_console.domain.state import State
from ooh_console.domain.text import clean, line, name_key

Held = tuple[Holding, Marker]


@dataclass(frozen=True, slots=True)
class About:
    """Whom or what markers are about, as far as this incident knows."""

    key: tuple[str, str]
    name: str
    relation: str
    """`father of the baby`, `address of this incident`, `not linked to this incident`."""


@dataclass(frozen=True, slots=True)
class Group:
    """The markers about one person or address."""

    about: About
    held: tuple[Held, ...]


def about(holding: Holding, marker: Marker, state: State, in_doubt: Collection[str] = ()) -> About:
    """Whom a marker concerns: by number or identifier; by name alone it says so.

    `in_doubt` are numbers that are held for two people: they say of nobody that it is them.
    """
    subject = marker.subject
    if subject.kind is SubjectKind.ADDRESS:
        return _place(subject, state)
    if not (subject.name or subject.nhs_number or subject.identifier):
        return About(("nobody", ""), "Subject not named", "read the text of each")
    everybody = persons(state)
    number = number_in(subject.nhs_number)
    doubtful = bool(number) and number in in_doubt
    if not doubtful:
        for person in everybody:
            same_number = person.is_by_number(number)
            if same_number or person.is_by_identifier(holding.agency, subject.identifier):
                name = line(called(person, state), 90)
                return About(("person", person.id), name, _relation(person, state))
    name = subject.words()
    perhaps = [one for one in everybody if _perhaps(holding.agency, subject, one, doubtful)]
    if perhaps or doubtful:
        who = " or ".join(_relation(one, state) for one in perhaps) or "somebody"
        if len(perhaps) > 1:
            who = " or ".join(line(called(one, state), 60) for one in perhaps)
        why = f"{IN_DOUBT}, two people have it" if doubtful else "by name alone"
        said = f"perhaps {who}: {why}, nobody has confirmed it"
        return About(("perhaps", f"{name_key(name)} {subject.identifier}".strip()), name, said)
    key = subject.nhs_number or f"{name_key(name)} {subject.identifier}"
    return About(("other", key), name, "not linked to this incident")


def _perhaps(agency: str, subject: Subject, person: LinkedPerson, doubtful: bool) -> bool:
    """Whether a name alone may mean this person: not where a number, or this agency's own
    identifier, says that they are somebody else."""
    number = number_in(subject.nhs_number)
    if doubtful:
        return number in person.numbers
    if number and person.numbers:
        return False
    own = {body.identifiers[agency] for body in person.bodies if agency in body.identifiers}
    if subject.identifier and own:
        return False
    return any(alike(Known(name=body.name), Known(name=subject.name)) for body in person.bodies)


def _relation(person: LinkedPerson, state: State) -> str:
    """What they are to the baby; of several babies, which."""
    every = babies(state)
    if person.relation in BABIES and len(every) > 1:
        place = [one.id for one in every].index(person.id) + 1
        return f"{person.relation} {place} of {len(every)}"
    return _of_baby(person.relation)


def _of_baby(relation: Relation) -> str:
    if relation in (Relation.UNBORN, Relation.BABY):
        return "the baby" if relation is Relation.BABY else "the unborn baby"
    if relation is Relation.PARTNER:
        return "mother's partner"
    return (
        f"{relation} of the baby" if relation is not Relation.OTHER else "linked, relation: other"
    )


def _place(subject: Subject, state: State) -> About:
    place = Address(text=subject.address, postcode=subject.postcode)
    key = place.key or name_key(subject.address)
    if _same(place, state.address):
        here = line(state.address.words(), 80)
        return About(("address", "here"), here, "address of this incident")
    for person in state.people:
        if person.address is not None and _same(place, person.address):
            whose = f"address of {line(person.name, 40)}, {_of_baby(person.relation)}"
            return About(("address", key), subject.words(), whose)
    return About(("address", key), subject.words(), "another address")


def _same(one: Address, other: Address) -> bool:
    if one.postcode and other.postcode:
        return one.key == other.key
    # Without a postcode, the words must be the same or the beginning of the other's.
    left, right = name_key(one.text), name_key(other.text)
    return bool(left and right) and (left.startswith(right) or right.startswith(left))


def groups(held: Sequence[Held], state: State, in_doubt: Collection[str] = ()) -> tuple[Group, ...]:
    """Every marker once, by whom it is about. A group stands where its first marker stands, so the
    order of `held` (the loudest first) decides."""
    found: dict[tuple[str, str], list[Held]] = {}
    abouts: dict[tuple[str, str], About] = {}
    for pair in held:
        one = about(*pair, state, in_doubt)
        abouts.setdefault(one.key, one)
        found.setdefault(one.key, []).append(pair)
    return tuple(
        Group(abouts[key], tuple(_duplicates_together(pairs))) for key, pairs in found.items()
    )


def _duplicates_together(held: Sequence[Held]) -> list[Held]:
    """Possible duplicates one under the other, at the place of the first."""
    left, found = list(held), list[Held]()
    while left:
        first = left.pop(0)
        alike = [pair for pair in left if duplicates(first[1], pair[1])]
        found += [first, *alike]
        left = [pair for pair in left if pair not in alike]
    return found


def duplicates_of(
    pair: Held, held: Sequence[Held], state: State, in_doubt: Collection[str] = ()
) -> tuple[Held, ...]:
    """The other markers that may say the same thing of the same subject (never hidden)."""
    mine = about(*pair, state, in_doubt).key
    others = (o for o in held if not (o[0] is pair[0] and o[1] is pair[1]))
    return tuple(
        other
        for other in others
        if duplicates(pair[1], other[1]) and about(*other, state, in_doubt).key == mine
    )


def changed_since_read(holding: Holding, marker: Marker, state: State) -> Entry | None:
    """The last reading of an earlier text of this marker, while this text is unread; it can be
    known only where the agency names its markers."""
    if not marker.identifier or state.readers(marker.digest):
        return None
    name = line(marker.identifier, 80)
    read = [
        entry
        for entry in state.live("marker_read")
        for body in [body_of(entry, MarkerRead)]
        if (body.agency, body.identifier) == (holding.agency, name)
    ]
    return read[-1] if read else None


def duplicates(one: Marker, other: Marker) -> bool:
    """Whether two markers on one subject may be the same: same category, near-equal text."""
    if _words(one.category) != _words(other.category) or not _words(one.category):
        return False
    left, right = _words(one.text), _words(other.text)
    if left == right:
        return True
    smaller, shared = min(len(left), len(right)), len(left & right)
    # Two agencies shorten one text differently: most words of the shorter stand in the longer.
    return smaller >= 3 and shared >= 0.75 * smaller


def _words(text: str) -> frozenset[str]:
    return frozenset(re.findall(r"\w+", clean(text[:2_000]).casefold()))
