"""Where in the code something failed: kinds, files and lines, and no message, which may hold
anybody's words."""

from __future__ import annotations

import errno
import re
import traceback
from collections.abc import Iterator
from pathlib import PurePath
from typing import Any

FRAMES_AT_MOST = 25
ERRORS_AT_MOST = 5
_SQLSTATE = re.compile(r"[0-9A-Z]{5}")
_ROOTS = ("site-packages", "dist-packages")


def told(error: BaseException) -> dict[str, Any]:
    """`{"error": "OSError", "code": "ENOSPC", "places": ["ledger/files.py:93 _beside"], …}`, with
    what it came from under `from`."""
    first, *causes = list(_chain(error))[:ERRORS_AT_MOST]
    found = _one(first)
    if causes:
        found["from"] = [_one(cause) for cause in causes]
    return found


def _one(error: BaseException) -> dict[str, Any]:
    frames = traceback.extract_tb(error.__traceback__)[-FRAMES_AT_MOST:]
    found: dict[str, Any] = {"error": type(error).__name__}
    if code := _code(error):
        found["code"] = code
    if frames:
        found["places"] = [f"{_short(one.filename)}:{one.lineno} {one.name}" for one in frames]
    return found


def _code(error: BaseException) -> str:
    """What the system or a database calls it: a fixed word."""
    state = getattr(error, "sqlstate", None) or getattr(error, "sqlite_errorname", None)
    if isinstance(state, str) and (_SQLSTATE.fullmatch(state) or state.startswith("SQLITE_")):
        return state
    number = error.errno if isinstance(error, OSError) else None
    return errno.errorcode.get(number, "") if isinstance(number, int) else ""


def _short(file: str) -> str:
    """The path within the console or its library: what stands before may name who sits here."""
    parts = PurePath(file).parts
    for root in _ROOTS:
        if root in parts:
            return "/".join(parts[parts.index(root) + 1 :])
    if "ooh_console" in parts:
        return "/".join(parts[len(parts) - parts[::-1].index("ooh_console") :])
    return parts[-1] if parts else "?"


def _chain(error: BaseException) -> Iterator[BaseException]:
    seen: set[int] = set()
    waiting: list[BaseException | None] = [error]
    while waiting:
        one = waiting.pop(0)
        if one is None or id(one) in seen:
            continue
        seen.add(id(one))
        yield one
        if isinstance(one, BaseExceptionGroup):
            waiting += one.exceptions
        waiting.append(one.__cause__ or (None if one.__suppress_context__ else one.__context__))
