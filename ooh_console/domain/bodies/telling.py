"""Who was told which answer, and what they said to it."""

from __future__ import annotations

from enum import StrEnum
from typing import Literal

from ooh_console.domain.bodies.base import Body, Text, Words


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


TellingBody = NoticeGiven | NoticeConfirmed
