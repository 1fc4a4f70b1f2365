"""The fold of the review: what two reviewers add at once is all there, and nothing else moves."""

from __future__ import annotations

from typing import Any

from hypothesis import given
from hypothesis import strategies as st

from ooh_console.domain import bodies as b
from ooh_console.domain.bodies import Body
from ooh_console.domain.learning_points import LEARNING_POINTS, in_words
from ooh_console.domain.review import REVIEW_KINDS, open_questions, review
from ooh_console.domain.rules import objection
from tests.domain.nights import Night, at, opened
from tests.domain.strategies import WORDS

ADDED = st.one_of(
    st.builds(b.ReviewNote, text=WORDS),
    st.builds(b.ReviewQuestion, to=WORDS, text=WORDS),
    st.builds(b.Learning, point=WORDS, text=WORDS),
    st.builds(b.SignedOff, statement=WORDS, entries=st.integers(0, 40)),
)
"""What a reviewer writes without knowing of the other; answers come later."""


def closed() -> Night:
    night = opened()
    night.add(b.Note(text="dog is loose"), 3)
    night.add(b.IncidentClosed(reason="at hospital"), 60)
    return night


def added(night: Night, body: Body, who: str) -> Any:
    return night.add(body, 600 + len(night.entries), operator=who, role="on-call manager")


@given(st.lists(ADDED, max_size=6), st.lists(ADDED, max_size=6), st.data())
def test_of_two_reviewers_at_once_both_are_kept(
    one: list[Body], other: list[Body], data: st.DataObject
) -> None:
    order = data.draw(st.permutations(["Ann"] * len(one) + ["Sam"] * len(other)))
    waiting = {"Ann": list(one), "Sam": list(other)}
    night = closed()
    before = night.state
    for who in order:
        added(night, waiting[who].pop(0), who)
    found = review(night.state, len(night.entries))
    notes = [e for group in found.notes.values() for e in group]
    asked = [q.entry for q in found.questions]
    kept = [*notes, *asked, *found.learning, *(s.entry for s in found.sign_offs)]
    for who, wrote in (("Ann", one), ("Sam", other)):
        theirs = sorted((e for e in kept if e.operator == who), key=lambda e: e.seq)
        assert [e.body for e in theirs] == wrote
    unchanged = {k: v for k, v in night.state.kinds.items() if k not in REVIEW_KINDS}
    assert (unchanged, night.state.struck) == (before.kinds, before.struck)


def test_a_question_is_open_until_somebody_answers_and_every_answer_is_kept() -> None:
    night = closed()
    question = added(night, b.ReviewQuestion(to="Sam", text="when did you know?"), "Mary")
    assert [one.entry for one in open_questions(night.state)] == [question]
    answers = [
        added(night, b.ReviewAnswer(question=question.id, by=by, text="at 02:14"), by)
        for by in ("Sam", "Ann")
    ]
    assert open_questions(night.state) == ()
    assert review(night.state, len(night.entries)).questions[0].answers == tuple(answers)
    for answer in answers:
        night.strike(answer, 700)
    assert len(open_questions(night.state)) == 1


def test_a_sign_off_counts_for_what_was_read_and_says_what_came_since() -> None:
    night = closed()
    night.add(b.Note(text="written down while the manager was signing"), 601)
    signed = added(night, b.SignedOff(statement="read", entries=3, head="ab"), "Mary")
    (found,) = review(night.state, len(night.entries)).sign_offs
    assert (found.entry, found.covers, found.since, found.since_in_review) == (signed, 3, 1, 0)
    added(night, b.ReviewNote(text="seen late"), "Mary")
    added(night, b.SignedOff(statement="read too", entries=999), "Kim")
    first, second = review(night.state, len(night.entries)).sign_offs
    assert (first.since, first.since_in_review) == (2, 1)
    # Nobody reads what stands behind their own signature.
    assert (second.covers, second.since) == (second.entry.seq - 1, 0)


def test_a_sign_off_from_before_it_said_how_much_was_read_counts_up_to_its_place() -> None:
    night = closed()
    added(night, b.SignedOff(statement="read"), "Mary")
    (found,) = review(night.state, len(night.entries)).sign_offs
    assert (found.covers, found.since) == (3, 0)


def test_what_is_about_an_entry_stands_with_it() -> None:
    night = closed()
    dog = night.entries[1].id
    note = added(night, b.ReviewNote(text="who saw it?", entry=dog), "Mary")
    question = added(night, b.ReviewQuestion(to="Sam", text="where?", entry=dog), "Mary")
    answer = added(night, b.ReviewAnswer(question=question.id, by="Sam", text="yard"), "Sam")
    added(night, b.ReviewNote(text="of the whole night"), "Mary")
    found = review(night.state, len(night.entries))
    assert found.about(dog) == (note, question, answer)
    assert found.about("") == ()


def test_a_closed_incident_takes_review_records_and_a_late_note() -> None:
    night = closed()
    question = added(night, b.ReviewQuestion(to="Sam", text="?!x"), "Mary")
    for body in (
        b.ReviewNote(text="x", entry=night.entries[1].id),
        b.ReviewAnswer(question=question.id, by="Sam", text="x"),
        b.Learning(point="L7", text="x"),
        b.SignedOff(statement="x", head="ab"),
        b.Note(text="remembered in the morning"),
    ):
        assert objection(body, night.state, at(700), at(700), night.find) is None
    for body in (
        b.ReviewNote(text="x", entry="of another incident"),
        b.SignedOff(statement="x"),
        b.ReviewQuestion(to="Sam", text="x", entry="of another incident"),
        b.ReviewAnswer(question=night.entries[0].id, by="Sam", text="x"),
    ):
        assert objection(body, night.state, at(700), at(700), night.find)


def test_a_learning_point_is_said_with_its_title_and_a_theme_as_it_was_typed() -> None:
    assert list(LEARNING_POINTS) == [f"L{number}" for number in range(1, 15)]
    assert in_words(" l7") == f"L7 {LEARNING_POINTS['L7']}"
    assert in_words("dogs at the door") == "dogs at the door"
