"""The full report says what the night recorded, in its parts."""

from __future__ import annotations

import pytest

from ooh_console.reports.contents.full import full
from ooh_console.reports.document import Report
from ooh_console.reports.night import Night
from tests.reports.reading import part, text_of


@pytest.fixture(scope="module")
def found(read_night, filled) -> Night:
    return read_night(filled)


@pytest.fixture(scope="module")
def report(found) -> Report:
    return full(found)


def test_the_verdict_stands_before_everything(report, found):
    restricted, first = text_of(report).splitlines()[3:5]
    assert restricted.startswith("DO NOT TELL FAMILY")
    assert first.startswith(f"The log: Complete and unchanged: {found.view.count} entries")
    assert report.head == found.view.integrity.head
    assert len(report.head) == 64


def test_every_entry_is_in_the_log_with_what_a_reader_must_know(report, found):
    rows = part(report, "The whole log").splitlines()[3:]
    assert len(rows) == len(found.log) == report.entries
    late = next(row for row in rows if "Father left by the gate" in row)
    assert "LATE: recorded" in late
    assert "9 min after" in late
    assert "both hands full" in late
    struck = next(row for row in rows if "| Dog is in the garden" in row)
    assert "STRUCK THROUGH by Ann Example" in struck
    assert "another garden" in struck
    number = struck.split(" | ")[0]
    (strike,) = [row for row in rows if "STRUCK THROUGH an entry" in row]
    assert f"(entry {number})" in strike


@pytest.mark.parametrize(
    ("title", "words"),
    [
        ("Answers in force", "Insp. Ruth Example"),
        ("How long it took", "Decision maker named | 4"),
        ("Who was told what", "✗ OLD answer"),
        ("People", "Jodie Penhallow | 999 000 0018"),
        ("Birth plan", "Ann Example"),
        ("Birth plan", "[DO NOT TELL FAMILY"),
        ("Warning markers", "Dangerous dog"),
        ("Legal powers and their clocks", "s46 police protection"),
        ("What the family must not be told", "[DO NOT TELL FAMILY] the planned order"),
        ("Protocol", "No protocol is configured."),
        ("Actions", "Ring legal | Ann Example"),
        ("How each agency answered", "COULD NOT CHECK"),
        ("Review and learning", "Nothing was added afterwards"),
    ],
)
def test_each_part_says_what_was_recorded(report, title, words):
    assert words in part(report, title)
