"""`ooh-console`: opens the desk in the terminal."""

from __future__ import annotations

import argparse
import os
import sys
from collections.abc import Callable
from typing import TYPE_CHECKING, TextIO

from ooh_console.cli.outcome import NOT_DONE

if TYPE_CHECKING:
    from ooh_console.desk.opening import Opening

DRIVER = "TEXTUAL_DRIVER"
IN_BROWSER = "ooh_console.tui.in_browser:BrowserDriver"
"""What `serve` sets in the environment of each console that it starts: it draws into a pipe."""


def run(chosen: argparse.Namespace) -> int:
    """Opens a live desk, or an exercise's data folder for reading on."""

    def opening() -> Opening:
        from ooh_console.bootstrap import open_live

        return open_live(chosen.config, chosen.data)

    return show(opening, exercise=False)


def show(opening: Callable[[], Opening], *, exercise: bool) -> int:
    """The full screen, until the person leaves it. Without a terminal, says what to do instead."""
    drawn = _in_browser() or _is_terminal(sys.stderr)  # There Textual draws.
    if not (at_a_terminal() and drawn):
        why = "The desk needs a terminal"
        if at_a_terminal():
            why += ", and what it draws (standard error) is redirected"
        sentence = f"{why}. Without one, use: ooh-console incidents, show, record."
        # Said where a person sees it.
        print(sentence, file=sys.stderr if drawn or not _is_terminal(sys.stdout) else sys.stdout)
        return NOT_DONE
    from ooh_console.bootstrap import run_screen

    return run_screen(opening, exercise=exercise)


def at_a_terminal() -> bool:
    """Whether a person types here and reads here."""
    return _in_browser() or (_is_terminal(sys.stdin) and _is_terminal(sys.stdout))


def _in_browser() -> bool:
    return os.environ.get(DRIVER) == IN_BROWSER


def _is_terminal(stream: TextIO | None) -> bool:
    """A closed stream is none (`ooh-console <&-`)."""
    return stream is not None and stream.isatty()
