"""What is typed unseen, or stands in the environment; never an argument, which others can see."""

from __future__ import annotations

import getpass
import os
import sys

from ooh_console.cli.outcome import CannotDo

NEW_PASSPHRASE = "OOH_CONSOLE_NEW_PASSPHRASE"


def unseen(what: str, variable: str, *questions: str, kept: str = "Nothing was changed.") -> str:
    """What the environment has, or what is typed on the terminal, the same at each question.

    Raises `CannotDo`, which says of `what` it is, and what was kept.
    """
    given = os.environ.get(variable)
    if given is not None:
        return given
    if not (sys.stdin is not None and sys.stdin.isatty()):
        raise CannotDo(
            f"{what} cannot be asked for without a terminal: give it in {variable}. {kept}"
        )
    try:
        typed = {getpass.getpass(question) for question in questions}
    except EOFError as error:
        raise CannotDo(f"{what} was not given. {kept}") from error
    if len(typed) > 1:
        raise CannotDo(f"The two are not the same. {kept} Start again.")
    return typed.pop()


def new_passphrase(name: str) -> str:
    """What this person chooses. Raises `CannotDo`."""
    return unseen(
        f"The new passphrase of {name}",
        NEW_PASSPHRASE,
        f"{name}, choose a passphrase (15 characters or more): ",
        "The same again: ",
    )
