"""A redacted report tells every time since the opening, and no date at all: not even its own."""

from __future__ import annotations

import io
import re
from datetime import timedelta
from zoneinfo import ZoneInfo

import pytest
from pypdf import PdfReader

from ooh_console.desk.desk import Recording
from ooh_console.desk.exporting import Asked, Format, Keep, Kind, file_name
from ooh_console.domain import bodies as b
from ooh_console.domain.bodies import Topic
from ooh_console.reports.contents.full import full
from ooh_console.reports.contents.redacted import redacted_report
from ooh_console.reports.document import Report
from ooh_console.reports.html import html
from ooh_console.reports.pdf import pdf
from ooh_console.reports.redaction.redacting import redacted
from tests.reports.nights import START, made

LONDON = ZoneInfo("Europe/London")
WILL = Recording(
    b.AttendanceAnswered(answer="will-attend", who="Kit", eta=START + timedelta(minutes=3))
)
NIGHT = made(
    [
        b.AttendanceRequested(asked_by="control room", asked_of="duty desk"),
        WILL,
        b.NoticeGiven(topic=Topic.OOH, recipient="Crew", how="radio", words="so", answer=WILL.id),
        b.LeadSet(not_reached="nobody"),
        b.Note(text="seen"),
    ]
)
SAYS_WHEN = re.compile(
    r"\b(?:19|20)\d\d\b|\b(?:Jan|Feb|Nov|Dec)\b|\b(?:GMT|UTC|BST)\b|\bMade\b(?! by)|"
    r", made |Chain head"
)
CLOCK = re.compile(r"(?<![\d:T+-])(?<!T[+-])\b\d{2}:\d{2}\b")


def report(*keep: Keep) -> Report:
    return redacted_report(redacted(NIGHT, frozenset(keep)), LONDON)


def test_no_date_and_no_clock_on_the_page_its_picture_and_its_tables():
    page = html(report()).decode().replace("http://www.w3.org/2000/svg", "")
    words = re.sub(r"<style>.*?</style>", "", page, flags=re.DOTALL)
    assert SAYS_WHEN.findall(page) == []
    assert CLOCK.findall(words) == []
    (svg,) = re.findall(r"<svg.*?</svg>", page, re.DOTALL)
    assert len(re.findall(r"T\+00:\d\d", svg)) > 5
    assert "from T+00:00 to T+00:0" in svg


def test_nor_on_paper_nor_in_what_the_file_says_of_itself():
    read = PdfReader(io.BytesIO(pdf(report())))
    words = "\n".join(page.extract_text() for page in read.pages)
    assert "T+00:02" in words
    assert SAYS_WHEN.findall(words) == []
    assert CLOCK.findall(words) == []
    assert read.metadata is not None
    assert not {"/CreationDate", "/ModDate"} & set(read.metadata)
    assert read.xmp_metadata is not None
    assert read.xmp_metadata.xmp_create_date is None


@pytest.mark.parametrize("made_of", [report(Keep.DATES), full(NIGHT)], ids=["dates kept", "full"])
def test_where_dates_are_kept_it_says_when_it_was_made(made_of):
    words = html(made_of).decode()
    assert "Made" in words
    assert "25 Nov 2026" in words
    assert "02:05 GMT" in words


def test_the_name_of_the_file_says_of_no_day_when_it_was():
    asked = Asked("261125-AB2C", Kind.REDACTED, Format.PDF)
    kept = Asked("261125-AB2C", Kind.REDACTED, Format.PDF, keep=frozenset({Keep.DATES}))
    assert file_name(asked, START) == "incident-redacted.pdf"
    assert file_name(asked, START, 2) == "incident-redacted-2.pdf"
    assert "20261125" in file_name(kept, START)
