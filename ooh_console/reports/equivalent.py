"""The timeline as tables: every bar and every mark that the picture has, in words."""

from __future__ import annotations

from collections.abc import Iterator
from zoneinfo import ZoneInfo

from ooh_console.domain.text import clean
from ooh_console.domain.timeline import Group, Lane, Mark, Timeline
from ooh_console.domain.times import is_late, span
from ooh_console.reports.document import Column, Table, Words, words
from ooh_console.reports.picture.words import lasted, moment

STOOD = "Timeline in words: what stood, and for how long"
TOLD = "Timeline in words: who was told what, and when"
HAPPENED = "Timeline in words: what happened"
WROTE = "Timeline in words: who wrote how many entries"

Row = tuple[Words, ...]


def tables(timeline: Timeline, tz: ZoneInfo) -> tuple[Table, ...]:
    """The timeline in words, without tables that would be empty.

    Entries are counted: each of them stands in the log.
    """
    made = (
        Table(
            STOOD,
            (
                Column("Of what", 2),
                Column("From", 1.6),
                Column("To", 1.6),
                Column("How long", 1.4),
                Column("How it stood", 1.6),
                Column("In words", 3),
            ),
            tuple(_stood(timeline, tz)),
        ),
        Table(
            TOLD,
            (
                Column("Who", 2.5),
                Column("When", 1.5),
                Column("How it went", 1.5),
                Column("About", 3),
            ),
            tuple(_told(timeline, tz)),
        ),
        Table(
            HAPPENED,
            (Column("What", 3), Column("When", 1.5), Column("Entry", 1, number=True)),
            tuple(_happened(timeline, tz)),
        ),
        Table(
            WROTE,
            (
                Column("Who", 2.5),
                Column("Entries", 1, number=True),
                Column("Late", 1, number=True),
                Column("First", 1.5),
                Column("Last", 1.5),
            ),
            tuple(_wrote(timeline, tz)),
        ),
    )
    return tuple(table for table in made if table.rows)


def _row(*cells: str) -> Row:
    return tuple(words(cell) for cell in cells)


def _of(timeline: Timeline, group: Group) -> Iterator[tuple[Lane, Mark]]:
    lanes = {lane.key: lane for lane in timeline.lanes if lane.group is group}
    return ((lanes[mark.lane], mark) for mark in timeline.marks if mark.lane in lanes)


def _stood(timeline: Timeline, tz: ZoneInfo) -> Iterator[Row]:
    """Lane by lane, as they stand in the picture."""
    for lane in timeline.lanes:
        for bar in timeline.on(lane.key)[0]:
            yield _row(
                clean(lane.title),
                moment(bar.since, timeline, tz),
                "still so" if bar.until is None else moment(bar.until, timeline, tz),
                span(lasted(bar, timeline)),
                bar.stood.value,
                clean(bar.words),
            )


def _told(timeline: Timeline, tz: ZoneInfo) -> Iterator[Row]:
    for lane, mark in _of(timeline, Group.KNOWING):
        struck = " (struck out)" if mark.struck else ""
        yield _row(
            clean(lane.title),
            moment(mark.at, timeline, tz),
            mark.what.value + struck,
            clean(mark.words),
        )


def _happened(timeline: Timeline, tz: ZoneInfo) -> Iterator[Row]:
    for _, mark in _of(timeline, Group.EVENTS):
        struck = " (struck out)" if mark.struck else ""
        yield _row(clean(mark.words) + struck, moment(mark.at, timeline, tz), str(mark.entry.seq))


def _wrote(timeline: Timeline, tz: ZoneInfo) -> Iterator[Row]:
    by: dict[str, tuple[Lane, list[Mark]]] = {}
    for lane, mark in _of(timeline, Group.RECORDED):
        by.setdefault(lane.key, (lane, []))[1].append(mark)
    for lane, marks in by.values():
        late = sum(is_late(mark.entry.occurred_at, mark.entry.recorded_at) for mark in marks)
        first, last = (moment(mark.at, timeline, tz) for mark in (marks[0], marks[-1]))
        yield _row(clean(lane.title), str(len(marks)), str(late), first, last)
