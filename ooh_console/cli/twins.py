"""`show REF --screen NAME`: the text twin of each page of the desk."""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass

from ooh_console.cli.outcome import CannotDo
from ooh_console.cli.text_shapes import ScreenText
from ooh_console.desk.panels.lines import Line, Span, Tone, row
from ooh_console.desk.panels.log import entry_in_full, log_spoken
from ooh_console.desk.panels.protected import protected_marked
from ooh_console.desk.panels.sharing import sharing_lines
from ooh_console.desk.screens import SCREENS, head, twin
from ooh_console.desk.view import View
from ooh_console.domain.entries import Entry
from ooh_console.domain.text import line

LOG = "log"


@dataclass(frozen=True, slots=True)
class Named:
    """What was asked for: a screen of the table, the log, or one entry of it."""

    name: str
    entry: int = 0
    """The number of the one entry; 0 for the whole."""


def which(text: str) -> Named:
    """The screen of this name; `log:12` is one entry in full. Raises `CannotDo`, naming all."""
    name, _, number = text.strip().casefold().partition(":")
    if name == LOG and number.isascii() and number.isdigit() and int(number):
        return Named(LOG, int(number))
    if not number and (name in SCREENS or name == LOG):
        return Named(name)
    begins = f"There is no screen «{line(text, 40)}». " if text.strip() else ""
    raise CannotDo(
        f"{begins}--screen is one of: {', '.join(SCREENS)}, log, or log:12 for entry 12 in full. "
        "Without --screen the whole incident is shown."
    )


def twin_lines(named: Named, view: View, log: Sequence[Entry]) -> list[Line]:
    """The screen in words, under what it is. Raises `CannotDo` when there is no such entry."""
    if named.name in SCREENS:
        screen = SCREENS[named.name]
        title, stands, lines = screen.title, screen.stands(view), twin(screen, view)
    elif named.entry:
        if not (found := [entry for entry in log if entry.seq == named.entry]):
            raise CannotDo(f"The log of {view.reference} has no entry {named.entry} then.")
        title, stands, lines = f"Entry {named.entry}", (), entry_in_full(found[0], view)
        lines = protected_marked(lines, view.protected)
    else:
        title, stands = "Log", (f"{view.count} entries",)
        lines = protected_marked(log_spoken(log, view), view.protected)
    problem = [row(Span(view.problem, Tone.ALARM))] if view.problem else []
    problem += sharing_lines(view.sharing, view.now, view.habits.tz)
    return [head(title, view, stands), *problem, row(""), *lines]


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
