"""Whatever is pasted, however the terminal cuts it, is text in order and never a key."""

from __future__ import annotations

from collections.abc import Iterator
from unittest import mock

import pytest
from hypothesis import given
from hypothesis import strategies as st
from textual.events import Key, MouseDown, Paste
from textual.message import Message

from ooh_console.domain.text import clean
from ooh_console.tui.paste_parser import (
    BEGIN,
    DOUBTED_AFTER,
    END,
    HELD_WITHIN,
    NO_KEYS_WITHIN,
    OVER_AFTER,
    PasteGoesOn,
    PasteIsOver,
    WholePastes,
)

WORDS = st.text(
    st.one_of(
        st.characters(),
        st.sampled_from("\x1b\x1b\x1b[]0127~\\OPm;<u\r\n\t\x00\x07\x7f\x9b\x9d\x03\x11"),
    ),
    max_size=60,
)
BITS = st.lists(
    st.one_of(
        WORDS, st.sampled_from([BEGIN, "\x1b[", "\x1b[20", "\x1b[201", "\x1b]52;c;", "\x1bOQ"])
    ),
    max_size=8,
)
PASTED = BITS.map("".join).filter(lambda text: END not in text + END[:-1])
HOSTILE = "before \x1b[24~\x1b[201 \x1b]52;c;aGk=\x07 after\r\x11"


@pytest.fixture(autouse=True, scope="module")
def textuals_clock() -> Iterator[list[float]]:
    """What Textual's own parser takes for the time: it stands still."""
    now = [0.0]
    with mock.patch("textual._parser.get_time", side_effect=lambda: now[0]):
        yield now


class Keyboard:
    """A parser with a clock of its own, and what came out of it."""

    def __init__(self) -> None:
        self.now = 0.0
        self.parser = WholePastes(clock=lambda: self.now)
        self.out: list[Message] = []

    def sends(self, *reads: str) -> Keyboard:
        """As a driver does: after each read it looks at the clock."""
        for read in filter(None, reads):
            self.out += self.parser.feed(read)
            self.waits(0)
        return self

    def waits(self, seconds: float) -> Keyboard:
        """Nothing comes for so long."""
        self.now += seconds
        self.out += self.parser.tick()
        return self

    @property
    def keys(self) -> list[str]:
        return [event.key for event in self.out if isinstance(event, Key)]

    @property
    def pasted(self) -> list[str]:
        return [event.text for event in self.out if isinstance(event, Paste)]


def cut(text: str, places: list[int]) -> list[str]:
    """The text in pieces, cut at these places (each modulo its length)."""
    at = sorted({place % (len(text) + 1) for place in places})
    return [text[a:b] for a, b in zip([0, *at], [*at, len(text)], strict=True)]


CUTS = st.lists(st.integers(0, 10_000), max_size=12)


@given(PASTED, CUTS)
def test_any_text_cut_anywhere_is_one_paste_and_no_key(text: str, places: list[int]) -> None:
    keyboard = Keyboard().sends(*cut(BEGIN + text + END, places)).waits(1).waits(60)
    assert [type(event) for event in keyboard.out] == [Paste]
    assert keyboard.pasted == [clean(text)]


@given(st.lists(st.tuples(st.text("abc€", max_size=4), PASTED), min_size=1, max_size=4), CUTS)
def test_keys_between_pastes_stay_between_them(
    runs: list[tuple[str, str]], places: list[int]
) -> None:
    """In one burst, as a slow line delivers it."""
    burst = "".join(keys + BEGIN + text + END for keys, text in runs) + "z"
    keyboard = Keyboard().sends(*cut(burst, places)).waits(NO_KEYS_WITHIN)
    want: list[str] = []
    for keys, text in runs:
        want += [*keys, "P:" + clean(text)]
    got = [
        e.character if isinstance(e, Key) else "P:" + e.text
        for e in keyboard.out
        if isinstance(e, Key | Paste)
    ]
    assert got == [*want, "z"]


@given(PASTED, PASTED, CUTS)
def test_an_end_that_was_pasted_lets_no_key_in(first: str, second: str, places: list[int]) -> None:
    """A terminal takes it out. One that does not sends two ends, and one beginning."""
    second = second.replace(BEGIN, "")
    keyboard = Keyboard().sends(*cut(BEGIN + first + END + second + END, places)).waits(1)
    assert [type(event) for event in keyboard.out] == [Paste, Paste]
    assert "".join(keyboard.pasted) == clean(first) + clean(END + second)


@pytest.mark.parametrize("at", range(1, len(BEGIN)))
def test_a_mark_that_a_slow_line_cuts_is_no_keys(at: int, textuals_clock: list[float]) -> None:
    """The rest comes after Textual would have given up waiting for it."""
    burst = BEGIN + HOSTILE + END
    keyboard = Keyboard().sends(burst[:at])
    textuals_clock[0] += HELD_WITHIN / 2
    keyboard.waits(HELD_WITHIN / 2)
    keyboard.sends(burst[at:]).waits(1)
    assert keyboard.pasted == [clean(HOSTILE)]
    # An Esc that stands alone is never waited for.
    assert keyboard.keys == (["escape"] if at == 1 else [])


@pytest.mark.parametrize("at", range(len(HOSTILE) + len(END)))
def test_a_paste_may_pause_anywhere(at: int) -> None:
    burst = HOSTILE + END
    keyboard = Keyboard().sends(BEGIN + burst[:at]).waits(DOUBTED_AFTER * 0.9)
    keyboard.sends(burst[at:]).waits(1)
    assert (keyboard.pasted, keyboard.keys) == ([clean(HOSTILE)], [])


def test_keys_are_as_quick_as_before(textuals_clock: list[float]) -> None:
    """Nothing but what may be a mark waits, and Esc does not."""
    keyboard = Keyboard().sends("a", "\x1b[24~", "\x1b[2~", "\x1b[20~", "\x1bOQ")
    assert keyboard.keys == ["a", "f12", "insert", "f9", "f2"]
    keyboard.sends("\x1b[<0;10;5M")
    assert isinstance(keyboard.out[-1], MouseDown)
    keyboard = Keyboard().sends("\x1b")
    textuals_clock[0] += 1
    assert keyboard.waits(0).keys == ["escape"]
    assert keyboard.sends("\x1b[2").waits(HELD_WITHIN).sends("~").keys == ["escape", "insert"]


@pytest.mark.parametrize("after", ["x", "C", "P", "1", "!", "/", " ", "é", "\r"])
@pytest.mark.parametrize("apart", [True, False])
def test_esc_and_a_key_soon_after_it_are_two_keys(
    after: str, apart: bool, textuals_clock: list[float]
) -> None:
    """A slow line brings them together: Esc is not lost, and Enter does not save what it leaves."""
    keyboard = Keyboard().sends(*(["\x1b", after] if apart else ["\x1b" + after]))
    textuals_clock[0] += 1
    keyboard.waits(0).sends("z")
    signs = [event.character for event in keyboard.out if isinstance(event, Key)]
    assert (keyboard.keys[0], signs) == ("escape", ["\x1b", after, "z"])


def test_keys_that_a_terminal_sends_with_an_esc_before_them_stay_as_they_are(
    textuals_clock: list[float],
) -> None:
    for sent, key in (
        ("\x1bb", "ctrl+left"), ("\x1bf", "ctrl+right"), ("\x1b\x7f", "ctrl+w"),
        ("\x1b\t", "shift+tab"), ("\x1b[120;3u", "alt+x"), ("\x1bOQ", "f2"),
    ):  # fmt: skip
        for reads in ([sent], list(sent)):
            keyboard = Keyboard().sends(*reads)
            textuals_clock[0] += 1
            assert keyboard.waits(HELD_WITHIN).keys == [key], (sent, reads)


def test_keys_sent_ahead_after_a_paste_come_after_it() -> None:
    keyboard = Keyboard().sends(BEGIN + "text" + END + "\r")
    assert (keyboard.pasted, keyboard.keys) == (["text"], [])
    assert keyboard.waits(NO_KEYS_WITHIN).keys == ["enter"]


def test_a_paste_whose_end_never_comes_is_shown_and_told_and_ended_by_esc() -> None:
    keyboard = Keyboard().sends(BEGIN + "one\x1b[24~ ").waits(DOUBTED_AFTER)
    assert keyboard.pasted == [clean("one\x1b[24~ ")]
    assert [type(event) for event in keyboard.out] == [Paste, PasteGoesOn]
    keyboard.sends("two", "\r").waits(DOUBTED_AFTER)
    assert (keyboard.pasted[1:], keyboard.keys) == (["two", "\n"], [])
    keyboard.sends("\x1b")
    assert isinstance(keyboard.out[-1], PasteIsOver)
    assert keyboard.sends("x").keys == ["x"]
    assert sum(isinstance(event, PasteGoesOn) for event in keyboard.out) == 1


def test_a_paste_whose_end_never_comes_is_over_after_a_while() -> None:
    keyboard = Keyboard().sends(BEGIN + "one" + END[:4]).waits(DOUBTED_AFTER).waits(OVER_AFTER)
    assert "".join(keyboard.pasted) == clean("one" + END[:4])
    assert isinstance(keyboard.out[-1], PasteIsOver)
    assert keyboard.sends("\x1b[24~").keys == ["f12"]


def test_an_end_that_comes_late_is_the_end() -> None:
    keyboard = Keyboard().sends(BEGIN + "one ").waits(DOUBTED_AFTER).sends("two" + END)
    assert keyboard.waits(1).sends("k").keys == ["k"]
    assert "".join(keyboard.pasted) == "one two"
