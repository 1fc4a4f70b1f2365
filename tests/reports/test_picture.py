"""The picture of the night: to scale, in shapes and words, and well-formed whatever the words."""

from __future__ import annotations

from dataclasses import replace
from xml.etree import ElementTree

from hypothesis import example, given
from hypothesis import strategies as st

from ooh_console.domain.entries import Entry
from ooh_console.domain.state import fold
from ooh_console.domain.text import clean
from ooh_console.domain.timeline import Group, Lane, Timeline, timeline
from ooh_console.reports.equivalent import HAPPENED, STOOD, TOLD, WROTE, tables
from ooh_console.reports.picture import Picture, pictures
from ooh_console.reports.picture.column import GAP
from ooh_console.reports.picture.fitting import Label, broken, set_out, wide
from tests.domain.nights import at, nights
from tests.reports.written import HOSTILE, LONDON, SCRIPTS, drawn

SVG = "{http://www.w3.org/2000/svg}"


def read(picture: Picture, *, alone: bool = True) -> ElementTree.Element:
    return ElementTree.fromstring(picture.svg("n1", alone=alone))


def written(root: ElementTree.Element) -> list[str]:
    return ["".join(one.itertext()) for one in root.iter(f"{SVG}text")]


def column(title: str, made: Timeline) -> tuple[str, ...]:
    """What stands beside the bars and marks of a lane."""
    found = (one for picture in pictures(made, LONDON) for one in picture.columns)
    return tuple(" ".join(label.lines) for label in next(
        one for one in found if one.title == title
    ).labels)  # fmt: skip


def test_who_decided_and_who_believed_what() -> None:
    made = drawn()
    assert column("Decision maker", made) == (
        "02:00 NOT IDENTIFIED, 7 min",
        "02:07 Insp Example, not accepted, 2 min",
        "02:09 Insp Example",
    )
    assert column("Midwife", made) == (
        "02:12 told OOH attendance",
        "02:30 believed OLD OOH attendance, 20 min",
    )
    assert column("Police control", made) == (
        "02:11 told OOH attendance",
        "02:30 believed OLD OOH attendance, 3 min",
        "02:33 told OOH attendance, read back 02:34",
    )


def test_time_is_to_scale() -> None:
    made = drawn()
    for picture in pictures(made, LONDON):
        tall = picture.bottom - picture.top
        for tick in picture.ticks:
            minutes = int(tick.clock[3:])
            assert abs(tick.y - (picture.top + tall * minutes / 50)) < 0.01
    first = next(one for one in pictures(made, LONDON)[0].columns if one.title == "Decision maker")
    lengths = [strip.height + GAP for strip in first.strips]
    assert [round(length / lengths[0] * 7) for length in lengths] == [7, 2, 41]


def test_the_key_names_each_pattern_and_shape_that_is_drawn() -> None:
    for picture in pictures(drawn(), LONDON):
        patterns = {strip.pattern for one in picture.columns for strip in one.strips}
        shapes = {shape.shape for one in picture.columns for shape in one.shapes}
        assert {sign.pattern for sign in picture.key if sign.pattern} == patterns
        struck = any(shape.struck for one in picture.columns for shape in one.shapes)
        signs = {sign.shape for sign in picture.key if sign.shape}
        assert signs == shapes | ({"struck"} if struck else set())


def test_an_entry_recorded_late_and_struck_has_a_shape_and_both_times() -> None:
    shapes = [
        shape
        for picture in pictures(drawn(), LONDON)
        for one in picture.columns
        for shape in one.shapes
    ]
    (late,) = (shape for shape in shapes if shape.shape == "late")
    assert late.struck
    assert late.words == (
        "02:13 GMT entry 7, note (struck out), recorded late at 02:24 GMT"
    )  # fmt: skip


def test_each_picture_is_named_and_described() -> None:
    for picture in pictures(drawn(), LONDON):
        root = read(picture, alone=False)
        assert root.get("role") == "img"
        by = (root.get("aria-labelledby") or "").split()
        ids = {one.get("id"): "".join(one.itertext()) for one in root.iter() if one.get("id")}
        assert [ids[one] for one in by] == [picture.title, picture.description]
        assert "25 Nov 2026 02:00 GMT to 25 Nov 2026 02:50 GMT" in picture.description


def test_the_hour_that_comes_twice_names_its_zone() -> None:
    made = drawn()
    moved = replace(
        made,
        since=made.since.replace(month=10, day=25, hour=0),
        until=made.until.replace(month=10, day=25, hour=3),
        bars=(),
        marks=(),
    )
    ticks = [
        (tick.day, tick.clock) for tick in pictures(moved, LONDON)[0].ticks if tick.clock == "01:00"
    ]
    assert ticks == [("25 Oct BST", "01:00"), ("GMT", "01:00")]


def texts() -> st.SearchStrategy[str]:
    return st.text(st.characters(exclude_categories=()), max_size=60) | st.sampled_from(
        (*HOSTILE, *SCRIPTS)
    )


@example("")
@example(HOSTILE[0])
@example(HOSTILE[8])
@example("\x00\ufffe\ud800")
@given(texts())
def test_any_words_are_only_words(text: str) -> None:
    made = drawn()
    lanes = tuple(Lane(lane.key, lane.group, text) for lane in made.lanes)
    bars = tuple(replace(bar, words=text) for bar in made.bars)
    marks = tuple(replace(mark, words=text) for mark in made.marks)
    hostile = replace(made, lanes=lanes, bars=bars, marks=marks)
    tags = {one.tag for picture in pictures(made, LONDON) for one in read(picture).iter()}
    for picture in pictures(hostile, LONDON):
        for alone in (True, False):
            root = read(picture, alone=alone)
            assert {one.tag for one in root.iter()} <= tags
        titles = ["".join(one.itertext()) for one in root.iter(f"{SVG}title")]
        assert titles.count(clean(text)) >= len(picture.columns)
        for one in picture.columns:
            for strip in one.strips:
                assert strip.words.endswith(clean(text))
                assert strip.words in titles


@given(nights())
def test_any_night(log: tuple[Entry, ...]) -> None:
    made = timeline(log, fold(log), at(600))
    if made is None:
        return
    drawn_ = pictures(made, LONDON)
    columns = [one for picture in drawn_ for one in picture.columns]
    assert [one.title for one in columns] == [clean(lane.title) for lane in made.lanes]
    assert sum(len(one.strips) for one in columns) == len(made.bars)
    for picture in drawn_:
        assert read(picture).get("viewBox") is not None
        for one in picture.columns:
            assert one.x + one.width <= picture.width <= 760
            for strip in one.strips:
                assert picture.top <= strip.y <= picture.bottom
    rows = {table.caption: table.rows for table in tables(made, LONDON)}
    groups = {lane.key: lane.group for lane in made.lanes}
    told = [mark for mark in made.marks if groups[mark.lane] is Group.KNOWING]
    events = [mark for mark in made.marks if groups[mark.lane] is Group.EVENTS]
    assert len(rows.get(STOOD, ())) == len(made.bars)
    assert len(rows.get(TOLD, ())) == len(told)
    assert len(rows.get(HAPPENED, ())) == len(events)
    recorded = [mark for mark in made.marks if groups[mark.lane] is Group.RECORDED]
    assert sum(int(row[1][0].text) for row in rows.get(WROTE, ())) == len(recorded)


@given(st.text(max_size=80), st.integers(4, 30), st.integers(1, 5))
def test_lines_fit_and_lose_nothing_that_fits(text: str, letters: int, most: int) -> None:
    lines = broken(text, letters, most)
    assert 1 <= len(lines) <= most
    assert all(wide(one) <= letters for one in lines)
    if not lines[-1].endswith("…"):
        assert "".join(lines).replace(" ", "") == clean(text).replace(" ", "").replace(
            "\n", ""
        ).replace("\u00a0", "")


@given(
    st.lists(
        st.tuples(st.floats(0, 300), st.integers(1, 4)), max_size=40
    ).map(lambda found: sorted(found)),
)  # fmt: skip
def test_labels_never_lie_on_each_other(found: list[tuple[float, int]]) -> None:
    labels = [Label(about, ("x",) * lines) for about, lines in found]
    placed, gone = set_out(labels, 0.0, 300.0)
    assert len(placed) + gone == len(labels)
    edge = 0.0
    for label in placed:
        assert label.top >= edge - 0.001
        edge = label.top + label.height
    assert edge <= 300.001
