"""One way, and only one, to write a value as JSON, so that equal content has an equal hash."""

from __future__ import annotations

import hashlib
import json
from typing import Any

_SPELL = json.JSONEncoder(ensure_ascii=False, sort_keys=True, separators=(",", ":")).encode


def canonical(value: Any) -> str:
    """The value as JSON text: keys sorted, no spaces, no escapes beyond those JSON requires.

    Raises `ValueError` for what has no single spelling or no safe encoding: floating point,
    keys that are not text, lone surrogates, and anything that is not JSON.
    """
    _check(value)
    text = _SPELL(value)
    try:
        text.encode()
    except UnicodeEncodeError as error:
        raise ValueError("the text holds half a character (a lone surrogate)") from error
    return text


def digest(text: str) -> str:
    """SHA-256 of the text in UTF-8, as 64 lower-case hexadecimal digits."""
    return hashlib.sha256(text.encode()).hexdigest()


def _check(value: Any) -> None:
    if type(value) is str:  # Most are, and every entry is spelt when it is written and verified.
        return
    match value:
        case None | bool() | int() | str():
            return
        case dict():
            for key, item in value.items():
                if not isinstance(key, str):
                    raise ValueError(f"a key must be text, not {type(key).__name__}")
                _check(item)
        case list() | tuple():
            for item in value:
                if type(item) is not str:
                    _check(item)
        case _:
            raise ValueError(f"{type(value).__name__} has no canonical form")
