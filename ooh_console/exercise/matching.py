"""Which of the things that an agency holds a question finds, as an agency's own system would."""

from __future__ import annotations

import re
from dataclasses import dataclass, replace
from datetime import date
from typing import Any

from ooh_console.domain.people import Address, Person
from ooh_console.domain.sources import Offer
from ooh_console.exercise.agency_side import AgencyNow, Held


@dataclass(frozen=True, slots=True)
class Question:
    """What the desk asks. Empty parts are not asked; parts that are asked find more, not less."""

    nhs_numbers: tuple[str, ...] = ()
    name: str = ""
    born: date | None = None
    """Narrows `name` to people born on this day."""
    places: tuple[Address, ...] = ()
    """A text, a postcode, or both."""
    identifiers: tuple[str, ...] = ()
    """The agency's own."""
    until: date | None = None
    """The last expected day that a watch list is asked for."""


def found(agency: AgencyNow, offer: Offer, question: Question) -> list[dict[str, Any]]:
    """The items that the question finds, in the order in which the agency holds them."""
    if offer is not Offer.PEOPLE and question.identifiers:
        question = _with_own_people(agency, question)
    by = {
        Offer.PEOPLE: _person,
        Offer.PLANS: _subject,
        Offer.MARKERS: _marker,
        Offer.COMMITMENTS: _subject,
        Offer.WATCH_LIST: _expected,
    }[offer]
    held = agency.held.get(offer, ())
    return [item.sent for item in held if _listed(item, question) or by(item.sent, question)]


def _with_own_people(agency: AgencyNow, question: Question) -> Question:
    """Whoever the agency knows under one of its own identifiers it also knows by NHS number."""
    numbers = [
        item.sent["nhs_number"]
        for item in agency.held.get(Offer.PEOPLE, ())
        if item.sent.get("identifier") in question.identifiers and item.sent.get("nhs_number")
    ]
    return replace(question, nhs_numbers=(*question.nhs_numbers, *numbers))


def _listed(item: Held, question: Question) -> bool:
    by = item.found_by
    if by is None:
        return False
    return bool(set(by.nhs_numbers) & set(question.nhs_numbers)) or _same_place(
        Address(text=by.address, postcode=by.postcode), question
    )


def _subject(sent: dict[str, Any], question: Question) -> bool:
    return sent.get("subject") in question.nhs_numbers


def _marker(sent: dict[str, Any], question: Question) -> bool:
    subject = sent.get("subject")
    if not isinstance(subject, dict):
        return False
    if subject.get("kind") == "address":
        return _same_place(
            Address(text=subject.get("address", ""), postcode=subject.get("postcode", "")), question
        )
    return (
        subject.get("nhs_number") in question.nhs_numbers
        or subject.get("identifier") in question.identifiers
    )


def _expected(sent: dict[str, Any], question: Question) -> bool:
    return question.until is None or date.fromisoformat(sent["expected"]) <= question.until


def _person(sent: dict[str, Any], question: Question) -> bool:
    person = Person.read(sent)
    return (
        person.nhs_number in question.nhs_numbers
        or person.identifier in question.identifiers
        or _is_called(person, question)
        or any(_same_place(place, question) for place in person.addresses)
    )


def _is_called(person: Person, question: Question) -> bool:
    """Part of the name is enough, its words in any order; a date of birth must be the same."""
    asked, name = _folded(question.name), _folded(person.name)
    if not asked or (question.born and person.born != question.born):
        return False
    return asked in name or set(asked.split()) <= set(name.split())


def _same_place(held: Address, question: Question) -> bool:
    return any(_is_place(held, asked) for asked in question.places)


def _is_place(held: Address, asked: Address) -> bool:
    """With text and postcode by both, with one of them by that one, in part for the text."""
    if asked.postcode and asked.text:
        return held.key == asked.key
    if asked.postcode:
        return _closed(held.postcode) == _closed(asked.postcode)
    return bool(asked.text and held.text) and _folded(asked.text) in _folded(held.text)


def _folded(text: str) -> str:
    return " ".join(re.findall(r"\w+", text.replace("'", "").casefold()))


def _closed(text: str) -> str:
    return "".join(text.casefold().split())
