"""Help: every key of a screen, how to type a time, what the words of an agency's answer mean."""

from __future__ import annotations

from collections.abc import Sequence

from ooh_console.desk.commands import of_screen, shown
from ooh_console.desk.panels.lines import Line, Span, Tone, row, title
from ooh_console.domain.sources import STATE_SHAPES, STATE_WORDS, SourceState
from ooh_console.tui.pages.page import Page

_NAMES = {"tonight": "Tonight", "incident": "Incident", "page": "This page"}

_DIALOGS = (
    ("Enter", "To the next field; on the last one, saves."),
    ("Ctrl+S", "Saves from any field."),
    ("↓ ↑", "Picks what is offered under a field; else the field before or after."),
    ("1 2 a b", "In a choice: its number, or the first letter."),
    ("Ctrl+R", "Takes away what was typed, and starts afresh."),
    ("Esc", "Leaves. What you typed is kept, and is there when you come back."),
)

_TIMES = (
    ("(empty)", "now"),
    ("5", "in When: five minutes ago. In ETA or Due: in five minutes"),
    ("02:10", "in When: the last 02:10. In ETA or Due: the next 02:10"),
    ("01:30 BST", "on the night the clock goes back, 01:30 happens twice: say BST or GMT"),
    ("2 Dec 17:00", "in Due or Ends: a day and a time"),
)

_SOURCES = {
    SourceState.HELD: "The agency answered, and holds what you see.",
    SourceState.NONE_HELD: "The agency answered: it holds nothing. That is an answer.",
    SourceState.COULD_NOT_CHECK: (
        "The agency did not answer, or not so that it could be read. It may hold something: ring "
        "them. What it said before is still shown, with its age; what came of an answer that did "
        "not come whole is shown too."
    ),
    SourceState.NOT_CHECKED: "The agency was not asked yet. Nothing is known.",
}


class HelpPage(Page):
    """Help for one screen (`tonight`, `incident`, `page`)."""

    def __init__(self, screen: str) -> None:
        super().__init__()
        self._for = screen

    def heading(self) -> Line:
        """Which screen it is about."""
        return row(Span("Help", Tone.TITLE), f" · {_NAMES.get(self._for, 'every screen')}")

    def lines(self) -> Sequence[Line]:
        """Keys, dialogs, times, words."""
        return help_lines(self._for)


def help_lines(screen: str) -> list[Line]:
    """The help of a screen, from the one table of commands."""
    found = [title("Keys")]
    for command in of_screen(screen):
        keys = " ".join(shown(key) for key in (command.key, command.letter) if key)
        found.append(_pair(keys or "Ctrl+P", f"{command.title}: {command.help}"))
    found.append(
        row("  Letters work while nothing is being typed: Tab leaves the line, i comes back.")
    )
    found.append(row("  Ctrl+P finds every command by its name."))
    parts = (("In a form", _DIALOGS), ("How to type a time", _TIMES))
    for name, pairs in parts:
        found += [row(""), title(name), *(_pair(key, words) for key, words in pairs)]
    found += [row(""), title("What an agency's answer means")]
    for state, words in _SOURCES.items():
        found.append(_pair(f"{STATE_SHAPES[state]} {STATE_WORDS[state]}", words, 18))
    found += [
        row(""),
        title("What is saved"),
        row(
            "  What stands in the log is on disk. Nothing is ever changed or removed: a wrong entry"
        ),
        row("  is struck through (x), stays readable, and says who struck it and why."),
    ]
    return found


def _pair(key: str, words: str, width: int = 14) -> Line:
    return row(Span(f"  {key:<{width}} ", Tone.STRONG), words)
