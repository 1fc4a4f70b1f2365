"""Holdings: four answers that differ, memory with its age, and a stored screen that comes back."""

from __future__ import annotations

import json
from datetime import UTC, date, datetime, timedelta
from typing import Any

import pytest
from hypothesis import given
from hypothesis import strategies as st

from ooh_console.domain.holdings import FACTS, Holding, Holdings
from ooh_console.domain.people import Address
from ooh_console.domain.plans import BirthPlan
from ooh_console.domain.sources import (
    STATE_SHAPES,
    STATE_WORDS,
    AgencyKind,
    Offer,
    Sought,
    Source,
    SourceState,
)

AT = datetime(2026, 11, 25, 2, 14, tzinfo=UTC)
PLAN = BirthPlan.read({"version": "3", "status": "draft"})
TEXT = st.text(max_size=12)
MOMENTS = st.none() | st.integers(0, 10**9).map(lambda ms: AT + timedelta(milliseconds=ms))
JSON = st.recursive(
    st.none() | st.integers() | st.floats(allow_nan=False, allow_infinity=False) | TEXT,
    lambda inner: st.lists(inner, max_size=3) | st.dictionaries(TEXT, inner, max_size=3),
    max_leaves=8,
)


@st.composite
def holding(draw: st.DrawFn, agency: str) -> Holding:
    offer = draw(st.sampled_from(list(FACTS)))
    names = st.sampled_from(list(FACTS[offer].model_fields))
    items = draw(st.lists(st.dictionaries(names, JSON, max_size=4) | JSON, max_size=3))
    return Holding(
        agency,
        offer,
        draw(st.sampled_from(SourceState)),
        draw(TEXT),
        tuple(FACTS[offer].read(item) for item in items),
        draw(MOMENTS),
        draw(MOMENTS),
        draw(MOMENTS),
    )


@st.composite
def screens(draw: st.DrawFn) -> Holdings:
    names = draw(st.lists(TEXT, max_size=3, unique=True))
    kinds = st.sampled_from(AgencyKind)
    offers = st.lists(st.sampled_from(Offer), unique=True).map(tuple)
    sources = tuple(Source(name, draw(kinds), draw(offers), draw(TEXT)) for name in names)
    held = tuple(draw(holding(name)) for name in names)
    return Holdings(sources, held)


@given(screens())
def test_a_stored_screen_comes_back_whole(screen: Holdings) -> None:
    facts = [fact for one in screen.held for fact in one.facts]
    texts = {fact.digest: fact.stored for fact in facts}
    assert sorted(texts.values()) == sorted(set(screen.texts()))
    again = Holdings.from_content(screen.content(), texts.__getitem__)
    assert again == screen
    assert again.content() == screen.content()


@pytest.mark.parametrize("text", ["", "[]", "{}", '{"sources": [[1]], "held": []}', '{"held": 1}'])
def test_anything_else_is_no_screen(text: str) -> None:
    with pytest.raises(ValueError, match=r"."):
        Holdings.from_content(text, dict[str, str]().__getitem__)


def test_the_four_answers_differ_in_word_and_shape() -> None:
    assert len(set(STATE_WORDS.values())) == len(set(STATE_SHAPES.values())) == len(SourceState)


def test_a_failure_keeps_the_facts_and_their_age() -> None:
    held = Holding("A", Offer.PLANS).answered([PLAN], AT)
    assert (held.state, held.from_memory) == (SourceState.HELD, False)
    failed = held.failed("hangs", AT + timedelta(minutes=1))
    assert failed.facts == (PLAN,)
    assert failed.fetched_at == AT
    assert failed.from_memory
    longer = failed.failed("refuses", AT + timedelta(minutes=2))
    assert longer.failing_since == AT + timedelta(minutes=1)
    assert longer.checked_at == AT + timedelta(minutes=2)
    well = longer.answered([], AT + timedelta(minutes=3))
    assert (well.state, well.facts, well.reason) == (SourceState.NONE_HELD, (), "")
    assert well.failing_since is None


OTHER = BirthPlan.read({"identifier": "P2", "version": "1", "status": "agreed"})


def test_an_answer_in_part_is_shown_and_never_taken_for_whole() -> None:
    part = Holding("A", Offer.PLANS).answered_in_part([PLAN], "sent one page of two", AT)
    assert (part.state, part.in_part, part.from_memory) == (
        SourceState.COULD_NOT_CHECK,
        True,
        False,
    )
    assert (part.facts, part.fetched_at, part.reason) == ((PLAN,), AT, "sent one page of two")
    again = Holding.from_content(part.content(), {PLAN.digest: PLAN.stored}.__getitem__)
    assert again == part
    later = AT + timedelta(minutes=1)
    for after in (part.answered([PLAN], later), part.failed("hangs", later), part.asked_again()):
        assert not after.in_part
    assert part.failed("hangs", later).from_memory


def test_what_a_part_does_not_bring_stays_with_its_age() -> None:
    later = AT + timedelta(minutes=1)
    part = Holding("A", Offer.PLANS).answered([PLAN, OTHER], AT)
    part = part.answered_in_part([PLAN], "sent one page of two", later)
    assert part.facts == (PLAN, OTHER)
    assert (part.in_part, part.from_memory, part.fetched_at) == (False, True, AT)
    newer = BirthPlan.read({"identifier": "P2", "version": "2", "status": "agreed"})
    part = part.answered_in_part([newer, PLAN], "sent one page of two", later)
    assert part.facts == (newer, PLAN)
    assert part.in_part


def test_what_an_agency_that_always_lacks_the_same_no_longer_sends_is_gone() -> None:
    part = Holding("A", Offer.PLANS).answered_in_part([PLAN, OTHER], "no self link", AT)
    assert part.answered_in_part([PLAN], "no self link", AT).facts == (PLAN,)
    assert part.answered_in_part([PLAN], "its archive is away", AT).facts == (PLAN, OTHER)


def test_a_part_without_facts_is_a_failure() -> None:
    part = Holding("A", Offer.PLANS).answered([PLAN], AT).answered_in_part([], "no page", AT)
    assert (part.facts, part.in_part, part.from_memory) == ((PLAN,), False, True)


def test_unasked_and_replaced() -> None:
    offers = (Offer.PLANS, Offer.NOTICES, Offer.MARKERS)
    screen = Holdings.unasked([Source("A", AgencyKind.POLICE, offers)])
    assert [h.offer for h in screen.held] == [Offer.PLANS, Offer.MARKERS]
    assert {h.state for h in screen.held} == {SourceState.NOT_CHECKED}
    new = Holding("A", Offer.PLANS).answered([PLAN], AT)
    screen = screen.with_holding(new)
    assert screen.get("A", Offer.PLANS) == new
    assert screen.plans == ((new, PLAN),)
    assert screen.with_holding(Holding("B", Offer.PLANS)) == screen


QUESTION: dict[str, Any] = {
    "nhs_numbers": ("9990000018", "9990000026"),
    "name": "Jodie Penhallow",
    "born": date(2001, 4, 9),
    "addresses": (Address(text="14 Saltpan Lane", postcode="ZZ99 3VZ"), Address(text="2 Quay")),
    "identifiers": (("A", "1"), ("B", "2")),
}


def test_the_same_question_has_the_same_key_in_any_order() -> None:
    turned = {
        name: tuple(reversed(value)) if isinstance(value, tuple) else value
        for name, value in QUESTION.items()
    }
    turned["name"] = " jodie  PENHALLOW "
    assert Sought(**turned).key() == Sought(**QUESTION).key()


@pytest.mark.parametrize("name", QUESTION)
def test_another_question_has_another_key(name: str) -> None:
    empty = {"name": "", "born": None}.get(name, ())
    assert Sought(**{**QUESTION, name: empty}).key() != Sought(**QUESTION).key()


def test_a_fact_whose_text_is_gone_stays_in_its_place() -> None:
    screen = Holdings.unasked([Source("A", AgencyKind.POLICE, (Offer.PLANS,))])
    screen = screen.with_holding(Holding("A", Offer.PLANS).answered([PLAN], AT))
    assert json.loads(screen.content())["held"][0]["facts"] == [PLAN.digest]

    again = Holdings.from_content(screen.content(), lambda digest: None)
    (lost,) = again.held[0].facts
    assert not lost.fully_read
    assert again.held[0].state is SourceState.HELD
