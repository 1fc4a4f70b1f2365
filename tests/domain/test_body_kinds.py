"""Every kind of body: out as canonical JSON and back, and nothing stored ever stops a reader."""

from __future__ import annotations

import json
from dataclasses import fields, replace
from datetime import UTC, datetime
from typing import Any

import pytest
from hypothesis import given
from hypothesis import strategies as st

from ooh_console.domain.bodies import OOH, AttendanceRequested, Body, Note, NoticeConfirmed
from ooh_console.domain.canonical import canonical
from ooh_console.domain.entries import UnreadBody, Written, read, read_body
from tests.domain.strategies import ANY_BODY, ANYTHING, BODIES, KINDS

FIELDS = [field.name for field in fields(Written)]


def test_every_kind_is_here_and_named_once() -> None:
    assert len(KINDS) == 67
    assert set(BODIES) == set(KINDS)


@pytest.mark.parametrize("kind", sorted(KINDS))
@given(data=st.data())
def test_a_body_comes_back_as_it_was_written(kind: str, data: st.DataObject) -> None:
    body = data.draw(BODIES[kind])
    stored = canonical(body.content())
    back = read_body(kind, stored)
    assert back == body
    assert canonical(back.content()) == stored  # type: ignore[union-attr]


@given(ANY_BODY)
def test_a_body_is_stored_with_its_kind_and_without_what_was_left_empty(body: Body) -> None:
    content = body.content()
    assert content["kind"] == body.kind  # type: ignore[attr-defined]
    required = {name for name, field in type(body).model_fields.items() if field.is_required()}
    optional = {key: value for key, value in content.items() if key not in required}
    assert all(value not in ("", None, [], {}, False) for value in optional.values())


def test_a_default_that_says_something_is_written_out() -> None:
    """What an old record says must not hang on what a later version takes for granted."""
    assert AttendanceRequested(asked_by="Police").content()["agency"] == OOH
    assert NoticeConfirmed(notice="n", by="Police").content()["outcome"] == "confirmed"


@given(ANY_BODY, st.sampled_from(sorted(KINDS)))
def test_a_body_filed_under_another_kind_is_not_taken_for_it(body: Body, kind: str) -> None:
    stored = canonical(body.content())
    back = read_body(kind, stored)
    if kind == body.kind:  # type: ignore[attr-defined]
        assert back == body
    else:
        assert isinstance(back, UnreadBody)
        assert back.kind == kind
        assert back.raw == stored
        assert back.reason


@given(ANY_BODY, st.data())
def test_a_damaged_body_is_shown_raw_and_never_raises(body: Body, data: st.DataObject) -> None:
    kind = body.kind  # type: ignore[attr-defined]
    stored = canonical(body.content())
    at = data.draw(st.integers(0, len(stored) - 1))
    damaged = stored[:at] + data.draw(ANYTHING) + stored[at + data.draw(st.integers(0, 9)) :]
    back = read_body(kind, damaged)
    assert back.kind == kind
    if isinstance(back, UnreadBody):
        assert (back.raw, bool(back.reason)) == (damaged, True)


@given(st.sampled_from(sorted(KINDS)), st.data())
def test_wrong_values_in_any_field_never_raise(kind: str, data: st.DataObject) -> None:
    junk = st.recursive(
        st.none() | st.booleans() | st.integers() | st.floats() | st.text(max_size=5),
        lambda inner: st.lists(inner, max_size=2) | st.dictionaries(st.text(), inner, max_size=2),
        max_leaves=4,
    )
    names = [name for name in KINDS[kind].model_fields if name != "kind"]
    sent = data.draw(st.fixed_dictionaries({}, optional=dict.fromkeys(names, junk)))
    assert read_body(kind, json.dumps({"kind": kind, **sent})).kind == kind


@pytest.mark.parametrize(
    "stored",
    [
        "",
        "null",
        "[]",
        '"action"',
        "{}",
        '{"kind":"action"}',
        '{"kind":"moon_landing","text":"x"}',
        '{"text":"x","owner":"y"}',
        '{"kind":"action","text":"x","owner":"y"',
        '{"kind":"action","text":"x","owner":"y","due":"yesterday"}',
        '{"kind":"action","text":"x","owner":"y","due":"2026-11-25T02:00:00"}',
        '{"kind":"action","text":"x","owner":"y","due":"0001-01-01T00:00:00+14:00"}',
        '{"kind":"action","text":"x","owner":"y","due":"9999-12-31T23:59:59-14:00"}',
        '{"kind":"action","text":"\\ud800","owner":"y"}',
        '{"kind":"action","text":"\ud800","owner":"y"}',
        "[" * 100_000,
        '{"kind":"action","text":' + "9" * 10_000 + "}",
    ],
    ids=range(17),
)
def test_what_cannot_be_read_says_why(stored: str) -> None:
    back = read_body("action", stored)
    assert isinstance(back, UnreadBody)
    assert (back.kind, back.raw) == ("action", stored)
    assert back.reason


@given(st.lists(ANYTHING, min_size=11, max_size=11), st.sampled_from(FIELDS), ANYTHING)
def test_any_change_in_any_field_changes_the_digest(
    values: list[str], name: str, other: str
) -> None:
    written = Written(*(_storable(value) for value in values))
    changed = replace(written, **{name: _storable(other)})
    assert (changed.digest() == written.digest()) == (changed == written)


@pytest.mark.parametrize("name", FIELDS)
def test_one_character_more_changes_the_digest(name: str) -> None:
    written = _note()
    changed = replace(written, **{name: getattr(written, name) + " "})
    assert changed.digest() != written.digest()


def test_moving_text_between_fields_changes_the_digest() -> None:
    written = replace(_note(), operator="ab", role="c")
    assert replace(written, operator="a", role="bc").digest() != written.digest()


def test_the_digest_of_an_entry_is_pinned() -> None:
    """Signatures hang on it: what changes this breaks every signature ever made."""
    expected = "c9b31891f47f093f2089b522c5d703d852440d8733fc13c7d8d750fec5208aa2"
    assert _note().digest() == expected


def test_an_entry_is_read_back_with_its_place_and_times() -> None:
    entry = read(_note(), 7)
    assert entry.seq == 7
    assert entry.kind == "note"
    assert entry.body == Note(text="dog in the garden")
    assert entry.occurred_at == datetime(2026, 11, 25, 2, 14, tzinfo=UTC)
    assert entry.recorded_at == datetime(2026, 11, 25, 2, 14, 5, 250_000, tzinfo=UTC)
    assert (entry.operator, entry.role, entry.agency, entry.desk) == ("o", "r", "a", "d")


@pytest.mark.parametrize("stored", ["", "soon", "2026-13-01T00:00:00.000Z", "2026-11-25T02:14:00"])
@pytest.mark.parametrize("name", ["occurred_at", "recorded_at"])
def test_a_stored_time_that_is_no_moment_is_refused(name: str, stored: str) -> None:
    changes: dict[str, Any] = {name: stored}
    with pytest.raises(ValueError, match=r"time|isoformat|month"):
        read(replace(_note(), **changes), 1)


def _storable(text: str) -> str:
    return text.encode("utf-16", "surrogatepass").decode("utf-16", "replace")


def _note() -> Written:
    return Written(
        id="0197",
        incident="INC-1",
        kind="note",
        body=canonical(Note(text="dog in the garden").content()),
        occurred_at="2026-11-25T02:14:00.000Z",
        recorded_at="2026-11-25T02:14:05.250Z",
        late_reason="",
        operator="o",
        role="r",
        agency="a",
        desk="d",
    )
