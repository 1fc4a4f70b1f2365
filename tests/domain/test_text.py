"""Outside text: nothing that a terminal obeys, nothing that hides, and nothing else changed."""

from __future__ import annotations

import unicodedata

import pytest
from hypothesis import example, given
from hypothesis import strategies as st

from ooh_console.domain import text as module
from ooh_console.domain.text import MARK, clean, is_blank, line, name_key

EVERYTHING = st.text(st.characters(exclude_categories=()), max_size=60) | st.text(
    st.sampled_from("a \t\n\r\x1b[]\x07\x9b\x9d\u200b\u200d\u202e\u2028\u0085\ud83d\ude00é🏠"),
    max_size=60,
)

_ARABIC = (*range(0x600, 0x606), 0x6DD, 0x70F, 0x890, 0x891, 0x8E2)
_OTHERS = (0x110BD, 0x110CD, *range(0x13430, 0x13440))
VISIBLE_FORMATS = set(map(chr, (*_ARABIC, *_OTHERS)))
"""Format characters that draw something: Arabic, Syriac, Kaithi and Egyptian signs."""

JOINERS = {"\u200c", "\u200d"}
BIDI_CONTROLS = {"LRE", "RLE", "LRO", "RLO", "PDF", "LRI", "RLI", "FSI", "PDI"}

UNCHANGED = [
    "Dŵr, tŷ, Ynys Môn, Llŷn; sŵn cŵn yn yr ardd",
    "Zażółć gęślą jaźń, Łódź",
    "السلام عليكم، الطفل بخير",
    "שלום",
    "नमस्ते क्‍ष",
    "می‌خواهم",
    "👨‍👩‍👧 🏳️‍🌈 👍🏽 ❤️",
    "e\u0301 decomposed",
    "[bold]not markup[/bold] =1+1 <b>'; DROP TABLE entry; --",
    "two\nlines",
]


def _obeyed_or_hidden(char: str) -> bool:
    category = unicodedata.category(char)
    return (
        (category == "Cc" and char != "\n")
        or category in {"Cs", "Zl", "Zp"}
        or (category == "Cf" and char not in VISIBLE_FORMATS | JOINERS)
        or unicodedata.bidirectional(char) in BIDI_CONTROLS
    )


def test_no_character_of_unicode_gets_through_that_is_obeyed_or_hides() -> None:
    survivors = [
        f"U+{code:04X}"
        for code in range(0x110000)
        if any(_obeyed_or_hidden(char) for char in clean(chr(code)))
    ]
    assert survivors == []


def test_every_other_character_of_unicode_stays_as_it_is() -> None:
    nothings = {"\ufffe", "\uffff", "\u2065"}
    changed = [
        f"U+{code:04X}"
        for code in range(0x110000)
        if not _obeyed_or_hidden(chr(code))
        and chr(code) not in nothings
        and not 0xE0000 <= code <= 0xE0FFF
        and clean(chr(code)) != chr(code)
    ]
    assert changed == []


@given(EVERYTHING)
def test_no_text_gets_through_that_is_obeyed_or_hides(text: str) -> None:
    assert not any(_obeyed_or_hidden(char) for char in clean(text))
    assert not any(_obeyed_or_hidden(char) or char == "\n" for char in line(text))


@given(EVERYTHING)
@example("\r\u200b\n")
@example("\x00\u200b\x00")
def test_cleaning_twice_is_cleaning_once(text: str) -> None:
    assert clean(clean(text)) == clean(text)


@given(EVERYTHING, st.integers(2, 40))
def test_a_line_stays_a_line_within_its_limit(text: str, limit: int) -> None:
    short = line(text, limit)
    assert len(short) <= limit
    assert line(short, limit) == short


@pytest.mark.parametrize("text", UNCHANGED)
def test_what_people_write_is_not_touched(text: str) -> None:
    assert clean(text) == text
    assert line(text) == text.replace("\n", " ")


@pytest.mark.parametrize(
    ("sent", "shown"),
    [
        ("\x1b[2Jgone", f"{MARK}[2Jgone"),
        ("\x1b]0;title\x07x", f"{MARK}]0;title{MARK}x"),
        ("\x1b]8;;http://x\x1b\\link", f"{MARK}]8;;http://x{MARK}\\link"),
        ("\x9b31mred", f"{MARK}31mred"),
        ("\x1b\x1b\x00\x7f", MARK),
        ("safe\u202eevas ton", "safeevas ton"),
        ("pass\u200bword\ufeff", "password"),
        ("tag\U000e0041\U000e007f", "tag"),
        ("half \ud83d", f"half {MARK}"),
        ("a\r\nb\rc\u2028d\x85e", "a\nb\nc\nd\ne"),
        ("a\tb", "a    b"),
    ],
)
def test_what_a_terminal_would_obey_is_seen_to_have_been_there(sent: str, shown: str) -> None:
    assert clean(sent) == shown


def test_a_long_text_is_cut_and_says_so() -> None:
    assert line("abcdef", 6) == "abcdef"
    assert line("abcdefg", 6) == "abcde…"
    assert line("abcd efg", 6) == "abcd…"
    assert line("x" * 5_000) == "x" * 1_999 + "…"


def test_a_text_that_fits_once_cleaned_is_not_said_to_be_cut() -> None:
    assert line("abc   \n  ", 6) == "abc"
    assert line("a\u200bb\u200bc\u200bd", 6) == "abcd"


def test_a_line_of_a_megabyte_does_not_clean_the_whole(monkeypatch: pytest.MonkeyPatch) -> None:
    seen: list[int] = []

    def counting(text: str) -> str:
        seen.append(len(text))
        return clean(text)

    monkeypatch.setattr(module, "clean", counting)
    assert module.line("y\x1b" * 500_000, 80).endswith("…")
    assert sum(seen) <= 200


def test_a_megabyte_is_cleaned_whole() -> None:
    unit = f"{MARK}]0;x{MARK}"
    assert clean("\x1b]0;x\x07y" * 125_000) == f"{unit}y" * 125_000


@pytest.mark.parametrize("text", ["", " \n\t", "\u200b\u200d", "\x1b\x00", MARK, "\u2800\u3164"])
def test_nothing_to_read_is_blank(text: str) -> None:
    assert is_blank(text)


@given(EVERYTHING)
def test_blank_is_what_shows_nothing(text: str) -> None:
    assert is_blank(text) == is_blank(clean(text))
    assert not is_blank(text + "x")
    if text.isalnum():
        assert not is_blank(text) or set(text) <= set("\u115f\u1160\u3164\uffa0")


def test_two_spellings_of_one_name_are_one_name() -> None:
    assert name_key("  Ambulance\u200b   CONTROL ") == name_key("ambulance control")
    assert name_key("Cafe\u0301") == name_key("CAFÉ")
    assert name_key("Police 1") != name_key("Police 2")
