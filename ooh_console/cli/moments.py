"""`--at TIME`: which moment of an incident a reader means."""

from __future__ import annotations

from datetime import datetime
from zoneinfo import ZoneInfo

from ooh_console.cli.outcome import CannotDo
from ooh_console.domain import moments


def moment_in(text: str, first: datetime, last: datetime, now: datetime, tz: ZoneInfo) -> datetime:
    """As `domain.moments.moment_in`. Raises `CannotDo`."""
    try:
        return moments.moment_in(text, first, last, now, tz)
    except ValueError as error:
        raise CannotDo(f"--at: {error}") from error
