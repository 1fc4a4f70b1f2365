"""`ooh-console`: opens the desk in the terminal."""

from __future__ import annotations

import argparse
import sys
from collections.abc import Callable
from typing import TYPE_CHECKING

if TYPE_CHECKING:
    from ooh_console.desk.opening import Opening


def run(chosen: argparse.Namespace) -> int:
    """Opens a live desk, or an exercise's data folder for reading on."""

    def opening() -> Opening:
        from ooh_console.bootstrap import open_live

        return open_live(chosen.config, chosen.data)

    return show(opening, exercise=False)


def show(opening: Callable[[], Opening], *, exercise: bool) -> int:
    """The full screen, until the person leaves it. Without a terminal, says what to do instead."""
    if not (sys.stdin.isatty() and sys.stdout.isatty()):
        print(
            "The desk needs a terminal. Without one, use: ooh-console incidents, show, record.",
            file=sys.stderr,
        )
        return 2
    from ooh_console.bootstrap import run_screen

    return run_screen(opening, exercise=exercise)
