"""The timeline as pictures: agencies and answers across, time down, to scale.

Lanes that do not fit beside each other on a page stand in the next picture, with the same times at
its side. Nothing is said by colour alone: each kind of bar has a pattern, each kind of mark a
shape, and the words stand beside (I7). What has no room for words is counted, and stands in the
tables of `equivalent`.
"""

from __future__ import annotations

from collections.abc import Iterator, Sequence
from datetime import UTC, datetime, timedelta
from zoneinfo import ZoneInfo

from ooh_console.domain.text import clean
from ooh_console.domain.timeline import Group, Happened, Lane, Stood, Timeline
from ooh_console.reports.clocks import day_clock, short_clock, turn
from ooh_console.reports.picture import words
from ooh_console.reports.picture.column import WIDTHS, Down, column, wish
from ooh_console.reports.picture.drawn import Band, Column, Picture, Sign, Tick

__all__ = ["WIDEST", "Picture", "pictures"]

WIDEST = 756.0
"""Units across: what an A4 page takes with letters of 7.5 points."""
LOWEST, TALLEST = 420.0, 820.0
"""Units of time down, at least and at most: one page."""
AXIS, TOP = 62.0, 64.0
"""Room for the times at the side, and for the heads."""
_STEPS = tuple(timedelta(minutes=m) for m in (5, 10, 15, 30, 60, 120, 240, 480, 1440, 2880, 10080))
_TICK, _SIGN = 40.0, 17.0


def pictures(timeline: Timeline, tz: ZoneInfo) -> tuple[Picture, ...]:
    """The night in as many pictures as its lanes need, all to one scale."""
    parts = list(_parts(timeline.lanes))
    wished = max((wish(lane, timeline, tz) for lane in timeline.lanes), default=0.0)
    down = Down(timeline, TOP, min(TALLEST, max(LOWEST, wished * 1.15)))
    return tuple(
        _picture(lanes, down, tz, f"{number} of {len(parts)}")
        for number, lanes in enumerate(parts, 1)
    )


def _parts(lanes: Sequence[Lane]) -> Iterator[list[Lane]]:
    """Lanes that fit beside each other. A group is broken only where it is wider than a picture."""
    here: list[Lane] = []
    taken = AXIS
    for group in Group:
        of_group = [lane for lane in lanes if lane.group is group]
        width = WIDTHS[group]
        if here and taken + len(of_group) * width > WIDEST:
            yield here
            here, taken = [], AXIS
        for lane in of_group:
            if taken + width > WIDEST:
                yield here
                here, taken = [], AXIS
            here.append(lane)
            taken += width
    if here:
        yield here


def _picture(lanes: Sequence[Lane], down: Down, tz: ZoneInfo, which: str) -> Picture:
    columns: list[Column] = []
    bands: list[Band] = []
    x = AXIS
    for place, lane in enumerate(lanes):
        columns.append(column(lane, x, down, tz, shaded=place % 2 == 0))
        width = WIDTHS[lane.group]
        if place and lanes[place - 1].group is lane.group:
            bands[-1] = Band(bands[-1].x, bands[-1].width + width, bands[-1].words)
        else:
            bands.append(Band(x, width, lane.group.value))
        x += width
    wide = max(x, 360.0) + 2
    key = tuple(_key(columns, wide, down.bottom + 24))
    names = ", ".join(band.words for band in bands)
    return Picture(
        title=f"Timeline {which}: {names}",
        description=_description(lanes, down.timeline, tz),
        width=wide,
        height=key[-1].y + _SIGN if key else down.bottom + _SIGN,
        top=down.top,
        bottom=down.bottom,
        bands=tuple(bands),
        columns=tuple(columns),
        ticks=tuple(_ticks(down, tz)),
        key=key,
    )


def _description(lanes: Sequence[Lane], timeline: Timeline, tz: ZoneInfo) -> str:
    since, until = (day_clock(moment, tz) for moment in (timeline.since, timeline.until))
    names = "; ".join(f"{lane.group.value}: {clean(lane.title)}" for lane in lanes)
    return (
        f"Time runs down, from {since} to {until}. Side by side: {names}. "
        "The tables below say in words what is drawn."
    )


def _ticks(down: Down, tz: ZoneInfo) -> Iterator[Tick]:
    """Whole minutes or hours, as close as they can be read."""
    since, until = down.timeline.since, down.timeline.until
    length, tall = until - since, down.bottom - down.top
    fits = (step for step in _STEPS if length / step * _TICK <= tall)
    step = next(fits, max(_STEPS[-1], length / 10))
    beginning = datetime(2000, 1, 1, tzinfo=UTC)
    at = beginning + -((beginning - since) // step) * step
    last: datetime | None = None
    while at <= until:
        yield Tick(down(at), turn(last, at, tz).strip(), short_clock(at, tz))
        last, at = at, at + step


def _key(columns: Sequence[Column], wide: float, y: float) -> Iterator[Sign]:
    """What is drawn, and what it means; only what these columns have."""
    patterns = {strip.pattern for one in columns for strip in one.strips}
    shapes = {shape.shape for one in columns for shape in one.shapes}
    signs = [
        (stood.name.lower(), "", words.PATTERNS[stood])
        for stood in Stood
        if stood.name.lower() in patterns
    ]
    known = [*(what.name.lower() for what in Happened), words.LATE]
    signs += [("", shape, words.SHAPES[shape]) for shape in known if shape in shapes]
    if any(shape.struck for one in columns for shape in one.shapes):
        signs.append(("", "struck", "struck out: a line across"))
    x = AXIS
    for pattern, shape, text in signs:
        width = 26 + len(text) * 6.4
        if x > AXIS and x + width > wide:
            x, y = AXIS, y + _SIGN
        yield Sign(x, y, pattern, shape, text)
        x += width
