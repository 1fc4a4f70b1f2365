"""What the bars and marks of a timeline say, in words: beside them, and in the key."""

from __future__ import annotations

from collections.abc import Sequence
from datetime import datetime, timedelta
from zoneinfo import ZoneInfo

from ooh_console.domain.text import clean
from ooh_console.domain.timeline import Bar, Happened, Mark, Stood, Timeline
from ooh_console.domain.times import local, span
from ooh_console.reports.clocks import clock, day_clock, short_clock

LATE = "late"
"""The shape of an entry that was recorded more than five minutes after it happened (I3)."""

PATTERNS: dict[Stood, str] = {
    Stood.MISSING: "nobody, or no answer",
    Stood.WAITING: "waiting for an answer",
    Stood.IN_FORCE: "in force",
    Stood.OVERDUE: "OVERDUE",
    Stood.DECLINED: "cannot attend",
    Stood.ENDED: "has left",
    Stood.OLD: "believed the OLD answer",
    Stood.REACHED: "system answered",
    Stood.UNREACHED: "COULD NOT CHECK",
    Stood.IN_PART: "could check in part",
}
SHAPES: dict[str, str] = {
    Happened.TOLD.name.lower(): "told",
    Happened.READ_BACK.name.lower(): "read back",
    Happened.REFUSED.name.lower(): "refused",
    Happened.NOT_TAKEN.name.lower(): "notice not taken",
    Happened.EVENT.name.lower(): "event",
    Happened.RECORDED.name.lower(): "entry",
    LATE: "entry recorded late",
}


_HOW_LONG = frozenset({Stood.MISSING, Stood.WAITING, Stood.OVERDUE, Stood.OLD, Stood.UNREACHED})
"""What a reader wants to know the length of: how long nobody answered, or believed what was old."""
_REPLIES = frozenset({Happened.READ_BACK, Happened.REFUSED})


def said(bar: Bar, timeline: Timeline) -> str:
    """What a bar says, shortly: its words, how it stood where they do not say it, how long."""
    words = clean(bar.words)
    words = f"believed OLD {words}" if bar.stood is Stood.OLD else words
    return f"{words}, {span(lasted(bar, timeline))}" if bar.stood in _HOW_LONG else words


def told(mark: Mark) -> str:
    """What a mark says, shortly."""
    lead = "" if mark.what is Happened.EVENT else f"{mark.what.value} "
    return f"{lead}{clean(mark.words)}{' (struck out)' if mark.struck else ''}"


def in_short(marks: Sequence[Mark], tz: ZoneInfo) -> list[tuple[datetime, str]]:
    """What stands beside the marks of a lane: a telling with its reply, what came again as one."""
    said: list[tuple[datetime, str, int]] = []
    open_: dict[str, int] = {}
    for mark in marks:
        place = open_.pop(mark.words, None) if mark.what in _REPLIES and not mark.struck else None
        if place is not None:
            at, words, _ = said[place]
            said[place] = at, f"{words}, {mark.what.value} {short_clock(mark.at, tz)}", 1
            continue
        words, at = told(mark), mark.at
        if said and said[-1][1] == words and short_clock(said[-1][0], tz) == short_clock(at, tz):
            said[-1] = said[-1][0], words, said[-1][2] + 1
        else:
            said.append((at, words, 1))
        if mark.what is Happened.TOLD and not mark.struck:
            open_[mark.words] = len(said) - 1
    return [(at, f"{words} ×{times}" if times > 1 else words) for at, words, times in said]


def moment(at: datetime, timeline: Timeline, tz: ZoneInfo) -> str:
    """A time with its zone; with the day too where the night has more than one (I10)."""
    days = {local(one, tz).date() for one in (timeline.since, timeline.until, at)}
    return clock(at, tz) if len(days) == 1 else day_clock(at, tz)


def stretch(bar: Bar, timeline: Timeline, tz: ZoneInfo) -> str:
    """`02:14 GMT to 02:20 GMT, 6 min`."""
    since = moment(bar.since, timeline, tz)
    until = "the end" if bar.until is None else moment(bar.until, timeline, tz)
    return f"{since} to {until}, {span(lasted(bar, timeline))}"


def lasted(bar: Bar, timeline: Timeline) -> timedelta:
    """How long it stood, so far as the night is drawn."""
    return (bar.until or timeline.until) - bar.since
