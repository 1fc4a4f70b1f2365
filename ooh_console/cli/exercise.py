"""`ooh-console exercise`: a scripted night, in the terminal or played without one."""

from __future__ import annotations

import argparse
import contextlib
import shlex
import sys
import threading
from typing import TYPE_CHECKING

from ooh_console.cli.desk import at_a_terminal, show
from ooh_console.cli.outcome import FINE
from ooh_console.cli.printing import put
from ooh_console.domain.text import line

if TYPE_CHECKING:
    from ooh_console.desk.opening import Opening


def run(chosen: argparse.Namespace) -> int:
    """Plays the night. Headless: 1 when any step was not as scripted."""
    if chosen.speed is not None and not 0 < chosen.speed <= 100_000:
        print("--speed: a number above 0, at most 100000.", file=sys.stderr)
        return 2
    if chosen.lines:
        return _on_plain_lines(chosen)
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


def _on_plain_lines(chosen: argparse.Namespace) -> int:
    """The night runs, and other commands are its desk, until Ctrl+C. Raises `CannotOpen`."""
    from ooh_console.bootstrap import open_exercise

    opening = open_exercise(
        chosen.name,
        config=chosen.config,
        data=chosen.data,
        role=chosen.role,
        speed=chosen.speed or 1.0,
    )
    try:
        opening.share()
        exports = {"OOH_CONSOLE_DATA": opening.folder}
        exports |= {"OOH_CONSOLE_CONFIG": chosen.config.absolute()} if chosen.config else {}
        typed = "\n".join(
            f"  export {name}={shlex.quote(str(path))}" for name, path in exports.items()
        )
        others = ", ".join(f'"{name}" ({role})' for name, role in opening.people.items())
        put(
            f"EXERCISE. {line(chosen.name, 60)} runs until Ctrl+C. Its desk is every command that "
            f"is typed in another terminal after this one:\n"
            f"{typed}\n"
            "Begin with: ooh-console watch-list; ooh-console new. Then ooh-console show REF "
            "--follow --ask tells what is new.\n"
            f"--operator says who you are: {others}."
        )
        with contextlib.suppress(KeyboardInterrupt):
            threading.Event().wait()
        put(
            "EXERCISE ended, and its agencies with it. What was recorded is in that folder: "
            "ooh-console incidents, debrief REF."
        )
    finally:
        opening.close()
    return FINE
