"""`ooh-console keys`: every key of the desk in words, and what is typed in its place."""

from __future__ import annotations

import argparse

from ooh_console.cli.outcome import Outcome
from ooh_console.cli.text_shapes import CommandShape, Keys
from ooh_console.desk.commands import COMMANDS, Command
from ooh_console.desk.panels.help import help_spoken, keys_of
from ooh_console.desk.panels.lines import plain
from ooh_console.desk.screens import spoken
from ooh_console.desk.typed import typed


def run(_: argparse.Namespace) -> Outcome:
    """Status 0. Nobody signs in: it says nothing of anybody."""
    return Outcome(
        text=plain(spoken(help_spoken())),
        document=Keys(commands=[_shape(one) for one in COMMANDS]),
    )


def _shape(one: Command) -> CommandShape:
    return CommandShape(
        command=one.id,
        title=one.title,
        help=one.help,
        keys=keys_of(one),
        screens=sorted(one.screens),
        typed=typed(one.id, "incident" if "incident" in one.screens else "tonight"),
    )
