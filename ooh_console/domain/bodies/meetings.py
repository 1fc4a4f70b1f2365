"""People speaking together: the opening briefing and the professionals meeting."""

from __future__ import annotations

from typing import Literal, Self

from pydantic import Field, model_validator

from ooh_console.domain.bodies.base import Body, Moment, Text, Words
from ooh_console.domain.text import is_blank


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
    """A professionals meeting is called (L6), or moved: then it names the one that it replaces."""

    kind: Literal["meeting_convened"] = "meeting_convened"
    at: Moment
    number: Text = ""
    invited: tuple[Words, ...]
    moves: Text = ""
    """The id of the `meeting_convened` entry whose time no longer holds."""
    reason: Text = ""

    @model_validator(mode="after")
    def _reasoned(self) -> Self:
        if self.moves and is_blank(self.reason):
            raise ValueError("the meeting is moved: say why")
        return self


class MeetingInvitation(Body):
    """What became of one invitation: told by telephone, joined, or could not and why."""

    kind: Literal["meeting_invitation"] = "meeting_invitation"
    meeting: Words
    """The id of the `meeting_convened` entry."""
    who: Words
    outcome: Literal["invited", "joined", "could-not"]
    how: Text = ""
    reason: Text = ""
    key: Text = ""
    """Names the invitation to the agency's own system; empty when a person was told."""

    @model_validator(mode="after")
    def _reasoned(self) -> Self:
        if self.outcome == "could-not" and is_blank(self.reason):
            raise ValueError("say why they could not join")
        return self


class MeetingCalledOff(Body):
    """A meeting that was called does not take place."""

    kind: Literal["meeting_called_off"] = "meeting_called_off"
    meeting: Words
    reason: Words


class MeetingHeld(Body):
    """The professionals meeting took place: who joined and what was agreed (L6)."""

    kind: Literal["meeting_held"] = "meeting_held"
    present: tuple[Words, ...] = Field(min_length=1)
    agreed: Text = ""
    """What was agreed, as one text: how it was written before there were points."""
    points: tuple[Words, ...] = ()
    """What was agreed, point by point."""
    meeting: Text = ""
    """The id of the `meeting_convened` entry; empty when nobody had called it."""

    @model_validator(mode="after")
    def _agreed(self) -> Self:
        if is_blank(self.agreed) and not self.points:
            raise ValueError("say what was agreed")
        return self


class ProtocolStep(Body):
    """A step of the protocol is done, or does not apply and why (L1)."""

    kind: Literal["protocol_step"] = "protocol_step"
    protocol: Words
    step: Words
    outcome: Literal["done", "not-applicable"]
    reason: Text = ""
    text: Text = ""
    """The words of the step as they stood then: the files may say something else later."""

    @model_validator(mode="after")
    def _reasoned(self) -> Self:
        if self.outcome == "not-applicable" and is_blank(self.reason):
            raise ValueError("say why the step does not apply")
        return self


MeetingsBody = (
    BriefingHeld
    | MeetingConvened
    | MeetingInvitation
    | MeetingCalledOff
    | MeetingHeld
    | ProtocolStep
)
