"""The review of an incident put into its shapes."""

from __future__ import annotations

from ooh_console.cli.review_shapes import (
    LearntShape,
    QuestionShape,
    ReviewShape,
    SaidShape,
    SignOffShape,
)
from ooh_console.desk.view import View
from ooh_console.domain.bodies import Learning, ReviewAnswer, ReviewNote
from ooh_console.domain.entries import Entry, body_of
from ooh_console.domain.review import Question, SignOff


def review(view: View) -> ReviewShape:
    """What reviewers have added, in the order in which it was recorded."""
    found = view.review
    notes = sorted((e for group in found.notes.values() for e in group), key=lambda e: e.seq)
    return ReviewShape(
        questions=[_question(one) for one in found.questions],
        open_questions=len(found.open_questions),
        notes=[_note(entry) for entry in notes],
        learning=[_learnt(entry) for entry in found.learning],
        sign_offs=[_sign_off(one) for one in found.sign_offs],
    )


def _question(one: Question) -> QuestionShape:
    return QuestionShape(
        to=one.body.to,
        text=one.body.text,
        asked_by=one.entry.operator,
        at=one.entry.recorded_at,
        entry=one.entry.id,
        about=one.body.entry or None,
        about_moment=one.body.about,
        answers=[_answer(entry) for entry in one.answers],
    )


def _answer(entry: Entry) -> SaidShape:
    body = body_of(entry, ReviewAnswer)
    return _said(entry, body.by, body.text)


def _note(entry: Entry) -> SaidShape:
    body = body_of(entry, ReviewNote)
    return _said(entry, entry.operator, body.text, body.entry)


def _said(entry: Entry, by: str, text: str, about: str = "") -> SaidShape:
    return SaidShape(
        by=by,
        text=text,
        at=entry.recorded_at,
        recorded_by=entry.operator,
        entry=entry.id,
        about=about or None,
    )


def _learnt(entry: Entry) -> LearntShape:
    body = body_of(entry, Learning)
    return LearntShape(
        point=body.point,
        text=body.text,
        by=entry.operator,
        at=entry.recorded_at,
        entry=entry.id,
    )


def _sign_off(one: SignOff) -> SignOffShape:
    body = one.body
    return SignOffShape(
        by=one.entry.operator,
        at=one.entry.recorded_at,
        statement=body.statement,
        entries=one.covers,
        since=one.since,
        head=body.head,
        integrity=body.integrity,
        open_questions=list(body.open_questions),
        entry=one.entry.id,
    )
