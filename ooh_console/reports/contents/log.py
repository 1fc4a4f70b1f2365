"""The whole log: every entry, late ones with both times, struck ones readable, with who and why."""

from __future__ import annotations

from collections.abc import Iterator, Sequence

from ooh_console.desk.handover import PARTS
from ooh_console.desk.integrity import entries
from ooh_console.desk.wording import sentence
from ooh_console.desk.wording_clocks import clock_mark
from ooh_console.domain.apart import shared_at
from ooh_console.domain.bodies import BriefingHeld, Correction, ShiftHandedOver
from ooh_console.domain.entries import Entry
from ooh_console.domain.text import line
from ooh_console.domain.times import age, is_late
from ooh_console.reports.document import Column, Run, Section, Table, Weight, Words, words
from ooh_console.reports.night import SHOWN_AT_MOST, Night
from ooh_console.reports.saying import section


def log(night: Night) -> Section:
    """A row an entry, in the order of recording."""
    columns = (
        Column("No.", 0.5, number=True),
        Column("Happened", 1.3),
        Column("Who", 1.6),
        Column("What", 5),
    )
    return section(
        "The whole log",
        Table(f"{entries(len(night.log))}, in the order of recording", columns, Rows(night)),
    )


class Rows(Sequence[tuple[Words, ...]]):
    """The rows, each made when it is asked for: ten thousand entries need not stand in memory."""

    def __init__(self, night: Night) -> None:
        self._night = night

    def __len__(self) -> int:
        return len(self._night.log)

    def __getitem__(self, place: int) -> tuple[Words, ...]:  # type: ignore[override]
        return _row(self._night.log[place], self._night)

    def __iter__(self) -> Iterator[tuple[Words, ...]]:
        return (_row(entry, self._night) for entry in self._night.log)


def _row(entry: Entry, night: Night) -> tuple[Words, ...]:
    return (
        words(str(entry.seq)),
        words(*_when(entry, night)),
        words(f"{line(entry.operator, 60)}, {line(entry.role, 40)}"),
        words(*_what(entry, night)),
    )


def _when(entry: Entry, night: Night) -> Iterator[Run | str]:
    yield night.at(entry.occurred_at)
    # A clock set back by an hour makes the recorded time the earlier one.
    if is_late(entry.occurred_at, entry.recorded_at):
        gap = age(entry.occurred_at, entry.recorded_at)
        after = f", {gap} after" if entry.recorded_at > entry.occurred_at else ""
        yield Run(f" LATE: recorded {night.at(entry.recorded_at)}{after}", Weight.WARNING)
    if (shared := shared_at(entry, night.view.state)) is not None:
        yield Run(f" SHARED {night.at(shared)}", Weight.WARNING)
    if by := clock_mark(entry, night.view.state):
        yield Run(f" {by}", Weight.WARNING)


def _more(entry: Entry) -> Iterator[tuple[str, str]]:
    """What was recorded and has no room in one sentence."""
    match entry.body:
        case BriefingHeld() as body:
            for name in _IIMARCH:
                if text := getattr(body, name):
                    yield name.capitalize(), text
        case ShiftHandedOver() as body:
            for name, heading in PARTS.items():
                if lines := getattr(body, name):
                    yield heading, "; ".join(lines)
        case _:
            pass


_IIMARCH = (
    "information", "intent", "method", "administration", "risk", "communications", "humanitarian",
)  # fmt: skip


def _what(entry: Entry, night: Night) -> Iterator[Run | str]:
    state = night.view.state
    correction = state.struck.get(entry.id)
    said = sentence(entry, state, night.tz, SHOWN_AT_MOST)
    restricted = night.restricted and night.is_restricted(entry)
    weight = Weight.RESTRICTED if restricted else Weight.PLAIN
    if night.restricted:
        for mark in night.marking.missing(said, entry):
            yield Run(f"[{mark}] ", Weight.RESTRICTED)
    yield Run(said, Weight.STRUCK if correction else weight)
    if isinstance(entry.body, Correction):
        yield "".join(f" (entry {number})" for number in night.about(entry))
    if said.endswith("…"):
        yield Run(" [longer: the whole of it is in the CSV and JSON]", Weight.WARNING)
    for name, text in _more(entry):
        yield Run(f" {name}: ", Weight.STRONG)
        yield line(text, SHOWN_AT_MOST)
    if entry.late_reason:
        yield Run(f" Reason for the delay: {line(entry.late_reason, 500)}.", Weight.QUIET)
    if correction is not None:
        why = correction.body.reason if isinstance(correction.body, Correction) else ""
        yield Run(
            f" STRUCK THROUGH by {line(correction.operator, 60)} at "
            f"{night.at(correction.recorded_at)} (entry {correction.seq}). "
            f"Reason: {line(why, 500)}",
            Weight.WARNING,
        )
