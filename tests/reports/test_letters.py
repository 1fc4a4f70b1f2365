"""What a PDF can show, and what it writes by name."""

from __future__ import annotations

import unicodedata

import pytest

from ooh_console.reports.document import Paragraph, Report, Section, words
from ooh_console.reports.letters import _RANGES, _others, isolated, printable
from ooh_console.reports.pages.setting import set_pages
from ooh_console.reports.pdf import Content
from ooh_console.reports.typesetting import LettersMissing
from tests.domain.nights import at
from tests.reports.written import report


@pytest.mark.parametrize(
    ("text", "shown"),
    [
        ("Dŵr, żółć – “so”", "Dŵr, żółć – “so”"),
        ("baby 👶", "baby [baby]"),
        ("👨‍👩‍👧 ❤️", "[man][woman][girl] ❤"),
        ("婴", "[cjk unified ideograph-5a74]"),
        ("w\u0302", "ŵ"),
        ("\ue000 \U000e0fff\u0378", "[u+e000] [u+0378]"),
        ("nul\x00", "nul\N{REPLACEMENT CHARACTER}"),
        ("a\nb  c", "a\nb  c"),
        ("سلام\u200cها", "سلام\u200cها"),
    ],
    ids=["latin", "emoji", "joined", "ideograph", "accent", "nobody", "control", "lines", "joiner"],
)
def test_nothing_vanishes(text: str, shown: str) -> None:
    assert printable(text) == shown


def test_what_reads_from_right_to_left_keeps_to_itself() -> None:
    assert isolated("الطفل 14") == "\u2068الطفل 14\u2069"
    assert isolated("żółć") == "żółć"


def _one(*texts: str) -> Report:
    return report(Section("Letters", tuple(Paragraph(words(text)) for text in texts)))


def _set(made: Report, *, marks: bool) -> bytes:
    return set_pages(Content(made, marks=marks).whole(), at(0))


def test_every_letter_that_is_not_named_can_be_shown() -> None:
    """By the compiler's own word: it refuses a PDF/UA with a letter that no font has."""
    named = _others()
    every = [
        f"a{char}" if unicodedata.category(char) == "Mn" else char
        for char in map(chr, range(0x20, 0x10000))
        if not named.match(char) and not 0xD800 <= ord(char) < 0xE000
    ]
    assert len(every) > 4_000
    assert _set(_one(*(" ".join(every[n : n + 64]) for n in range(0, len(every), 64))), marks=True)
    assert _RANGES


def test_a_heap_of_accents_is_named_where_it_cannot_be_set() -> None:
    heap = "\u06f3\u0354\u02c0"
    with pytest.raises(LettersMissing):
        _set(_one(heap), marks=True)
    assert _set(_one(heap), marks=False).startswith(b"%PDF")
