"""Whom the night is about: who belongs to it, who no longer does, who is one and the same."""

from __future__ import annotations

from typing import Literal, Self

from pydantic import model_validator

from ooh_console.domain.bodies.base import Body, Text, Words
from ooh_console.domain.people import Address, Relation


class PersonLinked(Body):
    """A person belongs to this incident. A possible match counts once a person confirms it."""

    kind: Literal["person_linked"] = "person_linked"
    name: Words
    relation: Relation
    nhs_number: Text = ""
    born: Text = ""
    expected: Text = ""
    address: Address | None = None
    identifiers: dict[Text, Text] = {}
    """Agency name to that agency's own identifier for this person."""
    protected: tuple[Address, ...] = ()
    """Those of their addresses that an agency holds as protected."""
    match: Literal["nhs-number", "agency-identifier", "possible-confirmed", "typed"] = "typed"


class PersonUnlinked(Body):
    """A person does not belong to this incident, or not as they were linked. Agencies are not asked
    about them any more; the log keeps both entries."""

    kind: Literal["person_unlinked"] = "person_unlinked"
    person: Words
    """The entry that linked them."""
    reason: Words


class PersonsSame(Body):
    """Two who are linked are one person, says somebody by name: a baby who was known without a
    number, and has one now. Both identities stay, and agencies are asked under both."""

    kind: Literal["persons_same"] = "persons_same"
    person: Words
    """The entry that linked the identity known before."""
    same_as: Words
    """The entry that linked the other identity."""
    said_by: Words
    how: Text = ""

    @model_validator(mode="after")
    def _two(self) -> Self:
        if self.person == self.same_as:
            raise ValueError("choose two of those who are linked")
        return self


PeopleBody = PersonLinked | PersonUnlinked | PersonsSame
