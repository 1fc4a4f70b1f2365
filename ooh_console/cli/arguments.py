"""The command line: what can be typed, and which file answers it. Imports nothing heavy."""

from __future__ import annotations

import argparse
import importlib
from collections.abc import Callable, Sequence
from pathlib import Path

CONSOLE = "ooh_console.cli"


def parse(arguments: Sequence[str]) -> argparse.Namespace:
    """What was typed. Exits with 2, and says how it is done, when that makes no sense."""
    return _parser().parse_args(arguments)


def _answered_by(module: str) -> Callable[[argparse.Namespace], int]:
    """The `run` of a module of this package, imported when it is needed."""

    def run(chosen: argparse.Namespace) -> int:
        status: int = importlib.import_module(f"{CONSOLE}.{module}").run(chosen)
        return status

    return run


def _parser() -> argparse.ArgumentParser:
    parser = argparse.ArgumentParser(
        prog="ooh-console",
        description="The out-of-hours incident command console. Without a command: opens the desk.",
    )
    _folders(parser, first=True)
    parser.set_defaults(run=_answered_by("desk"), json=False)
    commands = parser.add_subparsers(title="commands", metavar="COMMAND")

    def command(
        name: str, module: str, words: str, *, json: bool = True, signed: bool = True
    ) -> argparse.ArgumentParser:
        found = commands.add_parser(name, help=words, description=words)
        found.set_defaults(run=_answered_by(module))
        _folders(found)
        if json:
            found.add_argument("--json", action="store_true", help="answer as JSON")
        if signed:
            found.add_argument("--operator", metavar="NAME", help="sign in as this operator")
        return found

    exercise = command(
        "exercise", "exercise", "A scripted night on loopback agencies.", json=False, signed=False
    )
    exercise.add_argument("name", nargs="?", default="first-night", help="which night")
    exercise.add_argument("--role", choices=("duty", "control", "manager"), default="duty")
    exercise.add_argument("--speed", type=float, help="how much faster than the clock")
    exercise.add_argument(
        "--headless", action="store_true", help="play the desk side too, and print the night"
    )

    command("incidents", "incidents", "Every incident at this desk.")

    show = command("show", "show", "One incident as text: the one screen and the log.")
    show.add_argument("reference", metavar="REF")
    show.add_argument("--at", metavar="TIME", help="as it stood: 02:14, or 2026-11-25T02:14Z")
    show.add_argument("--ask", action="store_true", help="ask the agencies first")

    record = command("record", "record", "Record one line in an incident.")
    record.add_argument("reference", metavar="REF")
    record.add_argument("text", metavar="TEXT", help="what happened; may begin with a time: 02:10")
    record.add_argument("--late", metavar="REASON", default="", help="why it is recorded late")

    look = command("look", "look", "What every agency holds, without opening an incident.")
    look.add_argument("who", metavar="NHS-NUMBER|NAME", nargs="?", default="")
    look.add_argument("--born", metavar="YYYY-MM-DD", help="date of birth, with a name")
    look.add_argument("--address", metavar="TEXT", default="", help="a place, with its postcode")

    verify = command("verify", "verify", "Whether the log is complete and unchanged.", signed=False)
    verify.add_argument("reference", metavar="REF", nargs="?")
    verify.add_argument("--checkpoint", metavar="FILE", type=Path, help="compare with this one")

    checkpoint = command(
        "checkpoint", "checkpoint", "Sign the heads of every chain into a file to keep elsewhere."
    )
    checkpoint.add_argument("file", metavar="FILE", type=Path)

    command("doctor", "doctor", "Configuration, agencies, database, clock, terminal.", signed=False)
    return parser


def _folders(parser: argparse.ArgumentParser, *, first: bool = False) -> None:
    """`--config` and `--data`, before or after the command."""
    # A default on a command's own parser would overwrite what stood before the command.
    default = None if first else argparse.SUPPRESS
    for name, words in (("config", "configuration"), ("data", "the log and the keys")):
        parser.add_argument(
            f"--{name}", metavar="DIR", type=Path, default=default, help=f"the folder of {words}"
        )
