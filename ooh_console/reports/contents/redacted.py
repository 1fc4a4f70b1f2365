"""The redacted report: how the night went, for people who must not know whose night it was."""

from __future__ import annotations

from dataclasses import replace
from zoneinfo import ZoneInfo

from ooh_console.desk.wording import sentence
from ooh_console.domain.entries import happened
from ooh_console.reports.contents.answers import answers, three_answers
from ooh_console.reports.contents.attendance import attendance
from ooh_console.reports.contents.doing import actions, meetings, protocol
from ooh_console.reports.contents.drawn import drawn
from ooh_console.reports.contents.log import log
from ooh_console.reports.contents.making import report
from ooh_console.reports.contents.markers import markers
from ooh_console.reports.contents.measured import took
from ooh_console.reports.contents.plans import who_holds
from ooh_console.reports.contents.powers import powers
from ooh_console.reports.contents.restricted import restrictions
from ooh_console.reports.contents.review import review
from ooh_console.reports.contents.told import told as who_was_told
from ooh_console.reports.document import Report, Run, Words
from ooh_console.reports.marking import changed
from ooh_console.reports.night import Night
from ooh_console.reports.redaction.since import relative
from ooh_console.reports.saying import section


def redacted_report(night: Night, tz: ZoneInfo) -> Report:
    """The report of a night that was told with pseudonyms; `tz` is for when it was made alone."""
    found = report(
        night,
        "redacted report",
        (three_answers(night),),
        (
            answers(night),
            drawn(night),
            took(night),
            who_was_told(night),
            section("Birth plan", who_holds(night)),
            markers(night),
            attendance(night),
            powers(night),
            restrictions(night),
            protocol(night),
            meetings(night),
            actions(night),
            review(night),
            log(night),
        ),
    )
    told = changed(found, _relative) if night.relative else found
    return replace(
        told, reference="redacted", title="Redacted report", tz=tz, dated=not night.relative
    )


def _relative(found: Words) -> Words:
    return tuple(Run(relative(run.text), run.weight) for run in found)


def to_read(night: Night) -> tuple[str, ...]:
    """Every line that holds somebody's own words: a person reads them before it leaves."""
    state = night.view.state
    spelt = relative if night.relative else str
    return tuple(
        spelt(f"{night.at(entry.occurred_at)} {sentence(entry, state, night.tz, 2_000)}")
        for entry in sorted(night.log, key=happened)
        if entry.id in night.free_text
    )
