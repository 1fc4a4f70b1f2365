"""Stored rows as entries. A damaged row is shown as far as it goes, and hides no other (I6)."""

from __future__ import annotations

from collections.abc import Sequence
from datetime import UTC, datetime
from typing import Any

from ooh_console.domain.entries import Entry, UnreadBody, Written, read

UNKNOWN_TIME = datetime(1970, 1, 1, tzinfo=UTC)
"""Stands where a stored time cannot be read and there is no other time to go by."""


def entry_of(row: Sequence[Any]) -> Entry:
    """The columns of `Written` and the seq as an entry. Never raises."""
    *columns, seq = row
    if type(seq) is int and all(type(value) is str for value in columns):
        try:
            entry = read(Written(*columns), seq)
        except (ValueError, OverflowError, RecursionError):
            pass
        else:
            if entry.occurred_at.tzinfo and entry.recorded_at.tzinfo:
                return entry
    return _damaged(columns, seq)


def moment(stored: Any, otherwise: datetime = UNKNOWN_TIME) -> datetime:
    """A stored time in UTC, or `otherwise` when it cannot be read."""
    try:
        found = datetime.fromisoformat(stored)
        return found.astimezone(UTC) if found.tzinfo else found.replace(tzinfo=UTC)
    except (TypeError, ValueError, OverflowError):
        return otherwise


def number(stored: Any) -> int:
    """A stored whole number, or 0 when it became something else."""
    return stored if type(stored) is int else 0


def text(stored: Any) -> str:
    """A stored value as text, whatever its type became."""
    match stored:
        case str():
            return stored
        case None:
            return ""
        case bytes():
            return stored.decode(errors="replace")
        case _:
            return str(stored)


def _damaged(columns: Sequence[Any], seq: Any) -> Entry:
    written = Written(*(text(value) for value in columns))
    recorded = moment(written.recorded_at)
    occurred = moment(written.occurred_at, recorded)
    return Entry(
        id=written.id,
        incident=written.incident,
        seq=seq if type(seq) is int else 0,
        body=UnreadBody(written.kind, written.body, "this entry is damaged in the file"),
        occurred_at=occurred,
        recorded_at=occurred if recorded is UNKNOWN_TIME else recorded,
        late_reason=written.late_reason,
        operator=written.operator,
        role=written.role,
        agency=written.agency,
        desk=written.desk,
    )
