"""The timeline in cells: one narrow column a lane, one row an entry, words for the lane chosen."""

from __future__ import annotations

from bisect import bisect_right
from collections.abc import Collection, Mapping, Sequence
from dataclasses import dataclass
from datetime import datetime
from itertools import groupby
from zoneinfo import ZoneInfo

from ooh_console.desk.marking import Marking
from ooh_console.desk.panels.lines import Line, Span, Tone, quiet, row
from ooh_console.desk.panels.marked import before
from ooh_console.domain.entries import Entry
from ooh_console.domain.text import line
from ooh_console.domain.timeline import SHAPES, Bar, Group, Happened, Lane, Mark, Stood, Timeline
from ooh_console.domain.times import day_clock, near_clock

WIDTH = 3
"""Cells of a lane: a gap, and two in which its bar is drawn."""

SHOWN = (Group.ANSWER, Group.ATTENDANCE, Group.KNOWING, Group.ASKED)
"""Events and who recorded stand in the words of each row already."""

HEADS = {
    Group.ANSWER: "answers",
    Group.ATTENDANCE: "comes",
    Group.KNOWING: "told",
    Group.ASKED: "systems",
}
_SHORT = {
    "decision maker": "DM",
    "lead": "LD",
    "hospital": "HO",
    "corrected address": "AD",
    "attendance:ooh": "OO",
}

_TONES = {
    Stood.MISSING: Tone.ALARM,
    Stood.WAITING: Tone.WARNING,
    Stood.IN_FORCE: Tone.STRONG,
    Stood.OVERDUE: Tone.ALARM,
    Stood.DECLINED: Tone.WARNING,
    Stood.ENDED: Tone.QUIET,
    Stood.OLD: Tone.ALARM,
    Stood.REACHED: Tone.QUIET,
    Stood.UNREACHED: Tone.ALARM,
    Stood.IN_PART: Tone.WARNING,
}
_HAPPENED = {
    Happened.TOLD: ("◆", Tone.STRONG),
    Happened.READ_BACK: ("●", Tone.GOOD),
    Happened.REFUSED: ("×", Tone.ALARM),
    Happened.NOT_TAKEN: ("×", Tone.WARNING),
}
"""Shapes of their own: none is that of a bar."""


@dataclass(frozen=True)
class Lanes:
    """The lanes that are drawn, with what is on each, ready to be asked row by row."""

    lanes: tuple[Lane, ...] = ()
    bars: tuple[tuple[Bar, ...], ...] = ()
    """For each lane, in the order in which they began."""
    marks: tuple[dict[str, Mark], ...] = ()
    """For each lane, by the id of the entry."""

    @classmethod
    def of(cls, found: Timeline | None, shown: Collection[Group] = SHOWN) -> Lanes:
        """Those of a timeline; none while the night cannot be drawn."""
        if found is None:
            return cls()
        lanes = tuple(lane for lane in found.lanes if lane.group in shown)
        on = {lane.key: found.on(lane.key) for lane in lanes}
        return cls(
            lanes,
            tuple(on[lane.key][0] for lane in lanes),
            tuple({mark.entry.id: mark for mark in on[lane.key][1]} for lane in lanes),
        )

    def standing(self, number: int, moment: datetime) -> tuple[Bar, ...]:
        """What stood on a lane at a moment; several, where somebody believed two old answers."""
        bars = self.bars[number]
        begun = bars[: bisect_right(bars, moment, key=lambda bar: bar.since)]
        return tuple(bar for bar in begun if bar.until is None or moment < bar.until)

    def cells(self, entry: Entry, first: int, count: int) -> list[Span]:
        """One row: what happened with this entry, else what stood when it did."""
        return [self._cell(n, entry) for n in range(first, min(first + count, len(self.lanes)))]

    def _cell(self, number: int, entry: Entry) -> Span:
        mark = self.marks[number].get(entry.id)
        if mark is not None and mark.what in _HAPPENED:
            shape, tone = _HAPPENED[mark.what]
            return Span(f" {shape} ", Tone.QUIET if mark.struck else tone)
        standing = self.standing(number, entry.occurred_at)
        if not standing:
            return Span("   ")
        stood = standing[-1].stood
        return Span(f" {SHAPES[stood] * 2}", _TONES[stood])


def head(found: Lanes, first: int, count: int, chosen: int, indent: int) -> tuple[Line, Line]:
    """Two rows over the lanes: which group, and each lane in two letters; the chosen one marked."""
    numbers = range(first, min(first + count, len(found.lanes)))
    over = ""
    for group, same in groupby(numbers, lambda number: found.lanes[number].group):
        width = WIDTH * len(list(same))
        # Three letters of a word are no word: what the lane is stands under the rows.
        head = HEADS[group] if width > WIDTH else ""
        fits = head if len(head) < width else f"{head[: width - 2]}."
        over += (f" {fits}" if head else "").ljust(width)
    letters = [Span(" " * indent)]
    for number in numbers:
        pointer, tone = ("▾", Tone.TITLE) if number == chosen else (" ", Tone.QUIET)
        letters.append(Span(f"{pointer}{_letters(found.lanes[number])}", tone))
    return quiet(" " * indent + over), row(*letters)


def _letters(lane: Lane) -> str:
    if lane.key in _SHORT:
        return _SHORT[lane.key]
    words = [part for part in line(lane.title, 60).split() if part[0].isalnum()]
    if lane.key.startswith("power:"):
        numbers = [part for part in words if any(char.isdigit() for char in part)]
        return (numbers[0].lstrip("s")[:2] if numbers else "PW").ljust(2)
    if len(words) > 1:
        return f"{words[0][0]}{words[1][0]}".upper()
    return (words[0][:2] if words else "??").ljust(2)


def lane_in_words(found: Lanes, number: int, entry: Entry, tz: ZoneInfo) -> Line:
    """The chosen lane at an entry: what it is about, what stood, from when until when."""
    if not 0 <= number < len(found.lanes):
        return quiet("Nothing is drawn: the opening of this incident cannot be read.")
    lane, now = found.lanes[number], entry.occurred_at
    about = Span(f"▾ {line(lane.title, 50)} ", Tone.TITLE)
    spans: list[Span | str] = [about]
    mark = found.marks[number].get(entry.id)
    if mark is not None:
        spans += [Span(f"{mark.what.value} {line(mark.words, 40)} now", Tone.STRONG), " · "]
    for bar in found.standing(number, entry.occurred_at):
        until = near_clock(bar.until, now, tz) if bar.until else "the end"
        spans.append(Span(_stood(bar, 60), _TONES[bar.stood]))
        spans.append(f", {near_clock(bar.since, now, tz)} to {until} ")
    if len(spans) == 1:
        spans.append(Span(_last_said(found.marks[number], entry, tz), Tone.QUIET))
    return row(*spans)


def _last_said(marks: Mapping[str, Mark], entry: Entry, tz: ZoneInfo) -> str:
    """What was last said to somebody who believes nothing old."""
    before = [mark for mark in marks.values() if mark.at <= entry.occurred_at and not mark.struck]
    if not before:
        return "nothing yet"
    last = max(before, key=lambda mark: (mark.at, mark.entry.seq))
    return f"{last.what.value} {near_clock(last.at, entry.occurred_at, tz)}: {line(last.words, 40)}"


def all_lanes(found: Lanes, tz: ZoneInfo, marking: Marking) -> list[Line]:
    """Every lane in words, bar by bar: the timeline for whoever reads and does not look."""
    lines: list[Line] = []
    above: Group | None = None
    for number, lane in enumerate(found.lanes):
        if lane.group is not above:
            lines += [*([row("")] if lines else []), row(Span(lane.group.upper(), Tone.TITLE))]
            above = lane.group
        lines.append(row(Span(line(lane.title, 80), Tone.STRONG)))
        lines += [_bar_line(bar, tz) for bar in found.bars[number]]
        lines += [_mark_line(mark, tz, marking) for mark in found.marks[number].values()]
        if not found.bars[number] and not found.marks[number]:
            lines.append(quiet("  nothing"))
    return lines


def _bar_line(bar: Bar, tz: ZoneInfo) -> Line:
    until = near_clock(bar.until, bar.since, tz) if bar.until else "the end"
    when = f"  {day_clock(bar.since, tz)} to {until}  "
    return row(when, Span(_stood(bar, 120), _TONES[bar.stood]))


def _stood(bar: Bar, limit: int) -> str:
    """Its words; only of what somebody believed they do not say that it was old."""
    old = f"{bar.stood.value}: " if bar.stood is Stood.OLD else ""
    return f"{old}{line(bar.words, limit)}"


def _mark_line(mark: Mark, tz: ZoneInfo, marking: Marking) -> Line:
    struck = " [STRUCK]" if mark.struck else ""
    words = f"{mark.what.value}: {line(mark.words, 80)}{struck}"
    marks = before(words, mark.entry, marking)
    return row(f"  {day_clock(mark.at, tz)}  ", *marks, words)


def legend() -> list[Line]:
    """What each shape means."""
    bars: Sequence[tuple[str, str, Tone]] = [(SHAPES[s] * 2, s.value, _TONES[s]) for s in Stood]
    marks = [(shape, what.value, tone) for what, (shape, tone) in _HAPPENED.items()]
    return [row(Span(f"  {shape:<3}", tone), words) for shape, words, tone in (*bars, *marks)]
