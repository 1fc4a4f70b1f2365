"""Whether two records are one person: certain by number; by name possible, for people to say."""

from __future__ import annotations

import re
import unicodedata
from collections.abc import Iterable
from dataclasses import dataclass, replace
from datetime import date, timedelta
from difflib import SequenceMatcher
from enum import StrEnum

from ooh_console.domain.people import Person, nhs_number


class Match(StrEnum):
    """How sure it is that an agency's record is the person meant."""

    NHS_NUMBER = "nhs-number"
    AGENCY_IDENTIFIER = "agency-identifier"
    POSSIBLE = "possible"
    """Name and date of birth alone: never merged until a person confirms it."""
    NO = "no"


@dataclass(frozen=True, slots=True)
class Known:
    """What is known of a person, from an entry or from what somebody typed. May be all empty."""

    nhs_number: str = ""
    name: str = ""
    born: date | None = None
    expected: date | None = None
    """For an unborn baby, who has no date of birth yet."""
    identifiers: tuple[tuple[str, str], ...] = ()
    """(agency, that agency's own identifier)."""

    @classmethod
    def of(cls, agency: str, person: Person) -> Known:
        """What one agency's record says."""
        own = ((agency, person.identifier),) if person.identifier else ()
        return cls(person.nhs_number, person.name, person.born, person.expected, own)


def match(known: Known, agency: str, person: Person) -> Match:
    """How an agency's record fits what is known.

    Two valid NHS numbers decide alone, either way. Otherwise the agency's own identifier does.
    Otherwise the same name and the same date (of birth, or expected) are a possible match, and so
    is the same name where one side has no date. A number whose check digit is wrong decides
    nothing.
    """
    ours, theirs = number_in(known.nhs_number), number_in(person.nhs_number)
    if ours and theirs:
        return Match.NHS_NUMBER if ours == theirs else Match.NO
    if person.identifier and (agency, person.identifier) in known.identifiers:
        return Match.AGENCY_IDENTIFIER
    return Match.POSSIBLE if alike(known, Known.of(agency, person)) else Match.NO


@dataclass(frozen=True, slots=True)
class Holder:
    """One agency's record of a candidate."""

    agency: str
    person: Person


@dataclass(frozen=True, slots=True)
class Candidate:
    """One person, as far as numbers say so, with every agency that holds them."""

    holders: tuple[Holder, ...]
    match: Match
    """How they fit what was searched for; the surest of the holders' matches."""
    perhaps: tuple[Holder, ...] = ()
    """Other records, without an NHS number, that may be this person: listed apart, never merged
    before a person confirms it. Each of them is a candidate of its own as well."""
    disputed: tuple[Holder, ...] = ()
    """Records of somebody else under the same NHS number: one of the two is an error."""

    @property
    def agencies(self) -> tuple[str, ...]:
        """Who holds them, each once, in the order in which they answered."""
        return tuple(dict.fromkeys(holder.agency for holder in self.holders))

    @property
    def known(self) -> Known:
        """Everything the holders say, the first of them first."""
        people = [holder.person for holder in self.holders]
        return Known(
            nhs_number=next((n for n in map(_number_of, people) if n), ""),
            name=next((person.name for person in people if person.name), ""),
            born=next((person.born for person in people if person.born), None),
            expected=next((person.expected for person in people if person.expected), None),
            identifiers=tuple(
                dict.fromkeys(
                    (holder.agency, holder.person.identifier)
                    for holder in self.holders
                    if holder.person.identifier
                )
            ),
        )


@dataclass(frozen=True, slots=True)
class Candidates:
    """What a search across agencies found, in the order for a list: certain, then possible."""

    certain: tuple[Candidate, ...]
    possible: tuple[Candidate, ...]
    others: tuple[Candidate, ...]
    """Found by an agency, and like nothing that was searched for (a shared address, say)."""


def candidates(searched: Known, found: Iterable[tuple[str, Person]]) -> Candidates:
    """The people among (agency, record) pairs. Records become one candidate only when they carry
    the same valid NHS number and nothing else against it, or one agency's same identifier without
    two numbers against it."""
    groups: dict[tuple[str, ...], list[Holder]] = {}
    numbers: dict[tuple[str, str], set[str]] = {}
    records = [(agency, person) for agency, person in found]
    for agency, person in records:
        if person.identifier and (number := _number_of(person)):
            numbers.setdefault((agency, person.identifier), set()).add(number)
    for place, (agency, person) in enumerate(records):
        number = _number_of(person)
        same = numbers.get((agency, person.identifier), set()) if person.identifier else set()
        if not number and len(same) == 1:
            number = next(iter(same))
        group: tuple[str, ...]
        if number:
            group = ("nhs", number)
        elif person.identifier:
            group = ("own", agency, person.identifier)
        else:
            group = ("alone", str(place))
        groups.setdefault(group, []).append(Holder(agency, person))
    found_all = [
        Candidate(
            tuple(holders),
            _surest(match(searched, h.agency, h.person) for h in holders),
            disputed=tuple(h for other in apart if other is not holders for h in other),
        )
        for group in groups.values()
        for apart in [_apart(group)]
        for holders in apart
    ]
    unnumbered = [c for c in found_all if not c.known.nhs_number]
    found_all = [
        replace(
            candidate,
            perhaps=tuple(
                holder
                for other in unnumbered
                if other is not candidate and alike(candidate.known, other.known)
                for holder in other.holders
            ),
        )
        for candidate in found_all
    ]
    sure = (Match.NHS_NUMBER, Match.AGENCY_IDENTIFIER)
    return Candidates(
        certain=tuple(c for c in found_all if c.match in sure),
        possible=tuple(c for c in found_all if c.match is Match.POSSIBLE),
        others=tuple(c for c in found_all if c.match is Match.NO),
    )


def _apart(holders: Iterable[Holder]) -> list[list[Holder]]:
    """Records under one number, each with those that it does not contradict."""
    people: list[list[Holder]] = []
    for holder in holders:
        known = Known.of(holder.agency, holder.person)
        mine = next((p for p in people if not any(contradicts(known, h) for h in p)), None)
        if mine is None:
            people.append([holder])
        else:
            mine.append(holder)
    return people


def contradicts(known: Known, holder: Holder) -> bool:
    """Whether this record is somebody else's, whatever number it carries."""
    return bool(contradiction(known, Known.of(holder.agency, holder.person)))


def _surest(matches: Iterable[Match]) -> Match:
    return min(matches, key=list(Match).index, default=Match.NO)


def number_in(text: str) -> str:
    """A valid NHS number as ten digits; empty when the text is none."""
    try:
        return nhs_number(text)
    except ValueError:
        return ""


def _number_of(person: Person) -> str:
    return number_in(person.nhs_number)


def alike(one: Known, other: Known) -> bool:
    """Whether two may be one person by name, with no date against it. Numbers are not looked at."""
    names = _words(one.name), _words(other.name)
    if not all(names) or not (names[0] <= names[1] or names[1] <= names[0]):
        return False
    if one.born and other.born:
        return one.born == other.born
    if one.expected and other.expected:
        return one.expected == other.expected
    return True


_NEAR = timedelta(days=120)
"""Born so far from the day that was expected, it is another baby."""


def contradiction(one: Known, other: Known) -> str:
    """Why two records under one number are not one person, in words; empty when nothing says so.

    Spelling, initials, an order of names and a name that is not given yet say nothing. A date of
    birth does, and a name that is another one.
    """
    if one.born and other.born and one.born != other.born:
        return "the dates of birth differ"
    days = one.born or one.expected, other.born or other.expected
    if days[0] and days[1] and abs(days[0] - days[1]) > _NEAR:
        return "one of them is not born yet"
    names = _words(one.name), _words(other.name)
    if not all(names) or names[0] <= names[1] or names[1] <= names[0]:
        return ""
    return "" if _spelt_alike(*names) else "the names differ"


def _spelt_alike(one: frozenset[str], other: frozenset[str]) -> bool:
    """Whether each word of the shorter name stands in the longer, more or less."""
    fewer, more = sorted((one - other, other - one), key=len)
    if one & other and "unborn" in fewer | more:
        return True
    return all(any(_near(word, candidate) for candidate in more) for word in fewer)


def _near(word: str, other: str) -> bool:
    if word.startswith(other) or other.startswith(word):
        return True
    return SequenceMatcher(None, word[:40], other[:40], autojunk=False).ratio() >= 0.6


def _words(name: str) -> frozenset[str]:
    """The words of a name, without accents, case, order and punctuation. Who has no name yet is
    called by another word at each agency, and by the same one here."""
    plain = unicodedata.normalize("NFKD", name[:_LONGEST_NAME])
    plain = "".join(letter for letter in plain if not unicodedata.combining(letter))
    words = re.findall(r"\w+", plain.casefold().replace("'", "").replace("’", ""))
    return frozenset("unborn" if word in _NOT_NAMED_YET else word for word in words)


_LONGEST_NAME = 500
"""Characters of a name that are compared: no name is longer, and a screen asks every second."""
_NOT_NAMED_YET = frozenset({"unborn", "baby", "infant"})
