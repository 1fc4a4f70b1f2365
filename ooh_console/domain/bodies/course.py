"""What happens in the course of the night: facts, actions, decisions, the birth, the end."""

from __future__ import annotations

from typing import Literal, Self

from pydantic import model_validator

from ooh_console.domain.bodies.base import Body, Moment, Text, Words
from ooh_console.domain.people import Address
from ooh_console.domain.text import is_blank


class IncidentOpened(Body):
    """The night begins: where, what, and who raised it."""

    kind: Literal["incident_opened"] = "incident_opened"
    address: Address
    nature: Words
    raised_by: Text = ""
    exercise: bool = False


class AddressCorrected(Body):
    """It happens somewhere else than was said. Whoever has the former address goes there: each of
    them is told at once (I5)."""

    kind: Literal["address_corrected"] = "address_corrected"
    address: Address
    instead_of: Address
    """Where it was said to be until then."""
    said_by: Words
    reason: Words


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


class BirthRecorded(Body):
    """The baby is born: the moment from which legal powers can apply."""

    kind: Literal["birth_recorded"] = "birth_recorded"
    place: Words
    heard_from: Words
    condition: Text = ""
    baby: Text = ""
    """The entry that linked the baby who is born; named where there are several."""


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
    unanswered: tuple[Text, ...] = ()
    """The alarms that stood when it was closed, in words."""


CourseBody = (
    IncidentOpened
    | AddressCorrected
    | Note
    | Action
    | ActionDone
    | Decision
    | BirthRecorded
    | Referral
    | Correction
    | Handover
    | IncidentClosed
)
