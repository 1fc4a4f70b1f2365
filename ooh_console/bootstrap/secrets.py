"""Secrets in the system keyring, for the command line."""

from __future__ import annotations

from ooh_console.desk.opening import CannotOpen


def keep_secret(name: str, secret: str) -> None:
    """Puts it there, in place of the one before. Raises `CannotOpen`."""
    from pydantic import SecretStr

    from ooh_console.agencies.secrets import NoSecret, keep

    try:
        keep(name, SecretStr(secret))
    except NoSecret as error:
        raise CannotOpen(f"The secret was not kept: {error}.") from error


def forget_secret(name: str) -> None:
    """Takes it away. Raises `CannotOpen` when there is none."""
    from ooh_console.agencies.secrets import NoSecret, forget

    try:
        forget(name)
    except NoSecret as error:
        raise CannotOpen(f"Nothing was changed: {error}.") from error
