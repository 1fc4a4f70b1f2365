"""The full report: everything that the log and the agencies say about a night."""

from __future__ import annotations

from ooh_console.reports.contents.agencies import agencies
from ooh_console.reports.contents.answers import answers, standing, three_answers, what_it_is
from ooh_console.reports.contents.attendance import attendance
from ooh_console.reports.contents.doing import actions, meetings, protocol
from ooh_console.reports.contents.drawn import drawn
from ooh_console.reports.contents.integrity import in_short, integrity
from ooh_console.reports.contents.log import log
from ooh_console.reports.contents.making import report
from ooh_console.reports.contents.markers import markers
from ooh_console.reports.contents.measured import took
from ooh_console.reports.contents.people import people
from ooh_console.reports.contents.plans import plans
from ooh_console.reports.contents.powers import powers
from ooh_console.reports.contents.restricted import restrictions
from ooh_console.reports.contents.review import review
from ooh_console.reports.contents.told import told
from ooh_console.reports.document import Report
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
