"""Times: kept in UTC, typed and shown in local time with the zone (I10), late said so (I3)."""

from __future__ import annotations

import re
from datetime import UTC, date, datetime, timedelta
from functools import lru_cache
from zoneinfo import ZoneInfo

LATE_AFTER = timedelta(minutes=5)
"""An entry recorded later than this after the event carries the reason (loggist rules, I3)."""

AHEAD_AT_MOST = timedelta(minutes=1)
"""How far ahead of the desk's clock an event may have happened: clocks differ a little."""


@lru_cache(maxsize=8)
def zone(name: str = "Europe/London") -> ZoneInfo:
    """The time zone in which times are shown. Raises `ZoneInfoNotFoundError` (a `KeyError`)."""
    return ZoneInfo(name)


def stamp(moment: datetime) -> str:
    """A moment as stored: UTC, milliseconds, fixed width, so that text order is time order."""
    return to_milliseconds(moment).isoformat(timespec="milliseconds").replace("+00:00", "Z")


def to_milliseconds(moment: datetime) -> datetime:
    """The moment in UTC, cut to milliseconds, which is what is stored."""
    if moment.tzinfo is None:
        raise ValueError("a time without a zone")
    try:
        moment = moment.astimezone(UTC)
    except OverflowError as error:
        raise ValueError("a time outside the calendar") from error
    return moment.replace(microsecond=moment.microsecond // 1000 * 1000)


def local(moment: datetime, tz: ZoneInfo | None = None) -> datetime:
    """The moment in the zone of the desk."""
    return moment.astimezone(tz or zone())


def clock(moment: datetime, tz: ZoneInfo | None = None) -> str:
    """`02:14 GMT`: local time with its zone."""
    return local(moment, tz).strftime("%H:%M %Z")


def short_clock(moment: datetime, tz: ZoneInfo | None = None) -> str:
    """`02:14`, for a column whose heading or first line carries the zone."""
    return local(moment, tz).strftime("%H:%M")


def day_clock(moment: datetime, tz: ZoneInfo | None = None) -> str:
    """`25 Nov 2026 02:14 GMT`."""
    there = local(moment, tz)
    return f"{there.day} {there.strftime('%b %Y %H:%M %Z')}"


def day(when: date) -> str:
    """`25 Nov 2026`."""
    return f"{when.day} {when.strftime('%b %Y')}"


def written_day(text: str) -> str:
    """A day that is kept as text, `2003-04-17`, as `17 Apr 2003`; anything else as it is."""
    try:
        return day(date.fromisoformat(text))
    except ValueError:
        return text


def local_day(moment: datetime, tz: ZoneInfo | None = None) -> str:
    """The day on which a moment fell here: `25 Nov 2026`."""
    return day(local(moment, tz).date())


def turn(before: datetime | None, here: datetime, tz: ZoneInfo | None = None) -> str:
    """What a list of clock times must say in front of the next one: `25 Nov GMT `, or nothing.

    The date and the zone stand where they change, and in front of the first (`before` is `None`).
    A time that comes twice has its zone always: where the zone changed may be out of sight (I10).
    """
    now, last = local(here, tz), local(before, tz) if before else None
    lead = "" if last and last.date() == now.date() else f"{now.day} {now:%b} "
    same = last is not None and last.tzname() == now.tzname()
    return lead if same and not _comes_twice(now) else f"{lead}{now.tzname()} "


def _comes_twice(here: datetime) -> bool:
    """Whether the clock shows this local time twice."""
    return here.replace(fold=1 - here.fold).utcoffset() != here.utcoffset()


def near_clock(moment: datetime, now: datetime, tz: ZoneInfo | None = None) -> str:
    """The clock alone on the same local day, else with the date: nobody mistakes yesterday."""
    if local(moment, tz).date() == local(now, tz).date():
        return clock(moment, tz)
    return day_clock(moment, tz)


def age(since: datetime, now: datetime) -> str:
    """How long ago in words: `just now`, `40 s`, `7 min`, `4 days`; never negative."""
    seconds = int(_passed(since, now).total_seconds())
    if seconds < 10:
        return "just now"
    return span(timedelta(seconds=seconds))


def ago(since: datetime, now: datetime) -> str:
    """How long ago within a sentence: `just now`, `40 s ago`, `4 days ago`."""
    words = age(since, now)
    return words if words == "just now" else f"{words} ago"


def aged(since: datetime, now: datetime) -> str:
    """The age of what is shown from memory: `just now`, `40 s old`, `4 days old`."""
    words = age(since, now)
    return words if words == "just now" else f"{words} old"


def span(length: timedelta) -> str:
    """A length of time in words, whole minutes from one minute on, whole days from two days on."""
    seconds = max(0, int(length.total_seconds()))
    if seconds < 60:
        return f"{seconds} s"
    minutes = seconds // 60
    if minutes < 60:
        return f"{minutes} min"
    hours, minutes = divmod(minutes, 60)
    if hours < 48:
        return f"{hours} h {minutes:02d} min"
    return f"{hours // 24} days"


def countdown(length: timedelta) -> str:
    """What is left of a time, cut to whole minutes: `1 h 59 min`, `71 h 59 min`, `7 days 4 h`."""
    minutes = max(0, int(length.total_seconds())) // 60
    hours, minutes = divmod(minutes, 60)
    if hours >= 96:
        return f"{hours // 24} days {hours % 24} h"
    return f"{hours} h {minutes:02d} min" if hours else f"{minutes} min"


def is_late(occurred_at: datetime, recorded_at: datetime) -> bool:
    """Whether the two times are so far apart that the entry must carry a reason (I3)."""
    return abs(_passed(occurred_at, recorded_at)) > LATE_AFTER


def _passed(since: datetime, until: datetime) -> timedelta:
    """The time that passed. Python subtracts two moments of one zone by the clock on the wall."""
    return until.astimezone(UTC) - since.astimezone(UTC)


_TIME_FIRST = re.compile(
    r"^\s*([01]?\d|2[0-3])[:.]([0-5]\d)(?::[0-5]\d)?(?:\s*(GMT|BST|UTC))?(?:\s+|$)", re.I
)
_LIKE_A_TIME = re.compile(r"^\s*(\d{1,2}:\d{2}(?::\d{2})?)(?:\s+|$)")


class TwoReadings(ValueError):
    """The clock showed this time twice that night; the sentence says how to say which."""


def split_time(text: str, now: datetime, tz: ZoneInfo | None = None) -> tuple[datetime | None, str]:
    """A line such as `02:10 dog in the garden` as the time of the event (UTC) and the words.

    The time is the most recent such moment that is not ahead of `now`. Without a time at the
    front, `None` and the text as it is. On the night when the clock goes back a time between
    01:00 and 02:00 happens twice and must be typed with its zone (`01:30 BST`): raises
    `TwoReadings` when both have passed and none was named, and `ValueError` for a time that the
    clock skipped, and for what is like a time and is none (`25:99`). Seconds are left out.
    """
    found = _TIME_FIRST.match(text)
    if not found:
        if like := _LIKE_A_TIME.match(text):
            # Taken as words it would be recorded as of now, and nobody would notice.
            raise ValueError(f"{like[1]} is not a time: type it as 02:10, or a word in front.")
        return None, text.strip()
    hour, minute = int(found[1]), int(found[2])
    named = found[3].upper() if found[3] else None
    words = text[found.end() :].strip()
    return moment_of(hour, minute, now, named, tz), words


def moment_of(
    hour: int, minute: int, now: datetime, named: str | None = None, tz: ZoneInfo | None = None
) -> datetime:
    """The latest moment at which a clock here showed `hour:minute`, in UTC.

    It is not ahead of `now` by more than `AHEAD_AT_MOST`, since clocks differ a little.
    `named` may say the zone (`GMT`, `BST`, `UTC`). Raises as `split_time` does.
    """
    tz = tz or zone()
    limit = now.astimezone(UTC) + AHEAD_AT_MOST
    today = limit.astimezone(UTC).date() if named == "UTC" else local(limit, tz).date()
    for back in range(3):
        on = today - timedelta(days=back)
        if named == "UTC":
            readings = [datetime(on.year, on.month, on.day, hour, minute, tzinfo=UTC)]
        else:
            readings = _readings(on, hour, minute, tz)
        wall = datetime(on.year, on.month, on.day, hour, minute)
        if not readings and wall <= local(now, tz).replace(tzinfo=None):
            raise ValueError(
                f"{hour:02d}:{minute:02d} did not happen on {day(on)}: the clock went forward."
            )
        if named and named != "UTC":
            readings = [r for r in readings if local(r, tz).strftime("%Z") == named]
        passed = [r for r in readings if r <= limit]
        if len(passed) == 2:
            first, second = (clock(r, tz) for r in passed)
            raise TwoReadings(
                f"{hour:02d}:{minute:02d} happened twice on {day(on)}: type {first} or {second}."
            )
        if passed:
            return passed[-1]
    raise ValueError(
        f"No {hour:02d}:{minute:02d} {named or ''} in the last two days.".replace("  ", " ")
    )


def ahead_in(text: str, now: datetime, tz: ZoneInfo | None = None) -> datetime | None:
    """The moment to come that `02:40` or `02:40 GMT` means, in UTC; `None` when it is no time.

    Raises as `ahead` does.
    """
    found = _TIME_FIRST.match(text)
    if not found or text[found.end() :].strip():
        return None
    named = found[3].upper() if found[3] else None
    return ahead(int(found[1]), int(found[2]), now, tz, named)


def ahead(
    hour: int, minute: int, now: datetime, tz: ZoneInfo | None = None, named: str | None = None
) -> datetime:
    """The next moment after `now` at which a clock here shows `hour:minute` (an ETA), in UTC.

    Of a time that happens twice, the first: a promise is rather overdue too soon than too late;
    `named` may say which (`GMT`, `BST`), or that the clock meant is that of `UTC`.
    Raises `ValueError` for a time that the clock skips, which is not put off to the next night.
    """
    tz = tz or zone()
    now = now.astimezone(UTC)
    if named == "UTC":
        tz, named = ZoneInfo("UTC"), None
    here = local(now, tz)
    for on in range(3):
        when = here.date() + timedelta(days=on)
        readings = _readings(when, hour, minute, tz)
        for reading in readings:
            if reading > now and named in (None, local(reading, tz).strftime("%Z")):
                return reading
        wall = datetime(when.year, when.month, when.day, hour, minute)
        if not readings and wall > here.replace(tzinfo=None):
            raise ValueError(
                f"{hour:02d}:{minute:02d} does not happen on {day(when)}: the clock goes forward."
            )
    raise ValueError(
        f"No {hour:02d}:{minute:02d} {named or ''}".rstrip() + " in the next two days."
    )


def moment_on(
    on: date, hour: int, minute: int, named: str | None = None, tz: ZoneInfo | None = None
) -> datetime:
    """The moment at which a clock here shows `hour:minute` on a day: an order's end. In UTC.

    `named` may say the zone (`GMT`, `BST`, `UTC`). Raises `TwoReadings` when the clock shows it
    twice that day and none was named, and `ValueError` when it does not show it.
    """
    tz = tz or zone()
    if named == "UTC":
        return datetime(on.year, on.month, on.day, hour, minute, tzinfo=UTC)
    readings = _readings(on, hour, minute, tz)
    if named:
        readings = [r for r in readings if local(r, tz).strftime("%Z") == named]
    if len(readings) == 2:
        first, second = (clock(r, tz) for r in readings)
        raise TwoReadings(
            f"{hour:02d}:{minute:02d} happens twice on {day(on)}: type {first} or {second}."
        )
    if not readings:
        said = f"{hour:02d}:{minute:02d} {named or ''}".rstrip()
        raise ValueError(f"There is no {said} on {day(on)}.")
    return readings[0]


def _readings(on: date, hour: int, minute: int, tz: ZoneInfo) -> list[datetime]:
    """The moments (none, one or two) at which the local clock showed this time on this day."""
    found: list[datetime] = []
    for fold in (0, 1):
        wall = datetime(on.year, on.month, on.day, hour, minute, tzinfo=tz, fold=fold)
        moment = wall.astimezone(UTC)
        shown = moment.astimezone(tz).replace(tzinfo=None)
        if shown == wall.replace(tzinfo=None) and moment not in found:
            found.append(moment)
    return sorted(found)
