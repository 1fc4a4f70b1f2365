"""Reading answers: whatever JSON an agency sends, every item of it is there, exactly as sent."""

from __future__ import annotations

import json
from datetime import UTC, datetime
from typing import Any

import pytest
from hypothesis import given
from hypothesis import strategies as st

from ooh_console.agencies.adapter import CouldNotCheck
from ooh_console.agencies.contract_words import EXAMPLES
from ooh_console.agencies.jsontext import DEEPEST
from ooh_console.agencies.native import PATHS, read
from ooh_console.domain.canonical import canonical
from ooh_console.domain.holdings import FACTS, Holding
from ooh_console.domain.markers import Marker
from ooh_console.domain.plans import BirthPlan
from ooh_console.domain.sources import Offer

AT = datetime(2026, 11, 25, 2, 14, tzinfo=UTC)
OFFERS = st.sampled_from(list(PATHS))

ANYTHING = st.recursive(
    st.none() | st.booleans() | st.integers() | st.floats() | st.text(),
    lambda inner: st.lists(inner, max_size=4) | st.dictionaries(st.text(), inner, max_size=4),
    max_leaves=12,
)


@st.composite
def items(draw: st.DrawFn) -> tuple[Offer, list[Any]]:
    """Records with the right names and any values, mixed with anything at all."""
    offer = draw(OFFERS)
    whole = EXAMPLES[offer.value]
    names = st.sampled_from([*FACTS[offer].model_fields, "unheard_of"])
    values = ANYTHING | st.sampled_from(list(whole.values()))
    records = st.dictionaries(names, values, max_size=6).map(lambda some: {**whole, **some})
    return offer, draw(st.lists(records | ANYTHING, max_size=4))


@given(items())
def test_anything_is_read_and_nothing_is_dropped(sent: tuple[Offer, list[Any]]) -> None:
    offer, listed = sent
    facts = read(offer, json.dumps({"items": listed}).encode())
    assert len(facts) == len(listed)
    for fact, item in zip(facts, listed, strict=True):
        assert json.loads(fact.raw) == json.loads(_plain(item))
        again = FACTS[offer].read(json.loads(fact.raw))
        assert again == fact
    held = Holding("A", offer).answered(facts, AT)
    texts = {fact.digest: fact.raw for fact in facts}
    assert Holding.from_content(json.loads(canonical(held.content())), texts.__getitem__) == held


def _plain(item: Any) -> str:
    """As the reader takes it: what JSON has no number for is text; half characters are replaced."""

    def words(value: Any) -> Any:
        if isinstance(value, float):
            text = json.dumps(value)
            return text if text in ("NaN", "Infinity", "-Infinity") else value
        if isinstance(value, int) and not isinstance(value, bool):
            return value if len(str(abs(value))) < 99 else str(value)
        if isinstance(value, list):
            return [words(one) for one in value]
        if isinstance(value, dict):
            return {key: words(one) for key, one in value.items()}
        return value

    text = json.dumps(words(item), ensure_ascii=False)
    return text.encode("utf-16", "surrogatepass").decode("utf-16", "replace")


@given(OFFERS, st.binary(max_size=200) | ANYTHING.map(lambda v: json.dumps(v).encode()))
def test_an_answer_is_read_or_refused_in_words(offer: Offer, body: bytes) -> None:
    reason = ""
    try:
        read(offer, body)
    except CouldNotCheck as refusal:
        reason = refusal.reason
    assert not reason or reason.startswith("sent ")


@pytest.mark.parametrize("offer", list(PATHS))
@pytest.mark.parametrize("wrong", [7, True, "words", [], ["x"], {}, {"x": 1}, [[1]], 1e300])
def test_a_wrong_type_in_each_field_marks_that_field_and_keeps_the_others(
    offer: Offer, wrong: Any
) -> None:
    whole = EXAMPLES[offer.value]
    (good,) = read(offer, json.dumps({"items": [whole]}).encode())
    assert good.fully_read
    for name in whole:
        sent = {**whole, name: wrong}
        (fact,) = read(offer, json.dumps({"items": [sent]}).encode())
        assert json.loads(fact.raw) == sent
        assert {part.field.split()[0] for part in fact.unread} <= {name}
        for other in whole.keys() - {name}:
            assert getattr(fact, other) == getattr(good, other)


def test_one_bad_part_of_a_plan_leaves_the_others() -> None:
    sent = {**EXAMPLES["plans"], "fields": {"mother": "J. P.", "father": ["x"]}}
    (plan,) = read(Offer.PLANS, json.dumps({"items": [sent]}).encode())
    assert isinstance(plan, BirthPlan)
    assert plan.fields == {"mother": "J. P."}
    assert [part.field for part in plan.unread] == ["fields father"]


def test_what_is_nested_too_deeply_is_kept_as_its_text() -> None:
    deep: Any = "dog"
    for _ in range(DEEPEST + 50):
        deep = [deep]
    sent = {"items": [{"category": "Dog", "text": deep}, EXAMPLES["markers"]]}
    first, second = read(Offer.MARKERS, json.dumps(sent).encode())
    assert isinstance(first, Marker)
    assert not first.fully_read
    assert '"dog"' in json.loads(first.raw)
    assert second.fully_read


def test_numbers_beyond_all_measure() -> None:
    body = b'{"items": [{"version": ' + b"9" * 5000 + b', "status": "draft", "author": NaN}]}'
    (plan,) = read(Offer.PLANS, body)
    assert isinstance(plan, BirthPlan)
    assert plan.version == "9" * 5000
    assert plan.author == "NaN"


def test_a_null_is_the_same_as_nothing() -> None:
    (plan,) = read(Offer.PLANS, b'{"items": [{"version": null, "author": null, "fields": null}]}')
    assert isinstance(plan, BirthPlan)
    assert sorted(part.field for part in plan.unread) == ["status", "version"]
    assert plan.author == ""
