"""The CSV opened in LibreOffice: no cell is a formula, and none is another than was written.

What the program does with a CSV was looked up in 7.4, with a window and without. In its window
"Text Import" proposes UTF-8 (as it does for the same file without the mark), and tab, comma and
semicolon *together* as separators, "Detect special numbers" and "Evaluate formulas" off. Without a
window, asked nothing, it takes the computer's old 8-bit character set whatever mark the file has;
so these tests say UTF-8, and the mark is for Excel, which goes by it. The language decides what
else than plain numbers is a date or an amount, which counts for more with special numbers on: that
is also what Excel always does.
"""

from __future__ import annotations

import csv
import io
from itertools import zip_longest
from pathlib import Path

import pytest

from ooh_console.domain import bodies as b
from ooh_console.domain.entries import Entry
from ooh_console.domain.text import line
from ooh_console.reports.csv_text import as_written, csv_bytes
from ooh_console.reports.log_csv import log_csv
from ooh_console.reports.redaction.redacting import redacted
from tests.journeys import hostile
from tests.reports.nights import MOTHER, entries, made
from tests.reports.spreadsheet import LONGEST, Opened, opened

FORMULAS = (
    "=1+1",
    "=cmd|' /C calc'!A0",
    '=HYPERLINK("http://127.0.0.1/x","open")',
    '=WEBSERVICE("http://127.0.0.1/x")',
    '=DDE("soffice";"/etc/passwd";"A1")',
    "+44 1632 960110",
    "+1+1",
    "-2+3",
    "@SUM(A1:A9)",
    "  =1+1",
    "\t=1+1",
    "\r=1+1",
    "\n=1+1",
    "one\r\n=1+1\r\n=2+2",
    "|cmd",
    "%1",
    "＝1+1",
    "＋1",
    "－1",
    "＠SUM(A1)",
    "'=1+1",
    "{=1+1}",
)
BEHIND_A_SEPARATOR = (
    "x;=1+1;y",
    "x; =1+1; y",
    'x;"=1+1";y',
    'x";=1+1;"y',
    "x,=1+1,y",
    'x","=1+1","y',
    "x\t=1+1\ty",
    "x;-2+3;y",
    'x;=HYPERLINK("http://127.0.0.1/x");y',
    "x;+1+1\n@SUM(A1)\n;y",
)
VALUES = (
    "01632960110",
    "01632 960110",
    "0123",
    "  0123 ",
    "9990000018",
    "999 000 0018",
    "12345678901234567890",
    "1e5",
    "1,234",
    "12.11",
    "(5)",
    "5-",
    "12%",
    "£12",
    "$12.50",
    "1 1/2",
    "1/2",
    "3-4",
    "12/11/26",
    "25.11.2026",
    "2026-11-25",
    "2026-11-25T02:14:00",
    "02:14",
    "2:14 pm",
    "10 PM",
    "Nov 1",
    "1 Nov",
    "1 November 2026",
    "Wed 25 Nov 2026",
    "Jan-26",
    "SEPT2",
    "TRUE",
    "false",
    "\u0660\u0661\u0662\u0663",
)
WORDS = (
    "Dŵr y môr, tŷ bach",
    "żółć, łódź, ŚĆ",
    "الطفل في المنزل",
    "👩‍👩‍👧 👶",
    "“Curly” – ‘so’",
    "say \"so\"; and 'more'",
    "'tis",
    "two  blanks",
    "14 Saltpan Lane",
    "rang 01632 960110 at 02:14",
    "may",
    "25 Nov 2026 02:03 GMT",
    "2026-11-25T02:03:00.000Z",
    ";-)",
    "dog " * 10_000 + "end",
)
EVERY = (*FORMULAS, *BEHIND_A_SEPARATOR, *VALUES, *WORDS)

UK, US = 2057, 1033


def importing(separators: str, language: int = UK) -> str:
    """UTF-8, and everything that can be a number or date is taken for one."""
    return f"{separators},34,76,1,,{language},false,true"


COMMA, AS_PROPOSED, SEMICOLON, TAB = "44", "44/59/9", "59", "9"


def cells_of(raw: bytes) -> list[list[str]]:
    """As Python reads them: with the line ends that a spreadsheet has within a cell."""
    text = raw.decode("utf-8-sig")
    return [
        [cell.replace("\r\n", "\n").replace("\r", "\n") for cell in row]
        for row in csv.reader(io.StringIO(text, newline=""), strict=True)
    ]


def unlike(found: list[list[Opened]], raw: bytes, numbers: tuple[int, ...] = ()) -> list[object]:
    """Every cell that is a formula, is not the text of the file, or is a value beyond `numbers`,
    the columns that hold some."""
    return [
        (cell, text)
        for place, (row, texts) in enumerate(zip_longest(found, cells_of(raw), fillvalue=[]))
        for column, (cell, text) in enumerate(zip_longest(row, texts))
        if cell is None
        or cell.formula
        or cell.text != (text or "")
        or (cell.kind not in (None, "string") and (place == 0 or column not in numbers))
    ]


def signed_by_every(texts: tuple[str, ...]) -> tuple[Entry, ...]:
    """A log with each text in every field that is one."""
    fields = ("operator", "role", "agency", "desk")
    return (
        *entries([]),
        *(entries([b.Note(text=text)], **dict.fromkeys(fields, text))[-1] for text in texts),
    )


@pytest.mark.parametrize(("separators", "language"), [(COMMA, US), (AS_PROPOSED, UK)])
def test_every_cell_is_the_text_that_was_written(tmp_path: Path, separators: str, language: int):
    night = made(log=signed_by_every(EVERY))
    bad = made(hostile.night(hostile.TEXT, MOTHER))
    files = {
        "table": csv_bytes(EVERY, ((text, 7, "end") for text in EVERY)),
        "log": log_csv(night),
        "hostile": log_csv(bad),
        "redacted": log_csv(redacted(night)),
    }
    found = opened(files, tmp_path, importing(separators, language))
    for name, raw in files.items():
        head = cells_of(raw)[0]
        numbers = (1,) if name == "table" else (0, head.index("about entry"))
        assert not unlike(found[name], raw, numbers)[:5], name
    texts = [as_written(row[0].text) for row in found["table"][1:]]
    assert texts == [text.replace("\r\n", "\n").replace("\r", "\n") for text in EVERY]
    head, _, *rows = found["log"]
    for name in ("what", "operator"):
        column = [cell.text for cell in head].index(name)
        limit = 200 if name == "operator" else 100_000
        assert [as_written(row[column].text) for row in rows] == [line(t, limit) for t in EVERY]


@pytest.mark.parametrize("separators", [SEMICOLON, TAB])
def test_cut_at_another_sign_no_cell_is_a_formula(tmp_path: Path, separators: str):
    """Each text in a file of its own: there a quote may swallow all lines that follow."""
    files = {f"{n}": csv_bytes(("x",), [("x", t, 7)]) for n, t in enumerate(BEHIND_A_SEPARATOR)}
    files["others"] = csv_bytes(("x",), [("x", t, 7) for t in (*FORMULAS, *VALUES, *WORDS)])
    for name, rows in opened(files, tmp_path, importing(separators)).items():
        assert not [cell for row in rows for cell in row if cell.formula], name


def test_a_text_beyond_the_longest_is_cut_where_it_stands(tmp_path: Path):
    text = "x" * LONGEST + "=1+1;=2+2,end"
    raw = csv_bytes(("what", "next"), [(text, "next"), ("last", "next")])
    found = opened({"long": raw}, tmp_path, importing(AS_PROPOSED))["long"]
    assert [[cell.text for cell in row] for row in found] == [
        ["what", "next"], ["x" * LONGEST, "next"], ["last", "next"],
    ]  # fmt: skip


def test_what_is_guarded_would_be_run_or_changed_without(tmp_path: Path):
    """So that a spreadsheet that changes nothing cannot make these tests pass."""
    out = io.StringIO(newline="")
    csv.writer(out, lineterminator="\r\n").writerows((text, "end") for text in EVERY)
    raw = out.getvalue().encode("utf-8-sig")
    found = opened({"bare": raw}, tmp_path, importing(AS_PROPOSED))["bare"]
    said = unlike(found, raw)
    assert len(said) > 30
    assert sum(cell.formula is not None for row in found for cell in row) > 5
