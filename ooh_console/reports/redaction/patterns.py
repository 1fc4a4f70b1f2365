"""What is no name and tells who it was all the same: numbers, dates, postcodes, references."""

from __future__ import annotations

import re
from collections.abc import Callable
from datetime import UTC, datetime, timedelta
from zoneinfo import ZoneInfo

from ooh_console.reports.redaction.since import since

_MONTH = (
    r"(?:jan(?:uary)?|feb(?:ruary)?|mar(?:ch)?|apr(?:il)?|may|june?|july?|aug(?:ust)?|"
    r"sep(?:t(?:ember)?)?|oct(?:ober)?|nov(?:ember)?|dec(?:ember)?)"
)
_THEN = r"(?:,?\s+(?:at\s+)?\d{1,2}[:.]\d{2}\b(?:\s*(?:GMT|BST|UTC)\b)?)?"
"""A time by the clock that stands with its date goes with it."""
_REPLACED: tuple[tuple[re.Pattern[str], str], ...] = tuple(
    (re.compile(pattern, re.IGNORECASE), label)
    for pattern, label in (
        (
            r"\b\d{4}-\d{2}-\d{2}(?:T\d{2}:\d{2}(?::\d{2}(?:\.\d+)?)?(?:Z|[+-]\d{2}:?\d{2})?)?",
            "[date]",
        ),
        (rf"\b\d{{1,2}}[/.-]\d{{1,2}}[/.-](?:\d{{4}}|\d{{2}})\b{_THEN}", "[date]"),
        (
            rf"\b\d{{1,2}}(?:st|nd|rd|th)?(?:\s+of)?[\s-]+{_MONTH}\b(?:[,\s-]+\d{{4}}\b)?{_THEN}",
            "[date]",
        ),
        (rf"\b{_MONTH}\s+\d{{1,2}}(?:st|nd|rd|th)?\b(?:,?\s+\d{{4}}\b)?{_THEN}", "[date]"),
        (r"\b(?:born|dob|d\.o\.b\.?)\s*:?\s*(?:in\s+)?(?:19|20)\d{2}\b", "born [date]"),
        (r"\b[A-Z]{1,2}\d[A-Z\d]?\s*\d[A-Z]{2}\b", "[postcode]"),
        (
            r"\b\d+[a-z]?,?\s+(?:[^\W\d_][\w'’]*\s+){1,3}"
            r"(?:road|rd|lane|ln|street|close|avenue|ave|way|drive|court|crescent|terrace|gardens|"
            r"grove|place|row|hill|square|mews)\b",
            "[address]",
        ),
        # Ten digits and telephone numbers, however they are grouped.
        (r"(?<![\w:+-])\+?\(?\d(?:[\s().-]{0,2}\d){5,}(?!\w)", "[number]"),
        (
            r"(?<![\w/-])(?=[\w-]{0,60}\d)(?=[\w-]{0,60}[a-z])[a-z\d]+(?:[-/][a-z\d]+)*\b"
            r"(?<=[\w-]{5})",
            "[reference]",
        ),
    )
)
_CLOCK = re.compile(r"(?<![\w:+])([01]?\d|2[0-3])[:.]([0-5]\d)(?::[0-5]\d)?\b(?:\s*(GMT|BST|UTC))?")

_LINKS = (
    (re.compile(r"\b(?:https?://|www\.)\S+", re.IGNORECASE), "[address on the internet]"),
    (re.compile(r"(?<![\w.+-])[\w.+-]{1,64}@[\w-]+(?:\.[\w-]+)+"), "[e-mail address]"),
)

Place = Callable[[str, str, str | None], str]


def linked(text: str) -> str:
    """A text without addresses on the internet: before names are, of which they are made."""
    for pattern, label in _LINKS:
        text = pattern.sub(label, text)
    return text


def replaced(text: str, clock: Place | None) -> str:
    """A text without these. `clock` says what becomes of a time by the clock: hour, minute, zone;
    without it dates and times stay."""
    for pattern, label in _REPLACED:
        if clock is not None or label != "[date]":
            text = pattern.sub(label, text)
    if clock is None:
        return text
    return _CLOCK.sub(lambda found: clock(found[1], found[2], found[3]), text)


def beside(moment: datetime, opened: datetime, tz: ZoneInfo) -> Place:
    """A time by the clock in the words of an entry: the one nearest to when the entry happened, as
    time since the opening. `opened` is when that really was."""

    def place(hour: str, minute: str, named: str | None) -> str:
        zone = ZoneInfo("UTC") if named == "UTC" else tz
        here = moment.astimezone(zone)
        days = (here + timedelta(days=shift) for shift in (-1, 0, 1))
        near = (day.replace(hour=int(hour), minute=int(minute), second=0) for day in days)
        best = min((one.astimezone(UTC) for one in near), key=lambda one: abs(one - moment))
        return since(best - opened + _OPENED)

    return place


_OPENED = datetime(2000, 1, 1, tzinfo=UTC)
