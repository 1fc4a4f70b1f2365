"""Times since the opening, instead of dates: `T+00:07`."""

from __future__ import annotations

import re
from datetime import UTC, datetime, timedelta
from zoneinfo import ZoneInfo

OPENED = datetime(2000, 1, 1, tzinfo=UTC)
"""To this moment the opening is moved, and everything else with it."""


class SinceOpening(ZoneInfo):
    """A zone that calls each moment by the time since the opening. Sentences written in it hold
    `1 Jan 2000 00:07 T+00:07`, of which `relative` leaves the last."""

    def tzname(self, moment: datetime | None, /) -> str:
        """`T+00:07`."""
        return since(moment.replace(tzinfo=UTC)) if moment is not None else "T"


def since(moment: datetime) -> str:
    """`T+00:07`, `T-12:30`, `T+26:05`: hours and minutes since the opening."""
    minutes = int((moment - OPENED) / timedelta(minutes=1))
    sign = "-" if moment < OPENED else "+"
    return f"T{sign}{abs(minutes) // 60:02d}:{abs(minutes) % 60:02d}"


_MOMENT = re.compile(
    r"(?:\b\d{1,2} [A-Z][a-z]{2} \d{4} )?\b\d{1,2}:\d{2}(?::\d{2})? (T[+-]\d{2,}:\d{2})"
)
_HERE = re.compile(
    r"(?:\b(?P<day>\d{1,2}) (?P<month>Jan|Dec|Feb) (?P<year>\d{4}) )?"
    r"\b(?P<hour>\d{2}):(?P<minute>\d{2}) (?:GMT|UTC)\b"
)
_MONTHS = {"Dec": 12, "Jan": 1, "Feb": 2}
_DAY = re.compile(r"\b\d{1,2} (?:Jan|Dec) (?:2000|1999)\b")


def relative(text: str) -> str:
    """A sentence written in `SinceOpening`, with the time since the opening alone."""
    return _DAY.sub("[date]", _HERE.sub(_since, _MOMENT.sub(r"\1", text)))


def _since(found: re.Match[str]) -> str:
    """A moment that was written in the zone of a desk: it was moved to a January, so in GMT."""
    hour, minute = int(found["hour"]), int(found["minute"])
    if found["day"] is None:
        return since(OPENED.replace(hour=hour, minute=minute))
    year, month = int(found["year"]), _MONTHS[found["month"]]
    return since(datetime(year, month, int(found["day"]), hour, minute, tzinfo=UTC))
