"""The command line: what can be typed, and which file answers it. Imports nothing heavy."""

from __future__ import annotations

import argparse
import importlib
import sys
from collections.abc import Callable, Sequence
from pathlib import Path
from typing import TYPE_CHECKING, NoReturn, Protocol

from ooh_console.cli import (
    arguments_of_agencies,
    arguments_of_incidents,
    arguments_of_serving,
    arguments_of_the_desk,
)
from ooh_console.cli.outcome import NOT_DONE

if TYPE_CHECKING:
    from ooh_console.cli.outcome import Outcome

CONSOLE = "ooh_console.cli"

STATUS = "Exit status: 0 fine, 1 a finding, 2 wrong usage or configuration, or it was not done."

SIGNING_IN = """\
Signing in: an exercise's folder signs in by itself. Elsewhere the operator is --operator, else
OOH_CONSOLE_OPERATOR, else the only one there is; the passphrase is in OOH_CONSOLE_PASSPHRASE, else
it is asked for on the terminal. A desk to which nobody was added yet lets the account of this
computer list, show and look. Whatever is opened is on the register."""


class Command(Protocol):
    """Adds a command: its name, what it does in a sentence, and more of it.

    It is answered by the module of the same name. `json`: it has a document for programs;
    `signed`: somebody must sign in.
    """

    def __call__(
        self, name: str, words: str, more: str = "", *, json: bool = True, signed: bool = True
    ) -> argparse.ArgumentParser: ...


def parse(arguments: Sequence[str]) -> argparse.Namespace:
    """What was typed. Exits with 2, and says how it is done, when that makes no sense."""
    _Parser.as_json = "--json" in arguments
    return _parser().parse_args(arguments)


class _Parser(argparse.ArgumentParser):
    """Says what is wrong in one sentence, as JSON too when that was asked for."""

    as_json = False

    def error(self, message: str) -> NoReturn:
        from ooh_console.cli.printing import put_json, say

        sentence = f"{message[:1].upper()}{message[1:]}."
        if self.as_json:
            put_json({"error": sentence})
        say(f"{sentence} See: {self.prog} --help")
        sys.exit(NOT_DONE)


class _Version(argparse.Action):
    """Says which version this is; looked up only when somebody asks."""

    def __call__(self, *_: object) -> None:
        from importlib.metadata import PackageNotFoundError, version

        try:
            found = version("ooh-console")
        except PackageNotFoundError:
            found = "from a folder, not installed"
        print(f"ooh-console {found}")
        sys.exit(0)


def _answered_by(module: str) -> Callable[[argparse.Namespace], Outcome | int]:
    """The `run` of a module of this package, imported when it is needed."""

    def run(chosen: argparse.Namespace) -> Outcome | int:
        found: Outcome | int = importlib.import_module(f"{CONSOLE}.{module}").run(chosen)
        return found

    return run


def _parser() -> argparse.ArgumentParser:
    parser = _Parser(
        prog="ooh-console",
        description="The out-of-hours incident command console. Without a command: opens the desk.",
        epilog=f"{STATUS} `ooh-console COMMAND --help` says more of each.",
        allow_abbrev=False,
    )
    _folders(parser, first=True)
    parser.add_argument("--version", action=_Version, nargs=0, help="say which version this is")
    parser.set_defaults(run=_answered_by("desk"), json=False)
    commands = parser.add_subparsers(
        title="commands", metavar="COMMAND", parser_class=_Parser, dest="command"
    )

    def command(
        name: str,
        words: str,
        more: str = "",
        *,
        json: bool = True,
        signed: bool = True,
    ) -> argparse.ArgumentParser:
        parts = (more, SIGNING_IN if signed else "", STATUS if json else "")
        found: argparse.ArgumentParser = commands.add_parser(
            name,
            help=words,
            description=words,
            epilog="\n\n".join(part for part in parts if part),
            formatter_class=argparse.RawDescriptionHelpFormatter,
            allow_abbrev=False,
        )
        found.set_defaults(run=_answered_by(name.replace("-", "_")))
        _folders(found)
        if json:
            found.add_argument(
                "--json",
                action="store_true",
                help="one JSON document on standard output and nothing else, also for an error: "
                '{"error": "sentence"}',
            )
        if signed:
            found.add_argument("--operator", metavar="NAME", help="sign in as this operator")
        return found

    for group in (
        arguments_of_incidents,
        arguments_of_agencies,
        arguments_of_the_desk,
        arguments_of_serving,
    ):
        group.add(command)
    return parser


def _folders(parser: argparse.ArgumentParser, *, first: bool = False) -> None:
    """`--config` and `--data`, before or after the command."""
    # A default on a command's own parser would overwrite what stood before the command.
    default = None if first else argparse.SUPPRESS
    for name, words in (("config", "configuration"), ("data", "the log and the keys")):
        parser.add_argument(
            f"--{name}", metavar="DIR", type=Path, default=default, help=f"the folder of {words}"
        )
