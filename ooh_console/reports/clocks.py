"""Times as a report shows them: by the clock here, or in a redacted one since the opening."""

from __future__ import annotations

from datetime import datetime
from zoneinfo import ZoneInfo

from ooh_console.domain import times
from ooh_console.reports.redaction.since import SinceOpening, since


def clock(moment: datetime, tz: ZoneInfo) -> str:
    """`02:14 GMT`, `T+00:07`."""
    return since(moment) if isinstance(tz, SinceOpening) else times.clock(moment, tz)


def short_clock(moment: datetime, tz: ZoneInfo) -> str:
    """`02:14`, `T+00:07`."""
    return since(moment) if isinstance(tz, SinceOpening) else times.short_clock(moment, tz)


def day_clock(moment: datetime, tz: ZoneInfo) -> str:
    """`25 Nov 2026 02:14 GMT`, `T+00:07`."""
    return since(moment) if isinstance(tz, SinceOpening) else times.day_clock(moment, tz)


def turn(before: datetime | None, here: datetime, tz: ZoneInfo) -> str:
    """What a list of times says in front of the next one, as `times.turn`; nothing since the
    opening, which has no days and no zone."""
    return "" if isinstance(tz, SinceOpening) else times.turn(before, here, tz)
