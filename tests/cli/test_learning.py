"""`learning`: every incident of a desk, as words, as CSV and for a program."""

from __future__ import annotations

import csv
import io
from zoneinfo import ZoneInfo

import pytest

from ooh_console.domain.learning import MEASURED
from ooh_console.domain.tallies import Counted
from ooh_console.reports.csv_text import as_written, csv_bytes

LONDON = ZoneInfo("Europe/London")


def test_learning_in_words(filled, start):
    done = filled.run("learning")
    assert done.status == 0, done.errors
    rows = [" ".join(row.split()) for row in done.text.splitlines()]
    assert rows[0] == f"{start.astimezone(LONDON):%Y-%m}: 1 live incident."
    assert "Birth plan opened: median 15, worst 15 minutes." in rows
    assert "Decision maker named: median 4, worst 4 minutes; later than 5 min: 0 of 1." in rows
    assert "Accepted, from being named: not yet in 1 of 1; later than 3 min: 1 of 1." in rows
    assert "Entries recorded late: median 1, worst 1." in rows


def test_learning_for_a_program_and_for_a_spreadsheet_say_the_same(with_three):
    filled = with_three
    filled.environ["OOH_CONSOLE_OPERATOR"] = "Mo Example"
    (month,) = filled.run("learning", "--json").valid("learning")["months"]
    assert (month["incidents"], month["exercise"]) == (1, False)
    by = {row["what"]: row for row in month["measures"]}
    assert set(by) == {*MEASURED, *Counted}
    never = by["acceptance"]
    assert (never["median"], never["worst"], never["not_yet"]) == (None, None, 1)
    raw = filled.run("learning", "--csv").raw
    assert raw.startswith(b"\xef\xbb\xbf")
    assert raw.count(b"\n") == raw.count(b"\r\n") == len(by) + 1
    for row in csv.DictReader(io.StringIO(raw.decode("utf-8-sig"))):
        kept = by[row["measure"]]
        assert row["never"] == str(kept["never"])
        for name in ("median", "worst"):
            # What goes on until now is a little longer at the second look.
            said = float(row[name]) if row[name] else None
            assert said == (kept[name] if said is None else pytest.approx(kept[name], abs=5))


def test_who_looked_is_on_the_register(desk_copy):
    desk_copy.run("learning", "--from", "2100-01")
    assert desk_copy.register()[-1] == (
        "Ann Example",
        "record_opened",
        "the measures of every incident from 2100-01",
    )


@pytest.mark.parametrize("wrong", [("--from", "2026-13"), ("--from", "11/2026"), ("--csv",)])
def test_what_makes_no_sense_is_said(filled, wrong):
    done = filled.run("learning", *wrong, "--json")
    assert done.status == 2
    assert done.valid("error")["error"].endswith(".")


@pytest.mark.parametrize("text", ["=1+1", "+44", "-2", "@SUM(A1)", "\t=1", "  =1", "\r=1", "\n=1"])
def test_no_cell_is_a_formula(text):
    raw = csv_bytes(("what", "value"), [(text, -1.5), ('say "so", ŵ', None)])
    _, first, second = csv.reader(io.StringIO(raw.decode("utf-8-sig"), newline=""))
    assert first[0].startswith("'")
    assert as_written(first[0]) == text
    assert first[1] == "-1.5", "a number stays one"
    assert second == ['say "so", ŵ', ""]
