"""What has been replaced in a text is settled: nothing that is looked for later is found in it."""

from __future__ import annotations

import re
from collections.abc import Callable

from ooh_console.domain.text import MARK

_FIRST, _LAST = 0xF0000, 0x10FFFD
_PRIVATE = re.compile(f"[{chr(_FIRST)}-{chr(_LAST)}]")

Become = str | Callable[[re.Match[str]], str]


class Settled:
    """While a text is worked on, one sign that nobody types stands for each label in it: a number
    beside `Police officer 1` does not swallow the 1."""

    def __init__(self) -> None:
        self._signs: dict[str, str] = {}

    @staticmethod
    def begun(text: str) -> str:
        """A text without those signs."""
        return _PRIVATE.sub(MARK, text)

    def put(self, label: str) -> str:
        """The sign of a label."""
        if label not in self._signs:
            sign = _FIRST + len(self._signs)
            if sign > _LAST:
                return label
            self._signs[label] = chr(sign)
        return self._signs[label]

    def every(self, pattern: re.Pattern[str], text: str, become: Become) -> str:
        """The text with whatever the pattern finds settled. Its first group, where it has one
        named `kept`, stays as it is."""

        def one(found: re.Match[str]) -> str:
            label = become if isinstance(become, str) else become(found)
            kept = found["kept"] if "kept" in pattern.groupindex else ""
            return f"{kept}{self.put(label)}"

        return pattern.sub(one, text)

    def ended(self, text: str) -> str:
        """The text with its labels."""
        labels = {sign: label for label, sign in self._signs.items()}
        return _PRIVATE.sub(lambda found: labels.get(found[0], MARK), text)
