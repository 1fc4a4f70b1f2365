"""What is said of any fact in words: its age, where from memory, and what was not read of it."""

from __future__ import annotations

from collections.abc import Iterator
from datetime import datetime

from ooh_console.domain.holdings import Holding
from ooh_console.domain.text import line
from ooh_console.domain.times import aged
from ooh_console.domain.tolerant import Fact

RAW_AT_MOST = 20_000
"""Characters of a raw text that are printed; `--json` has all of it."""


def from_memory(holding: Holding, now: datetime) -> str:
    """`, FROM MEMORY, 12 min old`; empty for what was confirmed at the latest try (I7)."""
    if not holding.from_memory or holding.fetched_at is None:
        return ""
    return f", FROM MEMORY, {aged(holding.fetched_at, now)}"


def not_fully_read(fact: Fact) -> Iterator[str]:
    """What could not be read of it, and its raw text (I6)."""
    if fact.fully_read:
        return
    for part in fact.unread:
        name = line(part.field, 60) or "all of it"
        yield f"  NOT FULLY READ, {name}: {line(part.reason, 160)}."
    yield f"  As it was sent: {line(fact.raw, RAW_AT_MOST)}"
