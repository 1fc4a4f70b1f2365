"""Dates of a scenario file, counted from the start of the night: `-21d`, `+9d`, `-2mo`, `+15m`."""

from __future__ import annotations

import re
from calendar import monthrange
from collections.abc import Mapping
from datetime import UTC, date, datetime, time, timedelta
from typing import Any

from ooh_console.domain.times import clock, day, local, stamp, zone

MOMENTS = frozenset({"dated", "eta", "since"})
"""Keys whose value is a moment."""

DAYS = frozenset({"born", "expected", "set_on", "review", "until"})
"""Keys whose value is a day."""

_STEP = r"([+-]\d{1,5})(mo|y|d|h|m)"
_RELATIVE = re.compile(rf"{_STEP}(?: ([01]\d|2[0-3]):([0-5]\d))?")
_INSIDE = re.compile(r"\{([^{}]*)\}")


def moment(text: str, start: datetime) -> datetime:
    """The moment in UTC that `text` names, counted from `start`.

    Minutes and hours are elapsed time. Days, months and years keep the local clock of the start, or
    take the one that follows (`-21d 15:40`); a day that a month does not have is its last one.
    Raises `ValueError` in words.
    """
    found = _RELATIVE.fullmatch(text)
    if not found:
        raise ValueError(f"{text!r} is not counted from the start, as in -21d, +9d, -2mo or +15m")
    count, unit = int(found[1]), found[2]
    if unit in "hm":
        if found[3]:
            raise ValueError(f"{text!r}: a time of day goes with days, months or years only")
        return start + timedelta(minutes=count * (60 if unit == "h" else 1))
    there = local(start)
    wall = time(int(found[3]), int(found[4])) if found[3] else there.time()
    try:
        on = _shifted(there.date(), count, unit)
    except (ValueError, OverflowError) as error:
        raise ValueError(f"{text!r} is outside the calendar") from error
    return datetime.combine(on, wall, tzinfo=zone()).astimezone(UTC)


def _shifted(on: date, count: int, unit: str) -> date:
    if unit == "d":
        return on + timedelta(days=count)
    months = on.year * 12 + on.month - 1 + count * (12 if unit == "y" else 1)
    year, month = divmod(months, 12)
    return date(year, month + 1, min(on.day, monthrange(year, month + 1)[1]))


def written_out(value: Any, start: datetime, key: str = "") -> Any:
    """A value of the scenario file as an agency sends it: every relative date made absolute.

    Under a key of `MOMENTS` or `DAYS` the whole text is a relative date (an absolute ISO date stays
    as it is). Anywhere else `{-21d}` becomes the day, `{+56m}` the time with its zone, and
    `{day +56m}` the day of that time, as people write them.
    Raises `ValueError` in words.
    """
    match value:
        case Mapping():
            return {name: written_out(item, start, name) for name, item in value.items()}
        case list() | tuple():
            return [written_out(item, start) for item in value]
        case str() if value and key in MOMENTS | DAYS:
            return _absolute(value, start, key)
        case str():
            return _INSIDE.sub(lambda found: _words(found[1], start), value)
        case _:
            return value


def _absolute(text: str, start: datetime, key: str) -> str:
    if text[0] not in "+-":
        kind = datetime if key in MOMENTS else date
        try:
            kind.fromisoformat(text)
        except ValueError:
            raise ValueError(f"{key}: {text!r} is no date, relative or absolute") from None
        return text
    when = moment(text, start)
    return stamp(when) if key in MOMENTS else local(when).date().isoformat()


def _words(text: str, start: datetime) -> str:
    expression = text.removeprefix("day ")
    when = moment(expression, start)
    if expression == text and text[-1] in "mh":
        return clock(when)
    return day(local(when).date())
