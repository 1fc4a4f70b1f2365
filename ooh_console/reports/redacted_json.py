"""The redacted log for programs. Its schema is `redacted.schema.json`; nobody can verify it."""

from __future__ import annotations

import json
from collections.abc import Callable
from datetime import timedelta
from typing import Any

from ooh_console.desk.wording import sentence
from ooh_console.domain.bodies import Correction
from ooh_console.domain.desk_clocks import seconds_off
from ooh_console.domain.entries import Entry
from ooh_console.domain.exports import REDACTED
from ooh_console.domain.text import line
from ooh_console.domain.times import is_late
from ooh_console.reports.log_csv import LONGEST, marks
from ooh_console.reports.night import Night
from ooh_console.reports.redaction.since import relative

VERSION = 2
"""Of its shape. The first had the heads of the table for its keys."""


def redacted_json(night: Night) -> bytes:
    """The entries of a night that was told with pseudonyms, an entry a line, in ASCII."""
    content = {
        "format": REDACTED,
        "version": VERSION,
        "classification": night.classification,
        "exercise": night.view.exercise,
        "notes": list(night.notes),
    }
    head = ",\n".join(f" {json.dumps(k)}: {json.dumps(v)}" for k, v in content.items())
    rows = ",\n".join(f"  {json.dumps(_entry(entry, night))}" for entry in night.log)
    return f'{{\n{head},\n "entries": [\n{rows}\n ]\n}}\n'.encode("ascii")


def _entry(entry: Entry, night: Night) -> dict[str, Any]:
    state = night.view.state
    opened = (state.opened or night.log[0]).occurred_at
    spelt: Callable[[str], str] = relative if night.relative else str
    what = sentence(entry, state, night.tz, LONGEST)
    struck = state.struck.get(entry.id)
    why = struck.body.reason if struck and isinstance(struck.body, Correction) else ""

    def said(text: str) -> str:
        return spelt(line(text, LONGEST))

    return {
        "number": entry.seq,
        "happened": spelt(night.at(entry.occurred_at)),
        "happened_minutes": _minutes(entry.occurred_at - opened),
        "recorded": spelt(night.at(entry.recorded_at)),
        "recorded_minutes": _minutes(entry.recorded_at - opened),
        "late": is_late(entry.occurred_at, entry.recorded_at),
        "late_reason": said(entry.late_reason),
        "operator": said(entry.operator),
        "role": said(entry.role),
        "agency": said(entry.agency),
        "desk": said(entry.desk),
        "kind": line(entry.kind, 60),
        "what": spelt(what),
        "about": list(night.about(entry)),
        "marked": list(marks(entry, what, night)),
        "struck": {"by": said(struck.operator), "reason": said(why)} if struck else None,
        "clock_behind_seconds": seconds_off(entry, state.kinds.get("clock_differs", ())) or None,
    }


def _minutes(passed: timedelta) -> int:
    """Whole minutes, cut towards the opening as in `T-00:12`."""
    return int(passed / timedelta(minutes=1))
