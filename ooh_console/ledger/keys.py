"""An operator's key: a file of their own, sealed with a passphrase, and what it signs with."""

from __future__ import annotations

import json
import secrets
import unicodedata
from collections.abc import Collection, Iterator
from dataclasses import dataclass
from pathlib import Path
from typing import Any

from cryptography.exceptions import InvalidTag, UnsupportedAlgorithm
from cryptography.hazmat.primitives.asymmetric.ed25519 import Ed25519PrivateKey
from cryptography.hazmat.primitives.ciphers.aead import ChaCha20Poly1305
from cryptography.hazmat.primitives.kdf.argon2 import Argon2id

from ooh_console.domain.canonical import canonical
from ooh_console.domain.text import is_blank
from ooh_console.ledger.errors import KeyProblem, WrongPassphrase
from ooh_console.ledger.files import private_folder, safe_name, write_new
from ooh_console.ledger.sealing import unseal

_FORMAT = "ooh-console-key"
_VERSION = 1
_ENDING = ".key"


@dataclass(frozen=True, slots=True)
class Hardness:
    """What opening a key costs (argon2id): passes, memory in KiB, threads."""

    passes: int = 3
    memory_kib: int = 64 * 1024
    lanes: int = 4

    def bearable(self) -> bool:
        """Whether a damaged or hostile file could not exhaust the desk with this."""
        return (
            1 <= self.passes <= 64
            and 1 <= self.lanes <= 64
            and 8 * self.lanes <= self.memory_kib <= 2 * 1024 * 1024
        )


USUAL = Hardness()
"""RFC 9106, section 4, the second recommended setting: about a seventh of a second."""

CHEAP = Hardness(passes=1, memory_kib=64, lanes=1)
"""For exercises and tests, where the passphrase guards nothing."""


class OperatorKey:
    """An unlocked key. Signs in the name of its operator."""

    __slots__ = ("_private", "name", "public_key")

    def __init__(self, name: str, private: Ed25519PrivateKey) -> None:
        self._private = private
        self.name = name
        self.public_key = private.public_key().public_bytes_raw().hex()

    def sign(self, digest: str) -> str:
        """Ed25519 over the ASCII bytes of the digest, in lower-case hexadecimal."""
        return self._private.sign(digest.encode("ascii")).hex()

    def unseal(self, sealed: bytes, about: bytes) -> bytes:
        """What was sealed for this operator (`ledger.sealing`). Raises `ValueError`."""
        return unseal(sealed, self._private, about)

    def __repr__(self) -> str:
        return f"OperatorKey({self.name!r}, {self.public_key})"


def create_key(
    folder: Path, name: str, passphrase: str, *, hardness: Hardness = USUAL, another: bool = False
) -> OperatorKey:
    """A new key for an operator, kept in the folder for its owner alone.

    With `another` one that is there already stays beside it; the register says which counts.
    Raises `KeyProblem` when there is a key for this name, the name or passphrase is blank, or the
    file cannot be written.
    """
    if is_blank(name) or not passphrase:
        raise KeyProblem("A key needs a name and a passphrase. None was made; type both.")
    private = Ed25519PrivateKey.generate()
    key = OperatorKey(name, private)
    head: dict[str, Any] = {
        "format": _FORMAT,
        "version": _VERSION,
        "name": name,
        "public_key": key.public_key,
        "passes": hardness.passes,
        "memory_kib": hardness.memory_kib,
        "lanes": hardness.lanes,
        "salt": secrets.token_hex(16),
        "nonce": secrets.token_hex(12),
    }
    try:
        bound = canonical(head).encode()
    except ValueError as error:
        raise KeyProblem("This name holds broken characters. No key was made; type it.") from error
    sealed = ChaCha20Poly1305(_derive(passphrase, head)).encrypt(
        bytes.fromhex(head["nonce"]), private.private_bytes_raw(), bound
    )
    path = _path(folder, name)
    if another and path.exists():
        path = path.with_name(f"{path.stem}-{key.public_key[:16]}{_ENDING}")
    try:
        private_folder(folder)
        write_new(path, canonical({**head, "sealed": sealed.hex()}) + "\n")
    except FileExistsError as error:
        raise KeyProblem(
            f"There is a key for {name} already. It was left as it is; unlock it instead."
        ) from error
    except OSError as error:
        raise KeyProblem(
            f"The key of {name} could not be written ({error.strerror}). None was made. "
            f"Check the folder of keys."
        ) from error
    return key


def key_files(folder: Path, name: str, counting: Collection[str] | None = None) -> tuple[Path, ...]:
    """The files of the operator's keys that count (public keys); else the first, there or not.

    Raises `KeyProblem`: no such key, unreadable or damaged file, none that counts.
    """
    first, *more = _paths(folder, name)
    if counting is None:
        return (first,)
    trouble: KeyProblem | None = None
    found: list[Path] = []
    for path in (first, *more):
        try:
            if _read(path, name)["public_key"] in counting:
                found.append(path)
        except KeyProblem as error:
            trouble = trouble or error
    if found:
        return tuple(found)
    if trouble is not None:
        raise trouble
    raise KeyProblem(
        f"The key of {name} here is not one that the register holds for them. Nobody was signed "
        "in. Ask whoever keeps this desk to check the folder of keys."
    )


def unlock(
    folder: Path, name: str, passphrase: str, counting: Collection[str] | None = None
) -> OperatorKey:
    """The operator's key, opened; of several that count, the one of this passphrase. Takes as long
    as its hardness says.

    Raises `KeyProblem`: no such key, unreadable or damaged file, none that counts; and
    `WrongPassphrase`.
    """
    trouble: KeyProblem | None = None
    for path in key_files(folder, name, counting):
        try:
            return _opened(path, name, passphrase)
        except WrongPassphrase as error:
            trouble = error  # Whoever has typed it wrong hears that, and not of another's damage.
        except KeyProblem as error:
            trouble = trouble or error
    assert trouble is not None, "there is a file, or it was said that there is none"
    raise trouble


def _opened(path: Path, name: str, passphrase: str) -> OperatorKey:
    stored = _read(path, name)
    if stored["name"] != name:
        raise _damaged(name)
    head = {key: value for key, value in stored.items() if key != "sealed"}
    try:
        opened = ChaCha20Poly1305(_derive(passphrase, head)).decrypt(
            bytes.fromhex(head["nonce"]), bytes.fromhex(stored["sealed"]), canonical(head).encode()
        )
        key = OperatorKey(name, Ed25519PrivateKey.from_private_bytes(opened))
    except InvalidTag as error:
        raise WrongPassphrase(
            f"That is not the passphrase of {name}. Nothing was unlocked; type it again."
        ) from error
    except (ValueError, TypeError, MemoryError) as error:
        raise _damaged(name) from error
    if key.public_key != stored["public_key"]:
        raise _damaged(name)
    return key


def names(folder: Path) -> tuple[str, ...]:
    """The operators whose keys are in the folder and can be read, in alphabetical order."""
    return tuple(sorted({name for name, _ in keys_in(folder)}, key=str.casefold))


def keys_in(folder: Path) -> Iterator[tuple[str, str]]:
    """Name and public key of each file in the folder that can be read."""
    try:
        paths = sorted(folder.glob(f"*{_ENDING}"))
    except OSError:
        return
    for path in paths:
        try:
            stored = _read(path, path.stem)
        except KeyProblem:
            continue  # `unlock` says what is wrong with it.
        yield stored["name"], stored["public_key"]


def _path(folder: Path, name: str) -> Path:
    return folder / (safe_name(name) + _ENDING)


def _paths(folder: Path, name: str) -> tuple[Path, ...]:
    """The first file of this name, there or not, and those beside it."""
    first = _path(folder, name)
    try:
        return first, *sorted(folder.glob(f"{first.stem}-*{_ENDING}"))
    except OSError:
        return (first,)


def _derive(passphrase: str, head: dict[str, Any]) -> bytes:
    # Composed and decomposed letters look alike and come from different keyboards.
    secret = unicodedata.normalize("NFC", passphrase).encode("utf-8", "surrogatepass")
    try:
        return Argon2id(
            salt=bytes.fromhex(head["salt"]),
            length=32,
            iterations=head["passes"],
            lanes=head["lanes"],
            memory_cost=head["memory_kib"],
        ).derive(secret)
    except UnsupportedAlgorithm as error:
        raise KeyProblem(
            "The cryptography library here lacks argon2id. Nothing was changed; install OpenSSL "
            "3.2 or newer, or the library's own build."
        ) from error


def _read(path: Path, name: str) -> dict[str, Any]:
    try:
        raw = path.read_bytes()
    except FileNotFoundError as error:
        raise KeyProblem(
            f"There is no key for {name} here. Nothing was unlocked; check the name, or add them."
        ) from error
    except OSError as error:
        raise KeyProblem(
            f"The key of {name} cannot be read ({error.strerror}). Nothing was unlocked; ask for "
            f"the right to the folder of keys."
        ) from error
    try:
        stored = json.loads(raw)
        texts = [stored[key] for key in ("name", "public_key", "salt", "nonce", "sealed")]
        costs = Hardness(stored["passes"], stored["memory_kib"], stored["lanes"])
        whole = (
            stored["format"] == _FORMAT
            and stored["version"] == _VERSION
            and all(type(text) is str for text in texts)
            and all(type(n) is int for n in (costs.passes, costs.memory_kib, costs.lanes))
            and costs.bearable()
        )
    except (ValueError, TypeError, KeyError, RecursionError) as error:
        raise _damaged(name) from error
    if not whole:
        raise _damaged(name)
    return dict(stored)


def _damaged(name: str) -> KeyProblem:
    return KeyProblem(
        f"The key file of {name} is damaged. Nothing was unlocked; put back a copy of it, or add "
        f"the operator with a new key."
    )
