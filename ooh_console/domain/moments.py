"""Which moment of an incident a reader means who types a time: `--at`, and the review."""

from __future__ import annotations

import re
from datetime import UTC, datetime, timedelta
from zoneinfo import ZoneInfo

from ooh_console.domain.times import moment_of

_CLOCK = re.compile(r"^([01]?\d|2[0-3])[:.]([0-5]\d)(?::([0-5]\d))?(?:\s*(GMT|BST|UTC))?$", re.I)
_DAY = re.compile(
    r"^(\d{1,2} \w{3} \d{4}) (\d{1,2}:\d{2})(?::([0-5]\d))?(?: (GMT|BST|UTC))?$", re.I
)
WHOLE_MINUTE = timedelta(minutes=1) - timedelta(milliseconds=1)
"""A time without seconds is read as the clock is: 02:14 lasts until 02:15."""


def moment_in(text: str, first: datetime, last: datetime, now: datetime, tz: ZoneInfo) -> datetime:
    """The moment that `text` names, in UTC: `02:14`, `02:14:05 GMT` as the screen shows it,
    `25 Nov 2026 02:14 GMT`, ISO.

    A clock time alone is looked for between the first and the last record of the incident, the
    latest first, then up to a day after it began. Raises `ValueError` with one sentence.
    """
    text = " ".join(text.split())
    try:
        found = _clock(text, first, last, now, tz) or _day(text, tz) or _iso(text, tz)
    except OverflowError as error:
        raise ValueError(f"{text} is outside the calendar.") from error
    if found is None:
        raise ValueError("type a time as 02:14, 02:14 GMT or 2026-11-25T02:14Z.")
    if found > now + timedelta(minutes=1):
        raise ValueError(f"{text} has not come yet.")
    return found


def _clock(
    text: str, first: datetime, last: datetime, now: datetime, tz: ZoneInfo
) -> datetime | None:
    found = _CLOCK.match(text)
    if not found:
        return None
    hour, minute, named = int(found[1]), int(found[2]), found[4] and found[4].upper()
    into = _into_the_minute(found[3])
    for again, limit in enumerate((last, min(now, first + timedelta(days=1)))):
        try:
            moment = moment_of(hour, minute, limit, named, tz)
        except ValueError:
            if again:
                raise
            continue
        if moment + into >= first:
            return moment + into
    raise ValueError(f"nothing was recorded by {text}.")


def _day(text: str, tz: ZoneInfo) -> datetime | None:
    found = _DAY.match(text)
    if not found:
        return None
    wall = datetime.strptime(f"{found[1]} {found[2]}", "%d %b %Y %H:%M")
    return _placed(wall, tz, (found[4] or "").upper()) + _into_the_minute(found[3])


def _into_the_minute(seconds: str | None) -> timedelta:
    """A second that is named lasts to its end, too."""
    if seconds is None:
        return WHOLE_MINUTE
    return timedelta(seconds=int(seconds) + 1) - timedelta(milliseconds=1)


def _iso(text: str, tz: ZoneInfo) -> datetime | None:
    try:
        moment = datetime.fromisoformat(text)
    except ValueError:
        return None
    if not re.search(r"[T ]\d\d", text):
        return None  # A day alone is no moment.
    whole = re.search(r"[T ]\d\d:?\d\d:?\d\d", text) is None
    moment = moment.astimezone(UTC) if moment.tzinfo else _placed(moment, tz, "")
    return moment + WHOLE_MINUTE if whole else moment


def _placed(wall: datetime, tz: ZoneInfo, named: str) -> datetime:
    """A clock time on a day as a moment in UTC."""
    if named == "UTC":
        return wall.replace(tzinfo=UTC)
    readings = {wall.replace(tzinfo=tz, fold=fold).astimezone(UTC) for fold in (0, 1)}
    fitting = [r for r in readings if r.astimezone(tz).replace(tzinfo=None) == wall]
    if named:
        fitting = [r for r in fitting if r.astimezone(tz).strftime("%Z") == named]
    if not fitting:
        raise ValueError("no clock here showed that time on that day.")
    if len(fitting) > 1:
        raise ValueError("the clock showed that time twice: say GMT or BST, or a full ISO time.")
    return fitting[0]
