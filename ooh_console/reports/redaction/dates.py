"""Dates in somebody's own words, and times by the clock, which become times since the opening."""

from __future__ import annotations

import re
from collections.abc import Callable
from datetime import UTC, datetime, timedelta
from zoneinfo import ZoneInfo

from ooh_console.reports.redaction.settling import Settled
from ooh_console.reports.redaction.since import OPENED, since

Place = Callable[[str, str, str | None], str]
"""What becomes of a time by the clock: hour (0 to 23), minute, and the zone where one is named."""

DATE = "[date]"
_MONTH = (
    r"(?:jan(?:uary)?|feb(?:ruary)?|mar(?:ch)?|apr(?:il)?|may|june?|july?|aug(?:ust)?|"
    r"sep(?:t(?:ember)?)?|oct(?:ober)?|nov(?:ember)?|dec(?:ember)?)"
)
_WEEKDAY = r"(?:mon|tue|wed|thu|fri|sat|sun)[a-z]{0,6}"
_THEN = r"(?:,?\s+(?:at\s+)?\d{1,2}[:.]\d{2}\b(?:\s*(?:GMT|BST|UTC)\b)?)?"
"""A time by the clock that stands with its date goes with it."""
_YEAR = r"(?:[,\s/-]+(?:19|20)\d{2}\b|[\s]*['’]\d{2}\b|[/-]\d{2}\b)"
_SPELT = (
    r"(?:(?:twenty|thirty)[\s-])?(?:first|second|third|fourth|fifth|sixth|seventh|eighth|ninth)|"
    r"tenth|eleventh|twelfth|(?:thir|four|fif|six|seven|eigh|nine)teenth|twentieth|thirtieth"
)
_NTH = r"\d{1,2}(?:st|nd|rd|th)"
_DAY = "|".join(
    (
        r"\d{4}[-/]\d{2}[-/]\d{2}(?:T\d{2}:\d{2}(?::\d{2}(?:\.\d+)?)?(?:Z|[+-]\d{2}:?\d{2})?)?",
        rf"\d{{1,2}}[/.-]\d{{1,2}}[/.-](?:\d{{4}}|\d{{2}})\b{_THEN}",
        rf"\d{{1,2}}\s\d{{1,2}}\s(?:19|20)\d{{2}}\b{_THEN}",
        rf"\d{{1,2}}(?:st|nd|rd|th)?(?:\s+of)?[\s/-]*{_MONTH}\b{_YEAR}?{_THEN}",
        rf"{_MONTH}[.\s]+\d{{1,2}}(?:st|nd|rd|th)?\b(?![:.]\d)(?:,?\s+\d{{4}}\b)?{_THEN}",
        rf"{_MONTH}\.?{_YEAR}",
        rf"(?:{_SPELT})\s+(?:of\s+)?{_MONTH}\b{_YEAR}?",
        rf"{_MONTH}\s+(?:the\s+)?(?:{_SPELT})\b{_YEAR}?",
        r"\d{1,2}\s?[/.-]\s?\d{1,2}\s?[/.-]\s?(?:19|20)\d{2}\b",
        rf"{_WEEKDAY}\s+(?:the\s+)?{_NTH}\b",
    )
)
_BORN = r"\b(?P<kept>(?:born|dob|d\.o\.b\.?|date\s+of\s+birth)[\s:=-]*(?:(?:on|in)\s+)?(?:the\s+)?)"
_OF_BIRTH = re.compile(
    rf"{_BORN}(?:{_DAY}|{_MONTH}\b|\d{{1,2}}[/.-]\d{{2,4}}\b|(?:19|20)\d{{2}}\b)", re.IGNORECASE
)
_FEAST = (
    r"christmas(?:\s+(?:eve|day|night))?|xmas(?:\s+(?:eve|day))?|boxing\s+day|"
    r"new\s+year(?:['’]?s)?(?:\s+(?:eve|day))?|good\s+friday|easter(?:\s+\w+day)?|"
    r"hallowe['’]?en|bonfire\s+night|bank\s+holiday|eid(?:\s+al[\s-]\w+)?|ramadan|diwali|hanukkah"
)
_DATES = tuple(
    re.compile(pattern, re.IGNORECASE)
    for pattern in (
        rf"\b(?<!\d:)(?:{_DAY})",
        rf"\b(?:{_FEAST})\b",
        rf"\b(?P<kept>on\s+(?:the\s+)?){_NTH}\b(?!\s+(?:floor|week|attempt|call|time))",
        r"\b(?P<kept>(?:in|since|of|year)\s+)(?:19|20)\d{2}\b(?!\s*h)",
        # `in May` is a month, though somebody may be called May; `they may` is none.
        rf"\b(?P<kept>(?:in|since|during|until|last|next|early|mid|late)[\s-]+)"
        rf"(?-i:(?=[A-Z])){_MONTH}\b",
    )
)
_SINCE = re.compile(r"\bT[+-]\d{2,}:\d{2}\b")
_ZONE = r"(?:\s*(?P<zone>GMT|BST|UTC)\b)?"
_ALONE = r"(?<!\w)(?<!\d[:.+,/-])(?<![£$€.])"
_UNITS = r"(?!\s*(?:kgs?|g|mgs?|mls?|l|lbs?|cms?|mm|m|mmol|%|units?|miles?|km)\b|%)"
_HOURS = r"\s?(?:h|hrs?|hours)\b\.?"
_CLOCKS = tuple(
    re.compile(pattern, re.IGNORECASE)
    for pattern in (
        # 2am, 2.15 pm
        rf"{_ALONE}(?P<hour>1[0-2]|0?[1-9])(?:[:.](?P<minute>[0-5]\d))?\s?"
        rf"(?P<half>[ap])(?:m\b|\.m\b\.?){_ZONE}",
        # 02:15, 2.15, 02:15:30, 02.15hrs
        rf"{_ALONE}(?P<hour>[01]?\d|2[0-3])[:.](?P<minute>[0-5]\d)(?::[0-5]\d)?"
        rf"(?![\d:]|\.\d)(?:{_HOURS}|\b(?!%){_UNITS}){_ZONE}",
        # 0215hrs, 0215 GMT, 02h15
        rf"{_ALONE}(?P<hour>[01]\d|2[0-3])(?P<minute>[0-5]\d)"
        rf"(?:{_HOURS}{_ZONE}|\s*(?P<named>GMT|BST|UTC)\b)",
        rf"{_ALONE}(?P<hour>0\d)h(?P<minute>[0-5]\d)\b{_ZONE}",
        # 0215 where a time is said; 1955 is rather a year.
        r"(?P<kept>(?:^|\n|\b(?:at|by|from|since|until|till|about|around|approx|before|after|eta)"
        r"[\s:~]+|@\s?))(?P<hour>0\d|1[0-8]|2[1-3])(?P<minute>[0-5]\d)\b(?![\s.-]?\d)",
        r"(?P<kept>\bat\s+)(?P<hour>19|20)(?P<minute>[0-5]\d)\b(?![\s.-]?\d)",
    )
)


def dated(text: str, settled: Settled, clock: Place | None) -> str:
    """The text with its dates and times settled: before names are, of which some are months.

    Without a `clock` they stay, but for dates of birth.
    """
    text = settled.every(_OF_BIRTH, text, DATE)
    text = settled.every(_SINCE, text, lambda found: found[0])
    for pattern in _DATES:
        text = settled.every(pattern, text, DATE if clock else _after)
    for pattern in _CLOCKS:
        text = settled.every(pattern, text, _placed(clock) if clock else _after)
    return text


def _after(found: re.Match[str]) -> str:
    """What stays, without what is kept before it in any case."""
    return found[0].removeprefix(found.groupdict().get("kept") or "")


def _placed(clock: Place) -> Callable[[re.Match[str]], str]:
    def place(found: re.Match[str]) -> str:
        said = found.groupdict()
        hour = int(said["hour"])
        if half := said.get("half"):
            hour = hour % 12 + (12 if half.casefold() == "p" else 0)
        zone = said.get("zone") or said.get("named")
        return clock(str(hour), said["minute"] or "00", zone.upper() if zone else None)

    return place


def beside(moment: datetime, opened: datetime, tz: ZoneInfo) -> Place:
    """A time by the clock in the words of an entry: the one nearest to when the entry happened, as
    time since the opening. `opened` is when that really was."""

    def place(hour: str, minute: str, named: str | None) -> str:
        zone = ZoneInfo("UTC") if named == "UTC" else tz
        here = moment.astimezone(zone)
        days = (here + timedelta(days=shift) for shift in (-1, 0, 1))
        near = (day.replace(hour=int(hour), minute=int(minute), second=0) for day in days)
        best = min((one.astimezone(UTC) for one in near), key=lambda one: abs(one - moment))
        return since(best - opened + OPENED)

    return place
