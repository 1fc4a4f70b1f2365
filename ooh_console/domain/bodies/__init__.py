"""What people record: one model a kind, each with its own rules, joined in one discriminated union.

A body says what happened. When, by whom and at which desk stand in the `Entry` around it.
Rules that need only the body are checked here; rules that need the night so far are in `rules.py`.
"""

from __future__ import annotations

from typing import Annotated

from pydantic import Field, TypeAdapter

from ooh_console.domain.bodies.answers import (
    AnswersBody,
    AttendanceAnswered,
    AttendanceProgress,
    AttendanceRequested,
    CommitmentRecorded,
    DecisionMakerAccepted,
    DecisionMakerSet,
    HospitalChosen,
    LeadSet,
)
from ooh_console.domain.bodies.base import OOH, Acceptance, Body, Moment, Party, Text, Words
from ooh_console.domain.bodies.clocks import ClockBody, ClockDiffers, ClockSet
from ooh_console.domain.bodies.course import (
    Action,
    ActionDone,
    AddressCorrected,
    BirthRecorded,
    Correction,
    CourseBody,
    Decision,
    Handover,
    IncidentClosed,
    IncidentOpened,
    Note,
    Referral,
)
from ooh_console.domain.bodies.meetings import (
    BriefingHeld,
    MeetingCalledOff,
    MeetingConvened,
    MeetingHeld,
    MeetingInvitation,
    MeetingsBody,
    ProtocolStep,
)
from ooh_console.domain.bodies.people import (
    PeopleBody,
    PersonLinked,
    PersonsSame,
    PersonUnlinked,
)
from ooh_console.domain.bodies.powers import (
    DisclosureLifted,
    DisclosureRestricted,
    OrderChecked,
    ParentsTold,
    Power,
    PowerEnded,
    PowerExtended,
    PowersBody,
    PowerStarted,
)
from ooh_console.domain.bodies.reading import (
    HoldingSeen,
    MarkerRead,
    PlanRead,
    PlanReadOut,
    ReadingBody,
)
from ooh_console.domain.bodies.register import (
    CheckpointWritten,
    Exported,
    HistoryAccepted,
    IncidentRegistered,
    OperatorAdded,
    OperatorDisabled,
    OperatorRoleSet,
    OthersRecordRefused,
    RecordOpened,
    Refused,
    RegisterBody,
    SignedIn,
    SignedInAtAgency,
    SignedOut,
)
from ooh_console.domain.bodies.review import (
    Learning,
    ReviewAnswer,
    ReviewBody,
    ReviewNote,
    ReviewQuestion,
    SignedOff,
)
from ooh_console.domain.bodies.sharing import SharedLate
from ooh_console.domain.bodies.shift import (
    ManagerCalled,
    ShiftAccepted,
    ShiftBody,
    ShiftHandedOver,
)
from ooh_console.domain.bodies.telling import (
    CirculationChanged,
    NoticeConfirmed,
    NoticeFailed,
    NoticeGiven,
    TellingBody,
    Topic,
)

IncidentBody = (
    CourseBody
    | PeopleBody
    | AnswersBody
    | TellingBody
    | ReadingBody
    | MeetingsBody
    | PowersBody
    | ShiftBody
    | ReviewBody
    | SharedLate
    | ClockBody
)

BODY: TypeAdapter[IncidentBody | RegisterBody] = TypeAdapter(
    Annotated[IncidentBody | RegisterBody, Field(discriminator="kind")]
)
"""Reads any body from JSON. Raises `pydantic.ValidationError`."""

__all__ = [
    "BODY",
    "OOH",
    "Acceptance",
    "Action",
    "ActionDone",
    "AddressCorrected",
    "AttendanceAnswered",
    "AttendanceProgress",
    "AttendanceRequested",
    "BirthRecorded",
    "Body",
    "BriefingHeld",
    "CheckpointWritten",
    "CirculationChanged",
    "ClockBody",
    "ClockDiffers",
    "ClockSet",
    "CommitmentRecorded",
    "Correction",
    "Decision",
    "DecisionMakerAccepted",
    "DecisionMakerSet",
    "DisclosureLifted",
    "DisclosureRestricted",
    "Exported",
    "Handover",
    "HistoryAccepted",
    "HoldingSeen",
    "HospitalChosen",
    "IncidentBody",
    "IncidentClosed",
    "IncidentOpened",
    "IncidentRegistered",
    "LeadSet",
    "Learning",
    "ManagerCalled",
    "MarkerRead",
    "MeetingCalledOff",
    "MeetingConvened",
    "MeetingHeld",
    "MeetingInvitation",
    "Moment",
    "Note",
    "NoticeConfirmed",
    "NoticeFailed",
    "NoticeGiven",
    "OperatorAdded",
    "OperatorDisabled",
    "OperatorRoleSet",
    "OrderChecked",
    "OthersRecordRefused",
    "ParentsTold",
    "Party",
    "PersonLinked",
    "PersonUnlinked",
    "PersonsSame",
    "PlanRead",
    "PlanReadOut",
    "Power",
    "PowerEnded",
    "PowerExtended",
    "PowerStarted",
    "ProtocolStep",
    "RecordOpened",
    "Referral",
    "Refused",
    "RegisterBody",
    "ReviewAnswer",
    "ReviewNote",
    "ReviewQuestion",
    "SharedLate",
    "ShiftAccepted",
    "ShiftHandedOver",
    "SignedIn",
    "SignedInAtAgency",
    "SignedOff",
    "SignedOut",
    "Text",
    "Topic",
    "Words",
]
