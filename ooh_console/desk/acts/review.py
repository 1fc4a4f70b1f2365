"""Acts of the review: questions and answers, notes, learning, the sign-off."""

from __future__ import annotations

from collections.abc import Sequence

from ooh_console.desk.acts import choices
from ooh_console.desk.acts.form import (
    Act,
    Context,
    Field,
    Option,
    Values,
    event_time,
    fixed,
    said,
)
from ooh_console.desk.desk import Recording
from ooh_console.desk.integrity import verdict
from ooh_console.desk.wording_review import question_in_words
from ooh_console.domain import bodies as b
from ooh_console.domain.learning_points import LEARNING_POINTS
from ooh_console.domain.text import line, name_key


def _about(values: Values, context: Context) -> str:
    """The entry that it is about: named, or under the cursor."""
    return said(values, "entry") or (context.entry.id if context.entry else "")


def _note(values: Values, context: Context) -> Sequence[Recording]:
    return [Recording(b.ReviewNote(text=values["text"], entry=_about(values, context)))]


def _question(values: Values, context: Context) -> Sequence[Recording]:
    body = b.ReviewQuestion(
        to=values["to"],
        text=values["text"],
        entry=_about(values, context),
        about=event_time(said(values, "about"), context),
    )
    return [Recording(body)]


def _answer(values: Values, _: Context) -> Sequence[Recording]:
    body = b.ReviewAnswer(question=values["question"], by=values["by"], text=values["text"])
    return [Recording(body)]


def _learning(values: Values, _: Context) -> Sequence[Recording]:
    return [Recording(b.Learning(point=values["point"], text=values["text"]))]


def _sign_off(values: Values, context: Context) -> Sequence[Recording]:
    view, found = context.view, context.view.integrity
    asked = tuple(question_in_words(one, 300) for one in view.review.open_questions)
    body = b.SignedOff(statement=values["statement"], open_questions=asked)
    if found is not None:
        said = (verdict(found, found.at, view.habits.tz), *(w.sentence for w in found.wrong[:20]))
        read = {"entries": found.entries, "head": found.head, "integrity": ". ".join(said)}
        body = body.model_copy(update=read)
    return [Recording(body)]


# What can be chosen


def _people(context: Context) -> Sequence[Option]:
    """Whoever wrote the entry first; then everybody who decided, led, was told or was named."""
    state = context.view.state
    wrote = [context.entry.operator] if context.entry else []
    asked = [one.body.to for one in context.view.review.questions]
    named = [state.decision_maker.party.name] if state.decision_maker else []
    if state.lead and state.lead.party:
        named.append(state.lead.party.name)
    operators = [entry.operator for kind in state.kinds.values() for entry in kind]
    told = [one.recipient for one in state.told]
    by_key = {name_key(one): one for one in (*told, *asked, *named, *operators, *wrote)}
    order = dict.fromkeys(map(name_key, (*wrote, *operators, *named, *told, *asked)))
    return tuple(Option(by_key[key]) for key in order if key)


def open_questions(context: Context) -> Sequence[Option]:
    """Questions, those that nobody has answered first."""
    found = context.view.review
    answered = [one for one in found.questions if one.answers]
    return tuple(
        Option(one.entry.id, question_in_words(one), {"by": line(one.body.to, 60)})
        for one in (*found.open_questions, *answered)
    )


def _first_asked(context: Context) -> str:
    found = open_questions(context)
    return found[0].value if found else ""


def _asked(context: Context) -> str:
    """Who was asked, where only one question waits: which of several is answered is not known."""
    found = context.view.review.open_questions
    return found[0].body.to if len(found) == 1 else ""


def _answering(context: Context) -> Sequence[Option]:
    """Those who were asked, and the person at the desk."""
    asked = [one.body.to for one in context.view.review.open_questions]
    return tuple(Option(name) for name in dict.fromkeys((*asked, choices.me(context))))


REVIEW: tuple[Act, ...] = (
    Act("review-note", "Review note", (Field("text", "Note", required=True),), _note, False),
    Act(
        "review-question",
        "Question of the review",
        (
            Field("to", "To whom", required=True, options=_people),
            Field("text", "What do you ask", required=True),
            Field("about", "About which moment", hint="02:10; empty: none", moment="past"),
        ),
        _question,
        False,
    ),
    Act(
        "review-answer",
        "Answer to the review",
        (
            Field(
                "question",
                "Which question",
                required=True,
                closed=True,
                options=open_questions,
                initial=_first_asked,
                missing="The review has asked nothing here.",
            ),
            Field(
                "by",
                "Who answers",
                required=True,
                options=_answering,
                initial=_asked,
            ),
            Field("text", "What they say", required=True),
        ),
        _answer,
        False,
    ),
    Act(
        "learning",
        "Learning",
        (
            Field(
                "point",
                "Learning point, or a theme",
                required=True,
                hint="a number (L7), or words of your own",
                options=fixed(*(Option(n, f"{n} {t}") for n, t in LEARNING_POINTS.items())),
            ),
            Field("text", "What is learnt", required=True),
        ),
        _learning,
        False,
    ),
    Act(
        "sign-off",
        "Sign off",
        (Field("statement", "Statement", required=True),),
        _sign_off,
        timed=False,
        checked=True,
    ),
)
