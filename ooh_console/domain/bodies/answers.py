"""The answers that people act on: who decides, who leads, who attends, which hospital."""

from __future__ import annotations

from typing import Literal, Self

from pydantic import model_validator

from ooh_console.domain.bodies.base import OOH, Acceptance, Body, Moment, Party, Text, Words
from ooh_console.domain.text import is_blank


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


class HospitalChosen(Body):
    """Where mother and baby are taken. Another one later is a change, and says why."""

    kind: Literal["hospital_chosen"] = "hospital_chosen"
    name: Words
    ward: Text = ""
    telephone: Text = ""
    decided_by: Words
    change_reason: Text = ""


AnswersBody = (
    DecisionMakerSet
    | DecisionMakerAccepted
    | LeadSet
    | AttendanceRequested
    | AttendanceAnswered
    | AttendanceProgress
    | CommitmentRecorded
    | HospitalChosen
)
