"""What a program draws, as a person sees it, and the keys that they press.

In a terminal or in a browser (`tests/browser/desk_page.py`): whoever plays a night need not know.
"""

from __future__ import annotations

import codecs
import threading
import time
from collections.abc import Callable, Sequence
from typing import Any

from tests.journeys.emulation import Screen, Stream
from tests.journeys.shown import NotShown, Shown

PATIENCE = 30.0
"""Seconds in which something must be on the screen: two cores are shared with other tests."""

_CURSOR = {"up": "A", "down": "B", "right": "C", "left": "D", "end": "F", "home": "H"}
_NUMBERED = {
    "insert": 2, "delete": 3, "pageup": 5, "pagedown": 6,
    "f5": 15, "f6": 17, "f7": 18, "f8": 19, "f9": 20, "f10": 21, "f11": 23, "f12": 24,
}  # fmt: skip
KEYS: dict[str, bytes] = {
    "enter": b"\r",
    "tab": b"\t",
    "shift+tab": b"\x1b[Z",
    "escape": b"\x1b",
    "backspace": b"\x7f",
    "space": b" ",
    "f1": b"\x1bOP",
    "f2": b"\x1bOQ",
    "f3": b"\x1bOR",
    "f4": b"\x1bOS",
    **{name: f"\x1b[{end}".encode() for name, end in _CURSOR.items()},
    **{f"ctrl+{name}": f"\x1b[1;5{end}".encode() for name, end in _CURSOR.items()},
    **{f"shift+{name}": f"\x1b[1;2{end}".encode() for name, end in _CURSOR.items()},
    **{name: f"\x1b[{number}~".encode() for name, number in _NUMBERED.items()},
    **{f"ctrl+{chr(letter)}": bytes([letter - 96]) for letter in range(ord("a"), ord("z") + 1)},
}
"""Each key by Textual's name for it, as an xterm sends it. Any other single sign is itself."""


def encoded(*keys: str) -> bytes:
    """What a terminal sends for these keys; for a burst, `Terminal.send(encoded(...))`."""
    return b"".join(KEYS.get(key) or key.encode() for key in keys)


class Watched:
    """A screen of this size. `raw` is every byte that the program has sent."""

    def __init__(self, columns: int, rows: int) -> None:
        self._rows: list[tuple[tuple[Any, ...], str]] = []
        """Cells and text of each row, as they were looked at last."""
        self._screen = Screen(columns, rows)
        self._stream = Stream(self._screen)
        self._decoder = codecs.getincrementaldecoder("utf-8")("replace")
        self._raw = bytearray()
        self._news = threading.Condition()
        self._over = False
        """Whether nothing more comes."""

    # Typing

    def press(self, *keys: str) -> None:
        """Presses keys by name (`f2`, `ctrl+s`, `down`, `escape`, `enter`, `x`), in one write."""
        self.send(encoded(*keys))

    def type(self, text: str) -> None:
        """Types a text, all of it in one write."""
        self.send(text.encode())

    def paste(self, text: str) -> None:
        """Pastes a text, as a terminal in bracketed paste mode does."""
        self.send(b"\x1b[200~" + text.encode() + b"\x1b[201~")

    def send(self, keys: bytes) -> None:
        """Sends bytes as they are."""
        raise NotImplementedError

    # Looking

    @property
    def raw(self) -> bytes:
        """Everything that the program has sent until now."""
        with self._news:
            return bytes(self._raw)

    @property
    def screen(self) -> Shown:
        """The screen now."""
        with self._news:
            return self._shown()

    def until(
        self, condition: Callable[[Shown], object], wanted: str, seconds: float = PATIENCE
    ) -> Shown:
        """The screen as soon as the condition holds; `wanted` says it in words.

        Raises `NotShown` after so many seconds, or when the program has ended without it.
        """
        ends = time.monotonic() + seconds
        with self._news:
            while True:
                shown, come = self._shown(), len(self._raw)
                if not self._screen.drawing and condition(shown):
                    return shown
                left = ends - time.monotonic()
                if self._over or left <= 0:
                    why = "ended" if self._over else f"did not come in {seconds:g} s"
                    raise NotShown(f"{wanted}: {why}. The screen:\n{shown.framed()}")
                self._news.wait_for(lambda come=come: self._over or len(self._raw) != come, left)

    def see(self, *words: str, without: Sequence[str] = (), seconds: float = PATIENCE) -> Shown:
        """The screen as soon as it shows all these words and none of those `without`.

        Words may be wrapped over several rows. Raises `NotShown`.
        """

        def shows(screen: Shown) -> bool:
            return all(map(screen.has, words)) and not any(map(screen.has, without))

        wanted = " and ".join(map(repr, words))
        wanted += f" without {' or '.join(map(repr, without))}" if without else ""
        return self.until(shows, wanted, seconds)

    # Inside

    def _take(self, piece: bytes) -> None:
        """Something was drawn; nothing means that it is over. `_news` is held."""
        self._raw += piece
        if piece:
            # pyte takes `CSI < u` for the letter u; with another sign it passes over it.
            self._stream.feed(self._decoder.decode(piece).replace("\x1b[<", "\x1b[>"))
        self._over = not piece
        self._news.notify_all()

    def _shown(self) -> Shown:
        screen = self._screen
        if len(self._rows) != screen.lines or any(len(c) != screen.columns for c, _ in self._rows):
            self._rows = [((), "")] * screen.lines
            screen.dirty.update(range(screen.lines))
        blank = screen.default_char
        for y in screen.dirty:
            if y < screen.lines:
                row = screen.buffer[y]
                cells = tuple(row.get(x, blank) for x in range(screen.columns))
                self._rows[y] = cells, "".join(cell.data for cell in cells).rstrip()
        screen.dirty.clear()
        place = screen.cursor.y, screen.cursor.x
        return Shown(tuple(text for _, text in self._rows), place, tuple(c for c, _ in self._rows))
