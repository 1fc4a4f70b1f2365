"""`ooh-console recover`: somebody can sign in again, by the recovery key on paper."""

from __future__ import annotations

import argparse

from ooh_console.bootstrap import open_live, recover
from ooh_console.cli.operators import ROLES
from ooh_console.cli.outcome import FINE
from ooh_console.cli.printing import put
from ooh_console.cli.sign_in import PASSPHRASE
from ooh_console.cli.unseen import unseen
from ooh_console.domain.bodies import OOH
from ooh_console.domain.text import line

RECOVERY_KEY = "OOH_CONSOLE_RECOVERY_KEY"


def run(chosen: argparse.Namespace) -> int:
    """Adds the operator who was named. Status 0. Raises `CannotDo`, `CannotOpen`."""
    opening = open_live(chosen.config, chosen.data)
    try:
        role = ROLES[chosen.role]
        agency = chosen.agency or OOH
        typed = recovery_key()
        added = recover(
            opening.parts,
            typed,
            chosen.name,
            role,
            agency,
            lambda: unseen(
                f"The new passphrase of {chosen.name}",
                PASSPHRASE,
                f"New passphrase of {chosen.name}: ",
                "The same again: ",
            ),
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


def recovery_key() -> str:
    """The one on paper. Raises `CannotDo`."""
    return unseen("The recovery key", RECOVERY_KEY, "Recovery key: ")
