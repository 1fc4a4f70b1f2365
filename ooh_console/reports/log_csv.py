"""The log as a table: one entry a row, times in UTC and as they were shown."""

from __future__ import annotations

from collections.abc import Iterator

from ooh_console.desk.integrity import NOT_AS_RECORDED
from ooh_console.desk.wording import sentence
from ooh_console.domain.apart import shared_at
from ooh_console.domain.bodies import Correction
from ooh_console.domain.desk_clocks import seconds_off
from ooh_console.domain.entries import Entry
from ooh_console.domain.protected import MARK
from ooh_console.domain.text import line
from ooh_console.domain.times import is_late, stamp
from ooh_console.reports.csv_text import Cell, csv_bytes
from ooh_console.reports.night import Night
from ooh_console.reports.redaction.since import relative

_TELLING = ("happened (UTC)", "recorded (UTC)", "struck through (UTC)", "shared (UTC)", "entry")
"""Columns that say when it was: an id of an entry has its time in it too."""
LONGEST = 2_000_000
"""Characters of one text: longer than any entry."""


def log_csv(night: Night) -> bytes:
    """Every entry in the order of the log, for a spreadsheet: RFC 4180, safe against formulas."""
    rows = [_row(entry, night) for entry in night.log]
    head = tuple(rows[0]) if rows else ()
    return csv_bytes(head, (tuple(row.values()) for row in rows))


def _row(entry: Entry, night: Night) -> dict[str, Cell]:
    state = night.view.state
    struck = state.struck.get(entry.id)
    shared = shared_at(entry, state)
    why = struck.body.reason if struck and isinstance(struck.body, Correction) else ""
    what = sentence(entry, state, night.tz, LONGEST)
    about = night.about(entry)
    found: dict[str, Cell] = {
        "number": entry.seq,
        "happened (UTC)": stamp(entry.occurred_at),
        "happened (local)": night.at(entry.occurred_at),
        "recorded (UTC)": stamp(entry.recorded_at),
        "recorded (local)": night.at(entry.recorded_at),
        "late": "late" if is_late(entry.occurred_at, entry.recorded_at) else "",
        "reason for the delay": line(entry.late_reason, LONGEST),
        "operator": line(entry.operator, 200),
        "role": line(entry.role, 200),
        "agency": line(entry.agency, 200),
        "desk": line(entry.desk, 200),
        "kind": line(entry.kind, 60),
        "what": what,
        "marked": "; ".join(marks(entry, what, night)),
        "struck through by": line(struck.operator, 200) if struck else "",
        "struck through (UTC)": stamp(struck.recorded_at) if struck else "",
        "struck through because": line(why, LONGEST),
        "exercise": "exercise" if night.view.exercise else "",
        "entry": line(entry.id, 60),
        "shared (UTC)": stamp(shared) if shared else "",
        "desk clock behind (s)": seconds_off(entry, state.kinds.get("clock_differs", ())) or "",
        "about entry": about[0] if len(about) == 1 else " and ".join(map(str, about)),
    }
    if not night.redacted:
        return found
    kept = {name: value for name, value in found.items() if name not in _TELLING}
    if not night.relative:
        return kept
    return {n: relative(v) if isinstance(v, str) else v for n, v in kept.items()}


def marks(entry: Entry, what: str, night: Night) -> Iterator[str]:
    """What is marked on an entry: that the family must not hear it, that it is not as recorded."""
    if night.restricted:
        yield from night.marking.belong(what, entry)
    elif MARK in what:
        yield MARK
    if (checked := night.view.integrity) and entry.seq in checked.places():
        yield NOT_AS_RECORDED
