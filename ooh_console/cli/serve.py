"""`ooh-console serve`: the same desk in a browser, for as long as this runs."""

from __future__ import annotations

import argparse
import sys

from ooh_console.cli.desk import DRIVER, IN_BROWSER
from ooh_console.cli.outcome import FINE, CannotDo
from ooh_console.cli.printing import say

MOST_SESSIONS = 50


def run(chosen: argparse.Namespace) -> int:
    """Serves until Ctrl+C. Raises `CannotDo`, and what the desk says when it cannot be opened."""
    from ooh_console.bootstrap import serve_desk

    if not 1 <= chosen.sessions <= MOST_SESSIONS:
        raise CannotDo(f"--sessions: a number from 1 to {MOST_SESSIONS}. Nothing was started.")
    if not 0 <= chosen.port <= 65535:
        raise CannotDo(
            "--port: a number from 0 to 65535; 0 is any that is free. Nothing was started."
        )
    if not 0 <= chosen.idle <= 7 * 24 * 60:
        raise CannotDo("--idle: minutes, at most a week; 0 is never. Nothing was started.")
    if chosen.role and not chosen.exercise:
        raise CannotDo("--role goes with --exercise. Nothing was started.")
    command: list[str] = []
    for name in ("config", "data"):
        folder = getattr(chosen, name)
        command += (f"--{name}", str(folder)) if folder is not None else ()
    if chosen.exercise:
        command += ("exercise", "--role", chosen.role or "duty")
        command += ("--speed", str(chosen.speed)) if chosen.speed is not None else ()
        command += ("--", chosen.exercise)
    serve_desk(
        command,
        {DRIVER: IN_BROWSER},
        _started,
        say,
        config=chosen.config,
        data=chosen.data,
        exercise=chosen.exercise or "",
        host=chosen.host,
        port=chosen.port,
        public_url=chosen.public_url,
        certificate=chosen.certificate,
        key=chosen.key,
        sessions=chosen.sessions,
        idle=chosen.idle * 60,
    )
    say("Closed. Every session ended; what was typed and not saved is kept.")
    return FINE


def _started(address: str) -> None:
    # On standard output, where a program finds it.
    print(f"The desk is at {address} until Ctrl+C here.", flush=True)
    if sys.stderr is not None and sys.stderr.isatty():
        say("One session for each tab; each signs in for itself.")
