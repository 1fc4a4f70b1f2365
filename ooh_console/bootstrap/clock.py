"""The clock of a live desk."""

from __future__ import annotations

from datetime import UTC, datetime


def utcnow() -> datetime:
    """The time now, in UTC."""
    return datetime.now(UTC)
