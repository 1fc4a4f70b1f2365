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


MeetingsBody = BriefingHeld | MeetingConvened | MeetingHeld | ProtocolStep
