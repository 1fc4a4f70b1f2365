"""`ooh-console exercise`: a scripted night, in the terminal or played without one."""

from __future__ import annotations

import argparse
import sys
from typing import TYPE_CHECKING

from ooh_console.cli.desk import at_a_terminal, show

if TYPE_CHECKING:
    from ooh_console.desk.opening import Opening


def run(chosen: argparse.Namespace) -> int:
    """Plays the night. Headless: 1 when any step was not as scripted."""
    if chosen.speed is not None and not 0 < chosen.speed <= 100_000:
        print("--speed: a number above 0, at most 100000.", file=sys.stderr)
        return 2
    if chosen.headless or not at_a_terminal():
        from ooh_console.bootstrap import play_headless

        return play_headless(
            chosen.name,
            config=chosen.config,
            data=chosen.data,
            speed=chosen.speed,
        )

    def opening() -> Opening:
        from ooh_console.bootstrap import open_exercise

        return open_exercise(
            chosen.name,
            config=chosen.config,
            data=chosen.data,
            role=chosen.role,
            speed=chosen.speed or 1.0,
        )

    return show(opening, exercise=True)
