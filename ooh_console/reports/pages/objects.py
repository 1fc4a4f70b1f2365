"""A PDF while it is written: objects one after the other, and where each of them begins."""

from __future__ import annotations

import base64
import hashlib
from array import array
from io import BytesIO


class Objects:
    """What is written so far. Numbers are given out first, objects written under them."""

    def __init__(self) -> None:
        self._out = BytesIO()
        self._out.write(b"%PDF-1.7\n%\x80\x80\x80\x80\n\n")
        self._starts = array("Q", [0])

    def free(self) -> int:
        """A number that nothing has yet."""
        self._starts.append(0)
        return len(self._starts) - 1

    def put(self, number: int, words: bytes, stream: bytes = b"") -> None:
        """Writes the object with this number."""
        self._starts[number] = self._out.tell()
        self._out.write(b"%d 0 obj\n%b%b\nendobj\n" % (number, words, stream))

    def mark(self) -> bytes:
        """What nothing but a file of the same objects has."""
        return base64.b64encode(hashlib.sha256(self._out.getbuffer()).digest()[:16])

    def end(self, trailer: bytes) -> bytes:
        """The whole file."""
        start = self._out.tell()
        self._out.write(b"xref\n0 %d\n0000000000 65535 f\r\n" % len(self._starts))
        for at in self._starts[1:]:
            self._out.write(b"%010d 00000 n\r\n" % at)
        size = b"/Size %d" % len(self._starts)
        self._out.write(b"trailer\n<<%b%b>>\nstartxref\n%d\n%%%%EOF" % (size, trailer, start))
        return self._out.getvalue()
