"""The log as a table for a spreadsheet: one entry a row, times in UTC and as they were shown."""

from __future__ import annotations

from collections.abc import Iterator

from ooh_console.desk.panels.restricted import DO_NOT_TELL
from ooh_console.desk.wording import sentence
from ooh_console.domain.apart import shared_at
from ooh_console.domain.bodies import Correction
from ooh_console.domain.entries import Entry
from ooh_console.domain.protected import MARK
from ooh_console.domain.text import line
from ooh_console.domain.times import is_late, stamp
from ooh_console.reports.csv_text import Cell, csv_bytes
from ooh_console.reports.night import Night

HEAD = (
    "number",
    "happened (UTC)",
    "happened (local)",
    "recorded (UTC)",
    "recorded (local)",
    "late",
    "reason for the delay",
    "operator",
    "role",
    "agency",
    "desk",
    "kind",
    "what",
    "marked",
    "struck through by",
    "struck through (UTC)",
    "struck through because",
    "exercise",
    "entry",
    "shared (UTC)",
)
_LONGEST = 2_000_000
"""Characters of one text: longer than any entry."""


def log_csv(night: Night) -> bytes:
    """Every entry in the order of the log, as RFC 4180, safe against formulas."""
    return csv_bytes(HEAD, (_row(entry, night) for entry in night.log))


def _row(entry: Entry, night: Night) -> tuple[Cell, ...]:
    state = night.view.state
    struck = state.struck.get(entry.id)
    shared = shared_at(entry, state)
    why = struck.body.reason if struck and isinstance(struck.body, Correction) else ""
    what = sentence(entry, state, night.tz, _LONGEST)
    return (
        entry.seq,
        stamp(entry.occurred_at),
        night.at(entry.occurred_at),
        stamp(entry.recorded_at),
        night.at(entry.recorded_at),
        "late" if is_late(entry.occurred_at, entry.recorded_at) else "",
        line(entry.late_reason, _LONGEST),
        line(entry.operator, 200),
        line(entry.role, 200),
        line(entry.agency, 200),
        line(entry.desk, 200),
        line(entry.kind, 60),
        what,
        "; ".join(_marks(entry, what, night)),
        line(struck.operator, 200) if struck else "",
        stamp(struck.recorded_at) if struck else "",
        line(why, _LONGEST),
        "exercise" if night.view.exercise else "",
        line(entry.id, 60),
        stamp(shared) if shared else "",
    )


def _marks(entry: Entry, what: str, night: Night) -> Iterator[str]:
    if night.restricted and (night.is_restricted(entry) or night.kept.says(what)):
        yield DO_NOT_TELL
    if MARK in what:
        yield MARK
