"""An incident as JSON: the shapes of answers, notices, alarms, people, powers and entries."""

from __future__ import annotations

from typing import Annotated, Any, Literal

from pydantic import WithJsonSchema

from ooh_console.cli.holding_shapes import (
    AddressShape,
    Attends,
    MarkerShape,
    Moment,
    PlanShape,
    Shape,
)

Stamp = Annotated[
    str, WithJsonSchema({"type": "string", "format": "date-time"}, mode="serialization")
]
"""A moment exactly as it is stored and signed: UTC with milliseconds."""


class PlaceShape(AddressShape):
    """Where it happens. `words` is the address on one line."""

    words: str


class AcceptedShape(Shape):
    """That the decision maker was heard to accept."""

    heard_by: str
    how: str
    at: Moment


class DecisionMakerShape(Shape):
    """Who decides. Never blank: `not-identified` is an answer, and an alarm."""

    state: Literal["not-identified", "named", "accepted"]
    name: str = ""
    role: str = ""
    agency: str = ""
    contact: str = ""
    since: Moment | None = None
    given: list[str] = []
    """The information that this person had been given."""
    accepted: AcceptedShape | None = None
    entry: str | None = None


class LeadShape(Shape):
    """The lead professional. `none-reached`: who was tried stands in `not_reached`."""

    state: Literal["not-identified", "none-reached", "named"]
    name: str = ""
    role: str = ""
    agency: str = ""
    contact: str = ""
    not_reached: str = ""
    since: Moment | None = None
    entry: str | None = None


class AttendanceShape(Shape):
    """Whether an agency attends, as recorded at the desks."""

    agency: str
    state: Literal["not-asked", Attends]
    overdue: bool
    who: str
    eta: Moment | None
    since: Moment | None
    agreed_role: str
    reason: str
    note: str
    entry: str | None


class AlarmShape(Shape):
    """Something that nobody has answered yet. `code` and `subject` name it."""

    code: str
    subject: str
    level: Literal["alarm", "check"]
    text: str
    since: Moment
    command: str
    key: str
    """The key that answers it at the desk."""


class ReadByShape(Shape):
    """Who read a plan or a marker, and when."""

    reader: str
    at: Moment
    entry: str


class DifferenceShape(Shape):
    """One field in which a copy differs from the newest one."""

    field: str
    title: str
    newest: str
    this: str
    restricted: bool


class ReadOutShape(Shape):
    """That a copy was read out by telephone and typed in; `at` is the last part of it."""

    read_by: list[str]
    typed_by: list[str]
    at: Moment
    entries: list[str]


class ShownPlan(PlanShape):
    """A copy of a plan, held against the newest copy and against the log."""

    newest: bool
    differences: list[DifferenceShape]
    read_by: list[ReadByShape]
    newest_agreed: bool = False
    given_to_decision_maker: bool | None = None
    """Null while nobody decides."""
    read_out: ReadOutShape | None = None
    """Null for what the agency's own system sent."""
    about_whom: str = ""
    """Whom it is about, as far as this incident knows them by number."""


class ShownMarker(MarkerShape):
    """A marker with who read it, whom it is about, and which others may say the same."""

    read_by: list[ReadByShape]
    relation: str = ""
    """What the subject is to the baby, in words."""
    perhaps_same_as: list[str] = []
    """Digests of markers on the same subject that may be duplicates."""
    changed_since_read: bool = False
    """An earlier text of this marker was read; this one was not."""


class LinkedShape(Shape):
    """A person linked to the incident, under one identity. `match` says on what grounds."""

    name: str
    relation: str
    nhs_number: str
    born: str
    expected: str
    address: AddressShape | None
    identifiers: dict[str, str]
    match: Literal["nhs-number", "agency-identifier", "possible-confirmed", "typed"]
    entry: str = ""
    """The entry that linked them."""
    called: str = ""
    """What they are called here, so that nobody else linked is called the same."""
    same_as: list[str] = []
    """The entries that linked the same person under another identity, as somebody said by name."""


class BirthShape(Shape):
    """The recorded birth."""

    at: Moment
    place: str
    heard_from: str
    condition: str
    entry: str
    baby: str = ""
    """The entry that linked the baby who is born, where it is said which."""


class OrderCheckedShape(Shape):
    """Whether an emergency protection order is in force beside s46, found out afterwards."""

    in_force: Literal["yes", "no"]
    said_by: str
    reason: str
    at: Moment
    entry: str


class PowerShape(Shape):
    """A legal power in force, and when it ends at the latest."""

    power: str
    by: str
    started_at: Moment
    expires_at: Moment | None
    """`None`: the order names no day, and `until` has its words."""
    expired: bool
    epo_in_force: str
    epo_reason: str = ""
    epo_checked: OrderCheckedShape | None = None
    """What was found out since; null while nothing was."""
    applied_by: str = ""
    until: str = ""
    extended_at: Moment | None = None
    authority: str
    entry: str


class RestrictionShape(Shape):
    """What must not be told to the family, until when or until what."""

    what: str
    until: str
    since: Moment
    entry: str


class OpenActionShape(Shape):
    """An action that nobody has finished."""

    text: str
    owner: str
    due: Moment | None
    overdue: bool
    entry: str


class StepShape(Shape):
    """A step of the protocol. `due`: to be done now; `overdue`: its time has passed."""

    protocol: str
    protocol_title: str
    source: str
    step: str
    text: str
    why: str
    standing: Literal["due", "later", "done", "not-applicable"]
    due: Moment | None
    overdue: bool
    command: str
    reason: str
    """Why it does not apply."""
    by: str
    at: Moment | None
    entry: str | None


class InvitationShape(Shape):
    """One person asked to join a meeting."""

    who: str
    standing: Literal["not-told", "told", "joined", "could-not"]
    how: str
    reason: str
    entry: str | None


class MeetingShape(Shape):
    """A meeting that was called, and is neither held, moved nor called off."""

    at: Moment
    number: str
    passed: bool
    """Whether its time has passed."""
    invited: list[InvitationShape]
    entry: str


class StruckShape(Shape):
    """By whom, when and why an entry was struck through."""

    by: str
    at: Stamp
    reason: str
    entry: str


class EntryShape(Shape):
    """One entry of the log. `words` is what the screen says of it, `body` what was recorded."""

    id: str
    seq: int
    kind: str
    body: dict[str, Any]
    words: str
    marked: list[str] = []
    """What stands before the words wherever people read them, such as DO NOT TELL FAMILY."""
    occurred_at: Stamp
    recorded_at: Stamp
    shared_at: Stamp | None = None
    """When other desks could see it, where that was over a minute later."""
    key_disabled: bool = False
    """Recorded at a desk that was cut off, with a key that was disabled by then."""
    desk_clock_behind: int = 0
    """Seconds by which other clocks were ahead of that of its desk, by which both times are."""
    late_reason: str
    struck: StruckShape | None
    operator: str
    role: str
    agency: str
    desk: str
