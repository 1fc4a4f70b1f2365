"""The rows about reports: a night of 10,000 entries as a page, with names replaced, and as a PDF.

What a report takes once the log is read and checked stands beside what its process takes from the
start: the second is what a person waits for.

`python -m tests.benchmarks.reports FORMAT FOLDER` makes one in a process of its own and prints how
long it took and what it held in memory, as JSON.
"""

from __future__ import annotations

import html as escaping
import json
import subprocess
import sys
import time
from datetime import datetime
from pathlib import Path
from typing import Any

import typst

from ooh_console.bootstrap import ExerciseOpening
from ooh_console.desk.desk import Desk
from ooh_console.domain.entries import Entry
from ooh_console.domain.times import day_clock, zone
from ooh_console.reports.contents.full import full
from ooh_console.reports.contents.redacted import redacted_report
from ooh_console.reports.html import html
from ooh_console.reports.night import Night
from ooh_console.reports.night import night as of_night
from ooh_console.reports.pdf import pdf
from ooh_console.reports.redaction.redacting import redacted
from ooh_console.reports.withholding import withheld
from tests.benchmarks.desks import LONG, PASSPHRASE, Nights, night, parts
from tests.benchmarks.memory import Memory
from tests.benchmarks.table import MORE_MEMORY, TIME, TIMES_MEMORY, Row
from tests.benchmarks.terminal import environment

MANY, FEW = 10_000, 1_000
ROUNDS = 3
NAMES = {"html": "HTML", "redacted": "redacted HTML", "pdf": "PDF"}
"""As the command makes them: without what must not be told to the family."""


def reports(nights: Nights) -> list[Row]:
    """Each beside the same rows with nothing around them."""
    places = {count: nights.folder(f"report of {count}") / "data" for count in (MANY, FEW)}
    for count, place in places.items():
        night(place, count)
    home = nights.folder("home of reports")
    rows = []
    asked: tuple[tuple[str, str, float | None], ...] = (
        ("html", "join", 2.0),
        ("redacted", "join", None),
        ("pdf", "typst", 20.0),
    )
    for format_, floor, goal in asked:
        made, few, bare = (
            [_run(home, what, place) for _ in range(ROUNDS)]
            for what, place in (
                (format_, places[MANY]),
                (format_, places[FEW]),
                (floor, places[MANY]),
            )
        )
        name = NAMES[format_]
        rows += [
            Row(
                f"{name} of {MANY:,} entries, once read and checked",
                TIME,
                [one["seconds"] for one in made],
                [one["seconds"] for one in bare],
                "the same rows and nothing else",
                goal,
            ),
            Row(
                "… from the start of its process: signed in, read, checked, made",
                TIME,
                [one["whole"] for one in made],
                [one["whole"] for one in bare],
                "the same rows and nothing else, read and checked as well",
            ),
            Row(
                f"… memory of the process that makes the {name}, log and all",
                MORE_MEMORY,
                [one["memory"] for one in made],
                [one["memory"] for one in few],
                f"the same with {FEW:,} entries",
                None if format_ == "redacted" else 50e6,
            ),
        ]
        if format_ == "pdf":
            rows += [
                Row(
                    "… memory of all processes that make the PDF, at its most",
                    TIMES_MEMORY,
                    [one["together"] for one in made],
                    [one["together"] for one in few],
                    f"the same with {FEW:,} entries: flat is once",
                    2.0,
                ),
                Row(
                    "… memory of the largest process beside it, which sets pages",
                    MORE_MEMORY,
                    [one["beside"] for one in made],
                    [one["memory"] for one in bare],
                    "the same rows and nothing else, set at once",
                ),
            ]
    return rows


def _run(home: Path, what: str, folder: Path) -> dict[str, float]:
    began = time.perf_counter()
    done = subprocess.run(
        [sys.executable, "-m", "tests.benchmarks.reports", what, str(folder)],
        env=environment(home),
        stdout=subprocess.PIPE,
        check=True,
    )
    found: dict[str, float] = {"whole": time.perf_counter() - began, **json.loads(done.stdout)}
    return found


def _made(what: str, read: Night, desk: Desk) -> bytes:
    if what == "redacted":
        return html(redacted_report(redacted(read, frozenset()), desk.habits.tz))
    makes = {"html": html, "pdf": pdf}[what]
    return makes(full(withheld(read)))


def _joined(log: tuple[Entry, ...]) -> bytes:
    """A page of nothing but these rows: strings, escaped and joined."""
    rows = (f"<tr><td>{'<td>'.join(map(escaping.escape, row))}" for row in _rows(log))
    return f"<!doctype html><table>{''.join(rows)}</table>".encode()


def _bare(log: tuple[Entry, ...]) -> bytes:
    """A PDF of nothing but these rows."""
    source = b"#table(columns: 4, ..json(bytes(sys.inputs.d)).flatten())"
    made = typst.compile(
        source,
        ignore_system_fonts=True,
        format="pdf",
        sys_inputs={"d": json.dumps(list(_rows(log)))},
    )
    assert isinstance(made, bytes)
    return made


def _rows(log: tuple[Entry, ...]) -> Any:
    for entry in log:
        text = str(getattr(entry.body, "text", entry.kind))
        at: datetime = entry.occurred_at
        yield str(entry.seq), day_clock(at, zone()), f"{entry.operator}, {entry.role}", text


def main(what: str, folder: Path) -> None:
    """One report, measured."""
    opened = parts(folder)
    desk = ExerciseOpening(opened, PASSPHRASE).sign_in()
    read = of_night(desk, LONG, drawn=True)
    with Memory() as memory:
        before = time.perf_counter()
        if what in NAMES:
            made = _made(what, read, desk)
        else:
            made = {"join": _joined, "typst": _bare}[what](read.log)
        took = time.perf_counter() - before
    opened.close()
    assert len(made) > 50_000
    print(json.dumps({"seconds": took, **memory.found()}))


if __name__ == "__main__":
    main(sys.argv[1], Path(sys.argv[2]))
