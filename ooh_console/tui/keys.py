"""Bindings, footer and palette of every screen, made from the one table of commands."""

from __future__ import annotations

from textual.binding import Binding

from ooh_console.desk.commands import COMMANDS, Command, of_screen

_NAMES = {"!": "exclamation_mark", "?": "question_mark", "/": "slash"}
"""How Textual calls the keys whose sign is not their name."""


def bindings(screen: str) -> list[Binding]:
    """Every binding of a screen.

    Function keys also work while somebody types; a letter is taken by the text field first, so
    it works only while no text field has the focus. Each runs `action_run` with the command's id.
    """
    found = []
    for command in of_screen(screen):
        for key in (command.key, command.letter):
            if key:
                action = f"run({command.id!r})"
                found.append(Binding(_NAMES.get(key, key), action, command.title, show=False))
    return found


_LAST = ("help", "back", "refresh")
"""Known to most people after a minute: they give way first where room is scarce."""


def footer(screen: str) -> tuple[Command, ...]:
    """The commands whose keys stand at the bottom, the most used first."""
    shown = [command for command in of_screen(screen) if command.footer]
    return tuple(sorted(shown, key=lambda c: _LAST.index(c.id) if c.id in _LAST else -1))


def offered(screen: str) -> tuple[Command, ...]:
    """The commands that the palette lists."""
    return of_screen(screen)


def clashes() -> list[str]:
    """Keys that mean two things on one screen, for a test: there must be none."""
    found = []
    for screen in sorted({name for command in COMMANDS for name in command.screens}):
        seen: dict[str, str] = {}
        for command in of_screen(screen):
            for key in filter(None, (command.key, command.letter)):
                if key in seen:
                    found.append(f"{screen}: {key} is {seen[key]} and {command.id}")
                seen[key] = command.id
    return found
