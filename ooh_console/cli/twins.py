"""`show REF --screen NAME`: the text twin of each page of the desk."""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass, replace

from ooh_console.cli.outcome import CannotDo
from ooh_console.cli.text_shapes import ScreenText
from ooh_console.desk.integrity import entries
from ooh_console.desk.panels.changes import changes
from ooh_console.desk.panels.lines import Line, Span, Tone, row
from ooh_console.desk.panels.log import entry_in_full, log_spoken
from ooh_console.desk.panels.marked import marked
from ooh_console.desk.panels.sharing import sharing_lines
from ooh_console.desk.reviewing import searched
from ooh_console.desk.screens import SCREENS, Words, head, spoken, twin
from ooh_console.desk.view import View
from ooh_console.domain.entries import Entry
from ooh_console.domain.log_filter import LogFilter
from ooh_console.domain.text import line

LOG = "log"
CHANGES = "changes"


@dataclass(frozen=True, slots=True)
class Named:
    """What was asked for: a screen of the table, the log, or one entry of it."""

    name: str
    entry: int = 0
    """The number of the one entry; 0 for the whole."""
    only: str = ""
    """Which entries of the log, in the words of the review's filter."""


def which(text: str | None, *, only: str = "", since: str = "") -> Named | None:
    """The screen of this name; `log:12` is one entry in full. Raises `CannotDo`, naming all, and
    when something is asked that the screen does not answer."""
    found = _of_name(text) if text is not None else None
    name = found.name if found is not None else ""
    if only and (found is None or name != LOG or found.entry):
        raise CannotDo("--only chooses entries of the log: it goes with --screen log.")
    if bool(since) is not (name == CHANGES):
        raise CannotDo(
            "--screen changes and --since TIME go together: what changed from then until --at, or "
            "until now. TIME may be log:12, when entry 12 was recorded."
        )
    return replace(found, only=only) if found is not None else None


def _of_name(text: str) -> Named:
    name, _, number = text.strip().casefold().partition(":")
    if name == LOG and number.isascii() and number.isdigit() and int(number):
        return Named(LOG, int(number))
    if not number and (name in SCREENS or name in (LOG, CHANGES)):
        return Named(name)
    begins = f"There is no screen «{line(text, 40)}». " if text.strip() else ""
    every = ", ".join((*SCREENS, CHANGES, LOG))
    raise CannotDo(
        f"{begins}--screen is one of: {every}, or log:12 for entry 12 in full. Without --screen "
        "the whole incident is shown."
    )


def twin_lines(
    named: Named, view: View, log: Sequence[Entry], before: View | None = None
) -> list[Line]:
    """The screen in words, under what it is; `before` is the moment with which it is compared.

    Raises `CannotDo` when there is no such entry, or nothing lies between the two moments.
    """
    stands: Words
    if named.name in SCREENS:
        screen = SCREENS[named.name]
        title, stands, lines = screen.title, screen.stands(view), twin(screen, view)
    elif named.entry:
        if not (found := [entry for entry in log if entry.seq == named.entry]):
            raise CannotDo(f"The log of {view.reference} has no entry {named.entry} then.")
        title, stands, lines = f"Entry {named.entry}", (), entry_in_full(found[0], view)
        lines = marked(lines, view.marking)
    elif before is not None:
        if before.now >= view.now:
            raise CannotDo("--since is a time before --at, and before now.")
        title, stands = "What changed", ()
        lines = changes(before, view, log, log_spoken)
        lines = spoken(marked(lines, view.marking))
    else:
        chosen = [entry for entry in log if _takes(named.only, entry, view)]
        title, stands = "Log", _of_log(named.only, chosen, view)
        lines = marked(log_spoken(chosen, view), view.marking)
    problem = [row(Span(view.problem, Tone.ALARM))] if view.problem else []
    problem += sharing_lines(view.sharing, view.now, view.habits.tz)
    return [head(title, view, stands), *problem, row(""), *lines]


def _takes(only: str, entry: Entry, view: View) -> bool:
    wanted = LogFilter.read(only)
    return not wanted or (
        entry.kind != "holding_seen" and wanted.takes(searched(entry, view.state, view.habits.tz))
    )


def _of_log(only: str, chosen: Sequence[Entry], view: View) -> Words:
    if not only:
        return (entries(view.count),)
    return (f"{len(chosen)} of {entries(view.count)}: «{line(only, 60)}»",)


def as_document(
    named: Named, view: View, lines: Sequence[Line], notices: Sequence[str]
) -> ScreenText:
    """The same for a program: the words, a line each."""
    return ScreenText(
        screen=named.name,
        reference=view.reference,
        at=view.now,
        as_it_stood=view.as_it_stood,
        exercise=view.exercise,
        lines=[one.text.rstrip() for one in lines],
        problems=list(notices),
    )
