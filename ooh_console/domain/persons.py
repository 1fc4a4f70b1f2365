"""Those linked to an incident, each once, under every identity by which agencies know them."""

from __future__ import annotations

from dataclasses import dataclass

from ooh_console.domain.bodies import PersonLinked, PersonsSame
from ooh_console.domain.entries import Entry, body_of
from ooh_console.domain.people import Relation, spoken_nhs_number
from ooh_console.domain.state import State
from ooh_console.domain.text import line, name_key

BABIES = (Relation.UNBORN, Relation.BABY)


@dataclass(frozen=True, slots=True)
class LinkedPerson:
    """One person. More than one link only where somebody said by name that they are the same."""

    links: tuple[Entry, ...]
    """What linked them, oldest first; the newest identity is the one they are called by."""
    same: tuple[Entry, ...] = ()
    """Who said that these are one person."""

    @property
    def id(self) -> str:
        """The entry that linked them first: names this person in the incident."""
        return self.links[0].id

    @property
    def bodies(self) -> tuple[PersonLinked, ...]:
        """Their identities, oldest first."""
        return tuple(body_of(entry, PersonLinked) for entry in self.links)

    @property
    def name(self) -> str:
        """What they are called now."""
        return self.bodies[-1].name

    @property
    def relation(self) -> Relation:
        """What they are to the baby, as it was said last."""
        return self.bodies[-1].relation

    @property
    def numbers(self) -> tuple[str, ...]:
        """Their NHS numbers: none, or one."""
        return tuple(dict.fromkeys(body.nhs_number for body in self.bodies if body.nhs_number))

    def is_by_number(self, number: str) -> bool:
        """Whether this NHS number is theirs."""
        return bool(number) and number in self.numbers

    def is_by_identifier(self, agency: str, identifier: str) -> bool:
        """Whether this agency knows them by this identifier of its own."""
        return bool(identifier) and any(
            body.identifiers.get(agency) == identifier for body in self.bodies
        )


def persons(state: State) -> tuple[LinkedPerson, ...]:
    """Everybody linked, each once, in the order in which they were linked first."""
    groups: dict[str, list[Entry]] = {entry.id: [entry] for entry in state.linked}
    said: dict[str, list[Entry]] = {}
    for entry in state.live("persons_same"):
        body = body_of(entry, PersonsSame)
        one, other = groups.get(body.person), groups.get(body.same_as)
        if one is None or other is None or one is other:
            continue
        said.setdefault(body.person, []).append(entry)
        one.extend(other)
        for link in other:
            groups[link.id] = one
    order = {entry.id: place for place, entry in enumerate(state.linked)}
    found: dict[int, LinkedPerson] = {}
    for entry in state.linked:
        group = groups[entry.id]
        links = tuple(sorted(group, key=lambda one: order[one.id]))
        same = tuple(e for link in links for e in said.get(link.id, ()))
        found.setdefault(id(group), LinkedPerson(links, same))
    return tuple(found.values())


def person_of(id: str, state: State) -> LinkedPerson | None:
    """The person whom this entry linked, while they are linked."""
    return next((p for p in persons(state) if id in {e.id for e in p.links}), None)


def babies(state: State) -> tuple[LinkedPerson, ...]:
    """The babies of this incident, unborn and born: twins are two."""
    return tuple(one for one in persons(state) if one.relation in BABIES)


def called(person: LinkedPerson, state: State) -> str:
    """What a person is called, so that nobody else linked is called the same: twins who have no
    names yet are told apart by number, by an agency's own identifier, or by their place."""
    name = line(person.name, 60)
    everybody = persons(state)
    alike = [one for one in everybody if name_key(one.name) == name_key(person.name)]
    if len(alike) < 2:
        return name
    place = [one.id for one in alike].index(person.id) + 1
    if person.numbers:
        return f"{name} ({place} of {len(alike)}, NHS {spoken_nhs_number(person.numbers[0])})"
    own = next(iter(person.bodies[-1].identifiers.items()), None)
    known = f", {line(own[0], 30)} {line(own[1], 30)}" if own else ""
    return f"{name} ({place} of {len(alike)}{known})"


def objection(body: PersonsSame, state: State) -> str | None:
    """Why these two cannot be said to be one person, in one sentence; `None` when they can."""
    one, other = person_of(body.person, state), person_of(body.same_as, state)
    if one is None or other is None:
        return "That person is not linked to this incident any more."
    if one.id == other.id:
        return "Those two are one person already."
    if one.numbers and other.numbers and one.numbers != other.numbers:
        return "They have two NHS numbers, so they are two people: ask the agencies which is right."
    return None
