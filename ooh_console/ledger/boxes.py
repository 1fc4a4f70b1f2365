"""Small files in an encrypted folder: sealed with a key of their own, made from the folder's."""

from __future__ import annotations

import secrets

from cryptography.exceptions import InvalidTag
from cryptography.hazmat.primitives.ciphers.aead import ChaCha20Poly1305
from cryptography.hazmat.primitives.hashes import SHA256
from cryptography.hazmat.primitives.kdf.hkdf import HKDF

_MARK = b"ooh-console sealed 1\n"
_NONCE = 12


class Box:
    """Seals and opens the files of one kind; without a key they are plain."""

    def __init__(self, folder_key: bytes | None, kind: str) -> None:
        self._cipher: ChaCha20Poly1305 | None = None
        if folder_key is not None:
            derived = HKDF(SHA256(), 32, None, b"ooh-console " + kind.encode()).derive(folder_key)
            self._cipher = ChaCha20Poly1305(derived)

    def shut(self, content: bytes) -> bytes:
        """As it is to be written."""
        if self._cipher is None:
            return content
        nonce = secrets.token_bytes(_NONCE)
        return _MARK + nonce + self._cipher.encrypt(nonce, content, _MARK)

    def open(self, stored: bytes) -> bytes:
        """What was shut in it. One that was written before the folder was encrypted is plain still.

        Raises `ValueError` for one that is sealed with another key, or was changed.
        """
        if not is_shut(stored):
            return stored
        if self._cipher is None:
            raise ValueError("sealed, and there is no key")
        sealed = stored[len(_MARK) :]
        try:
            return self._cipher.decrypt(sealed[:_NONCE], sealed[_NONCE:], _MARK)
        except (InvalidTag, ValueError) as error:
            raise ValueError("sealed with another key, or changed") from error


def is_shut(stored: bytes) -> bool:
    """Whether a file is sealed, by whichever key."""
    return stored.startswith(_MARK)
