"""How each agency answered, with the reason where it could not be checked (I7)."""

from __future__ import annotations

from ooh_console.desk.panels import child_protection
from ooh_console.desk.panels.holdings import source_words
from ooh_console.domain.sources import SourceState
from ooh_console.domain.text import line
from ooh_console.reports.document import Run, Section, Weight, words
from ooh_console.reports.night import Night
from ooh_console.reports.saying import listing, section, table


def agencies(night: Night) -> Section:
    """A row a question; then what the child-protection service said, where it was asked."""
    view = night.view
    rows = []
    for holding in view.holdings.of_incident:
        source = view.holdings.source(holding.agency)
        failed = holding.state is SourceState.COULD_NOT_CHECK
        answer = Run(source_words(holding, view), Weight.ALARM if failed else Weight.PLAIN)
        number = line(source.telephone, 40) if source else ""
        rows.append(
            (
                words(line(holding.agency, 60)),
                words(number),
                words(holding.offer.value),
                words(answer),
            )
        )
    parts: tuple[Section, ...] = ()
    if child_protection.asked(view):
        parts = (section("Child-protection service", *listing(child_protection.said(view))),)
    return section(
        "How each agency answered",
        table(
            "Each question to each agency, as it stood",
            (("Agency", 1.5), ("Telephone", 1), ("Question", 1), ("Answer", 3)),
            rows,
            "No agency is configured.",
        ),
        sections=parts,
    )
