"""What agencies hold, as JSON: the shapes of sources, plans, markers, commitments, people."""

from __future__ import annotations

from datetime import UTC, date, datetime
from typing import Annotated, Literal

from pydantic import BaseModel, ConfigDict, Field, PlainSerializer, WithJsonSchema


def seconds(moment: datetime) -> str:
    """`2026-11-25T02:14:05Z`."""
    return moment.astimezone(UTC).strftime("%Y-%m-%dT%H:%M:%SZ")


Moment = Annotated[
    datetime,
    PlainSerializer(seconds, return_type=str, when_used="json"),
    WithJsonSchema({"type": "string", "format": "date-time"}, mode="serialization"),
]
"""A moment in UTC."""

Attends = Literal[
    "requested", "will-attend", "en-route", "holding", "on-scene", "left", "cannot-attend"
]
"""Where an agency's attendance stands."""


class Shape(BaseModel):
    """Base of every part of a document."""

    model_config = ConfigDict(frozen=True)


class UnreadShape(Shape):
    """A part of a fact that could not be read: which field, why, and what was sent."""

    field: str
    reason: str
    raw: str


class SourceShape(Shape):
    """How one agency answered one question."""

    agency: str
    offer: Literal[
        "people",
        "plans",
        "markers",
        "commitments",
        "watch-list",
        "notices",
        "child-protection",
        "earlier-looks",
        "changes",
    ]
    state: Literal["held", "none-held", "could-not-check", "not-checked"]
    reason: str
    """Why it could not be checked; it continues a sentence that begins with the agency."""
    fetched_at: Moment | None
    """The age of what is shown: when the agency sent it, or confirmed that it still holds."""
    checked_at: Moment | None
    failing_since: Moment | None
    from_memory: bool
    """Whether the facts shown are older than the latest try."""
    telephone: str
    in_part: bool = False
    """Whether the latest try brought facts, and not all of them: `reason` says what is missing."""


class FactShape(Shape):
    """What every fact of an agency carries."""

    agency: str
    fully_read: bool
    from_memory: bool
    unread: list[UnreadShape] = []
    raw: str | None = None
    """The item as it was sent, when it could not be read whole."""
    digest: str = ""
    """Names this content; `show` says who read it under this digest."""
    number_in_doubt: bool = False
    """The NHS number under which it is held stands for more than one person."""


class DatedShape(FactShape):
    """A fact that says when it was made."""

    dated_ahead: str = ""
    """`dated 02:40 GMT, which is still to come`; empty when it was made in the past."""


class ProfessionalShape(Shape):
    """Somebody whom the plan names."""

    role: str
    name: str
    telephone: str


class DistributionShape(Shape):
    """One line of a plan's distribution list."""

    agency: str
    recipient: str
    sent: str
    how: str
    receipt: str


class PlanShape(DatedShape):
    """One agency's copy of a birth plan. `restricted` names fields that must not reach the family,
    `missing` the required parts of the template that it does not fill."""

    version: str
    status: Literal["draft", "agreed", "superseded"] | None
    dated: str | None
    author: str
    subject: str
    missing: list[str]
    fields: dict[str, str]
    restricted: list[str]
    restricted_until: list[str] = []
    """Until when or what those fields must not be told, by the restrictions in force; empty where
    no open incident says so."""
    professionals: list[ProfessionalShape]
    distribution: list[DistributionShape]


class MeaningShape(Shape):
    """What a marker means here (`markers.toml`)."""

    name: str
    meaning: str
    do: list[str]
    do_not: list[str]


class MarkerShape(DatedShape):
    """A warning marker. Expired ones are said to be so, never left out."""

    subject: str
    about: Literal["person", "address"]
    category: str
    code: str
    text: str
    set_on: date | None = Field(serialization_alias="from")
    until: date | None
    review: date | None
    expired: bool
    past_review: bool
    source: str
    meanings: list[MeaningShape] = []
    """Empty: nothing here explains it."""
    code_known: bool = True
    """Whether the code that was sent is explained here; false: its meaning is not known."""
    always_on_screen: bool = False
    """Dog and weapons."""


class CommitmentShape(DatedShape):
    """An agency's attendance, as its own system says it."""

    who: str
    state: Attends | None
    eta: Moment | None
    overdue: bool
    place: str
    agreed_role: str
    reason_given: str
    note: str


class ChildProtectionShape(FactShape):
    """One plan at the national child-protection service. `subject` is the NHS number under which
    it is held: for an unborn child, the mother's."""

    subject: str
    kinds: list[Literal["child-protection-plan", "unborn-child-protection-plan", "looked-after"]]
    words: str
    since: date | None
    until: date | None
    status: str
    ended: bool
    authority: str
    office_telephone: str
    ooh_telephone: str
    """The number to ring at night."""


class EarlierLookShape(FactShape):
    """Somebody looked this person up there before."""

    subject: str
    at: Moment | None
    who: str
    role: str
    organisation: str


class AddressShape(Shape):
    """A place. A protected one is never shown beside family contact."""

    text: str
    postcode: str
    protected: bool


class LinkShape(Shape):
    """A link that an agency holds from one person to another."""

    relation: str
    name: str
    nhs_number: str
    identifier: str


class RecordShape(FactShape):
    """One agency's record of a person."""

    identifier: str
    nhs_number: str
    name: str
    born: date | None
    expected: date | None
    sex: str
    telephone: str
    addresses: list[AddressShape]
    links: list[LinkShape]


class CandidateShape(Shape):
    """A person, as far as numbers say so. `possible` is name and date alone: nobody confirmed it.
    `perhaps` are other candidates' records that may be the same person."""

    match: Literal["nhs-number", "agency-identifier", "possible", "no"]
    name: str
    nhs_number: str
    born: date | None
    expected: date | None
    agencies: list[str]
    records: list[RecordShape]
    perhaps: list[RecordShape]
    disputed: list[RecordShape] = []
    """Records of somebody else under the same NHS number: one of the two is an error."""


class ConflictShape(Shape):
    """One NHS number that is held for more than one person: each in words, with who says so."""

    nhs_number: str
    people: list[str]
