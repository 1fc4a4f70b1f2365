"""A checkpoint: the signed heads of every chain, in a file that can be kept elsewhere.

A chain cannot tell that its tail is missing. Somebody who holds a checkpoint can.
"""

from __future__ import annotations

import json
from dataclasses import dataclass
from datetime import datetime
from pathlib import Path
from typing import Any

from ooh_console.domain.canonical import canonical, digest
from ooh_console.domain.times import stamp
from ooh_console.ledger.errors import CheckpointProblem
from ooh_console.ledger.files import private_folder, read_whole, replace
from ooh_console.ledger.shapes import Signer
from ooh_console.ledger.signers import checker, fits

_FORMAT = "ooh-console-checkpoint"
_VERSION = 1
_LONGEST = 64_000_000
"""Bytes of a file that is read: a line each for some half a million incidents."""


@dataclass(frozen=True, slots=True)
class Head:
    """The end of one chain: its name, its number of entries, and its chain value."""

    incident: str
    count: int
    chain: str


@dataclass(frozen=True, slots=True)
class Checkpoint:
    """The heads of all chains at one moment (UTC, as `times.stamp` writes it), signed."""

    written_at: str
    operator: str
    public_key: str
    heads: tuple[Head, ...]
    signature: str

    def digest(self) -> str:
        """SHA-256 of everything but the signature: what was signed."""
        return digest(canonical(self._content()))

    def text(self) -> str:
        """The file as it is written: canonical JSON and a line end."""
        return canonical({**self._content(), "signature": self.signature}) + "\n"

    def sha256(self) -> str:
        """Of the file as it is written, for the register's `checkpoint_written`."""
        return digest(self.text())

    def genuine(self) -> bool:
        """Whether the key that it names signed it. Whose key that is, the register says."""
        check = checker(self.public_key)
        return check is not None and fits(check, self.signature, self.digest())

    def _content(self) -> dict[str, Any]:
        return {
            "format": _FORMAT,
            "version": _VERSION,
            "written_at": self.written_at,
            "operator": self.operator,
            "public_key": self.public_key,
            "heads": [[head.incident, head.count, head.chain] for head in self.heads],
        }


def sign_heads(heads: tuple[Head, ...], signer: Signer, at: datetime) -> Checkpoint:
    """A checkpoint over these heads."""
    unsigned = Checkpoint(stamp(at), signer.name, signer.public_key, heads, "")
    return Checkpoint(
        unsigned.written_at,
        unsigned.operator,
        unsigned.public_key,
        heads,
        signer.sign(unsigned.digest()),
    )


def write_checkpoint(path: Path, checkpoint: Checkpoint) -> None:
    """Write the file, for its owner alone, in place of one that is there.

    Raises `CheckpointProblem`; a file that was there is then as it was.
    """
    try:
        if not path.parent.is_dir():  # One that is there, even empty, is shared with others.
            private_folder(path.parent)
        replace(path, checkpoint.text())
    except OSError as error:
        raise CheckpointProblem(
            f"The checkpoint {path.name} could not be written ({error.strerror}). The ledger is "
            f"as it was. Choose another place for it."
        ) from error


def read_checkpoint(path: Path) -> Checkpoint:
    """The checkpoint in a file, whether genuine or not. Raises `CheckpointProblem`."""
    try:
        stored = json.loads(read_whole(path, _LONGEST))
        if stored["format"] != _FORMAT or stored["version"] != _VERSION:
            raise ValueError("another format")
        texts = [stored[key] for key in ("written_at", "operator", "public_key", "signature")]
        heads = tuple(Head(name, count, chain) for name, count, chain in stored["heads"])
        for head in heads:
            texts += [head.incident, head.chain]
            if type(head.count) is not int:
                raise ValueError("a count that is no number")
        if not all(type(text) is str for text in texts):
            raise ValueError("a field that is no text")
        found = Checkpoint(texts[0], texts[1], texts[2], heads, texts[3])
        found.digest()
    except OSError as error:
        raise CheckpointProblem(
            f"The checkpoint {path.name} cannot be read ({error.strerror}). Nothing was compared. "
            f"Check its place and the right to it."
        ) from error
    except (ValueError, TypeError, KeyError, RecursionError) as error:
        raise CheckpointProblem(
            f"{path.name} is not a checkpoint, or is damaged. Nothing was compared. "
            f"Use another copy of it."
        ) from error
    return found
