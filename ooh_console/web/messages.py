"""What a page says to the server: read strictly, since anybody may say anything."""

from __future__ import annotations

import json
from dataclasses import dataclass

LARGEST = 256 * 1024
"""Bytes in one message; the page sends a long paste in pieces of 16,000 characters."""
WIDEST, HIGHEST = 500, 200
"""Columns and rows."""


class NotUnderstood(ValueError):
    """No page of ours says this."""


@dataclass(frozen=True, slots=True)
class Hello:
    """The first message: the session that this tab had, if any, and its size."""

    token: str
    width: int
    height: int


@dataclass(frozen=True, slots=True)
class Typed:
    """Keys, numbered from 1 in each session, so that none is lost or taken twice."""

    text: str
    number: int


@dataclass(frozen=True, slots=True)
class Sized:
    """The window has another size."""

    width: int
    height: int


@dataclass(frozen=True, slots=True)
class Ping:
    """Is the line still there?"""

    number: int


Message = Hello | Typed | Sized | Ping


def read(text: str) -> Message:
    """One message. Raises `NotUnderstood`."""
    try:
        said = json.loads(text)
    except (ValueError, RecursionError) as error:
        raise NotUnderstood("no JSON") from error
    match said:
        case ["hello", {"token": str(token), "width": width, "height": height}]:
            return Hello(token[:100], _within(width, WIDEST), _within(height, HIGHEST))
        case ["stdin", str(keys), int(number)] if not isinstance(number, bool):
            return Typed(keys.encode("utf-8", "replace").decode("utf-8"), number)
        case ["resize", {"width": width, "height": height}]:
            return Sized(_within(width, WIDEST), _within(height, HIGHEST))
        case ["ping", int(number)]:
            return Ping(number)
    raise NotUnderstood("no message of the page")


def _within(number: object, most: int) -> int:
    if not isinstance(number, int) or isinstance(number, bool):
        raise NotUnderstood("no size")
    return max(1, min(number, most))
