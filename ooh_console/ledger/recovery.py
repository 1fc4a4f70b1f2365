"""The recovery key: an operator's key on paper, for the day on which nobody can sign in.

It opens the desk as any operator's key does, and signs the line of the register by which a new
operator is added. 128 random bits in 28 characters; the last of them tell whether it was typed
correctly. Nothing of it is kept on the computer but its public half.
"""

from __future__ import annotations

import base64
import hashlib
import secrets

from cryptography.hazmat.primitives.asymmetric.ed25519 import Ed25519PrivateKey
from cryptography.hazmat.primitives.hashes import SHA256
from cryptography.hazmat.primitives.kdf.hkdf import HKDF

from ooh_console.ledger.errors import KeyProblem
from ooh_console.ledger.keys import OperatorKey

_BYTES = 16
_CHECK_BITS = 12
_GROUP = 4
# Letters and 2 to 7 alone: what looks like one of these and is none can be put right.
_MISREAD = str.maketrans("018", "OIB", " -\t\r\n.")


def new_recovery_key() -> str:
    """A new one, as it is to be written down: seven groups of four."""
    secret = secrets.token_bytes(_BYTES)
    whole = int.from_bytes(secret, "big") << _CHECK_BITS | _check(secret)
    # 140 bits are 28 characters; base64.b32encode wants whole bytes, and gives four more.
    spelt = base64.b32encode((whole << 20).to_bytes(20, "big")).decode()[:28]
    return "-".join(spelt[at : at + _GROUP] for at in range(0, len(spelt), _GROUP))


def recovery_operator(typed: str, name: str) -> OperatorKey:
    """The key that it is, under this name. Raises `KeyProblem` when it was not typed correctly."""
    spelt = typed.upper().translate(_MISREAD)
    try:
        if len(spelt) != 28:
            raise ValueError("another length")
        whole = int.from_bytes(base64.b32decode(spelt + "AAAA"), "big") >> 20
        secret = (whole >> _CHECK_BITS).to_bytes(_BYTES, "big")
        if whole & ((1 << _CHECK_BITS) - 1) != _check(secret):
            raise ValueError("another check")
    except ValueError as error:
        raise KeyProblem(
            "That is no recovery key: it has seven groups of four letters or digits, and one of "
            "them is not as it was printed. Nothing was opened; type it again."
        ) from error
    seed = HKDF(SHA256(), 32, None, b"ooh-console recovery key").derive(secret)
    return OperatorKey(name, Ed25519PrivateKey.from_private_bytes(seed))


def _check(secret: bytes) -> int:
    return int.from_bytes(hashlib.sha256(secret).digest()[:2], "big") >> (16 - _CHECK_BITS)
