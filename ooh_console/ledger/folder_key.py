"""The key of a data folder: 32 random bytes with which its files are encrypted.

It is never on disk itself: each operator who may open the desk has it sealed for their own key, in
a file beside that key. So any of them opens the desk with a passphrase of their own, and none needs
another's.
"""

from __future__ import annotations

import fcntl
import hashlib
import json
import os
import secrets
from collections.abc import Iterator, Mapping
from contextlib import contextmanager
from pathlib import Path
from typing import Any

from ooh_console.domain.canonical import canonical
from ooh_console.ledger.errors import KeyProblem, LedgerSealed
from ooh_console.ledger.files import OWNER_FILE, private_folder, replace, safe_name
from ooh_console.ledger.keys import OperatorKey
from ooh_console.ledger.sealing import seal

_FORMAT = "ooh-console-folder-key"
_VERSION = 1
_ENDING = ".folder-key"
LENGTH = 32
_PLAIN = (b"", b"SQLite format 3\x00")


def new_key() -> bytes:
    """A key that nobody has yet. `admit` somebody before anything is encrypted with it."""
    return secrets.token_bytes(LENGTH)


def is_encrypted(file: Path, keys: Path) -> bool:
    """Whether this file is one that a key of this folder opens, and not a plain one or none.

    A file that is neither, in a folder without sealed keys, is not taken for encrypted.
    """
    try:
        with file.open("rb") as opened:
            head = opened.read(16)
    except OSError:
        return False
    return head not in _PLAIN and bool(admitted(keys))


def admitted(keys: Path) -> Mapping[str, str]:
    """For whom the key is sealed here: public key, and the name of whose it is."""
    return {stored["public_key"]: stored["name"] for _, stored in _sealed(keys)}


def sealed_files(keys: Path) -> Mapping[Path, str]:
    """The files in which the key is sealed for somebody, and which key it is (`identifier`)."""
    return {path: stored["id"] for path, stored in _sealed(keys)}


def is_sealed_of(keys: Path, key: bytes) -> bool:
    """Whether whatever is sealed here is this key, and no other."""
    return set(sealed_files(keys).values()) <= {identifier(key)}


def _sealed(keys: Path) -> Iterator[tuple[Path, dict[str, Any]]]:
    try:
        paths = sorted(keys.glob(f"*{_ENDING}"))
    except OSError:
        return
    for path in paths:
        try:
            yield path, _read(path)
        except (OSError, ValueError):
            continue  # `open_folder` says what is wrong with it.


def admit(keys: Path, key: bytes, people: Mapping[str, str]) -> None:
    """Seals the folder's key for each of these (public key, name) who does not have it yet.

    Raises `KeyProblem` when it cannot be written: whoever had it before has it still.
    """
    for public_key, name in people.items():
        path = _path(keys, name, public_key)
        head = {
            "format": _FORMAT,
            "version": _VERSION,
            "id": identifier(key),
            "name": name,
            "public_key": public_key,
        }
        if _is_there(path, head):
            continue
        try:
            sealed = seal(key, public_key, canonical(head).encode())
            private_folder(keys)
            replace(path, canonical({**head, "sealed": sealed.hex()}) + "\n")
        except ValueError as error:
            raise KeyProblem(
                f"The key of {name} in the register is no key. {name} cannot open this desk; "
                f"nobody else is affected. Add {name} anew."
            ) from error
        except OSError as error:
            raise KeyProblem(
                f"The key of this folder could not be sealed for {name} ({error.strerror}). "
                f"Whoever could open it before still can. Check the folder of keys."
            ) from error


def dismiss(keys: Path, public_key: str) -> None:
    """Takes away what was sealed for this key: it opens nothing here any more.

    A copy that was made before still opens what it opened then. Raises `KeyProblem`.
    """
    name = admitted(keys).get(public_key)
    if name is None:
        return
    path = _path(keys, name, public_key)
    try:
        path.unlink(missing_ok=True)
    except OSError as error:
        raise KeyProblem(
            f"What was sealed for {name} could not be removed ({error.strerror}). Remove it by "
            f"hand: {path.name} in the folder of keys."
        ) from error


def open_folder(keys: Path, operator: OperatorKey) -> bytes:
    """The folder's key, by an operator whose own key is unlocked. Quick: nothing is stretched.

    Raises `LedgerSealed` when it is not sealed for them, or the file was changed.
    """
    name = operator.name
    try:
        stored = _read(_path(keys, name, operator.public_key))
    except FileNotFoundError as error:
        raise LedgerSealed(
            f"This desk is encrypted, and {name} was not admitted to it. Nothing was opened. Have "
            f"another operator sign in here once, which admits everybody of the register."
        ) from error
    except (OSError, ValueError) as error:
        raise _damaged(name) from error
    head = {part: value for part, value in stored.items() if part != "sealed"}
    try:
        key = operator.unseal(bytes.fromhex(stored["sealed"]), canonical(head).encode())
    except ValueError as error:
        raise _damaged(name) from error
    if len(key) != LENGTH or identifier(key) != stored["id"]:
        raise _damaged(name)
    return key


def open_or_make(keys: Path, operator: OperatorKey, people: Mapping[str, str]) -> bytes:
    """The folder's key; where it has none yet, a new one, sealed for these (public key, name), the
    operator among them. Two who come first at the same moment get the same.

    Raises `LedgerSealed` when there is one that is not for this operator, and `KeyProblem`.
    """
    with alone(keys):
        if not admitted(keys):
            admit(keys, new_key(), people)
        return open_folder(keys, operator)


@contextmanager
def alone(keys: Path) -> Iterator[None]:
    """Nobody else makes or ends the key of this folder meanwhile. Raises `KeyProblem`."""
    try:
        private_folder(keys)
        handle = os.open(keys / "folder.lock", os.O_RDWR | os.O_CREAT | os.O_CLOEXEC, OWNER_FILE)
    except OSError as error:
        raise KeyProblem(
            f"The folder of keys cannot be used ({error.strerror}). Nothing was opened. Ask for "
            f"the right to it."
        ) from error
    try:
        fcntl.flock(handle, fcntl.LOCK_EX)
        yield
    finally:
        os.close(handle)


def identifier(key: bytes) -> str:
    """Which key this is, without saying anything of it."""
    return hashlib.sha256(b"ooh-console folder key " + key).hexdigest()[:32]


def _path(keys: Path, name: str, public_key: str) -> Path:
    return keys / f"{safe_name(name)}-{public_key[:16]}{_ENDING}"


def _is_there(path: Path, head: Mapping[str, object]) -> bool:
    try:
        there = _read(path)
    except (OSError, ValueError):
        return False
    return all(there[part] == value for part, value in head.items())


def _read(path: Path) -> dict[str, Any]:
    """Raises `OSError`, and `ValueError` for anything but such a file."""
    stored = json.loads(path.read_bytes())
    parts = ("id", "name", "public_key", "sealed")
    if (
        not isinstance(stored, dict)
        or stored.get("format") != _FORMAT
        or stored.get("version") != _VERSION
        or not all(type(stored.get(part)) is str for part in parts)
    ):
        raise ValueError("another format")
    return stored


def _damaged(name: str) -> LedgerSealed:
    return LedgerSealed(
        f"The key of this folder, as it is sealed for {name}, is damaged or belongs to another "
        f"key. Nothing was opened. Have another operator sign in here once, put back a copy of the "
        f"folder of keys, or use the recovery key: `ooh-console recover`."
    )
