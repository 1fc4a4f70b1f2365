"""The account of the operating system, which may look at a desk that nobody was added to."""

from __future__ import annotations

import contextlib
import secrets
from typing import TYPE_CHECKING

from ooh_console.desk.opening import CannotOpen
from ooh_console.domain.operators import ACCOUNT
from ooh_console.domain.roles import Role

if TYPE_CHECKING:
    from ooh_console.bootstrap.parts import Parts
    from ooh_console.ledger.keys import OperatorKey


def is_account(name: str) -> bool:
    """Whether this operator is an account of the operating system (`account_key`)."""
    return name.startswith(ACCOUNT)


def account_key(parts: Parts) -> OperatorKey:
    """The account of the operating system, for looking at a desk to which nobody has been added.

    There is nothing recorded there to protect yet, and agencies are asked with credentials that
    this account can read anyway; the look is on the register under the account's name. Once the
    first operator is added, this way in is closed. Raises `CannotOpen`.
    """
    import getpass

    from ooh_console.ledger.files import private_folder, write_new

    name = f"{ACCOUNT}{getpass.getuser()}"
    operators = parts.people.register()
    if any(not is_account(known) for known in operators.people):
        raise CannotOpen(
            "Sign in: name the operator with --operator, and give the passphrase when asked "
            "(or in OOH_CONSOLE_PASSPHRASE)."
        )
    if operators and name not in operators.people:
        raise CannotOpen(
            "This desk is another account's. Open it from that account, or add an operator there."
        )
    place = parts.people.keys / "account.passphrase"
    try:
        private_folder(parts.people.keys)
        with contextlib.suppress(FileExistsError):  # Kept from before, or made at this moment.
            write_new(place, secrets.token_hex(16))
        passphrase = place.read_text(encoding="utf-8")
    except OSError as error:
        raise CannotOpen(
            f"The folder of keys {parts.people.keys} cannot be used ({error.strerror}). Nobody was "
            "signed in. Ask for the right to it."
        ) from error
    if operators:
        return parts.unlock(name, passphrase)
    try:
        return parts.add(name, Role.CONTROL.value, "this computer", passphrase)
    except CannotOpen:
        if name in parts.names:  # Another process of this account was quicker.
            return parts.unlock(name, passphrase)
        raise
