"""Reading field by field: what cannot be read is marked and kept; nothing raises or is lost."""

from __future__ import annotations

import json
from typing import Any

import pytest
from hypothesis import given
from hypothesis import strategies as st

from ooh_console.domain.attendance import Commitment
from ooh_console.domain.holdings import FACTS
from ooh_console.domain.markers import Marker
from ooh_console.domain.people import Person
from ooh_console.domain.plans import BirthPlan, PlanStatus
from ooh_console.domain.times import stamp
from ooh_console.domain.tolerant import Fact, Unread

TEXT = st.text(st.characters(exclude_categories=()), max_size=20)
JSON = st.recursive(
    st.none() | st.booleans() | st.integers() | st.floats() | TEXT,
    lambda inner: st.lists(inner, max_size=3) | st.dictionaries(TEXT, inner, max_size=3),
    max_leaves=10,
)


@st.composite
def sent(draw: st.DrawFn) -> tuple[type[Fact], dict[str, Any]]:
    kind = draw(st.sampled_from(list(FACTS.values())))
    names = st.sampled_from(list(kind.model_fields)) | TEXT
    return kind, draw(st.dictionaries(names, JSON, max_size=6))


@given(sent())
def test_reads_anything_and_reads_it_again_alike(given: tuple[type[Fact], dict[str, Any]]) -> None:
    kind, item = given
    fact = kind.read(item)
    assert kind.read(json.loads(fact.raw)) == fact
    assert fact.digest == kind.read(json.loads(fact.raw)).digest
    assert fact.fully_read == (not fact.unread)
    fact.model_dump_json()


@given(sent(), JSON, st.lists(st.tuples(TEXT, TEXT, TEXT), max_size=2))
def test_a_translated_fact_keeps_what_was_sent_and_comes_back_from_store(
    given: tuple[type[Fact], dict[str, Any]], original: Any, parts: list[tuple[str, str, str]]
) -> None:
    kind, read_as = given
    unread = [Unread(field=f, reason=why, raw=raw) for f, why, raw in parts]
    fact = kind.translated(read_as, original, unread)
    plain = kind.read({"sent alone": original})
    assert json.loads(plain.raw)["sent alone"] == json.loads(fact.raw) or "NaN" in fact.raw
    assert len(fact.unread) == len(unread) + len(kind.read(read_as).unread)
    again = kind.read(json.loads(fact.stored))
    assert again == fact
    assert again.digest == fact.digest
    if original != 1:
        assert kind.translated(read_as, 1, unread).digest != fact.digest


@pytest.mark.parametrize("parts", [7, [7], [{"field": 1}]])
def test_a_stored_list_of_unread_parts_that_is_spoilt_is_said(parts: Any) -> None:
    item = json.loads(Marker.translated({"category": "Dog", "text": "Bites"}, {}).stored)
    fact = Marker.read({**item, "not read": parts})
    assert fact.text == "Bites"
    assert not fact.fully_read


@given(st.sampled_from(list(FACTS.values())), JSON.filter(lambda item: not isinstance(item, dict)))
def test_what_is_no_record_is_kept_whole(kind: type[Fact], item: Any) -> None:
    fact = kind.read(item)
    assert not fact.fully_read
    assert [part.reason for part in fact.unread] == ["not a record"]
    assert fact.unread[0].raw == fact.raw


def test_each_bad_item_of_a_list_is_named_and_the_good_ones_stay() -> None:
    sent = {"name": "J.", "addresses": [{"text": "14 Saltpan Lane"}, 7, {"protected": "perhaps"}]}
    person = Person.read(sent)
    assert [address.text for address in person.addresses] == ["14 Saltpan Lane"]
    assert [part.field for part in person.unread] == ["addresses 2", "addresses 3"]
    assert [part.raw for part in person.unread] == ["7", '{"protected": "perhaps"}']


def test_each_bad_value_of_a_record_is_named_and_the_good_ones_stay() -> None:
    plan = BirthPlan.read(
        {"version": 3, "status": " Draft ", "fields": {"mother": "J.", "father": {}, "feeding": 1}}
    )
    assert plan.fields == {"mother": "J.", "feeding": "1"}
    assert [(part.field, part.raw) for part in plan.unread] == [("fields father", "{}")]
    assert plan.status is PlanStatus.DRAFT
    assert plan.version == "3"


def test_a_list_where_a_record_is_due_and_the_other_way_round() -> None:
    plan = BirthPlan.read({"version": "1", "status": "draft", "fields": [], "professionals": {}})
    assert [part.field for part in plan.unread] == ["fields", "professionals"]


@pytest.mark.parametrize("category", [None, 7, [], "absent"])
def test_what_is_needed_and_missing_is_said(category: object) -> None:
    sent: dict[str, object] = {"text": "Dog"}
    if category != "absent":
        sent["category"] = category
    marker = Marker.read(sent)
    assert marker.fully_read == (category == 7)
    if not marker.fully_read:
        assert [part.field for part in marker.unread] == ["category"]
        assert marker.summary().startswith("[not fully read] ")


def test_a_marker_of_words_only_shows_its_raw_text() -> None:
    marker = Marker.read({"subject": "RUDDERHAM 14 SALTPAN LN", "note": "DOG"})
    assert {part.field for part in marker.unread} == {"subject", "category", "text"}
    assert "DOG" in marker.summary()


def test_a_changed_item_has_another_digest() -> None:
    one, other = (Marker.read({"category": "Dog", "text": text}) for text in ("a", "b"))
    assert one.digest != other.digest
    assert one.digest == Marker.read({"text": "a", "category": "Dog"}).digest


@pytest.mark.parametrize(
    "sent",
    [
        "0001-01-01T00:00:00Z",
        "0001-01-01T00:00:00+14:00",
        "9999-12-31T23:59:59-14:00",
        "1799-12-31T23:59:59Z",
        "2026-11-25T02:14:00",
    ],
)
def test_a_moment_that_nothing_could_show_or_that_has_no_zone_is_marked(sent: str) -> None:
    plan = BirthPlan.read({"version": "3", "status": "draft", "dated": sent})
    assert plan.dated is None
    assert [(part.field, part.raw) for part in plan.unread] == [("dated", sent)]
    promise = Commitment.read({"who": "PC 1204", "state": "en-route", "eta": sent, "since": sent})
    assert (promise.eta, promise.since) == (None, None)
    assert [part.field for part in promise.unread] == ["eta", "since"]


def test_a_day_alone_dates_a_plan_and_promises_nothing() -> None:
    plan = BirthPlan.read({"version": "3", "status": "draft", "dated": "2026-11-04"})
    assert (stamp(plan.dated), plan.fully_read) == ("2026-11-04T00:00:00.000Z", True)
    assert not Commitment.read({"state": "en-route", "eta": "2026-11-04"}).fully_read
