"""Help in lines: every key of a screen, how to type a time, what the words of an answer mean."""

from __future__ import annotations

from collections.abc import Iterable

from ooh_console.desk.commands import Command, of_screen, shown
from ooh_console.desk.panels.lines import Line, Span, Tone, row, title
from ooh_console.desk.typed import typed
from ooh_console.domain.sources import STATE_SHAPES, STATE_WORDS, SourceState

NAMES = {"tonight": "Tonight", "incident": "Incident", "page": "This page", "form": "Filling in"}

Pairs = Iterable[tuple[str, str]]

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


def keys_of(command: Command) -> str:
    """The keys of a command; `Ctrl+P` finds what has none."""
    return " ".join(shown(key) for key in (command.key, command.letter) if key) or "Ctrl+P"


def help_lines(screen: str, own: Pairs = ()) -> list[Line]:
    """The help of a screen, from the one table of commands; `own` are the keys of one page or
    form."""
    if screen == "form":
        keys = [title("Keys"), *(_pair(key, words) for key, words in own)]
        return [*(keys if own else ()), *beside_keys()[0 if own else 1 :]]
    commands = ((keys_of(one), f"{one.title}: {one.help}") for one in of_screen(screen))
    return [
        title("Keys"),
        *(_pair(keys, words) for keys, words in (*own, *commands)),
        row("  Letters work while nothing is being typed: Tab leaves the line, i comes back."),
        row("  Ctrl+P finds every command by its name."),
        *beside_keys(),
    ]


def help_spoken() -> list[Line]:
    """Every screen's commands for somebody who hears them: what each does, its keys, and what is
    typed for it on the command line."""
    found: list[Line] = []
    for screen in ("tonight", "incident"):
        found += [title(NAMES[screen])]
        for one in of_screen(screen):
            how = typed(one.id, screen)
            line = f" On the command line: {how}." if how else ""
            found.append(row(Span(f"{one.title}: ", Tone.STRONG), f"{one.help} {_key(one)}.{line}"))
        found.append(row(""))
    return [*found, *beside_keys()[1:]]


def _key(command: Command) -> str:
    keys = [shown(key) for key in (command.key, command.letter) if key]
    return f"Key {' or '.join(keys)}" if keys else "By its name, after Ctrl+P"


def beside_keys() -> list[Line]:
    """How to fill in a form, to type a time, what an agency's answer means, and what is saved."""
    found: list[Line] = []
    for name, pairs in (("In a form", _DIALOGS), ("How to type a time", _TIMES)):
        found += [row(""), title(name), *(_pair(key, words) for key, words in pairs)]
    found += [row(""), title("What an agency's answer means")]
    found += [
        _pair(f"{STATE_SHAPES[state]} {STATE_WORDS[state]}", words, 18)
        for state, words in _SOURCES.items()
    ]
    return [
        *found,
        row(""),
        title("What is saved"),
        row(
            "  What stands in the log is on disk. Nothing is ever changed or removed: a wrong entry"
        ),
        row("  is struck through (x), stays readable, and says who struck it and why."),
    ]


def _pair(key: str, words: str, width: int = 14) -> Line:
    return row(Span(f"  {key:<{width}} ", Tone.STRONG), words)
