"""What is counted over a whole night, beside what `measures` times: for learning over many nights.

Struck entries do not count. Everything is judged at one moment: the end of the night, or now.
"""

from __future__ import annotations

from collections.abc import Iterable
from dataclasses import dataclass
from datetime import datetime, timedelta
from enum import StrEnum

from ooh_console.domain.alarms import MINUTE
from ooh_console.domain.bodies import (
    OOH,
    AttendanceAnswered,
    AttendanceProgress,
    CommitmentRecorded,
    DecisionMakerAccepted,
)
from ooh_console.domain.entries import Entry, body_of
from ooh_console.domain.protocol import StepNow
from ooh_console.domain.state import State
from ooh_console.domain.text import name_key


class Counted(StrEnum):
    """What is counted. The values are words that programs can rely on."""

    NO_DECISION_MAKER = "no-decision-maker"
    """Minutes in which nobody had accepted to decide (L5)."""
    PROMISES_LATE = "promises-late"
    """Promises to attend that were kept after their time, or not at all (I13)."""
    STEPS_MISSED = "steps-missed"
    """Protocol steps whose time had passed without them."""
    LATE_ENTRIES = "late-entries"
    """Entries recorded more than five minutes after they happened (I3)."""


@dataclass(frozen=True, slots=True)
class Tally:
    """One number of one night: minutes for `NO_DECISION_MAKER`, else how many."""

    what: Counted
    value: float


def tallies(
    state: State, log: Iterable[Entry], steps: Iterable[StepNow], until: datetime
) -> tuple[Tally, ...]:
    """Every tally of a night; none before it was opened.

    `log` is every entry, notes included; `steps` are those of the protocol as they stood at
    `until`, which is when the night ended, or now.
    """
    if state.opened is None:
        return ()
    late = sum(bool(e.late_reason) and e.id not in state.struck for e in log)
    return (
        Tally(Counted.NO_DECISION_MAKER, _nobody_decides(state, until) / MINUTE),
        Tally(Counted.PROMISES_LATE, _promises_late(state, until)),
        Tally(Counted.STEPS_MISSED, sum(step.overdue for step in steps)),
        Tally(Counted.LATE_ENTRIES, late),
    )


def _nobody_decides(state: State, until: datetime) -> timedelta:
    """From the opening, and from each change of the decision maker, until that one accepts."""
    assert state.opened is not None
    began = min(state.opened.occurred_at, state.opened.recorded_at)
    accepted: dict[str, datetime] = {}
    for entry in state.live("decision_maker_accepted"):
        accepted.setdefault(body_of(entry, DecisionMakerAccepted).answer, entry.occurred_at)
    turns = [(began, ""), *((e.occurred_at, e.id) for e in state.live("decision_maker_set"))]
    ends = [*(start for start, _ in turns[1:]), until]
    waited = timedelta()
    for (start, id), end in zip(turns, ends, strict=True):
        start, end = max(start, began), min(end, until)
        waited += max(timedelta(), min(accepted.get(id, end), end) - start)
    return waited


def _promises_late(state: State, until: datetime) -> int:
    """A promise ends when somebody is seen there, or when the agency answers anew before its time.

    An answer that comes after the promised time does not mend that nobody was there by then."""
    said: dict[str, list[Entry]] = {}
    for kind in ("attendance_answered", "commitment_recorded", "attendance_progress"):
        for entry in state.live(kind):
            said.setdefault(_agency(entry), []).append(entry)
    return sum(_late_of(sorted(entries, key=_happened), until) for entries in said.values())


def _late_of(entries: list[Entry], until: datetime) -> int:
    late = 0
    eta: datetime | None = None
    for entry in entries:
        body = entry.body
        if isinstance(body, AttendanceProgress) and body.progress != "on-scene":
            continue
        late += eta is not None and entry.occurred_at > eta
        eta = None
        if isinstance(body, AttendanceAnswered | CommitmentRecorded):
            eta = body.eta if body.answer == "will-attend" else None
    return late + (eta is not None and until > eta)


def _agency(entry: Entry) -> str:
    body = entry.body
    if isinstance(body, AttendanceProgress | CommitmentRecorded):
        return name_key(body.agency)
    return name_key(OOH)


def _happened(entry: Entry) -> tuple[datetime, int]:
    return entry.occurred_at, entry.seq
