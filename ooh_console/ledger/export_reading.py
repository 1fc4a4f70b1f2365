"""Reading an exported file: its content, or in one sentence why it cannot be verified."""

from __future__ import annotations

import json
from typing import Any

from ooh_console.domain.exports import EXPORT, REDACTED
from ooh_console.ledger.export import VERSION

LONGEST = 512_000_000
"""Bytes of a file that is read: some forty times a night of ten thousand entries."""
_DIGITS = 18
"""Of the longest number in an export, which counts entries."""


class NoExport(ValueError):
    """A file that is no export, or one that cannot be verified: one sentence says which."""


def read_export(raw: bytes) -> dict[str, Any]:
    """The content of a file, of whatever shape inside. Raises `NoExport`."""
    try:
        text = raw.decode("utf-8-sig")
    except UnicodeDecodeError as error:
        raise NoExport(
            "It is not text throughout: it was damaged on its way, or is a file of another kind."
        ) from error
    try:
        content = json.loads(
            text,
            object_pairs_hook=_once,
            parse_constant=_no,
            parse_float=_no,
            parse_int=_whole,
        )
    except json.JSONDecodeError as error:
        raise NoExport(_damage(text, error)) from error
    except RecursionError as error:
        raise NoExport("It is nested too deep to be an export of this console.") from error
    except ValueError as error:
        raise NoExport(f"It is no JSON that was exported here ({error}).") from error
    named = content.get("format") if isinstance(content, dict) else None
    if named == REDACTED:
        raise NoExport(
            "It is a redacted export: names were replaced in it on purpose, so nothing of it can "
            "be verified. Ask for the full export (report REF --format json)."
        )
    if not isinstance(content, dict) or named != EXPORT:
        raise NoExport("It is not an export of this console (report REF --format json).")
    if content.get("version") != VERSION:
        raise NoExport("A newer version of the console exported it: verify it with that one.")
    return content


def _once(pairs: list[tuple[str, Any]]) -> dict[str, Any]:
    found = dict(pairs)
    if len(found) != len(pairs):
        raise ValueError("a name stands twice in it")
    return found


def _damage(text: str, error: json.JSONDecodeError) -> str:
    """Where it cannot be read, in words of ours."""
    if not text.strip():
        return "It is empty."
    ends = error.pos >= len(text.rstrip()) or error.msg.startswith("Unterminated string")
    if text.lstrip().startswith("{") and ends:
        return "It is cut off before its end: take another copy of it."
    if text.lstrip().startswith("{"):
        return f"It is damaged in line {error.lineno}, or is no export of this console."
    return "It is not an export of this console (report REF --format json)."


def _whole(digits: str) -> int:
    if len(digits) > _DIGITS:
        raise ValueError(f"a number of {len(digits)} digits has no place in it")
    return int(digits)


def _no(text: str) -> Any:
    raise ValueError(f"{text[:20]} has no place in it")
