"""Entries of the review in words."""

from __future__ import annotations

from datetime import datetime
from zoneinfo import ZoneInfo

from ooh_console.desk.integrity import entries
from ooh_console.domain import bodies as b
from ooh_console.domain.learning_points import in_words
from ooh_console.domain.review import Question
from ooh_console.domain.text import ended, line
from ooh_console.domain.times import near_clock


def say_review(
    body: b.ReviewNote | b.ReviewQuestion | b.ReviewAnswer | b.Learning | b.SignedOff,
    about: str,
    now: datetime,
    tz: ZoneInfo | None,
) -> str:
    """What the entry says; not cleaned yet. `about`: the words of the entry that it is about."""
    match body:
        case b.ReviewNote():
            return f"Review note{f' on {about}' if body.entry else ''}: {body.text}"
        case b.ReviewQuestion():
            of = f" on {about}" if body.entry else ""
            if body.about is not None:
                of += f" about {near_clock(body.about, now, tz)}"
            return f"QUESTION to {body.to}{of}: {body.text}"
        case b.ReviewAnswer():
            return f"ANSWER by {body.by} to {about}: {body.text}"
        case b.Learning():
            return f"LEARNING ({in_words(body.point)}): {body.text}"
        case b.SignedOff():
            read = f" {entries(body.entries)} read." if body.entries else ""
            left = len(body.open_questions)
            asked = f" {counted(left)} not answered." if left else ""
            checked = f" {ended(body.integrity)}" if body.integrity else ""
            return f"SIGNED OFF: {ended(body.statement)}{read}{checked}{asked}"


def question_in_words(one: Question, limit: int = 90) -> str:
    """`to Sam Okafor: when did you know?`"""
    return line(f"to {one.body.to}: {one.body.text}", limit)


def counted(questions: int) -> str:
    """`1 question`, `3 questions`."""
    return f"{questions} question{'' if questions == 1 else 's'}"
