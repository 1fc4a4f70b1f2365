"""Marks on what must not reach the family and on protected addresses, wherever they stand (I9)."""

from __future__ import annotations

from collections.abc import Callable, Iterator, Sequence
from dataclasses import replace

from ooh_console.reports.document import (
    Block,
    Facts,
    Listing,
    Paragraph,
    Report,
    Run,
    Section,
    Table,
    Weight,
    Words,
)
from ooh_console.reports.night import Night

Change = Callable[[Words], Words]


def marked(report: Report, night: Night) -> Report:
    """The report with a mark before all words that quote something restricted, or name a protected
    place, and do not say so yet. Where all that is left out, nothing is marked."""
    marking = night.marking

    def mark(found: Words) -> Words:
        text = "".join(run.text for run in found)
        if not night.restricted:
            return tuple(map(_softer, found))
        before = (Run(f"[{one}] ", Weight.RESTRICTED) for one in marking.missing(text))
        return (*before, *found)

    return changed(report, mark)


def _softer(run: Run) -> Run:
    """What is left out is not there: nothing must be marked as if it were."""
    return Run(run.text, Weight.WARNING) if run.weight is Weight.RESTRICTED else run


def changed(report: Report, change: Change) -> Report:
    """The report with all its words passed through a change."""
    return replace(
        report,
        lead=tuple(_block(one, change) for one in report.lead),
        sections=tuple(_section(one, change) for one in report.sections),
    )


def _section(section: Section, change: Change) -> Section:
    return replace(
        section,
        blocks=tuple(_block(one, change) for one in section.blocks),
        sections=tuple(_section(one, change) for one in section.sections),
    )


def _block(block: Block, change: Change) -> Block:
    match block:
        case Paragraph(found):
            return Paragraph(change(found))
        case Listing(items, ordered):
            return Listing(tuple(map(change, items)), ordered)
        case Facts(pairs):
            return Facts(tuple((name, change(found)) for name, found in pairs))
        case Table(caption, columns, rows):
            return Table(caption, columns, _Changed(rows, change))
        case _:
            return block


class _Changed(Sequence[tuple[Words, ...]]):
    """Rows, each changed when it is asked for."""

    def __init__(self, rows: Sequence[tuple[Words, ...]], change: Change) -> None:
        self._rows = rows
        self._change = change

    def __len__(self) -> int:
        return len(self._rows)

    def __getitem__(self, place: int) -> tuple[Words, ...]:  # type: ignore[override]
        return tuple(map(self._change, self._rows[place]))

    def __iter__(self) -> Iterator[tuple[Words, ...]]:
        return (tuple(map(self._change, row)) for row in self._rows)
