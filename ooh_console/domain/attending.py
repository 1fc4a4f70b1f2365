"""Where one agency's attendance stands: its answer, then what was seen of it since."""

from __future__ import annotations

from collections.abc import Iterable
from dataclasses import dataclass, replace
from datetime import datetime

from ooh_console.domain.attendance import Attendance
from ooh_console.domain.bodies import (
    OOH,
    AttendanceAnswered,
    AttendanceProgress,
    CommitmentRecorded,
)
from ooh_console.domain.entries import Entry, happened
from ooh_console.domain.text import name_key

KINDS = (
    "attendance_requested",
    "attendance_answered",
    "attendance_progress",
    "commitment_recorded",
)
"""Kinds that say something about an agency's attendance."""
_OOH = name_key(OOH)


@dataclass(frozen=True, slots=True)
class Attending:
    """Where one agency's attendance stands, as recorded at the desks."""

    agency: str
    state: Attendance | None
    """`None`: not asked."""
    since: datetime | None = None
    who: str = ""
    eta: datetime | None = None
    agreed_role: str = ""
    reason: str = ""
    note: str = ""
    answer: Entry | None = None
    """The entry with the answer in force, if one was given."""
    entry: Entry | None = None
    """The latest entry about this agency."""


def by_agency(entries: Iterable[Entry]) -> dict[str, list[Entry]]:
    """The entries of `KINDS` by the agency that they are about, as they happened."""
    found: dict[str, list[Entry]] = {}
    keys: dict[str, str] = {}
    for entry in sorted(entries, key=happened):
        agency = agency_of(entry)
        name = keys.get(agency) or keys.setdefault(agency, name_key(agency))
        # What others heard about OOH is not OOH's answer.
        if name != _OOH or entry.kind != "commitment_recorded":
            found.setdefault(name, []).append(entry)
    return found


def standing(agency: str, entries: Iterable[Entry]) -> Attending:
    """Where an agency stands after these entries about it."""
    found = Attending(agency, None)
    for entry in entries:
        found = _attend(found, entry)
    return found


def agency_of(entry: Entry) -> str:
    """The agency that an entry of `KINDS` is about."""
    return str(getattr(entry.body, "agency", OOH))


def _attend(standing: Attending, entry: Entry) -> Attending:
    match entry.body:
        case AttendanceAnswered() | CommitmentRecorded() as body:
            return Attending(
                standing.agency,
                Attendance(body.answer),
                since=entry.occurred_at,
                who=body.who,
                eta=body.eta,
                agreed_role=body.agreed_role,
                reason=body.reason,
                answer=entry,
                entry=entry,
            )
        case AttendanceProgress() as body:
            return replace(
                standing,
                state=Attendance(body.progress),
                since=entry.occurred_at,
                who=body.who or standing.who,
                note=body.note,
                entry=entry,
            )
        case _ if standing.answer is None and standing.state is None:
            return replace(
                standing, state=Attendance.REQUESTED, since=entry.occurred_at, entry=entry
            )
        case _:
            return standing
