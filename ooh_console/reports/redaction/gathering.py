"""Who and what stands in a night, gathered before anything of it is replaced."""

from __future__ import annotations

from collections.abc import Iterable, Iterator

from pydantic import BaseModel

from ooh_console.desk.exporting import Keep
from ooh_console.domain.attendance import Commitment
from ooh_console.domain.bodies import HospitalChosen, Party, PersonLinked
from ooh_console.domain.entries import Entry, UnreadBody, body_of
from ooh_console.domain.holdings import WatchEntry
from ooh_console.domain.markers import Marker
from ooh_console.domain.people import Address, Person
from ooh_console.domain.persons import LinkedPerson, persons
from ooh_console.domain.plans import BirthPlan
from ooh_console.reports.fields import Holds, holds
from ooh_console.reports.night import Night
from ooh_console.reports.redaction.pseudonyms import Gathered
from ooh_console.reports.redaction.vocabulary import name_words
from ooh_console.reports.redaction.words import never_small, small_words
from ooh_console.reports.retelling import Rule, Where, retold, retold_body

_NAMING = frozenset(
    [
        "mother",
        "father",
        "siblings",
        "surname",
        "birth_partners",
        "excluded",
        "difficult",
        "placement",
        "contact",
    ]
)
"""Parts of a birth plan in which members of the family are named."""


def gathered(night: Night, keep: frozenset[Keep]) -> Gathered:
    """Who is in the night: the family first, then those who recorded, then whom entries name."""
    found = Gathered(keep)
    for source in night.view.holdings.sources:
        found.agency(source.agency, source.kind)
    for person in persons(night.view.state):
        _family(person, found)
    for entry in night.view.state.kinds.get("person_linked", ()):
        body = body_of(entry, PersonLinked)
        if entry.id not in found.family:
            found.family[entry.id] = found.cast.family(body.relation, [body.name])
        _identifiers(body.identifiers.values(), found)
    _known_to_agencies(night, found)
    for entry in night.log:
        found.person(entry.operator, role=_OPERATORS.get(entry.role, ""))
        found.agency(entry.agency)
    for entry in night.log:
        _entry(entry, found)
    for address in night.view.state.addresses:
        found.place(address)
    _unknown(night, found)
    return found


def _unknown(night: Night, found: Gathered) -> None:
    """Names that stand in somebody's words alone: a town, a sister. A word that somebody wrote
    small as well is none."""
    texts = [text for entry in night.log for text in _texts(entry)]
    found.replacing.small |= small_words(texts)
    words = {word for text in texts for word in found.replacing.unknown(text)}
    for word in sorted(never_small(words, texts)):
        if len(word) > 2:
            found.replacing.phrase(word, "[name?]")


_OPERATORS = {
    "duty worker": "Duty worker",
    "control room": "Control room operator",
    "on-call manager": "On-call manager",
}


def _family(person: LinkedPerson, found: Gathered) -> None:
    label = found.cast.family(person.relation, [body.name for body in person.bodies])
    for entry in person.links:
        found.family[entry.id] = label


def _identifiers(values: Iterable[str], found: Gathered) -> None:
    for value in values:
        found.replacing.phrase(value, "[identifier]")


def _known_to_agencies(night: Night, found: Gathered) -> None:
    numbers = {
        number: found.family[person.id]
        for person in persons(night.view.state)
        for number in person.numbers
    }
    texts = [text for entry in night.log for text in _texts(entry)]
    for holding in night.view.holdings.held:
        for fact in holding.facts:
            match fact:
                case Person():
                    _names(numbers.get(fact.nhs_number), fact.name, found)
                    for link in fact.links:
                        _names(numbers.get(link.nhs_number), link.name, found)
                        _identifiers([link.identifier], found)
                    for address in fact.addresses:
                        found.place(address)
                    _identifiers([fact.identifier], found)
                case Marker():
                    _names(numbers.get(fact.subject.nhs_number), fact.subject.name, found)
                    where = Address(text=fact.subject.address, postcode=fact.subject.postcode)
                    found.place(where)
                    _identifiers([fact.identifier, fact.subject.identifier], found)
                case WatchEntry():
                    _names(numbers.get(fact.nhs_number), fact.mother, found)
                case BirthPlan():
                    for one in fact.professionals:
                        found.person(one.name, one.role)
                    found.person(fact.author)
                    texts += fact.fields.values()
                    _identifiers([fact.identifier], found)
                case Commitment():
                    found.person(fact.who, holding.agency)
                    _identifiers([fact.identifier], found)
                case _:
                    pass
    # Names of the family that stand in a plan alone.
    for _, plan in night.view.holdings.plans:
        said = [text for key, text in plan.fields.items() if key in _NAMING]
        great = {word for text in said for word in found.replacing.unknown(text)}
        for word in sorted(never_small(great, texts)):
            found.cast.relative(word)


def _names(label: str | None, name: str, found: Gathered) -> None:
    if label:
        found.cast.spelt(label, name)
    else:
        for word in sorted(name_words(name)):
            found.cast.relative(word)


def _texts(entry: Entry) -> Iterator[str]:
    """Every text of an entry."""
    said: list[str] = []

    def text(words: str, _: Where) -> str:
        said.append(words)
        return words

    retold_body(entry.body, Rule(text))
    yield from said


def _entry(entry: Entry, found: Gathered) -> None:
    """Whom an entry names, in the order of the log."""
    body = entry.body
    if isinstance(body, UnreadBody):
        return
    if isinstance(body, HospitalChosen):
        found.hospital(body.name)

    def text(said: str, where: Where) -> str:
        match holds(where):
            case Holds.PERSON | Holds.TOLD:
                found.person(said)
            case Holds.AGENCY:
                found.agency(said)
            case _:
                pass
        return said

    def whole(model: BaseModel) -> BaseModel | None:
        if isinstance(model, Party):
            found.person(model.name, model.role, model.agency)
            found.agency(model.agency)
            return model
        if isinstance(model, Address):
            found.place(model)
            return model
        return None

    retold(body, Rule(text, whole))
