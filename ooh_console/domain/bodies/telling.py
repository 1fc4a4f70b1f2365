"""Who was told which answer, and what they said to it."""

from __future__ import annotations

from enum import StrEnum
from typing import Literal, Self

from pydantic import model_validator

from ooh_console.domain.bodies.base import Body, Text, Words
from ooh_console.domain.text import is_blank


class Topic(StrEnum):
    """The answers that people act on, and must be told of when they change (I5)."""

    DECISION_MAKER = "decision maker"
    LEAD = "lead professional"
    OOH = "OOH attendance"
    HOSPITAL = "chosen hospital"
    POWER = "power in force"
    ADDRESS = "corrected address"


class NoticeGiven(Body):
    """Somebody was told an answer: to whom, how, in which words."""

    kind: Literal["notice_given"] = "notice_given"
    topic: Topic
    answer: Words
    """The id of the entry whose answer was told."""
    recipient: Words
    how: Words
    words: Words
    key: Text = ""
    """Names the notice to the recipient's own system; empty when a person was told."""


class NoticeFailed(Body):
    """The recipient's own system did not take a notice: they have not been told by it."""

    kind: Literal["notice_failed"] = "notice_failed"
    topic: Topic | None = None
    """`None`: an invitation to a meeting."""
    answer: Words
    """The id of the entry that was to be told: an answer, or a meeting."""
    recipient: Words
    key: Words
    reason: Words
    """Continues a sentence that begins with the recipient's name."""


class NoticeConfirmed(Body):
    """The recipient read it back, or refused it."""

    kind: Literal["notice_confirmed"] = "notice_confirmed"
    notice: Words
    by: Words
    outcome: Literal["confirmed", "refused"] = "confirmed"
    words: Text = ""


class CirculationChanged(Body):
    """Somebody must be told besides those who are by default, or need not be told any more."""

    kind: Literal["circulation_changed"] = "circulation_changed"
    topic: Topic | None = None
    """`None`: every answer."""
    recipient: Words
    change: Literal["added", "removed"]
    telephone: Text = ""
    reason: Text = ""

    @model_validator(mode="after")
    def _reasoned(self) -> Self:
        if self.change == "removed" and is_blank(self.reason):
            raise ValueError("say why they need not be told any more")
        return self


TellingBody = NoticeGiven | NoticeFailed | NoticeConfirmed | CirculationChanged
