"""No text of anybody breaks the table or the file for programs, however long or strange it is."""

from __future__ import annotations

import csv
import io
import json
from collections.abc import Iterator
from typing import Any

import pytest
from hypothesis import given
from hypothesis import strategies as st

from ooh_console.desk.desk import Recording
from ooh_console.domain import bodies as b
from ooh_console.domain.canonical import canonical
from ooh_console.domain.entries import REGISTER, write
from ooh_console.domain.text import is_blank, line
from ooh_console.ledger.excerpt import Excerpt
from ooh_console.ledger.export import export
from ooh_console.ledger.export_check import check_export
from ooh_console.reports.contents.full import full
from ooh_console.reports.csv_text import as_written, csv_bytes
from ooh_console.reports.log_csv import log_csv
from ooh_console.reports.redacted_json import redacted_json
from ooh_console.reports.redaction.redacting import redacted
from ooh_console.reports.withholding import withheld
from tests.domain.strategies import ANY_BODY, ANYTHING
from tests.journeys import hostile
from tests.reports.nights import MOTHER, START, WHO, entries, made
from tests.reports.reading import text_of

SCRIPTS = (
    "“Curly” – ‘so’",
    "Dŵr y môr, tŷ bach",
    "żółć, łódź, ŚĆ",
    "الطفل في المنزل",
    "👩‍👩‍👧 👶",
    "line one\r\nline two\n\tthree",
    "\"quoted\", with commas; and 'more'",
    "=1+1",
    "@SUM(A1:A9)",
)


@pytest.fixture(autouse=True)
def _long_cells() -> Iterator[None]:
    """Python's reader stops at 128 KB a cell; spreadsheets do not."""
    before = csv.field_size_limit(10_000_000)
    yield
    csv.field_size_limit(before)


def rows_of(raw: bytes) -> list[dict[str, str]]:
    return list(csv.DictReader(io.StringIO(raw.decode("utf-8-sig"), newline=""), strict=True))


@pytest.mark.parametrize("text", SCRIPTS)
def test_what_people_write_comes_back_as_it_was(text):
    night = made([b.Note(text=text)])
    raw = log_csv(night)
    assert raw.startswith(b"\xef\xbb\xbf")
    assert raw.count(b"\n") == raw.count(b"\r\n"), "no line end within a cell"
    what = rows_of(raw)[-1]["what"]
    assert as_written(what) == line(text)
    assert what.startswith("'") == (text[0] in "=@")


@given(st.text("'\";=+-@ \t\r\n0a＝") | ANYTHING)
def test_the_apostrophes_come_off_again(text):
    _, (cell,) = csv.reader(
        io.StringIO(csv_bytes(("what",), [(text,)]).decode("utf-8-sig"), newline="")
    )
    assert as_written(cell) == text.encode("utf-8", "replace").decode()


@pytest.mark.parametrize("filling", [";", "; ", ";'", "\n", "1", "Mar", "1e", "' "])
def test_a_megabyte_of_what_is_looked_for_is_looked_through_once(filling):
    """Or this would not end before the limit of every test."""
    raw = csv_bytes(("what",), [(filling * 500_000,)])
    _, (cell,) = csv.reader(io.StringIO(raw.decode("utf-8-sig"), newline=""))
    assert as_written(cell) == filling * 500_000


def test_a_megabyte_is_whole_in_the_table_and_cut_on_the_page():
    text = "dog in the garden " * 60_000
    night = made([b.Note(text=text)])
    assert rows_of(log_csv(night))[-1]["what"] == text.strip()
    page = text_of(full(night))
    assert len(page) < 60_000
    assert "the whole of it is in the CSV and JSON" in page


@given(ANY_BODY)
def test_no_body_breaks_a_row(body: Any):
    if body.kind in ("incident_opened",):
        return
    night = made([body])
    for told in (night, withheld(night), redacted(night)):
        rows = rows_of(log_csv(told))
        assert len(rows) == 2
        for value in rows[-1].values():
            assert value[:1] not in ("=", "+", "-", "@", "\t", "\r")
            assert not any(ord(char) < 32 or 0x7F <= ord(char) < 0xA0 for char in value)
    assert len(json.loads(redacted_json(redacted(night)))["entries"]) == 2


def test_hostile_text_in_every_field_of_every_kind():
    night = made(
        hostile.night(hostile.TEXT, MOTHER), {"Police": hostile.facts(hostile.TEXT, MOTHER)}
    )
    for told in (night, withheld(night), redacted(night)):
        raw = log_csv(told)
        assert len(rows_of(raw)) == len(night.log)
        assert not hostile.orders_in(raw.removeprefix(b"\xef\xbb\xbf"))
    assert redacted_json(redacted(night)).isascii()


class Hand:
    """Signs nothing: for the shape alone."""

    name, public_key = "Ann Example", "00"

    def sign(self, digest: str) -> str:
        return "00"


@given(ANYTHING, ANYTHING)
def test_an_export_is_ascii_and_reads_back_exactly(text, reason):
    if is_blank(text):
        return
    body = b.Note(text=text)
    item = write(
        id=Recording(body).id, incident="R1", body=body, occurred_at=START, recorded_at=START,
        late_reason=reason.encode("utf-8", "replace").decode(), **WHO,
    )  # fmt: skip
    row = (
        item.id, "R1", item.kind, item.body, item.occurred_at, item.recorded_at, item.late_reason,
        item.operator, item.role, item.agency, item.desk, 1, item.digest(), "00", "0" * 64, "0",
    )  # fmt: skip
    raw = export(Excerpt("R1", (row,), (), ()), {"note": reason[:3].isascii()}, {}, Hand(), START)
    assert raw.isascii()
    assert b"\x1b" not in raw
    (entry,) = json.loads(raw)["entries"]
    assert entry["body"] == item.body == canonical(body.content())
    assert not check_export(raw).found.ok


def test_ten_thousand_entries_are_rows_one_by_one():
    log = entries([b.Note(text=f"note {number}") for number in range(10_000)])
    night = made(log=log)
    report = full(night)
    rows = report.sections[-1].blocks[0].rows
    assert len(rows) == 10_001
    assert REGISTER not in log_csv(night).decode()
    assert len(rows_of(log_csv(withheld(night)))) == 10_001
