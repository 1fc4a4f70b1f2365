"""Sealing something for an operator, whom their public key in the register names.

HPKE (RFC 9180, base mode: X25519, HKDF-SHA256, ChaCha20-Poly1305), since it needs nobody's
passphrase but that of whoever opens it: one operator admits another. Signing keys are Ed25519; the
same point of the same curve serves for X25519 (RFC 7748, 4.1), as age and libsodium use it.
"""

from __future__ import annotations

import hashlib

from cryptography.exceptions import InvalidTag
from cryptography.hazmat.primitives.asymmetric.ed25519 import Ed25519PrivateKey
from cryptography.hazmat.primitives.asymmetric.x25519 import X25519PrivateKey, X25519PublicKey
from cryptography.hazmat.primitives.hpke import AEAD, KDF, KEM, Suite

_SUITE = Suite(KEM.X25519, KDF.HKDF_SHA256, AEAD.CHACHA20_POLY1305)
_PRIME = 2**255 - 19


def seal(content: bytes, public_key: str, about: bytes) -> bytes:
    """Sealed for whoever holds the private half of this Ed25519 key (hexadecimal).

    `about` is bound to it: it opens only with the same. Raises `ValueError` for what is no key.
    """
    return _SUITE.encrypt(content, _for_agreement(public_key), about)


def unseal(sealed: bytes, private: Ed25519PrivateKey, about: bytes) -> bytes:
    """What was sealed for this key. Raises `ValueError` when it was not, or was changed."""
    secret = hashlib.sha512(private.private_bytes_raw()).digest()[:32]
    try:
        return _SUITE.decrypt(sealed, X25519PrivateKey.from_private_bytes(secret), about)
    except InvalidTag as error:
        raise ValueError("not sealed for this key, or changed") from error


def _for_agreement(public_key: str) -> X25519PublicKey:
    y = int.from_bytes(bytes.fromhex(public_key), "little") & (2**255 - 1)
    if len(public_key) != 64 or y in (0, 1) or y >= _PRIME - 1:
        raise ValueError("not a key of a person")
    u = (1 + y) * pow(1 - y, -1, _PRIME) % _PRIME
    return X25519PublicKey.from_public_bytes(u.to_bytes(32, "little"))
