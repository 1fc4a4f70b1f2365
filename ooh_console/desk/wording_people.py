"""Entries about people in words: linked, not linked any more, one and the same."""

from __future__ import annotations

from ooh_console.domain import bodies as b
from ooh_console.domain.people import spoken_nhs_number
from ooh_console.domain.persons import babies, called, person_of
from ooh_console.domain.state import State
from ooh_console.domain.text import ended

HOW_LINKED = {
    "nhs-number": "by NHS number",
    "agency-identifier": "by agency identifier",
    "possible-confirmed": "possible match, confirmed",
    "typed": "typed in",
}
"""On what grounds somebody was linked."""


def say_people(body: b.PersonLinked | b.PersonUnlinked | b.PersonsSame, state: State) -> str:
    """One sentence."""
    match body:
        case b.PersonLinked():
            return f"Linked {body.relation}: {body.name} ({HOW_LINKED[body.match]})."
        case b.PersonUnlinked():
            return f"UNLINKED {_who(body.person, state)}. Reason: {ended(body.reason)}"
        case b.PersonsSame():
            both = f"{_who(body.person, state)} and {_who(body.same_as, state)}"
            how = f", {body.how}" if body.how else ""
            return f"ONE AND THE SAME PERSON: {both}. Said by {ended(body.said_by + how)}"


def at_place(place: str) -> str:
    """`at Westmarch`; as it is typed where that says how: `at home`, `in the ambulance`."""
    first = place.split(maxsplit=1)[0].casefold() if place.strip() else ""
    return place if first in _HOW else f"at {place}"


_HOW = frozenset(
    {
        "aboard", "at", "before", "behind", "beside", "between", "by", "close", "during", "en",
        "in", "inside", "just", "near", "next", "off", "on", "opposite", "outside", "under",
        "while", "within",
    }
)  # fmt: skip


def born_in_words(body: b.BirthRecorded, state: State) -> str:
    """`BABY BORN`; of several babies, which."""
    found, every = person_of(body.baby, state), [one.id for one in babies(state)]
    if found is None or found.id not in every or len(every) < 2:
        return "BABY BORN"
    name, place = called(found, state), f"{every.index(found.id) + 1} of {len(every)}"
    return f"BABY BORN ({name})" if place in name else f"BABY BORN ({name}, {place})"


def _who(id: str, state: State) -> str:
    found = state.find(id)
    if found is None or not isinstance(found.body, b.PersonLinked):
        return "a person"
    body = found.body
    number = f", NHS {spoken_nhs_number(body.nhs_number)}" if body.nhs_number else ""
    return f"{body.relation} {body.name}{number}"
