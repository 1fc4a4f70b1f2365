"""Reading never raises and never loses a resource, whatever it is; what is wrong is told."""

from __future__ import annotations

import contextlib
import copy
import json
from collections.abc import Callable
from datetime import date
from typing import Any

import pytest
from hypothesis import given
from hypothesis import strategies as st

from ooh_console.agencies.adapter import CouldNotCheck
from ooh_console.agencies.fhir import flags, plans, tasks
from ooh_console.agencies.fhir.bundles import not_honoured, read_page
from ooh_console.agencies.fhir.narrative import plain_text, resource_words
from ooh_console.agencies.fhir.notices import receipt
from ooh_console.agencies.fhir.patients import person, related_person
from ooh_console.agencies.fhir.questionnaire import answers
from ooh_console.agencies.fhir.references import Known, resource_key
from ooh_console.agencies.fhir.teams import professionals
from ooh_console.agencies.fhir.validation import faults
from ooh_console.domain.tolerant import Fact

from .resources import ANSWERS, EVERYTHING, FATHER, FLAG, MOTHER, PLAN, TASK, TEAM

TODAY = date(2026, 11, 25)
BASE = "https://maternity.example/fhir"
TEXT = st.text(st.characters(exclude_categories=()), max_size=12)
JSON = st.recursive(
    st.none() | st.booleans() | st.integers() | st.floats() | TEXT,
    lambda inner: st.lists(inner, max_size=3) | st.dictionaries(TEXT, inner, max_size=3),
    max_leaves=6,
)


def known(*more: Any) -> Known:
    found = Known(BASE)
    for one in (*EVERYTHING, *more):
        if isinstance(one, dict):
            found.add(one)
    return found


READERS: dict[str, tuple[dict[str, Any], Callable[[Any, Known], Fact]]] = {
    "Patient": (MOTHER, lambda one, _: person(one, [FATHER], TODAY)),
    "RelatedPerson": (FATHER, lambda one, at_hand: related_person(one, at_hand, TODAY)),
    "Flag": (FLAG, flags.marker),
    "CarePlan": (PLAN, plans.birth_plan),
    "births": (PLAN, plans.watch_entry),
    "Task": (TASK, tasks.commitment),
}


def places(value: Any, path: tuple[Any, ...] = ()) -> list[tuple[Any, ...]]:
    found = [path]
    if isinstance(value, dict | list):
        pairs = value.items() if isinstance(value, dict) else enumerate(value)
        for name, inner in pairs:
            found += places(inner, (*path, name))
    return found


@st.composite
def spoilt(draw: st.DrawFn, example: Any) -> Any:
    """The example with something else in up to three places, or nothing there."""
    found = copy.deepcopy(example)
    for _ in range(draw(st.integers(1, 3))):
        path = draw(st.sampled_from(places(found)[1:] or [()]))
        if not path:
            return draw(JSON)
        inner = found
        for name in path[:-1]:
            inner = inner[name]
        if draw(st.booleans()):
            inner[path[-1]] = draw(JSON | st.just(copy.deepcopy(inner)))
        else:
            del inner[path[-1]]
    return found


def comes_back(fact: Fact) -> None:
    again = type(fact).read(json.loads(fact.stored))
    assert again == fact
    assert again.digest == fact.digest
    fact.model_dump_json()


@pytest.mark.parametrize("kind", READERS)
def test_a_good_resource_is_fully_read(kind: str) -> None:
    example, read = READERS[kind]
    before = json.dumps(example)
    fact = read(example, known())
    assert fact.unread == ()
    assert json.dumps(example) == before
    comes_back(fact)


@given(st.sampled_from(list(READERS)), st.data())
def test_a_spoilt_resource_is_still_a_fact_with_its_text(kind: str, data: st.DataObject) -> None:
    example, read = READERS[kind]
    sent = data.draw(spoilt(example))
    fact = read(sent, known(data.draw(spoilt(ANSWERS)), data.draw(spoilt(TEAM))))
    comes_back(fact)
    first = json.loads(fact.raw)
    first = first[0] if isinstance(first, list) and not isinstance(sent, list) else first
    if isinstance(sent, dict):
        assert len(first) == len(sent)


@given(st.sampled_from(list(READERS)), JSON)
def test_anything_else_is_still_a_fact(kind: str, sent: Any) -> None:
    fact = READERS[kind][1](sent, known())
    assert not fact.fully_read
    comes_back(fact)


@given(st.data())
def test_what_is_led_to_is_read_without_raising(data: st.DataObject) -> None:
    for example in (ANSWERS, TEAM):
        one = data.draw(spoilt(example))
        if isinstance(one, dict):
            answers(one)
            professionals(one, known())
            resource_words(one)
    plain_text(data.draw(JSON))


@given(st.data())
def test_a_receipt_is_read_or_refused_in_words(data: st.DataObject) -> None:
    ours = {"resourceType": "Communication", "id": "n1", "status": "in-progress"}
    answer = {
        "resourceType": "Communication",
        "id": "n2",
        "status": "completed",
        "inResponseTo": [{"reference": "Communication/n1"}],
        "sender": {"display": "P. Ashgrove"},
        "sent": "2026-11-25T02:27:00Z",
    }
    with contextlib.suppress(CouldNotCheck):
        found = receipt(ours, [data.draw(spoilt(answer)), data.draw(JSON)], "key", known())
        assert found.state is not None


ENTRY = st.one_of(
    JSON,
    st.builds(lambda resource: {"resource": resource}, JSON),
    st.builds(
        lambda resource, mode: {"resource": resource, "search": {"mode": mode}},
        st.sampled_from([*EVERYTHING, {"resourceType": "OperationOutcome"}, {}]),
        st.sampled_from(["match", "include", "outcome", "other", None, 7]),
    ),
)


@given(st.lists(ENTRY, max_size=6))
def test_every_entry_of_a_page_is_a_match_beside_it_or_told(entries: list[Any]) -> None:
    bundle = {"resourceType": "Bundle", "type": "searchset", "entry": entries}
    page = read_page(json.dumps(bundle).encode(), "Flag")
    assert len(page.matches) + len(page.included) + len(page.troubles) == len(entries)
    assert len(page.matched) <= len(page.matches)


@given(st.dictionaries(TEXT, JSON))
def test_any_page_is_read_or_refused_in_words(bundle: dict[str, Any]) -> None:
    whole = {"resourceType": "Bundle", "type": "searchset", **bundle}
    with contextlib.suppress(CouldNotCheck):
        page = read_page(json.dumps(whole).encode("utf-8", "surrogatepass"), "Flag")
        assert not_honoured([("subject", "Patient/m1")], page.self_link, BASE)


@given(TEXT)
def test_any_self_link_is_judged(link: str) -> None:
    assert not_honoured([("subject", "Patient/m1")], link, BASE)


def test_faults_are_named_with_what_was_sent_and_bounded() -> None:
    wrong = {**FLAG, "period": {"start": "yesterday"}, "subject": None, "author": 7}
    found = {part.field: part for part in faults(wrong, "Flag")}
    assert found["period.start"].raw == "yesterday"
    assert found["author"].raw == "7"
    assert found["subject"].reason == "missing"
    many = {**FLAG, "category": [{"coding": [{"system": 7}] * 30}]}
    told = faults(many, "Flag")
    assert len(told) == 9
    assert told[-1].reason == "and 22 more faults"


def test_a_resource_of_another_type_is_told() -> None:
    (fault,) = faults(MOTHER, "Flag")
    assert (fault.field, fault.raw) == ("resourceType", "Patient")
    (fault,) = faults("text", "Flag")
    assert fault.reason == "not a FHIR resource"


def test_a_resource_nested_without_end_is_told() -> None:
    deep: Any = {}
    for _ in range(20_000):
        deep = {"a": deep}
    assert faults({**FLAG, "extension": deep}, "Flag")


@pytest.mark.parametrize("name", ["", "Patient/", "Patient/a b", "patient/1", "Patient/1/x"])
def test_what_is_no_key_of_a_resource(name: str) -> None:
    kind, _, own = name.partition("/")
    assert resource_key({"resourceType": kind, "id": own}) == ""
    assert Known(BASE).local(name) == ""
    assert Known(BASE).local(f"{BASE}/Patient/1/_history/2") == "Patient/1"
