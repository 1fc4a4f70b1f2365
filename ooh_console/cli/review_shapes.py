"""What the review has added, as JSON."""

from __future__ import annotations

from ooh_console.cli.holding_shapes import Moment, Shape


class SaidShape(Shape):
    """An answer to a question, or a note: who said it, and who wrote it down."""

    by: str
    text: str
    at: Moment
    recorded_by: str
    entry: str
    about: str | None = None
    """The id of the entry that a note is about."""


class QuestionShape(Shape):
    """A question to a named person. Without answers it is open."""

    to: str
    text: str
    asked_by: str
    at: Moment
    entry: str
    about: str | None
    """The id of the entry that it is about."""
    about_moment: Moment | None
    answers: list[SaidShape]


class LearntShape(Shape):
    """Learning. `point` is a learning point (L1 to L14) or a theme in somebody's own words."""

    point: str
    text: str
    by: str
    at: Moment
    entry: str


class SignOffShape(Shape):
    """A sign-off: for how many entries it counts, and how many came since."""

    by: str
    at: Moment
    statement: str
    entries: int
    since: int
    head: str
    integrity: str
    open_questions: list[str]
    entry: str


class ReviewShape(Shape):
    """Everything that reviewers have added to an incident."""

    questions: list[QuestionShape]
    open_questions: int
    notes: list[SaidShape]
    learning: list[LearntShape]
    sign_offs: list[SignOffShape]
