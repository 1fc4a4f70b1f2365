"""The fast emulator shows what pyte itself shows, whatever comes and wherever it is cut."""

from __future__ import annotations

import pyte
from hypothesis import given
from hypothesis import strategies as st

from tests.journeys.emulation import Screen, Stream

COLUMNS, ROWS = 11, 4

PIECES = st.one_of(
    st.text("ab │●─é日\u0301\u200b", min_size=1, max_size=30),
    st.sampled_from("\r\n\b\t\x0e\x0f"),
    st.lists(st.sampled_from(["", 0, 1, 3, 4, 7, 9, 22, 27, 31, 44, 49, 97]), max_size=4).map(
        lambda numbers: f"\x1b[{';'.join(map(str, numbers))}m"
    ),
    st.builds("\x1b[{};{}H".format, st.integers(0, 6), st.integers(0, 14)),
    st.builds("\x1b[{}{}".format, st.sampled_from("012"), st.sampled_from("ABCDJKLMPX@")),
    st.sampled_from(
        ["\x1b[38;2;9;8;7m", "\x1b[48;5;20;1m", "\x1b[;H", "\x1b[99999;2H"]
    ),
    st.sampled_from(["\x1b[?7l", "\x1b[?7h", "\x1b[4h", "\x1b[4l"]),
    st.sampled_from(["\x1b[?5h", "\x1b[?5l", "\x1b(0"]),
    st.sampled_from(["\x1b]0;title\x07", "\x1bM", "\x1b7", "\x1b8", "\x1b[2;3r", "\x1b[r"]),
)  # fmt: skip


@given(st.lists(PIECES, max_size=25).map("".join), st.data())
def test_it_shows_what_pyte_shows(sent: str, data: st.DataObject) -> None:
    theirs, ours = pyte.Screen(COLUMNS, ROWS), Screen(COLUMNS, ROWS)
    slow, fast = pyte.Stream(theirs), Stream(ours)
    while sent:
        piece = data.draw(st.integers(1, len(sent)))
        slow.feed(sent[:piece])
        fast.feed(sent[:piece])
        sent = sent[piece:]
    assert (ours.cursor.x, ours.cursor.y) == (theirs.cursor.x, theirs.cursor.y)
    assert ours.cursor.attrs == theirs.cursor.attrs
    for y in range(ROWS):
        for x in range(COLUMNS):
            assert ours.buffer[y][x] == theirs.buffer[y][x]
    assert ours.dirty >= {y for y in range(ROWS) if ours.buffer[y]} & theirs.dirty
