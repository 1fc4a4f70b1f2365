"""Standard output and error: whole, in any encoding, and never an order to the terminal (I8)."""

from __future__ import annotations

import contextlib
import json
import os
import re
import sys
from typing import TYPE_CHECKING, Any, TextIO

from ooh_console.domain.text import clean, line

if TYPE_CHECKING:
    from pydantic import BaseModel

# In JSON every character is kept, and those that a terminal obeys, or that reorder or hide other
# text, are written as escapes: C1 and DEL (json escapes C0 itself), line and paragraph separators,
# bidi marks and overrides, zero width, tags, surrogates and noncharacters.
_ESCAPED = re.compile(
    "[\x7f-\x9f\u00ad\u061c\u180e\u200b-\u200f\u2028-\u202e\u2060-\u206f\ud800-\udfff\ufeff"
    "\ufff9-\ufffb\ufffe\uffff\U0001bca0-\U0001bca3\U0001d173-\U0001d17a\U000e0000-\U000e0fff]"
)


class NotWritten(Exception):
    """Standard output did not take it, for a reason other than its reader having gone."""


def as_json(content: Any, *, ascii_only: bool = False, one_line: bool = False) -> str:
    """One JSON document that is safe to show on a terminal; a reader gets the exact text back."""
    text = json.dumps(content, ensure_ascii=ascii_only, indent=None if one_line else 2)
    return _ESCAPED.sub(lambda found: json.dumps(found[0])[1:-1], text)


def document(model: BaseModel) -> Any:
    """A shape as plain JSON values."""
    return model.model_dump(mode="json", by_alias=True)


def put(text: str) -> bool:
    """Prints words, cleaned; what the output's encoding lacks becomes a question mark.

    A reader who has gone is no error: whether anybody reads. Raises `NotWritten`.
    """
    return _write(sys.stdout, clean(text) + "\n")


def put_json(content: Any, *, one_line: bool = False) -> bool:
    """Prints one JSON document, as `put` does, in ASCII where the output is not UTF-8."""
    encoding = (getattr(sys.stdout, "encoding", None) or "utf-8").casefold().replace("_", "-")
    ascii_only = encoding not in ("utf-8", "utf8")
    return _write(sys.stdout, as_json(content, ascii_only=ascii_only, one_line=one_line) + "\n")


def put_bytes(content: bytes) -> None:
    """Writes a file to standard output, byte by byte. A reader who has gone is no error.

    Raises `NotWritten`.
    """
    _write(sys.stdout, content)


def say(sentence: str) -> None:
    """One line on standard error. Never fails."""
    with contextlib.suppress(NotWritten):
        _write(sys.stderr, line(sentence, 2_000) + "\n")


def say_lines(text: str) -> None:
    """Several lines on standard error, each whole. Never fails."""
    with contextlib.suppress(NotWritten):
        _write(sys.stderr, clean(text) + "\n")


def _write(stream: TextIO | None, content: str | bytes) -> bool:
    if stream is None:  # Closed before we were started.
        return False
    buffer = getattr(stream, "buffer", None)
    try:
        if buffer is None:
            stream.write(content if isinstance(content, str) else content.decode("utf-8"))
        else:
            stream.flush()
            if isinstance(content, str):
                content = content.encode(stream.encoding or "utf-8", "replace")
            buffer.write(content)
        stream.flush()
    except BrokenPipeError:
        _turn_away(stream)
        return False
    except OSError as error:
        _turn_away(stream)
        raise NotWritten(f"The output could not be written: {error.strerror}.") from error
    return True


def _turn_away(stream: TextIO) -> None:
    """What is still in the buffer goes nowhere, so that Python does not fail on it at the end."""
    with contextlib.suppress(OSError, ValueError):
        nowhere = os.open(os.devnull, os.O_WRONLY)
        os.dup2(nowhere, stream.fileno())
        os.close(nowhere)
