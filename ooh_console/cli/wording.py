"""Numbers and moments as several commands say them."""

from __future__ import annotations

from datetime import datetime
from zoneinfo import ZoneInfo

from ooh_console.domain.text import line
from ooh_console.domain.times import day_clock


def moment_said(stored: str, tz: ZoneInfo | None = None) -> str:
    """A moment that a file says, by the clock of a zone; as it stands where it is none."""
    try:
        return day_clock(datetime.fromisoformat(stored), tz)
    except (ValueError, OverflowError):
        return line(stored, 40)


def counted(number: int, one: str, many: str = "") -> str:
    """`1 entry`, `3 entries`."""
    return f"{number} {one if number == 1 else many or f'{one}s'}"
