"""A PDF that is set in pieces is the one that is set at once: page by page, tag by tag."""

from __future__ import annotations

import io
import re
from collections.abc import Callable, Iterator
from typing import Any

import pytest
from pypdf import PdfReader

from ooh_console.reports.document import Column, Listing, Paragraph, Report, Section, Table
from ooh_console.reports.document import words as said
from ooh_console.reports.pages import setting, stretches
from ooh_console.reports.pages.file import File, Object, Unreadable
from ooh_console.reports.pages.renaming import Renaming
from ooh_console.reports.pages.setting import set_pages
from ooh_console.reports.pdf import Content, pdf
from ooh_console.reports.typesetting import NotTypeset, typeset
from tests.reports.tags import Tags
from tests.reports.written import HOSTILE, SCRIPTS, log, night_drawn, report

LITTLE = 20_000
"""After so much a piece may end: some fifty rows."""
AT_ONCE = 10**9
OF_A_PDF = "5 0 R) /K[1 0 R] (U1x0y0) >>\nstream\nendstream endobj trailer startxref ((( \\"
"""Words that mean something in a PDF."""


def _listed(number: int) -> Section:
    items = tuple(said(f"Item {number}.{place} of many") for place in range(40 * number))
    within = Section(f"Żółć within {number}", (Paragraph(said("Said within")),))
    return Section(f"Part ({number}", (Paragraph(said("Said")), Listing(items)), (within,))


def _of_all() -> Report:
    """Pictures, lists, tables, and sections that begin before, in and after a long table."""
    lists = [_listed(number) for number in range(5)]
    return report(night_drawn(), *lists[:2], log(150), *lists[2:])


def _tabled(*texts: str) -> Section:
    rows = [(said(str(place)), said(text), ()) for place, text in enumerate(texts)]
    columns = (Column("No.", 1, number=True), Column("What", 5), Column("Nothing", 1))
    return Section("Rows", (Table("Rows of any length", columns, rows),))


def _rows_of_any_length() -> Report:
    """Short rows, rows of half a page, of two pages, and rows of nothing at all."""
    long = ["a word " * (2 + place * place * 37 % 211) for place in range(24)]
    return report(_tabled(*long, "word " * 2_000, "", "", *long, "x " * 2_000, "the end"))


def _hostile() -> Report:
    """But for Arabic, whose brackets are read in either direction."""
    texts = (*HOSTILE, *SCRIPTS[:3], *SCRIPTS[4:], OF_A_PDF)
    return report(*(Section(text, _tabled(*texts * 3).blocks) for text in texts[::4]))


def _set(made: Report, enough: int = LITTLE) -> bytes:
    return set_pages(Content(made, marks=True).whole(), made.made_at, enough)


REPORTS: dict[str, Callable[[], Report]] = {
    "all": _of_all,
    "any-length": _rows_of_any_length,
    "hostile": _hostile,
}


class Both:
    """A report in pieces, and the same one set at once."""

    def __init__(self, made: Report) -> None:
        self.joined = PdfReader(io.BytesIO(_set(made)))
        self.at_once = PdfReader(io.BytesIO(_set(made, AT_ONCE)))
        self.words = _words(self.joined)


@pytest.fixture(scope="module", params=REPORTS)
def both(request: pytest.FixtureRequest) -> Both:
    return Both(REPORTS[request.param]())


def _words(reader: PdfReader) -> list[list[str]]:
    """Of each page, however its reader puts them into lines."""
    return [page.extract_text().split() for page in reader.pages]


def _marks(reader: PdfReader) -> list[tuple[Any, ...]]:
    def within(marks: list[Any], level: int) -> Iterator[tuple[Any, ...]]:
        for mark in marks:
            if isinstance(mark, list):
                yield from within(mark, level + 1)
            else:
                yield level, mark.title, reader.get_destination_page_number(mark), mark.top

    return list(within(reader.outline, 1))


def _links(reader: PdfReader) -> list[tuple[Any, ...]]:
    pages = {page.indirect_reference.idnum: n for n, page in enumerate(reader.pages)}
    return [
        (number, pages[goal[0].idnum], goal[2:], str(link["/Contents"]))
        for number, page in enumerate(reader.pages)
        for one in page.get("/Annots", [])
        for link in (one.get_object(),)
        for goal in (link["/Dest"],)
    ]


def test_each_page_is_the_same(both: Both) -> None:
    """Every row once and in order, heads again on each page, its number, no page half empty."""
    assert len(both.joined.pages) > 5
    assert both.words == _words(both.at_once)


def test_each_page_has_its_number(both: Both) -> None:
    count = len(both.words)
    for number, found in enumerate(both.words, 1):
        assert found[-3:] == [str(number), "of", str(count)]


def test_the_tags_are_the_same_tree(both: Both) -> None:
    """What is marked is tagged, and what is tagged is marked; a table is one table."""
    joined, at_once = Tags(both.joined), Tags(both.at_once)
    joined.check()
    at_once.check()
    assert joined.tree == at_once.tree
    tables = list(joined.rows())
    assert [len(rows) for rows in tables] == [len(rows) for rows in at_once.rows()]
    for rows in tables:
        (heads,) = {tuple(names) for names in rows[1:]}
        assert joined.heads.keys() >= set(heads)
    roles = both.joined.root_object["/StructTreeRoot"]["/RoleMap"]
    assert roles == both.at_once.root_object["/StructTreeRoot"]["/RoleMap"]


def test_bookmarks_and_contents_lead_to_the_same_places(both: Both) -> None:
    assert _marks(both.joined) == _marks(both.at_once)
    assert _links(both.joined) == _links(both.at_once)


def test_what_it_says_of_itself_is_the_same(both: Both) -> None:
    one, other = both.joined, both.at_once
    assert one.metadata == other.metadata
    for key in ("/Lang", "/MarkInfo", "/ViewerPreferences"):
        assert one.root_object[key] == other.root_object[key]
    joined, at_once = (
        re.sub(rb"(?<=InstanceID>)[^<]+", b"", each.xmp_metadata.stream.get_data())
        for each in (one, other)
    )
    assert joined == at_once


def test_the_list_of_contents_is_right() -> None:
    reader = PdfReader(io.BytesIO(_set(report(*(_listed(number) for number in range(7))))))
    listed = reader.pages[0].extract_text()
    for level, title, page, _ in _marks(reader):
        if level < 3:
            assert re.search(rf"{re.escape(title)}[ .]+{page + 1}\n", listed), title


def test_the_same_report_is_the_same_file() -> None:
    made = report(log(130))
    assert _set(made) == _set(made)


def test_where_there_is_no_table_a_piece_ends_between_paragraphs() -> None:
    texts = [f"Number {place}: {'a word ' * 200}." for place in range(60)]
    made = report(Section("All", tuple(Paragraph(said(text)) for text in texts)))
    reader = PdfReader(io.BytesIO(_set(made)))
    Tags(reader).check()
    text = " ".join(word for page in _words(reader) for word in page)
    assert re.findall(r"Number (\d+):", text) == [str(place) for place in range(60)]


def test_a_short_report_is_set_at_once(monkeypatch: pytest.MonkeyPatch) -> None:
    calls = _counted(monkeypatch)
    pdf(report(night_drawn(), log(300)))
    assert len(calls) == 1


def test_a_long_one_is_set_in_pieces_of_bounded_weight(monkeypatch: pytest.MonkeyPatch) -> None:
    """Twice the log, twice the pieces, none of them larger: so memory stays what it is."""
    calls = _counted(monkeypatch)
    _set(report(log(110)))
    few = [sum(map(stretches.weight, one["parts"])) for one in calls if "parts" in one]
    calls.clear()
    _set(report(log(220)))
    many = [sum(map(stretches.weight, one["parts"])) for one in calls if "parts" in one]
    assert len(many) > 1.7 * len(few)
    assert max(many) <= 1.5 * LITTLE


def _counted(monkeypatch: pytest.MonkeyPatch) -> list[Any]:
    calls: list[Any] = []

    def counting(content: Any, *rest: Any) -> bytes:
        calls.append(content)
        return typeset(content, *rest)

    monkeypatch.setattr(setting, "typeset", counting)
    return calls


def test_a_letter_that_cannot_be_set_in_a_later_piece_is_named() -> None:
    made = report(log(900), Section("Heap", (Paragraph(said("a\u06f3\u0354\u02c0")),)))
    reader = PdfReader(io.BytesIO(pdf(made)))
    assert "[combining left arrowhead below]" in reader.pages[-1].extract_text()


@pytest.mark.parametrize("written", [b"%PDF-1.7 nothing", b"%PDF trailer startxref 3"])
def test_a_file_that_is_written_otherwise_is_an_error(
    monkeypatch: pytest.MonkeyPatch, written: bytes
) -> None:
    monkeypatch.setattr(setting, "typeset", lambda *_: written)
    with pytest.raises(NotTypeset, match=r"^The PDF was not made: its pieces could not be joined"):
        pdf(report(log(1_000)))


def test_what_stands_in_a_text_is_no_syntax() -> None:
    text = rb"(a (b \( 5 0 R) /K[6 0 R] /P 8 0 R \) c)"
    one = Object(b"<</Alt%b/P 7 0 R/K[9 0 R<</Type/MCR/Pg 4 0 R/MCID 0>>]/Pg 4 0 R>>" % text)
    assert (one.reference("P"), one.references("K")) == (7, [9])
    renaming = Renaming({7: 17, 9: 19, 4: 14}, {}, 0)
    assert renaming.words(one) == (
        b"<</Alt%b/P 17 0 R/K[19 0 R<</Type/MCR/Pg 14 0 R/MCID 0>>]/Pg 14 0 R>>" % text
    )


def test_what_leads_to_something_left_out_is_an_error() -> None:
    with pytest.raises(Unreadable, match="left out"):
        Renaming({}, {}, 0).words(Object(b"<</P 7 0 R>>"))
    with pytest.raises(Unreadable):
        File(b"%PDF-1.7")
