"""One value, one text, one hash."""

from __future__ import annotations

import json
import math
from datetime import UTC, datetime
from decimal import Decimal
from typing import Any

import pytest
from hypothesis import given
from hypothesis import strategies as st

from ooh_console.domain.canonical import canonical, digest

VALUES = st.recursive(
    st.none() | st.booleans() | st.integers() | st.text(),
    lambda inner: st.lists(inner, max_size=4) | st.dictionaries(st.text(), inner, max_size=4),
    max_leaves=12,
)


def _shuffled(value: Any) -> Any:
    """The same value, its keys in the opposite order and its lists as tuples."""
    if isinstance(value, dict):
        return {key: _shuffled(item) for key, item in reversed(value.items())}
    return tuple(_shuffled(item) for item in value) if isinstance(value, list) else value


@given(VALUES)
def test_equal_values_have_equal_text(value: Any) -> None:
    assert canonical(_shuffled(value)) == canonical(value)


@given(VALUES)
def test_the_text_says_the_value_and_nothing_else(value: Any) -> None:
    text = canonical(value)
    assert json.loads(text) == value
    assert canonical(json.loads(text)) == text


@given(VALUES, VALUES)
def test_different_values_have_different_text(one: Any, other: Any) -> None:
    assert (canonical(one) == canonical(other)) == (repr(_sorted(one)) == repr(_sorted(other)))


def _sorted(value: Any) -> Any:
    if isinstance(value, dict):
        return {key: _sorted(value[key]) for key in sorted(value)}
    return [_sorted(item) for item in value] if isinstance(value, list) else value


def test_keys_are_sorted_at_every_depth_without_spaces_or_needless_escapes() -> None:
    value = {"b": [{"z": 1, "y": None}], "a": "Ŵ é 🏠 </script>", "A": True}
    assert canonical(value) == '{"A":true,"a":"Ŵ é 🏠 </script>","b":[{"y":null,"z":1}]}'
    assert canonical('"\\\n\x00') == '"\\"\\\\\\n\\u0000"'


@pytest.mark.parametrize(
    "value",
    [
        1.0,
        math.nan,
        math.inf,
        Decimal(1),
        b"x",
        {1},
        datetime(2026, 1, 1, tzinfo=UTC),
        Ellipsis,
        {1: "x"},
        {None: "x"},
        "\ud800",
        {"\udfff": 1},
    ],
    ids=repr,
)
def test_what_has_no_single_spelling_is_refused_at_any_depth(value: Any) -> None:
    for whole in (value, [value], {"a": [{"b": value}]}):
        with pytest.raises(ValueError, match=r"canonical form|surrogate|a key must be text"):
            canonical(whole)


def test_digest_is_sha_256_of_the_utf_8() -> None:
    empty = "e3b0c44298fc1c149afbf4c8996fb92427ae41e4649b934ca495991b7852b855"
    abc = "ba7816bf8f01cfea414140de5dae2223b00361a396177a9cb410ff61f20015ad"
    assert (digest(""), digest("abc")) == (empty, abc)
    assert digest("é") != digest("e\u0301")
