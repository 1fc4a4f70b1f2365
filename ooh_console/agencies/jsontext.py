"""JSON from outside, read without trusting it: numbers, depth and size are all somebody else's.

A long text is read piece by piece: one call of the reader holds every other thread up until it
returns, and with it every key that a person presses, so none may be long.
"""

from __future__ import annotations

import json
from collections.abc import Iterator
from typing import Any

from ooh_console.agencies.adapter import CouldNotCheck

DEEPEST = 100
"""Levels of lists and records in one item. What is deeper is kept as its text."""

_SPACE = " \t\n\r"


def json_value(body: bytes) -> Any:
    """The whole text as one value. Raises `CouldNotCheck`."""
    try:
        return json.loads(body, parse_int=_integer, parse_constant=str)
    except RecursionError:
        raise CouldNotCheck(TOO_DEEP) from None
    except ValueError:
        raise CouldNotCheck(NOT_JSON) from None


def json_members(body: bytes, apart: str) -> Iterator[tuple[str | None, Any]]:
    """The members of the record that the text is, in order.

    Of a list under the name `apart` an empty one comes first, and then each item without a name.
    Raises `CouldNotCheck`, also after the first members.
    """
    try:
        yield from _members(body.decode(json.detect_encoding(body), "surrogatepass"), apart)
    except RecursionError:
        raise CouldNotCheck(TOO_DEEP) from None
    except ValueError:
        raise CouldNotCheck(NOT_JSON) from None


def flat(item: Any) -> Any:
    """The item, or its text when it is nested so deeply that reading it would fail."""
    level, depth = [item], 0
    while level:
        depth += 1
        if depth > DEEPEST:
            return json.dumps(item, ensure_ascii=False)
        below: list[Any] = []
        for value in level:
            if isinstance(value, dict):
                below += value.values()
            elif isinstance(value, list):
                below += value
        level = [value for value in below if isinstance(value, dict | list)]
    return item


TOO_DEEP = "sent data that is nested too deeply to be read"
NO_RECORD = "sent data of a shape that the console does not know"
NOT_JSON = "sent data that cannot be read (it is not valid JSON)"


def _integer(digits: str) -> int | str:
    return int(digits) if len(digits) < 100 else digits


_VALUE = json.JSONDecoder(parse_int=_integer, parse_constant=str)


def _members(text: str, apart: str) -> Iterator[tuple[str | None, Any]]:
    if _peek(text, 0) != "{":
        _VALUE.decode(text)
        raise CouldNotCheck(NO_RECORD)
    at = _expect(text, 0, "{")
    if _peek(text, at) != "}":
        while True:
            name, at = _VALUE.raw_decode(text, _expect(text, at, '"') - 1)
            at = _skip(text, _expect(text, at, ":"))
            if name == apart and _peek(text, at) == "[":
                yield name, []
                at += 1
                if _peek(text, at) != "]":
                    while True:
                        value, at = _VALUE.raw_decode(text, _skip(text, at))
                        yield None, value
                        if _peek(text, at) != ",":
                            break
                        at = _expect(text, at, ",")
                at = _expect(text, at, "]")
            else:
                value, at = _VALUE.raw_decode(text, at)
                yield name, value
            if _peek(text, at) != ",":
                break
            at = _expect(text, at, ",")
    at = _expect(text, at, "}")
    if _skip(text, at) != len(text):
        raise ValueError("something follows the record")


def _skip(text: str, at: int) -> int:
    while at < len(text) and text[at] in _SPACE:
        at += 1
    return at


def _peek(text: str, at: int) -> str:
    at = _skip(text, at)
    return text[at : at + 1]


def _expect(text: str, at: int, sign: str) -> int:
    at = _skip(text, at)
    if text[at : at + 1] != sign:
        raise ValueError(f"no {sign} here")
    return at + 1
