"""What the review has added so far: a pure fold over the same log, since it stands in it too."""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import dataclass

from ooh_console.domain.bodies import ReviewAnswer, ReviewNote, ReviewQuestion, SignedOff
from ooh_console.domain.entries import Entry, body_of
from ooh_console.domain.state import State

REVIEW_KINDS = frozenset(
    {"review_note", "review_question", "review_answer", "learning", "signed_off"}
)
"""What is added the morning after. It may come to an incident that is closed."""

_NO_NEWS = frozenset({"signed_off", "holding_seen", "clock_differs", "clock_set"})
"""What nobody has to read again after a sign-off: another one, kept screens, what a
desk says of its clock."""


@dataclass(frozen=True, slots=True)
class Question:
    """A question with everything that was answered to it, in the order in which it was recorded."""

    entry: Entry
    answers: tuple[Entry, ...]

    @property
    def body(self) -> ReviewQuestion:
        """To whom, about what, and the words."""
        return body_of(self.entry, ReviewQuestion)


@dataclass(frozen=True, slots=True)
class SignOff:
    """A sign-off, for how many entries it counts, and what came after those."""

    entry: Entry
    covers: int
    since: int
    """Entries that whoever signed had not read: of the night, or of the review."""
    since_in_review: int
    """How many of them are of the review."""

    @property
    def body(self) -> SignedOff:
        """Statement, integrity, open questions."""
        return body_of(self.entry, SignedOff)


@dataclass(frozen=True, slots=True)
class Review:
    """What reviewers have added: of two at once, both."""

    questions: tuple[Question, ...]
    notes: Mapping[str, tuple[Entry, ...]]
    """By the entry that they are about; under an empty name those on the night as a whole."""
    learning: tuple[Entry, ...]
    sign_offs: tuple[SignOff, ...]

    @property
    def open_questions(self) -> tuple[Question, ...]:
        """Those that nobody has answered."""
        return tuple(one for one in self.questions if not one.answers)

    def about(self, entry: str) -> tuple[Entry, ...]:
        """Notes on an entry, questions about it and their answers, as they were recorded."""
        asked = [one for one in self.questions if one.body.entry == entry]
        found = [
            *self.notes.get(entry, ()),
            *(one.entry for one in asked),
            *(answer for one in asked for answer in one.answers),
        ]
        return tuple(sorted(found, key=lambda one: one.seq)) if entry else ()


def review(state: State, count: int) -> Review:
    """The review as it stands; `count` is the number of entries of the log."""
    notes: dict[str, tuple[Entry, ...]] = {}
    for entry in _recorded(state, "review_note"):
        about = body_of(entry, ReviewNote).entry
        notes[about] = (*notes.get(about, ()), entry)
    return Review(
        questions=questions(state),
        notes=notes,
        learning=_recorded(state, "learning"),
        sign_offs=tuple(_sign_off(e, state, count) for e in _recorded(state, "signed_off")),
    )


def questions(state: State) -> tuple[Question, ...]:
    """Every question that stands, with its answers."""
    answers = _recorded(state, "review_answer")
    return tuple(
        Question(asked, tuple(a for a in answers if body_of(a, ReviewAnswer).question == asked.id))
        for asked in _recorded(state, "review_question")
    )


def open_questions(state: State) -> tuple[Question, ...]:
    """Those that nobody has answered."""
    if not state.kinds.get("review_question"):
        return ()
    return tuple(one for one in questions(state) if not one.answers)


def _recorded(state: State, kind: str) -> tuple[Entry, ...]:
    """In the order in which they were recorded: a review is read as it was written."""
    return tuple(sorted(state.live(kind), key=lambda entry: entry.seq))


def _sign_off(entry: Entry, state: State, count: int) -> SignOff:
    said = body_of(entry, SignedOff).entries
    before = entry.seq - 1
    covers = min(said, before) if said > 0 else before
    after = [
        (kind, one)
        for kind in (*REVIEW_KINDS, *_NO_NEWS)
        for one in state.kinds.get(kind, ())
        if one.seq > covers
    ]
    old = {one.id for kind, one in after if kind in _NO_NEWS}
    fresh = {one.id for kind, one in after if kind not in _NO_NEWS}
    return SignOff(entry, covers, max(0, count - covers - len(old)), len(fresh))
