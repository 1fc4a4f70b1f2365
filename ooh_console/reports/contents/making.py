"""A report of a night, whatever is in it: its head, and what a reader must know before all else."""

from __future__ import annotations

from ooh_console.desk.marking import DO_NOT_TELL
from ooh_console.reports.document import Block, Listing, Report, Run, Section, Weight, words
from ooh_console.reports.marking import marked
from ooh_console.reports.night import Night


def report(
    night: Night, kind: str, lead: tuple[Block, ...], sections: tuple[Section, ...]
) -> Report:
    """A report of this night, with what a reader must know of how it was made before all else."""
    view = night.view
    found = Report(
        reference=view.reference,
        title=f"Incident {view.reference}: {kind}",
        classification=night.classification,
        exercise=view.exercise,
        made_at=night.made_at,
        made_by=night.made_by,
        tz=night.tz,
        head=view.integrity.head if view.integrity else None,
        entries=view.count,
        lead=(*_notes(night), *lead),
        sections=sections,
    )
    return marked(found, night)


def _notes(night: Night) -> tuple[Block, ...]:
    found = [words(Run(note, Weight.WARNING)) for note in night.notes]
    if night.restricted and (night.kept.texts or night.view.holdings.markers):
        warning = f"{DO_NOT_TELL}: this holds what they must not be told. Do not copy it to them."
        found.insert(0, words(Run(warning, Weight.RESTRICTED)))
    return (Listing(tuple(found)),) if found else ()
