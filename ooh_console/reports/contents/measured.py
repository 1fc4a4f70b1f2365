"""How long what matters took, beside the alarms of the configuration."""

from __future__ import annotations

from collections.abc import Iterator
from itertools import count

from ooh_console.desk.panels.debrief import in_words, measured, name
from ooh_console.desk.panels.learning import NAMES, unit
from ooh_console.desk.wording_clocks import clocks_differed
from ooh_console.domain.measures import Measure, What
from ooh_console.domain.protocol import steps
from ooh_console.domain.tallies import Counted, Tally, tallies
from ooh_console.domain.text import line
from ooh_console.reports.document import Column, Run, Section, Table, Weight, Words, words
from ooh_console.reports.night import Night
from ooh_console.reports.saying import alarm, cell, paragraph, quiet, section


def took(night: Night) -> Section:
    """Every measure, then what is counted over the whole night."""
    found = measured(night.view)
    markers = sum(one.what is What.MARKER_READ for one in found)
    number = count(1)
    rows = [_row(one, _name(one, markers, number, night), night) for one in found]
    rows += [_counted(one, night) for one in _tallies(night)]
    if not rows:
        return section("How long it took", paragraph(quiet("There is nothing to measure.")))
    columns = (
        Column("What", 3),
        Column("Minutes", 0.8, number=True),
        Column("At", 1.6),
        Column("Alarm after", 1, number=True),
        Column("Verdict", 1),
    )
    return section(
        "How long it took",
        Table("Minutes from the opening, beside the alarms of the configuration", columns, rows),
        *(() if markers else (paragraph(quiet("No warning marker is known here.")),)),
        *(paragraph(alarm(one)) for one in clocks_differed(night.view.state)),
    )


def _name(one: Measure, markers: int, number: Iterator[int], night: Night) -> str:
    """What was measured; of a marker that is left out, whose it is and which of them."""
    if one.what is What.MARKER_READ and not night.restricted:
        return f"read: warning marker {next(number)} ({line(one.agency, 30)})"
    return name(one, markers, night.view)


def _row(one: Measure, what: str, night: Night) -> tuple[Words, ...]:
    late = one.exceeded(night.view.now)
    minutes = words(in_words(one.minutes)) if one.minutes is not None else _never(night)
    limit = words(f"{in_words(one.limit)} min") if one.limit is not None else ()
    return (
        cell(what),
        minutes,
        words(night.at(one.until)),
        limit,
        _verdict(one, late=late),
    )


def _never(night: Night) -> Words:
    return words(alarm("never" if night.over else "not yet"))


def _verdict(one: Measure, *, late: bool) -> Words:
    if one.limit is None:
        return ()
    if late:
        return words(Run("LATE", Weight.WARNING))
    return words(Run("in time", Weight.GOOD)) if one.minutes is not None else words("not late")


def _tallies(night: Night) -> Iterator[Tally]:
    view = night.view
    # After the closing nothing is late any more, however long ago that was.
    until = view.state.closed.occurred_at if view.state.closed else view.now
    stood = steps(view.habits.protocols, view.state, view.holdings, until)
    yield from tallies(view.state, night.log, stood, until)


def _counted(one: Tally, night: Night) -> tuple[Words, ...]:
    if one.what is Counted.STEPS_MISSED and not night.restricted:
        # Without the protocols that are left out, their missed steps are not known either.
        return words(NAMES[one.what]), words(quiet("left out")), (), (), ()
    minutes = unit(one.what) == "minutes"
    value = in_words(one.value)
    return words(NAMES[one.what]), words(value if minutes else f"{value} ×"), (), (), ()
