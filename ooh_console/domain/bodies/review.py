"""What is added the morning after. Nothing of it changes what the night recorded."""

from __future__ import annotations

from typing import Literal

from ooh_console.domain.bodies.base import Body, Moment, Text, Words


class ReviewNote(Body):
    """A reviewer's note on the night or on one entry."""

    kind: Literal["review_note"] = "review_note"
    text: Words
    entry: Text = ""


class ReviewQuestion(Body):
    """A question to a named person: about one entry, about a moment, or about the night."""

    kind: Literal["review_question"] = "review_question"
    to: Words
    text: Words
    entry: Text = ""
    about: Moment | None = None


class ReviewAnswer(Body):
    """What the person said to a question. `by` is who said it; the entry says who wrote it down."""

    kind: Literal["review_answer"] = "review_answer"
    question: Words
    by: Words
    text: Words


class Learning(Body):
    """Learning from the night, under a learning point (`L7`) or a theme of its own (L14)."""

    kind: Literal["learning"] = "learning"
    point: Words
    text: Words


class SignedOff(Body):
    """The manager has read the log and signs it off.

    It counts for the entries that were read, and for none that came after.
    """

    kind: Literal["signed_off"] = "signed_off"
    statement: Words
    entries: int = 0
    """How many entries were read; 0 where that was not recorded."""
    head: Text = ""
    """The chain value of the last of them."""
    integrity: Text = ""
    """What checking the log came to, in words."""
    open_questions: tuple[Text, ...] = ()
    """Questions that nobody had answered by then, in words."""


ReviewBody = ReviewNote | ReviewQuestion | ReviewAnswer | Learning | SignedOff
