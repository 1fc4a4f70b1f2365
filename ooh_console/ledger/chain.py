"""How entries hang together: the one definition of a link."""

from __future__ import annotations

import hashlib

GENESIS = "0" * 64
"""What stands for the chain value before the first entry of a chain."""


def link(prev: str, digest: str, signature: str) -> str:
    """The chain value after an entry: SHA-256 of the three texts, one a line, in hexadecimal.

    `prev` is the chain value before (`GENESIS` for the first entry), `digest` the entry's digest,
    `signature` the operator's signature over that digest.
    """
    return hashlib.sha256(f"{prev}\n{digest}\n{signature}".encode()).hexdigest()
