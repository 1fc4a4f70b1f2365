"""How long it took, in a copy without what the family must not be told: every row is there."""

from __future__ import annotations

import re

import pytest

from ooh_console.desk.panels.learning import NAMES
from ooh_console.domain import bodies as b
from ooh_console.domain.tallies import Counted
from ooh_console.reports.contents.full import full
from ooh_console.reports.contents.redacted import redacted_report
from ooh_console.reports.night import Night
from ooh_console.reports.redaction.redacting import redacted
from ooh_console.reports.withholding import LEFT_OUT, withheld
from tests.reports.nights import made
from tests.reports.reading import part

TITLE = "How long it took"


def markers(count: int) -> list[dict[str, str]]:
    return [{"category": f"Violent {n}", "text": f"kicked {n} doors in"} for n in range(count)]


@pytest.fixture(scope="module")
def night() -> Night:
    agencies = {"Police": {"markers": markers(3)}, "Ambulance": {"markers": markers(1)}}
    first = made([], agencies).view.holdings.markers[0][1]
    read = b.MarkerRead(agency="Police", digest=first.digest, reader="Ann", summary="Violent 0")
    return made([b.Note(text="x"), read], agencies)


def rows(found: str) -> list[list[str]]:
    return [line.split(" | ") for line in found.splitlines()]


def test_a_marker_that_is_left_out_is_still_told_from_the_others(night):
    open_, closed = (part(full(one), TITLE) for one in (night, withheld(night)))
    assert [row[1:] for row in rows(open_)[:9]] == [row[1:] for row in rows(closed)[:9]]
    assert LEFT_OUT not in closed
    assert "Violent" not in closed
    named = re.findall(r"read: (warning marker \d \(\w+\))", closed)
    assert named == [
        "warning marker 1 (Police)", "warning marker 2 (Police)", "warning marker 3 (Police)",
        "warning marker 4 (Ambulance)",
    ]  # fmt: skip


def test_in_a_redacted_copy_the_agencies_are_replaced(night):
    found = part(redacted_report(redacted(night), night.tz), TITLE)
    assert len(re.findall(r"read: warning marker \d \([^)]+\)", found)) == 4
    assert LEFT_OUT not in found


def test_what_cannot_be_counted_without_it_is_said_to_be_left_out(night):
    missed = f"{NAMES[Counted.STEPS_MISSED]} | "
    assert f"{missed}0 ×" in part(full(night), TITLE)
    assert f"{missed}left out" in part(full(withheld(night)), TITLE)
