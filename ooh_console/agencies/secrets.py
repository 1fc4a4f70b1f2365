"""Where a secret is, followed to the secret: read when it is needed, and never shown."""

from __future__ import annotations

import os
from pathlib import Path

from pydantic import SecretStr

LONGEST = 16_384
"""Bytes. A longer file is not a token, but a wrong path."""


class NoSecret(ValueError):
    """The secret cannot be had; the sentence says where it was looked for, never what was found."""


def resolve(reference: str) -> SecretStr:
    """The secret that `env:NAME` or `file:PATH` names, without white space around it.

    Raises `NoSecret` with one sentence when there is none, or none that a header can carry.
    """
    kind, _, name = reference.partition(":")
    if kind == "env":
        found = os.environ.get(name, "")
        where = f"the environment variable {name}"
    elif kind == "file":
        where = f"the file {name}"
        found = _from_file(Path(name).expanduser(), where)
    elif kind == "keyring":
        raise NoSecret("this version of the console cannot read the system keyring yet")
    else:
        raise NoSecret("it is not said where the secret is (env:NAME or file:PATH)")
    found = found.strip()
    if not found:
        raise NoSecret(f"{where} is not set or empty")
    if not all("!" <= letter <= "~" for letter in found):
        raise NoSecret(f"{where} holds characters that a secret cannot have")
    return SecretStr(found)


def _from_file(path: Path, where: str) -> str:
    try:
        with path.open("rb") as file:
            data = file.read(LONGEST + 1)
    except OSError as error:
        raise NoSecret(f"{where} cannot be read: {error.strerror}") from None
    if len(data) > LONGEST:
        raise NoSecret(f"{where} is too long for a secret")
    return data.decode("utf-8", "replace")
