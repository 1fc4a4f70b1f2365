"""The log in lines: an entry a line; for somebody who hears it; one entry in full."""

from __future__ import annotations

from collections.abc import Iterable, Sequence

from ooh_console.desk.panels.lines import Line, Span, Tone, quiet, row
from ooh_console.desk.panels.log_row import entry_lead, entry_words
from ooh_console.desk.panels.marked import before
from ooh_console.desk.view import View
from ooh_console.desk.wording import sentence
from ooh_console.desk.wording_log import details, marks
from ooh_console.domain.entries import Entry
from ooh_console.domain.text import clean, line
from ooh_console.domain.times import day_clock, turn

NOT_IN_THE_LOG_BY_DEFAULT = frozenset({"holding_seen"})
"""Kept for the review; on the screen they would only be noise."""


def read_by_people(log: Iterable[Entry]) -> list[Entry]:
    """The entries without those that are kept for the review alone."""
    return [entry for entry in log if entry.kind not in NOT_IN_THE_LOG_BY_DEFAULT]


def log_lines(log: Sequence[Entry], view: View) -> list[Line]:
    """An entry a line; the date and the zone where they change."""
    tz, above = view.habits.tz, None
    found = []
    for entry in log:
        lead = turn(above, entry.occurred_at, tz)
        words = entry_words(entry, view.state, tz, view.marking, limit=2_000)
        found.append(row(*([Span(lead)] if lead else []), entry_lead(entry, tz), *words))
        above = entry.occurred_at
    return found


def log_spoken(log: Sequence[Entry], view: View) -> list[Line]:
    """Each entry with its number, day, zone and author; struck and late before the words, and then
    who struck it out, when it was recorded or shared, and why."""
    found = [one for entry in read_by_people(log) for one in entry_spoken(entry, view)]
    return found or [quiet("Nothing is recorded.")]


def entry_spoken(entry: Entry, view: View) -> list[Line]:
    """One entry, as `log_spoken` says it."""
    state, tz = view.state, view.habits.tz
    mark = ", ".join(marks(entry, state, tz))
    who = f"{line(entry.operator, 60)}, {line(entry.role, 40)}"
    words = sentence(entry, state, tz, 2_000)
    found = [
        row(
            f"Entry {entry.seq}, {day_clock(entry.occurred_at, tz)}, {who}: ",
            *([Span(f"{mark}: ", Tone.WARNING)] if mark else []),
            *before(words, entry, view.marking),
            words,
        )
    ]
    if mark:
        # The time of recording belongs to what is late; that it was struck out, to both.
        said = [one for one in details(entry, state, tz) if one.startswith(_ABOUT_MARKS)]
        found += [row(f"  {' '.join(one.split())}") for one in said]
    return found


_ABOUT_MARKS = ("Recorded", "SHARED", "KEY DISABLED", "CLOCK", "LATE", "STRUCK")


def entry_in_full(entry: Entry, view: View) -> list[Line]:
    """Everything about one entry, then its words as they were typed."""
    state, tz = view.state, view.habits.tz
    text = str(getattr(entry.body, "text", "")) or sentence(entry, state, tz, 100_000)
    lines = [row(one) for one in details(entry, state, tz)]
    said = [row(one) for one in clean(text).split("\n")]
    # The whole is not for the family, whichever of its lines says why.
    for mark in reversed(view.marking.belong(text, entry)):
        lines[0] = row(Span(f"[{mark}] ", Tone.RESTRICTED), *lines[0].spans)
    said[0] = row(*before(text, entry, view.marking), *said[0].spans)
    return [*lines, row(""), *said]
