"""A new passphrase, typed twice and not shown; never an argument, which other accounts can see."""

from __future__ import annotations

import getpass
import os
import sys

from ooh_console.cli.outcome import CannotDo

NEW_PASSPHRASE = "OOH_CONSOLE_NEW_PASSPHRASE"


def new_passphrase(name: str) -> str:
    """What this person chooses, on the terminal or in `OOH_CONSOLE_NEW_PASSPHRASE`.

    Raises `CannotDo`.
    """
    given = os.environ.get(NEW_PASSPHRASE)
    if given is not None:
        return given
    if not (sys.stdin is not None and sys.stdin.isatty()):
        raise CannotDo(
            f"The new passphrase of {name} cannot be asked for without a terminal: give it in "
            f"{NEW_PASSPHRASE}. Nothing was changed."
        )
    try:
        typed = getpass.getpass(f"{name}, choose a passphrase (15 characters or more): ")
        again = getpass.getpass("The same again: ")
    except EOFError as error:
        raise CannotDo("No passphrase was given. Nothing was changed.") from error
    if typed != again:
        raise CannotDo("The two passphrases are not the same. Nothing was changed.")
    return typed
