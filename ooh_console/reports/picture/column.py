"""One lane of the timeline as a column of a picture."""

from __future__ import annotations

from collections.abc import Iterator, Sequence
from datetime import datetime
from zoneinfo import ZoneInfo

from ooh_console.domain.text import clean
from ooh_console.domain.timeline import Bar, Group, Happened, Lane, Mark, Timeline
from ooh_console.domain.times import is_late
from ooh_console.reports.clocks import short_clock
from ooh_console.reports.picture import fitting, words
from ooh_console.reports.picture.drawn import Column, Shape, Strip, Written
from ooh_console.reports.picture.fitting import LEADING, Label

WIDTHS: dict[Group, float] = {
    Group.ANSWER: 116.0,
    Group.ATTENDANCE: 112.0,
    Group.KNOWING: 114.0,
    Group.ASKED: 100.0,
    Group.EVENTS: 112.0,
    Group.RECORDED: 62.0,
}
STRIP, SIDE = 14.0, 4.0
"""Width of a bar, and what is free beside it."""
HEAD_LINES, LABEL_LINES = 3, 5
_ASIDE = {Happened.TOLD: -4.0, Happened.READ_BACK: 4.0, Happened.REFUSED: 4.0}
"""A telling and the reply to it, in the same minute, stand beside each other."""
GAP = 1.5
"""Between two bars, one of which follows the other: a change within what is in force is seen."""
SHORTEST = 3.0
"""A bar of a few seconds is still seen."""


class Down:
    """Where a moment stands in a picture."""

    def __init__(self, timeline: Timeline, top: float, tall: float) -> None:
        self.timeline, self.top, self.bottom = timeline, top, top + tall

    def __call__(self, moment: datetime) -> float:
        """From the top, in units."""
        return self.top + self.timeline.share(moment) * (self.bottom - self.top)


def column(lane: Lane, x: float, down: Down, tz: ZoneInfo, *, shaded: bool) -> Column:
    """A lane with its bars, its marks, and the words beside them."""
    bars, marks = down.timeline.on(lane.key)
    width = WIDTHS[lane.group]
    return Column(
        x=x,
        width=width,
        head=fitting.broken(lane.title, fitting.room(width - 2 * SIDE), HEAD_LINES),
        title=clean(lane.title),
        shaded=shaded,
        strips=tuple(_strip(bar, x + SIDE, down, tz) for bar in bars),
        shapes=tuple(_shapes(marks, x + SIDE + STRIP / 2, down, tz)),
        labels=tuple(_written(_labels(lane, bars, marks, down, tz), x, down)),
    )


def wish(lane: Lane, timeline: Timeline, tz: ZoneInfo) -> float:
    """How tall the lane would like to be: so tall that all its words fit."""
    bars, marks = timeline.on(lane.key)
    return fitting.height(_labels(lane, bars, marks, Down(timeline, 0.0, 1.0), tz))


def _strip(bar: Bar, x: float, down: Down, tz: ZoneInfo) -> Strip:
    top = down(bar.since)
    bottom = max(top + SHORTEST, down(bar.until or down.timeline.until) - GAP)
    text = f"{words.stretch(bar, down.timeline, tz)}: {bar.stood.value}: {clean(bar.words)}"
    return Strip(x, top, bottom - top, bar.stood.name.lower(), text)


def _labels(
    lane: Lane, bars: Sequence[Bar], marks: Sequence[Mark], down: Down, tz: ZoneInfo
) -> list[Label]:
    """What stands beside the bars and marks, in the order of time. Entries have no words here:
    the log has them."""
    if lane.group is Group.RECORDED:
        return []
    found = [(bar.since, words.said(bar, down.timeline)) for bar in bars]
    found += words.in_short(marks, tz)
    letters = fitting.room(WIDTHS[lane.group] - STRIP - 3 * SIDE)
    return [
        Label(down(at), fitting.broken(f"{short_clock(at, tz)} {text}", letters, LABEL_LINES))
        for at, text in sorted(found, key=lambda one: one[0])
    ]


def _written(labels: Sequence[Label], x: float, down: Down) -> Iterator[Written]:
    side = x + STRIP + 2 * SIDE
    placed, gone = fitting.set_out(labels, down.top, down.bottom)
    for label in placed:
        moved = abs(label.top + LEADING / 2 - label.about) > LEADING / 2 + 1
        yield Written(side, label.top, label.lines, label.about if moved else None)
    if gone:
        yield Written(side, down.bottom - LEADING, (f"+{gone}: see table",))


def _shapes(marks: Sequence[Mark], x: float, down: Down, tz: ZoneInfo) -> Iterator[Shape]:
    """Marks, those of a kind that would lie on each other as one: 10,000 entries stay a picture."""
    spots: dict[tuple[int, str, bool], list[Mark]] = {}
    for mark in marks:
        spots.setdefault((round(down(mark.at)), _shape(mark), mark.struck), []).append(mark)
    for (y, shape, struck), here in spots.items():
        text = _words(here[0], down, tz)
        if len(here) > 1:
            text = f"{text} and {len(here) - 1} more to {_at(here[-1], down, tz)}"
        yield Shape(x + _ASIDE.get(here[0].what, 0.0), float(y), shape, struck, text)


def _shape(mark: Mark) -> str:
    entry = mark.entry
    if mark.what is Happened.RECORDED and is_late(entry.occurred_at, entry.recorded_at):
        return words.LATE
    return mark.what.name.lower()


def _words(mark: Mark, down: Down, tz: ZoneInfo) -> str:
    said = words.told(mark)
    if mark.what is Happened.RECORDED:
        said = f"entry {mark.entry.seq}, {mark.entry.kind.replace('_', ' ')}"
        said += " (struck out)" if mark.struck else ""
    if _shape(mark) == words.LATE:
        written = words.moment(mark.entry.recorded_at, down.timeline, tz)
        said += f", recorded late at {written}"
    return f"{_at(mark, down, tz)} {said}"


def _at(mark: Mark, down: Down, tz: ZoneInfo) -> str:
    return words.moment(mark.at, down.timeline, tz)
