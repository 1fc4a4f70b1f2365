"""JSON read piece by piece is what reading it whole gives, and no JSON is never half read."""

from __future__ import annotations

import json
from typing import Any

import pytest
from hypothesis import given
from hypothesis import strategies as st

from ooh_console.agencies.adapter import CouldNotCheck
from ooh_console.agencies.jsontext import DEEPEST, NO_RECORD, flat, json_members, json_value

TEXT = st.text(max_size=8)
JSON = st.recursive(
    st.none()
    | st.booleans()
    | st.integers()
    | st.floats(allow_nan=False, allow_infinity=False)
    | TEXT,
    lambda inner: st.lists(inner, max_size=4) | st.dictionaries(TEXT, inner, max_size=4),
    max_leaves=12,
)
SPACES = st.sampled_from([None, 0, 2])


def put_together(body: bytes) -> dict[str, Any]:
    found: dict[str, Any] = {}
    for name, value in json_members(body, "entry"):
        if name is None:
            found["entry"].append(value)
        else:
            found[name] = value
    return found


@given(st.dictionaries(TEXT, JSON), st.lists(JSON, max_size=5) | JSON, SPACES, st.booleans())
def test_pieces_are_the_whole(
    record: dict[str, Any], entries: Any, indent: int | None, plain: bool
) -> None:
    record = {**record, "entry": entries}
    body = json.dumps(record, indent=indent, ensure_ascii=plain).encode()
    assert put_together(body) == json_value(body) == record


@given(st.dictionaries(TEXT, JSON, min_size=1), st.data())
def test_what_is_cut_off_is_no_answer(record: dict[str, Any], data: st.DataObject) -> None:
    body = json.dumps({**record, "entry": [1, 2]}).encode()
    cut = body[: data.draw(st.integers(0, len(body) - 1))]
    with pytest.raises(CouldNotCheck, match="not valid JSON"):
        put_together(cut)


@given(st.binary(max_size=40))
def test_any_bytes_are_read_alike_by_both_or_refused_by_both(body: bytes) -> None:
    def outcome(read: Any) -> Any:
        try:
            return read(body)
        except CouldNotCheck as refusal:
            return refusal.reason

    whole = outcome(json_value)
    if isinstance(whole, dict):
        assert outcome(put_together) == whole
    elif not isinstance(whole, str) or not whole.startswith("sent data"):
        assert outcome(put_together) == NO_RECORD
    else:
        assert "not valid JSON" in outcome(put_together)


@pytest.mark.parametrize(
    "body", [b'{"entry": [1 2]}', b'{"entry": [1,]}', b'{"a" 1}', b"{1: 2}", b'{} {"a": 1}', b"[1"]
)
def test_what_is_nearly_json_is_refused(body: bytes) -> None:
    with pytest.raises(CouldNotCheck, match="not valid JSON"):
        put_together(body)


def test_what_is_nested_without_end_is_refused_in_words() -> None:
    body = b'{"entry": [' + b"[" * 200_000
    for read in (json_value, put_together):
        with pytest.raises(CouldNotCheck, match="nested too deeply"):
            read(body)


def test_a_deep_item_becomes_its_text() -> None:
    item: Any = "x"
    for _ in range(DEEPEST):
        item = [item]
    assert flat(item) is item
    assert flat([item]) == json.dumps([item])
