"""Warning markers: about a person or an address; an expired one is said to be so, not hidden."""

from __future__ import annotations

from datetime import date
from enum import StrEnum
from typing import Annotated

from pydantic import BaseModel, BeforeValidator, ConfigDict

from ooh_console.domain.text import line
from ooh_console.domain.times import day
from ooh_console.domain.tolerant import Fact, Spelt


class SubjectKind(StrEnum):
    """What a marker is about."""

    PERSON = "person"
    ADDRESS = "address"


class Subject(BaseModel):
    """Whom or what a marker concerns."""

    model_config = ConfigDict(frozen=True)
    kind: SubjectKind = SubjectKind.PERSON
    name: Spelt = ""
    nhs_number: Spelt = ""
    identifier: Spelt = ""
    address: Spelt = ""
    postcode: Spelt = ""

    def words(self) -> str:
        """The name of the person, or the address."""
        if self.kind is SubjectKind.ADDRESS:
            return line(self.address or self.postcode, 60) or "address not given"
        return line(self.name or self.nhs_number, 60) or "person not named"


def _day(value: object) -> object:
    """Agencies send a day or a moment; a marker's dates are days."""
    if isinstance(value, str) and len(value) > 10 and value[10] in "T ":
        return value[:10]
    return value


Day = Annotated[date, BeforeValidator(_day)]


class Marker(Fact):
    """A warning marker as one agency holds it."""

    identifier: Spelt = ""
    subject: Subject = Subject()
    category: Spelt = ""
    code: Spelt = ""
    text: Spelt = ""
    set_on: Day | None = None
    review: Day | None = None
    until: Day | None = None
    source: Spelt = ""

    NEEDED = ("category", "text")

    def expired(self, today: date) -> bool:
        """Past its end date: shown as expired, never hidden."""
        return self.until is not None and self.until < today

    def past_review(self, today: date) -> bool:
        """Nobody has reviewed it by the date set: still a warning, of doubtful age."""
        return self.review is not None and self.review < today

    def standing(self, today: date) -> str:
        """`EXPIRED 1 Sep 2026`, `PAST REVIEW 25 Sep 2026`, or empty when current."""
        if self.until is not None and self.until < today:
            return f"EXPIRED {day(self.until)}"
        if self.review is not None and self.review < today:
            return f"PAST REVIEW {day(self.review)}"
        return ""

    def summary(self) -> str:
        """Category and text on one line; what could not be read is shown raw and said.

        Said first: a long text is cut at its end.
        """
        known = ": ".join(part for part in (line(self.category, 60), line(self.text, 200)) if part)
        if not known:
            known = line(self.raw, 200)
        return known if self.fully_read else f"[not fully read] {known}"
