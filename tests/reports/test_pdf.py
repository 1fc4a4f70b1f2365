"""The PDF: every word, every page, and nothing but words."""

from __future__ import annotations

import io
import re
import sys
from dataclasses import replace

import pytest
from pypdf import PdfReader

from ooh_console.reports.compiling import TEMPLATES
from ooh_console.reports.document import (
    Column,
    Paragraph,
    Report,
    Run,
    Section,
    Table,
    Weight,
    words,
)
from ooh_console.reports.letters import printable
from ooh_console.reports.pdf import NAMED, pdf
from ooh_console.reports.typesetting import NotTypeset
from tests.reports.written import HOSTILE, SCRIPTS, block_of, log, night_drawn, report


def read(made: Report) -> PdfReader:
    return PdfReader(io.BytesIO(pdf(made)))


def packed(text: str) -> str:
    """Without what a line's end changes, and without the marks of direction."""
    return re.sub(r"[\s\u2066-\u2069\u200b-\u200f\u202a-\u202e]+", "", text)


def text_of(pages: PdfReader) -> str:
    return packed("".join(page.extract_text() for page in pages.pages))


@pytest.fixture(scope="module")
def whole() -> PdfReader:
    """A night with its picture, and a log of some pages."""
    return read(report(night_drawn(), log(300)))


def test_each_page_says_what_it_belongs_to(whole: PdfReader) -> None:
    count = len(whole.pages)
    assert count > 5
    for number, page in enumerate(whole.pages, 1):
        text = page.extract_text()
        assert "OFFICIAL-SENSITIVE · EXERCISE" in text
        assert "261125-AB2C" in text
        assert "9f86d081884c7d659a2feaa0c55ad015a3bf4f1b2b0b822cd15d6c15b0f00a08" in text
        assert f"{number} of {count}" in text
        width, height = page.mediabox.width, page.mediabox.height
        assert (round(width), round(height)) == (595, 842)


def test_title_language_bookmarks_and_tags(whole: PdfReader) -> None:
    assert whole.metadata is not None
    assert whole.metadata.title == "Incident 261125-AB2C: full report"
    root = whole.root_object
    assert root["/Lang"] == "en-GB"
    assert root["/MarkInfo"]["/Marked"]
    assert root["/ViewerPreferences"]["/DisplayDocTitle"]
    marks = [one.title for one in whole.outline if not isinstance(one, list)]
    assert marks[-2:] == ["1 The night", "2 The log"]
    assert b'pdfuaid:part="1"' in whole.xmp_metadata.stream.get_data() or (
        b"<pdfuaid:part>1" in whole.xmp_metadata.stream.get_data()
    )


def test_the_log_is_whole_and_each_page_of_it_has_the_heads(whole: PdfReader) -> None:
    pages = [page.extract_text() for page in whole.pages]
    text = " ".join(pages)
    for number in range(1, 301):
        assert f"Number {number}: The dog" in text
    for page in pages:
        if "Number " in page:
            assert "Happened" in page
            assert "Recorded" in page


def test_the_night_is_drawn_and_told_in_words(whole: PdfReader) -> None:
    text = text_of(whole)
    assert packed("believed the OLD answer") in text
    assert packed("Insp Example, not accepted") in text
    figures = list(_figures(whole.root_object["/StructTreeRoot"]))
    assert len(figures) == 2
    assert all("Time runs down, from 25 Nov 2026 02:00 GMT" in one["/Alt"] for one in figures)


def _figures(node):  # type: ignore[no-untyped-def]
    node = node.get_object()
    if isinstance(node, list):
        for one in node:
            yield from _figures(one)
    elif isinstance(node, dict):
        if node.get("/S") == "/Figure":
            yield node
        if "/K" in node:
            yield from _figures(node["/K"])


def test_hostile_text_is_only_text_at_any_place() -> None:
    """Beside the same report with plain words: each text stands as often as its plain word did."""
    texts = [f"«{text}»" for text in (*HOSTILE, *SCRIPTS)]
    plain = [f"«TEXT{number}»" for number in range(len(texts))]
    shown, expected = (text_of(read(_of_all(every))) for every in (texts, plain))
    for text, word in zip(texts, plain, strict=True):
        if not re.search("[\u0600-\u06ff]", text):
            # Where a page ends in the midst of it, it is one less; repeated heads are more.
            assert shown.count(packed(printable(text))) >= expected.count(word) - 2, text
    # The order of what reads from right to left is the reader's; each of its words is whole.
    for word in ("الطفل", "المنزل", "رقم"):
        assert shown.count(word) == expected.count("«TEXT15»")


def _of_all(texts: list[str]) -> Report:
    return report(*(Section(text, block_of(text)) for text in texts))


@pytest.mark.parametrize("number", range(len(HOSTILE)))
def test_hostile_text_in_the_title_and_at_the_edges(number: int) -> None:
    text = HOSTILE[number]
    made = replace(
        report(), title=text, reference=text, classification=text, head=text, made_by=text
    )
    pages = read(made)
    assert text_of(pages).count(packed(printable(text))) == 7
    assert pages.metadata is not None
    assert packed(pages.metadata.title or "") == packed(printable(text))


def test_what_the_letters_lack_is_said_on_the_first_page() -> None:
    named = read(report(Section("Log", (Paragraph(words("a baby 👶")),))))
    assert packed(NAMED) in packed(named.pages[0].extract_text())
    assert "a baby [baby]" in named.pages[0].extract_text()
    assert packed(NAMED) not in text_of(read(report(log(1))))


def test_a_word_longer_than_a_line_stays_on_the_page() -> None:
    word, digest = "https://example.org/" + "b" * 980, "0123456789abcdef" * 4
    cells = ((words("1"), words(word), words(Run(word, Weight.STRUCK))),)
    table = Table("Log", (Column("No."), Column("What"), Column("Who")), cells)
    blocks = (Paragraph(words(f"{word} {digest}")), table)
    lines = [
        row
        for page in read(report(Section("Log", blocks))).pages
        for row in page.extract_text().splitlines()
    ]
    assert packed("".join(lines)).count("https://example.org/") == len(blocks) + 1
    assert "".join(lines).count("b") > 3 * 980
    assert max(len(packed(row)) for row in lines) < 200
    assert digest in "".join(lines)


def test_a_million_letters_in_one_entry() -> None:
    pages = read(
        report(Section("Log", (Paragraph(words("słowo i “słowo” " * 62_500, "the end")),)))
    )
    last = pages.pages[-1].extract_text()
    assert len(pages.pages) > 130
    assert "słowo i “słowo” the end" in last


def test_what_must_not_be_told_is_said_on_each_page() -> None:
    secret = Paragraph(words(Run("DO NOT TELL FAMILY: removal", Weight.RESTRICTED)))
    pages = read(report(log(60), Section("Plan", (secret,), restricted=True)))
    assert len(pages.pages) > 1
    for page in pages.pages:
        assert "HAS PARTS MARKED DO NOT TELL FAMILY" in page.extract_text()


def test_the_same_report_is_the_same_file() -> None:
    made = report(night_drawn())
    assert pdf(made) == pdf(made)


def test_a_process_that_fails_is_said_in_one_sentence(monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr(sys, "executable", "/nowhere/python")
    with pytest.raises(NotTypeset) as failed:
        pdf(report())
    assert str(failed.value) == (
        "The PDF was not made: No such file or directory. Nothing was written. "
        "The same report as HTML prints on paper too: --format html."
    )


def test_nothing_of_this_computer_is_in_it() -> None:
    made = pdf(report(log(2)))
    assert b"site-packages" not in made
    assert str(TEMPLATES).encode() not in made
