"""Where a secret is, followed to the secret: read when it is needed, and never shown."""

from __future__ import annotations

import os
from pathlib import Path

from pydantic import SecretStr

LONGEST = 16_384
"""Bytes. A longer file is not a token, but a wrong path."""
SERVICE = "ooh-console"
"""Under which the system keyring keeps our secrets."""


class NoSecret(ValueError):
    """The secret cannot be had; the sentence says where it was looked for, never what was found."""


def resolve(reference: str, *, lines: bool = False) -> SecretStr:
    """The secret that `env:NAME`, `file:PATH` or `keyring:NAME` names, without space around it.

    With `lines` it may have several, as a private key has. Raises `NoSecret` with one sentence when
    there is none, or none that a header can carry. May block, on a keyring that wants unlocking.
    """
    kind, _, name = reference.partition(":")
    if kind == "env":
        found = os.environ.get(name, "")
        where = f"the environment variable {name}"
    elif kind == "file":
        where = f"the file {name}"
        found = _from_file(Path(name).expanduser(), where)
    elif kind == "keyring":
        where = f"{name!r} in the system keyring"
        found = _from_keyring(name)
    else:
        raise NoSecret("it is not said where the secret is (env:NAME, file:PATH or keyring:NAME)")
    found = found.strip()
    if not found:
        raise NoSecret(f"{where} is not set or empty")
    if not all("!" <= letter <= "~" or (lines and letter in " \r\n") for letter in found):
        raise NoSecret(f"{where} holds characters that a secret cannot have")
    return SecretStr(found)


def keep(name: str, secret: SecretStr) -> None:
    """Puts a secret into the system keyring, and reads it back. Raises `NoSecret`."""
    import keyring

    try:
        keyring.set_password(SERVICE, name, secret.get_secret_value())
    except Exception as error:
        raise _no_keyring(error) from None
    if _from_keyring(name) != secret.get_secret_value():
        raise NoSecret("the system keyring took the secret and does not give it back")


def forget(name: str) -> None:
    """Takes a secret out of the system keyring. Raises `NoSecret` when there is none."""
    import keyring

    if not _from_keyring(name):
        raise NoSecret(f"there is no secret {name!r} in the system keyring")
    try:
        keyring.delete_password(SERVICE, name)
    except Exception as error:
        raise _no_keyring(error) from None


def _from_keyring(name: str) -> str:
    import keyring

    try:
        return keyring.get_password(SERVICE, name) or ""
    except Exception as error:
        raise _no_keyring(error) from None


def _no_keyring(error: Exception) -> NoSecret:
    """Backends raise what they like; none of it is shown, since it may quote the secret."""
    from keyring.errors import KeyringLocked, NoKeyringError

    if isinstance(error, NoKeyringError):
        return NoSecret("this computer has no system keyring: use env:NAME or file:PATH")
    if isinstance(error, KeyringLocked):
        return NoSecret("the system keyring is locked: unlock it, then try again")
    return NoSecret(f"the system keyring cannot be used ({type(error).__name__})")


def _from_file(path: Path, where: str) -> str:
    try:
        with path.open("rb") as file:
            data = file.read(LONGEST + 1)
    except OSError as error:
        raise NoSecret(f"{where} cannot be read: {error.strerror}") from None
    if len(data) > LONGEST:
        raise NoSecret(f"{where} is too long for a secret")
    return data.decode("utf-8", "replace")
