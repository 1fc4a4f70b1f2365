"""One NHS number for two people: an agency's error, or two agencies disagree. Never merged."""

from __future__ import annotations

from collections.abc import Collection, Iterable
from dataclasses import dataclass
from datetime import date

from ooh_console.domain.attendance import Commitment
from ooh_console.domain.bodies import PersonLinked
from ooh_console.domain.holdings import Holdings
from ooh_console.domain.markers import Marker
from ooh_console.domain.matches import Known, contradiction, number_in
from ooh_console.domain.people import Person, spoken_nhs_number
from ooh_console.domain.persons import LinkedPerson, persons
from ooh_console.domain.plans import BirthPlan
from ooh_console.domain.sources import Offer
from ooh_console.domain.state import State
from ooh_console.domain.text import line
from ooh_console.domain.times import day
from ooh_console.domain.tolerant import Fact

IN_DOUBT = "NUMBER IN DOUBT"
"""The mark of whatever is held under such a number."""


@dataclass(frozen=True, slots=True)
class Voice:
    """Who says what of the person with this number."""

    who: str
    """An agency, or that they are linked here."""
    known: Known
    same: frozenset[str]
    """The people linked here who this may be."""

    def agrees(self, other: Voice) -> bool:
        """Nothing speaks against it, or somebody said by name that they are one person."""
        return bool(self.same & other.same) or not contradiction(self.known, other.known)


@dataclass(frozen=True, slots=True)
class Dispute:
    """A number that is held for two people or more: each with those who say so."""

    number: str
    people: tuple[tuple[Voice, ...], ...]

    def words(self) -> tuple[str, ...]:
        """Each person in words, in one order: `Jodie Penhallow, born 17 Apr 2003 (Police)`."""
        return tuple(map(_in_words, self.people))

    def sentence(self) -> str:
        """The conflict, with both names and dates of birth."""
        number = spoken_nhs_number(self.number)
        return f"NHS {number} IS HELD FOR {len(self.people)} PEOPLE: {'; '.join(self.words())}"


def _in_words(voices: tuple[Voice, ...]) -> str:
    name = next((v.known.name for v in voices if v.known.name), "")
    born = next((v.known.born for v in voices if v.known.born), None)
    due = next((v.known.expected for v in voices if v.known.expected), None)
    when = f"born {day(born)}" if born else f"expected {day(due)}" if due else "no date of birth"
    said_by = ", ".join(dict.fromkeys(line(voice.who, 30) for voice in voices))
    return f"{line(name, 50) or 'name not sent'}, {when} ({said_by})"


def disputes(state: State, holdings: Holdings) -> tuple[Dispute, ...]:
    """Every number that stands for more than one person, among records and those linked here."""
    everybody = persons(state)
    voices: dict[str, list[Voice]] = {}
    for holding in holdings.of(Offer.PEOPLE):
        for fact in holding.facts:
            if isinstance(fact, Person) and (number := number_in(fact.nhs_number)):
                known = Known.of(holding.agency, fact)
                voices.setdefault(number, []).append(
                    Voice(holding.agency, known, _those(everybody, number, known))
                )
    for person in everybody:
        for body in person.bodies:
            if number := number_in(body.nhs_number):
                who = f"linked here as {body.relation}"
                same = frozenset({person.id})
                voices.setdefault(number, []).append(Voice(who, known_of(body), same))
    found = (Dispute(number, _apart(said)) for number, said in voices.items())
    return tuple(one for one in found if len(one.people) > 1)


def _those(everybody: Iterable[LinkedPerson], number: str, known: Known) -> frozenset[str]:
    return frozenset(
        person.id
        for person in everybody
        for body in person.bodies
        if body.nhs_number == number and not contradiction(known, known_of(body))
    )


def _apart(voices: Iterable[Voice]) -> tuple[tuple[Voice, ...], ...]:
    """Each with those whom they agree with, every one of them."""
    people: list[list[Voice]] = []
    for voice in voices:
        mine = next((one for one in people if all(voice.agrees(other) for other in one)), None)
        if mine is None:
            people.append([voice])
        else:
            mine.append(voice)
    return tuple(map(tuple, people))


def known_of(body: PersonLinked) -> Known:
    """What an entry says of somebody who is linked."""
    own = tuple(body.identifiers.items())
    return Known(body.nhs_number, body.name, _date(body.born), _date(body.expected), own)


def _date(text: str) -> date | None:
    try:
        return date.fromisoformat(text)
    except ValueError:
        return None


def numbers_in_doubt(found: Iterable[Dispute]) -> frozenset[str]:
    """The numbers that stand for more than one person."""
    return frozenset(one.number for one in found)


def in_doubt(fact: Fact, numbers: Collection[str]) -> bool:
    """Whether a fact is held under a number that stands for more than one person."""
    match fact:
        case Person():
            number = fact.nhs_number
        case Marker():
            number = fact.subject.nhs_number
        case BirthPlan() | Commitment():
            number = fact.subject
        case _:
            return False
    return bool(numbers) and number_in(number) in numbers
