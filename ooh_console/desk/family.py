"""Who belongs to whom: the relation to the baby, from the family links that agencies hold."""

from __future__ import annotations

from collections.abc import Iterable
from dataclasses import dataclass, replace

from ooh_console.domain.bodies import PersonLinked
from ooh_console.domain.disputes import known_of
from ooh_console.domain.matches import (
    Candidate,
    Candidates,
    Holder,
    Known,
    Match,
    alike,
    contradiction,
)
from ooh_console.domain.people import Person, Relation
from ooh_console.domain.persons import BABIES
from ooh_console.domain.text import line

Records = Iterable[tuple[str, Person]]
"""(agency, its record of a person)."""

_RELATIONS: dict[str, Relation] = {
    **{relation.value: relation for relation in Relation},
    "partner": Relation.PARTNER,
    "unborn child": Relation.UNBORN,
    "unborn": Relation.UNBORN,
    "brother": Relation.SIBLING,
    "sister": Relation.SIBLING,
    "half-sibling": Relation.SIBLING,
    "grandmother": Relation.GRANDPARENT,
    "grandfather": Relation.GRANDPARENT,
}


def relation_of(words: str) -> Relation | None:
    """An agency's word for a relation, if it is one of ours."""
    return _RELATIONS.get(" ".join(words.casefold().split()))


def suggested(candidate: Candidate, records: Records) -> Relation | None:
    """What this person probably is to the baby, from the family links that agencies hold.

    A suggestion for a person to confirm. A person who has an unborn baby is its mother or father,
    whatever another record calls them.
    """
    people = [holder.person for holder in candidate.holders]
    if any(person.expected and not person.born for person in people):
        return Relation.UNBORN
    own = [relation_of(link.relation) for person in people for link in person.links]
    if Relation.UNBORN in own or Relation.BABY in own:
        male = any(person.sex.strip().casefold() in ("m", "male") for person in people)
        return Relation.FATHER if male else Relation.MOTHER
    for agency, person in records:
        for link in person.links:
            if _is(candidate, agency, link.nhs_number, link.identifier):
                found = relation_of(link.relation)
                if found is not None:
                    return found
    return None


def _is(candidate: Candidate, agency: str, number: str, identifier: str) -> bool:
    known = candidate.known
    if number and known.nhs_number:
        return number == known.nhs_number
    return bool(identifier) and (agency, identifier) in known.identifiers


@dataclass(frozen=True, slots=True)
class Relative:
    """Somebody whom an agency names as family of a person who is linked."""

    of: str
    name: str
    relation: Relation
    agency: str
    candidate: Candidate
    """With those who may be the same person in `perhaps`."""
    like: str = ""
    """The name of somebody linked, of the same relation, who may be the same person."""


_TO_THE_BABY: dict[Relation, frozenset[Relation]] = {
    Relation.MOTHER: frozenset(
        {
            Relation.FATHER,
            Relation.PARTNER,
            Relation.UNBORN,
            Relation.BABY,
            Relation.GRANDPARENT,
        }
    ),
    Relation.FATHER: frozenset({Relation.UNBORN, Relation.BABY}),
    Relation.PARTNER: frozenset({Relation.UNBORN, Relation.BABY}),
    Relation.UNBORN: frozenset(Relation),
    Relation.BABY: frozenset(Relation),
}
"""Whose links say what somebody is to the baby: a mother's sibling is not the baby's."""


def family(
    linked: Iterable[PersonLinked], grouped: Candidates, records: Records
) -> tuple[Relative, ...]:
    """The family of those who are linked, who are not linked yet: mother to father, unborn baby.

    One relative a person: who is alike by name, of the same relation and at other agencies, is in
    the `perhaps` of the first, for a person to say. Of one who has a number the number is first.
    """
    linked = tuple(linked)
    everybody = (*grouped.certain, *grouped.possible, *grouped.others)
    relatives: dict[object, Relative] = {}
    for agency, person in records:
        owner = next((one for one in linked if same_person(one, agency, person)), None)
        for one in person.links if owner else ():
            relation = relation_of(one.relation)
            if (
                owner is None
                or relation is None
                or relation not in _TO_THE_BABY.get(owner.relation, ())
            ):
                continue
            if not (one.nhs_number or one.identifier):
                continue
            candidate = next(
                (c for c in everybody if _is(c, agency, one.nhs_number, one.identifier)), None
            ) or _from_link(agency, one.name, one.nhs_number, one.identifier)
            if already(linked, candidate) is None:
                name = line(candidate.known.name or one.name, 60)
                like = resembles(linked, candidate, relation)
                relatives.setdefault(
                    identity(candidate),
                    Relative(owner.name, name, relation, agency, candidate, like),
                )
    return _each_once(tuple(relatives.values()))


def resembles(
    linked: Iterable[PersonLinked], candidate: Candidate, relation: Relation | None
) -> str:
    """The name of somebody linked who may be this candidate: alike, of the same relation where it
    is known, and not of another number. Empty: nobody. A baby who is born, and has a name and a
    number now, may be the one who is linked as unborn."""
    known = candidate.known
    for one in linked:
        if relation in BABIES and one.relation in BABIES:
            apart = known.nhs_number and one.nhs_number
            if not apart and not contradiction(known_of(one), known):
                return one.name
            continue
        apart = known.nhs_number and one.nhs_number
        other = relation is not None and one.relation is not relation
        if not apart and not other and alike(Known(name=one.name), known):
            return one.name
    return ""


def _each_once(relatives: tuple[Relative, ...]) -> tuple[Relative, ...]:
    found: dict[str, Relative] = {}
    for one in sorted(relatives, key=lambda one: not one.candidate.known.nhs_number):
        first = next((key for key, other in found.items() if _may_be(other, one)), None)
        if first is None:
            found[identity(one.candidate)] = one
            continue
        candidate = found[first].candidate
        known = {(holder.agency, holder.person.digest) for holder in candidate.perhaps}
        more = (h for h in one.candidate.holders if (h.agency, h.person.digest) not in known)
        candidate = replace(candidate, perhaps=(*candidate.perhaps, *more))
        found[first] = replace(found[first], candidate=candidate)
    places = [identity(one.candidate) for one in relatives]
    return tuple(sorted(found.values(), key=lambda one: places.index(identity(one.candidate))))


def _may_be(one: Relative, other: Relative) -> bool:
    """Alike, and nothing against it: two numbers, or two records of one agency, are two people."""
    ours, theirs = one.candidate, other.candidate
    known = {(holder.agency, holder.person.identifier) for holder in ours.perhaps}
    if one.relation is other.relation and known & set(theirs.known.identifiers):
        # That very record stands beside the first one already.
        return True
    return (
        one.relation is other.relation
        and not (ours.known.nhs_number and theirs.known.nhs_number)
        and not {*ours.agencies, *(h.agency for h in ours.perhaps)} & set(theirs.agencies)
        and alike(ours.known, theirs.known)
    )


def identity(candidate: Candidate) -> str:
    """Names a candidate while a search goes on, whatever else arrives about them."""
    known = candidate.known
    if candidate.disputed:
        first = candidate.holders[0]
        return f"nhs {known.nhs_number} {first.agency} {first.person.digest}"
    if known.nhs_number:
        return f"nhs {known.nhs_number}"
    if known.identifiers:
        return " ".join(("own", *known.identifiers[0]))
    return f"alone {candidate.holders[0].agency} {candidate.holders[0].person.digest}"


def _from_link(agency: str, name: str, number: str, identifier: str) -> Candidate:
    person = Person.read({"name": name, "nhs_number": number, "identifier": identifier})
    match = Match.NHS_NUMBER if person.nhs_number else Match.AGENCY_IDENTIFIER
    return Candidate((Holder(agency, person),), match)


def same_person(linked: PersonLinked, agency: str, person: Person) -> bool:
    """Whether an agency's record is, by number or identifier, this linked person's."""
    if linked.nhs_number and person.nhs_number:
        same = linked.nhs_number == person.nhs_number
        # One number for two people: an error of somebody's, and no reason to take them for one.
        return same and not contradiction(known_of(linked), Known.of(agency, person))
    return bool(person.identifier) and linked.identifiers.get(agency) == person.identifier


def already(linked: Iterable[PersonLinked], candidate: Candidate) -> PersonLinked | None:
    """The linked person whom this candidate is, if they are linked."""
    return next(
        (
            one
            for one in linked
            for holder in candidate.holders
            if same_person(one, holder.agency, holder.person)
        ),
        None,
    )
