"""What may be told in the program log: an event, and fields from one short list."""

from __future__ import annotations

import logging
import re
from collections.abc import Iterable, Mapping
from typing import Any

from ooh_console.domain.text import line

ATTRIBUTE = "ooh_console_fields"
"""Under which the fields travel on a record of `logging`."""

_PROGRAM = re.compile(r"[A-Za-z0-9_.:+/-]{1,64}")
_NAMES = frozenset({"agency"})
"""Fields that hold a name of the configuration."""
WORDS = frozenset(
    {
        "command", "error", "kind", "kinds", "offer", "python", "request", "role", "screen",
        "source", "state", "system", "version",
    }
)  # fmt: skip
"""Fields that hold words of the program's own, without a blank: what somebody typed has no place
in any of them, and would not pass."""
NUMBERS = frozenset(
    {
        "checks", "commits", "entries", "failed", "facts", "held", "lines", "lost", "ms", "none",
        "seconds", "status", "waited",
    }
)  # fmt: skip

Field = float | bool | str | Iterable[str] | None


def tell(log: logging.Logger, what: str, **fields: Field) -> None:
    """Something happened. `what` is a word of the program; `None` is left out."""
    if log.isEnabledFor(logging.INFO):
        log.info(what, extra={ATTRIBUTE: fields})


def warn(
    log: logging.Logger, what: str, error: BaseException | None = None, **fields: Field
) -> None:
    """Something failed as it may at times, and the person was told or need not be."""
    log.warning(what, exc_info=error, extra={ATTRIBUTE: fields})


def fault(log: logging.Logger, what: str, error: BaseException, **fields: Field) -> None:
    """Something that nobody foresaw: its places in the code are told, and no word of it."""
    log.error(what, exc_info=error, extra={ATTRIBUTE: fields})


def allowed(fields: Mapping[str, Any]) -> dict[str, Any]:
    """The fields as they may be written: a name that is not listed is left out, and what is no
    word of the program is `?`."""
    found: dict[str, Any] = {}
    for name, value in fields.items():
        if value is None:
            continue
        if name in NUMBERS:
            found[name] = _number(value)
        elif name in _NAMES:
            found[name] = line(str(value), 60)
        elif name in WORDS:
            several = not isinstance(value, str) and isinstance(value, Iterable)
            found[name] = [_word(one) for one in value] if several else _word(value)
    return found


def _number(value: Any) -> Any:
    if isinstance(value, bool | int):
        return value
    return round(value, 1) if isinstance(value, float) else "?"


def _word(value: Any) -> str:
    text = str(value)
    return text if _PROGRAM.fullmatch(text) else "?"
