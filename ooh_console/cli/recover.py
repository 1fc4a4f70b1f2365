"""`ooh-console recover`: somebody can sign in again, by the recovery key on paper."""

from __future__ import annotations

import argparse
import getpass
import os
import sys

from ooh_console.bootstrap import open_live, recover
from ooh_console.cli.operators import ROLES
from ooh_console.cli.outcome import FINE, CannotDo
from ooh_console.cli.printing import put
from ooh_console.domain.bodies import OOH
from ooh_console.domain.text import line

RECOVERY_KEY = "OOH_CONSOLE_RECOVERY_KEY"
PASSPHRASE = "OOH_CONSOLE_PASSPHRASE"


def run(chosen: argparse.Namespace) -> int:
    """Adds the operator who was named. Status 0. Raises `CannotDo`, `CannotOpen`."""
    opening = open_live(chosen.config, chosen.data)
    try:
        role = ROLES[chosen.role]
        agency = chosen.agency or OOH
        typed = asked(RECOVERY_KEY, "Recovery key: ")
        added = recover(
            opening.parts,
            typed,
            chosen.name,
            role,
            agency,
            lambda: asked(PASSPHRASE, f"New passphrase of {chosen.name}: ", again=True),
        )
    finally:
        opening.close()
    name, again = line(chosen.name, 100), "Make a new one: `ooh-console database recovery-key`."
    if added:
        put(
            f"{name} can sign in at this desk now, as {role}. That the recovery key was used is on "
            f"the register. {again}"
        )
    else:
        put(
            f"The key that {name} has here opens what is kept at this computer from now on, with "
            f"the passphrase that it has. Nothing else was changed. {again}"
        )
    return FINE


def asked(variable: str, question: str, *, again: bool = False) -> str:
    """What the environment has, or what is typed unseen. Raises `CannotDo`."""
    given = os.environ.get(variable)
    if given is not None:
        return given
    if not (sys.stdin is not None and sys.stdin.isatty()):
        raise CannotDo(
            f"This cannot be asked for without a terminal: give it in {variable}. Nothing was "
            "changed."
        )
    try:
        typed = getpass.getpass(question)
        if again and getpass.getpass("The same again: ") != typed:
            raise CannotDo("The two are not the same. Nothing was changed; start again.")
    except EOFError as error:
        raise CannotDo("Nothing was typed. Nothing was changed.") from error
    return typed
