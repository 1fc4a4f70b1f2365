"""The full report: everything that the log and the agencies say about a night."""

from __future__ import annotations

from ooh_console.desk.panels.restricted import DO_NOT_TELL
from ooh_console.reports.contents.agencies import agencies
from ooh_console.reports.contents.answers import answers, standing, three_answers, what_it_is
from ooh_console.reports.contents.attendance import attendance
from ooh_console.reports.contents.doing import actions, meetings, protocol
from ooh_console.reports.contents.drawn import drawn
from ooh_console.reports.contents.integrity import in_short, integrity
from ooh_console.reports.contents.log import log
from ooh_console.reports.contents.markers import markers
from ooh_console.reports.contents.measured import took
from ooh_console.reports.contents.people import people
from ooh_console.reports.contents.plans import plans
from ooh_console.reports.contents.powers import powers, restrictions
from ooh_console.reports.contents.review import review
from ooh_console.reports.contents.told import told
from ooh_console.reports.document import Block, Listing, Report, Run, Section, Weight, words
from ooh_console.reports.marking import marked
from ooh_console.reports.night import Night


def full(night: Night) -> Report:
    """Everything, what must be known at once before the first heading."""
    return report(
        night,
        "full report",
        (in_short(night), what_it_is(night), three_answers(night), *standing(night)),
        (
            integrity(night),
            answers(night),
            drawn(night),
            took(night),
            told(night),
            people(night),
            plans(night),
            markers(night),
            attendance(night),
            powers(night),
            restrictions(night),
            protocol(night),
            meetings(night),
            actions(night),
            agencies(night),
            review(night),
            log(night),
        ),
    )


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
        head=view.integrity.head if view.integrity else "",
        entries=view.count,
        lead=(*_notes(night), *lead),
        sections=sections,
    )
    return marked(found, night)


def _notes(night: Night) -> tuple[Block, ...]:
    found = [words(Run(note, Weight.WARNING)) for note in night.notes]
    if night.restricted and night.kept.texts:
        warning = f"{DO_NOT_TELL}: this holds what they must not be told. Do not copy it to them."
        found.insert(0, words(Run(warning, Weight.RESTRICTED)))
    return (Listing(tuple(found)),) if found else ()
