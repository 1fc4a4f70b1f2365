"""What people record: one model a kind, each with its own rules, joined in one discriminated union.

A body says what happened. When, by whom and at which desk stand in the `Entry` around it.
Rules that need only the body are checked here; rules that need the night so far are in `rules.py`.
"""

from __future__ import annotations

from datetime import datetime
from enum import StrEnum
from typing import Annotated, Any, Literal, Self

from pydantic import (
    AfterValidator,
    AwareDatetime,
    BaseModel,
    BeforeValidator,
    ConfigDict,
    Field,
    TypeAdapter,
    model_validator,
)

from ooh_console.domain.people import Address, Relation
from ooh_console.domain.text import is_blank
from ooh_console.domain.times import stamp, to_milliseconds

OOH = "OOH social care"
"""The name under which the out-of-hours team stands among the agencies that attend."""


def _spoken(text: str) -> str:
    if is_blank(text):
        raise ValueError("say something here")
    return text


def _whole(text: Any) -> Any:
    """Half characters (lone surrogates, from a broken paste) cannot be stored as UTF-8."""
    if isinstance(text, str):
        return text.encode("utf-16", "surrogatepass").decode("utf-16", "replace")
    return text


Text = Annotated[str, BeforeValidator(_whole)]
Words = Annotated[str, BeforeValidator(_whole), AfterValidator(_spoken)]
Moment = Annotated[AwareDatetime, AfterValidator(to_milliseconds)]


class Body(BaseModel):
    """Base of every kind."""

    model_config = ConfigDict(frozen=True, extra="ignore")

    def content(self) -> dict[str, Any]:
        """The body as plain JSON values, times as stored, without what was left empty.

        A default that says something (whose attendance, `confirmed`) is written out, so that what
        an old record says does not hang on what a later version takes for granted.
        """
        said = {
            name: getattr(self, name)
            for name, field in type(self).model_fields.items()
            if not field.is_required() and field.default
        }
        plain: dict[str, Any] = _plain(self.model_dump(mode="python", exclude_defaults=True))
        return {**said, **plain}


def _plain(value: Any) -> Any:
    match value:
        case datetime():
            return stamp(value)
        case dict():
            return {str(key): _plain(item) for key, item in value.items()}
        case list() | tuple() | frozenset():
            return [_plain(item) for item in value]
        case StrEnum():
            return value.value
        case None | bool() | int() | str():
            return value
        case _:
            return str(value)


class Party(BaseModel):
    """A named person who acts for an agency, with how to reach them."""

    model_config = ConfigDict(frozen=True)
    name: Words
    role: Text = ""
    agency: Text = ""
    contact: Text = ""


class Acceptance(BaseModel):
    """That somebody was heard to accept: who heard it, and how (radio, telephone, in person)."""

    model_config = ConfigDict(frozen=True)
    heard_by: Words
    how: Words


class IncidentOpened(Body):
    """The night begins: where, what, and who raised it."""

    kind: Literal["incident_opened"] = "incident_opened"
    address: Address
    nature: Words
    raised_by: Text = ""
    exercise: bool = False


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
    match: Literal["nhs-number", "agency-identifier", "possible-confirmed", "typed"] = "typed"


class Note(Body):
    """A line in the log: a fact, as it was seen or heard."""

    kind: Literal["note"] = "note"
    text: Words


class Action(Body):
    """Something to be done, by a named owner, by a time."""

    kind: Literal["action"] = "action"
    text: Words
    owner: Words
    due: Moment | None = None


class ActionDone(Body):
    """An action is finished."""

    kind: Literal["action_done"] = "action_done"
    action: Words
    outcome: Text = ""


class Decision(Body):
    """What was decided, what else was considered, and why (joint decision logging)."""

    kind: Literal["decision"] = "decision"
    what: Words
    options: tuple[Text, ...] = ()
    reason: Words
    decided_by: Words


class DecisionMakerSet(Body):
    """Who decides on the scene (L5). A second one is a handover, and says why."""

    kind: Literal["decision_maker_set"] = "decision_maker_set"
    who: Party
    change_reason: Text = ""
    given: tuple[Text, ...] = ()
    """The information that this person had been given, such as `birth plan 3 (Maternity)`."""


class DecisionMakerAccepted(Body):
    """The named person was heard to accept. Until then the role is named, not held."""

    kind: Literal["decision_maker_accepted"] = "decision_maker_accepted"
    answer: Words
    """The id of the `decision_maker_set` entry that was accepted."""
    acceptance: Acceptance


class LeadSet(Body):
    """The lead professional for the night (L4), or that none can be reached and who tried."""

    kind: Literal["lead_set"] = "lead_set"
    who: Party | None = None
    not_reached: Text = ""
    change_reason: Text = ""

    @model_validator(mode="after")
    def _named_or_tried(self) -> Self:
        if self.who is None and is_blank(self.not_reached):
            raise ValueError("name the lead professional, or say who was tried and how")
        return self


class AttendanceRequested(Body):
    """Somebody asked whether an agency attends."""

    kind: Literal["attendance_requested"] = "attendance_requested"
    agency: Words = OOH
    asked_by: Words
    asked_of: Text = ""


class AttendanceAnswered(Body):
    """OOH's own answer (L7). Cannot attend needs the agreed role and the reason (L8)."""

    kind: Literal["attendance_answered"] = "attendance_answered"
    answer: Literal["will-attend", "cannot-attend"]
    who: Text = ""
    eta: Moment | None = None
    agreed_role: Text = ""
    reason: Text = ""
    agreed_with: Text = ""
    change_reason: Text = ""

    @model_validator(mode="after")
    def _complete(self) -> Self:
        if self.answer == "will-attend":
            if is_blank(self.who):
                raise ValueError("say who will attend")
            if self.eta is None:
                raise ValueError("say when they will be there (ETA)")
        else:
            if is_blank(self.agreed_role):
                raise ValueError("OOH cannot attend: say which role OOH will play instead")
            if is_blank(self.reason):
                raise ValueError("OOH cannot attend: say why")
        return self


class AttendanceProgress(Body):
    """An agency, OOH among them, is on its way, holding, there, or gone again."""

    kind: Literal["attendance_progress"] = "attendance_progress"
    agency: Words
    progress: Literal["en-route", "holding", "on-scene", "left"]
    who: Text = ""
    note: Text = ""


class CommitmentRecorded(Body):
    """What another agency promised, heard by telephone or radio."""

    kind: Literal["commitment_recorded"] = "commitment_recorded"
    agency: Words
    answer: Literal["will-attend", "cannot-attend"]
    who: Text = ""
    eta: Moment | None = None
    agreed_role: Text = ""
    reason: Text = ""
    heard_from: Words
    how: Words

    @model_validator(mode="after")
    def _complete(self) -> Self:
        if self.answer == "will-attend" and self.eta is None:
            raise ValueError("say when they will be there (ETA)")
        if self.answer == "cannot-attend":
            if is_blank(self.agreed_role):
                raise ValueError("they cannot attend: say which role they will play instead")
            if is_blank(self.reason):
                raise ValueError("they cannot attend: say why")
        return self


class Topic(StrEnum):
    """The answers that people act on, and must be told of when they change (I5)."""

    DECISION_MAKER = "decision maker"
    LEAD = "lead professional"
    OOH = "OOH attendance"


class NoticeGiven(Body):
    """Somebody was told an answer: to whom, how, in which words."""

    kind: Literal["notice_given"] = "notice_given"
    topic: Topic
    answer: Words
    """The id of the entry whose answer was told."""
    recipient: Words
    how: Words
    words: Words


class NoticeConfirmed(Body):
    """The recipient read it back, or refused it."""

    kind: Literal["notice_confirmed"] = "notice_confirmed"
    notice: Words
    by: Words
    outcome: Literal["confirmed", "refused"] = "confirmed"
    words: Text = ""


class PlanRead(Body):
    """A named person read a birth plan, or was given it (L2, L5)."""

    kind: Literal["plan_read"] = "plan_read"
    agency: Words
    version: Text = ""
    digest: Words
    reader: Words


class MarkerRead(Body):
    """A named person read a warning marker and understood it (L12)."""

    kind: Literal["marker_read"] = "marker_read"
    agency: Words
    digest: Words
    subject: Text = ""
    summary: Text = ""
    reader: Words


class BriefingHeld(Body):
    """The opening briefing (IIMARCH): who was there and what was said under each heading."""

    kind: Literal["briefing_held"] = "briefing_held"
    present: tuple[Words, ...]
    information: Text = ""
    intent: Text = ""
    method: Text = ""
    administration: Text = ""
    risk: Text = ""
    communications: Text = ""
    humanitarian: Text = ""


class MeetingConvened(Body):
    """A professionals meeting is called (L6)."""

    kind: Literal["meeting_convened"] = "meeting_convened"
    at: Moment
    number: Text = ""
    invited: tuple[Words, ...]


class MeetingHeld(Body):
    """The professionals meeting took place: who joined and what was agreed (L6)."""

    kind: Literal["meeting_held"] = "meeting_held"
    present: tuple[Words, ...] = Field(min_length=1)
    agreed: Words


class BirthRecorded(Body):
    """The baby is born: the moment from which legal powers can apply."""

    kind: Literal["birth_recorded"] = "birth_recorded"
    place: Words
    heard_from: Words
    condition: Text = ""


class Power(StrEnum):
    """Legal powers over the child (Children Act 1989)."""

    POLICE_PROTECTION = "s46 police protection"
    EMERGENCY_PROTECTION = "s44 emergency protection order"
    INTERIM_CARE = "s38 interim care order"


class PowerStarted(Body):
    """A power is in force from the time of this event."""

    kind: Literal["power_started"] = "power_started"
    power: Power
    by: Party
    epo_in_force: Literal["yes", "no", "not known", ""] = ""
    expires: Moment | None = None
    authority: Text = ""

    @model_validator(mode="after")
    def _complete(self) -> Self:
        if self.power is Power.POLICE_PROTECTION and not self.epo_in_force:
            raise ValueError("say whether an emergency protection order is in force (s46(7))")
        if self.power is not Power.POLICE_PROTECTION and self.expires is None:
            raise ValueError("say when the order ends, as the order states it")
        return self


class PowerEnded(Body):
    """A power is no longer in force."""

    kind: Literal["power_ended"] = "power_ended"
    started: Words
    reason: Words


class ProtocolStep(Body):
    """A step of the protocol is done, or does not apply and why (L1)."""

    kind: Literal["protocol_step"] = "protocol_step"
    protocol: Words
    step: Words
    outcome: Literal["done", "not-applicable"]
    reason: Text = ""

    @model_validator(mode="after")
    def _reasoned(self) -> Self:
        if self.outcome == "not-applicable" and is_blank(self.reason):
            raise ValueError("say why the step does not apply")
        return self


class Referral(Body):
    """A referral was made, or it was decided not to make it and why (L11)."""

    kind: Literal["referral"] = "referral"
    to: Words
    made: bool
    reason: Text = ""

    @model_validator(mode="after")
    def _reasoned(self) -> Self:
        if not self.made and is_blank(self.reason):
            raise ValueError("say why the referral is not made")
        return self


class DisclosureRestricted(Body):
    """Something must not be told to the family, until a stated condition (I9)."""

    kind: Literal["disclosure_restricted"] = "disclosure_restricted"
    what: Words
    until: Words


class DisclosureLifted(Body):
    """The family may be told, or has been: who decided it and why."""

    kind: Literal["disclosure_lifted"] = "disclosure_lifted"
    restriction: Text = ""
    decided_by: Words
    reason: Words


class HoldingSeen(Body):
    """What the screen showed when an answer was recorded, by content hash."""

    kind: Literal["holding_seen"] = "holding_seen"
    screen: Words
    """Digest of the stored screen content."""
    recorded_with: Text = ""
    """The id of the entry that was recorded in front of this screen."""


class Correction(Body):
    """An entry is struck through: it stays readable and counts no more (I2)."""

    kind: Literal["correction"] = "correction"
    entry: Words
    reason: Words


class Handover(Body):
    """The night's open business passes to somebody, in writing."""

    kind: Literal["handover"] = "handover"
    to: Words
    summary: Words
    open_actions: tuple[Text, ...] = ()


class IncidentClosed(Body):
    """The incident is closed at this desk; what is still open is named."""

    kind: Literal["incident_closed"] = "incident_closed"
    reason: Words
    open_actions: tuple[Text, ...] = ()


class ReviewNote(Body):
    """A reviewer's note on the night or on one entry."""

    kind: Literal["review_note"] = "review_note"
    text: Words
    entry: Text = ""


class Learning(Body):
    """Learning from the night, under a learning point or a theme (L14)."""

    kind: Literal["learning"] = "learning"
    point: Words
    text: Words


class SignedOff(Body):
    """The manager has read the log and signs it off."""

    kind: Literal["signed_off"] = "signed_off"
    statement: Words


# The register: a second chain of the same shape, about the desk rather than about an incident.


class OperatorAdded(Body):
    """A person may sign in from now on; entries signed by this key are theirs."""

    kind: Literal["operator_added"] = "operator_added"
    name: Words
    role: Words
    agency: Words
    public_key: Words
    """Ed25519, 32 bytes, lower-case hexadecimal."""


class SignedIn(Body):
    """Somebody signed in at a desk."""

    kind: Literal["signed_in"] = "signed_in"


class SignedOut(Body):
    """Somebody left a desk."""

    kind: Literal["signed_out"] = "signed_out"


class IncidentRegistered(Body):
    """An incident exists, so that a whole missing incident is noticed."""

    kind: Literal["incident_registered"] = "incident_registered"
    reference: Words


class RecordOpened(Body):
    """Somebody opened an incident, looked somebody up, or opened a review (I11)."""

    kind: Literal["record_opened"] = "record_opened"
    what: Words
    found: Text = ""


class Exported(Body):
    """Something left the desk as a file or on the clipboard (I11)."""

    kind: Literal["exported"] = "exported"
    what: Words
    sha256: Text = ""


class Refused(Body):
    """Somebody was refused something (I11)."""

    kind: Literal["refused"] = "refused"
    what: Words
    why: Words


class CheckpointWritten(Body):
    """The heads of every chain were signed and written to a file that can be kept elsewhere."""

    kind: Literal["checkpoint_written"] = "checkpoint_written"
    sha256: Words
    heads: int


IncidentBody = (
    IncidentOpened
    | PersonLinked
    | Note
    | Action
    | ActionDone
    | Decision
    | DecisionMakerSet
    | DecisionMakerAccepted
    | LeadSet
    | AttendanceRequested
    | AttendanceAnswered
    | AttendanceProgress
    | CommitmentRecorded
    | NoticeGiven
    | NoticeConfirmed
    | PlanRead
    | MarkerRead
    | BriefingHeld
    | MeetingConvened
    | MeetingHeld
    | BirthRecorded
    | PowerStarted
    | PowerEnded
    | ProtocolStep
    | Referral
    | DisclosureRestricted
    | DisclosureLifted
    | HoldingSeen
    | Correction
    | Handover
    | IncidentClosed
    | ReviewNote
    | Learning
    | SignedOff
)
RegisterBody = (
    OperatorAdded
    | SignedIn
    | SignedOut
    | IncidentRegistered
    | RecordOpened
    | Exported
    | Refused
    | CheckpointWritten
)

BODY: TypeAdapter[IncidentBody | RegisterBody] = TypeAdapter(
    Annotated[IncidentBody | RegisterBody, Field(discriminator="kind")]
)
"""Reads any body from JSON. Raises `pydantic.ValidationError`."""
