"""Bindings, footer and palette of every screen, made from the one table of commands."""

from __future__ import annotations

from textual.binding import Binding
from textual.screen import Screen

from ooh_console.desk.commands import COMMANDS, Command, of_screen, shown

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


_SHOWN = {
    **{name: sign for sign, name in _NAMES.items()},
    "minus": "-",
    "down": "↓",
    "up": "↑",
    "left": "←",
    "right": "→",
}
_WITHOUT_WORDS = {
    "back": "Back to the screen before.",
    "help": "Every key, in words.",
    "step": "Choose.",
    "sign_in": "Sign in to the agency of this number.",
}


def own_keys(page: type[Screen[None]]) -> list[tuple[str, str]]:
    """The keys that a page has besides those of every screen, with what each does."""
    found: dict[str, list[str]] = {}
    for kind in page.__mro__:
        # What Textual binds for every screen is not news to anybody here.
        for one in kind.__dict__.get("BINDINGS", ()):
            if isinstance(one, Binding) and kind.__module__.startswith("ooh_console."):
                words = one.description or _WITHOUT_WORDS.get(one.action.partition("(")[0], "")
                keys = (_SHOWN.get(key, shown(key)) for key in one.key.split(","))
                found.setdefault(words, []).extend(keys)
    return [(" ".join(dict.fromkeys(keys)), words) for words, keys in found.items() if words]


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
