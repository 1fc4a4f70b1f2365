"""Whether the database that desks share is there, in words; nothing, where all is as usual."""

from __future__ import annotations

from datetime import datetime, timedelta
from zoneinfo import ZoneInfo

from ooh_console.desk.panels.lines import Line, Span, Tone, row
from ooh_console.domain.sharing import Sharing
from ooh_console.domain.text import line
from ooh_console.domain.times import near_clock, short_clock

SAID_FOR = timedelta(minutes=10)
"""For so long it is said that what waited is shared."""


def sharing_lines(stands: Sharing | None, now: datetime, tz: ZoneInfo) -> list[Line]:
    """Since when it is away, how much waits, and up to when others' entries are known."""
    if stands is None:
        return []
    found: list[Line] = []
    if stands.refused:
        words = f"{counted(stands.refused)} NOT TAKEN by the database, kept here: "
        found.append(row(Span(f"{words}{line(stands.why, 200)}", Tone.ALARM)))
    if stands.lost:
        words = f"{counted(stands.lost)} NOT IN THE DATABASE any more, kept here"
        how = " · `ooh-console database lost`"
        found.append(row(Span(words, Tone.ALARM), Span(how, Tone.WARNING)))
    if stands.is_another:
        words = "THE DATABASE HOLDS ANOTHER LOG: put its address back"
        found.append(
            row(Span(words, Tone.ALARM), Span(" · what waits here is not for it", Tone.WARNING))
        )
    if stands.away_since is not None:
        since = near_clock(stands.away_since, now, tz)
        waits = f"{counted(stands.waiting)} not yet shared" if stands.waiting else "nothing waits"
        found.append(
            row(
                Span(f"DATABASE AWAY since {since}: {waits}", Tone.ALARM),
                Span(f" · others as of {_near(stands.as_of, since, now, tz)}", Tone.WARNING),
                Span(" · what you record is saved here, and shared later", Tone.QUIET),
            )
        )
    elif stands.shared_at is not None and now - stands.shared_at < SAID_FOR:
        at = near_clock(stands.shared_at, now, tz)
        found.append(row(Span(f"{counted(stands.shared)} shared {at}", Tone.GOOD)))
    return found


def _near(at: datetime | None, said: str, now: datetime, tz: ZoneInfo) -> str:
    """Short where the zone and the day were just said: 80 columns hold the whole of it."""
    if at is None:
        return "not known"
    whole = near_clock(at, now, tz)
    return short_clock(at, tz) if whole.split()[1:] == said.split()[1:] else whole


def left_behind(stands: Sharing | None) -> str:
    """What somebody who leaves now must know; empty where nothing waits."""
    if stands is None or not stands.waiting:
        return ""
    verb = "is" if stands.waiting == 1 else "are"
    return (
        f"{counted(stands.waiting)} {verb} not yet shared: saved on this computer, and shared when "
        f"somebody signs in here again and the database is back."
    )


def counted(entries: int) -> str:
    """`1 entry`, `3 entries`."""
    return "1 entry" if entries == 1 else f"{entries} entries"
