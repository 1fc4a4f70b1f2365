"""The emulator of a terminal: pyte, with the alternate screen, and fast where a night is long."""

from __future__ import annotations

import copy
import re
from typing import Any

import pyte
from pyte import charsets, modes
from pyte.screens import Char
from wcwidth import wcwidth

_OFTEN = re.compile(r"\x1b\[([0-9;]*)([mH])")
"""Colours and places, which are most of what a program sends."""
_NARROW: set[str] = set()
"""Signs that are known to take one cell."""


def _narrow(text: str) -> bool:
    """Whether every sign of the text takes one cell."""
    if _NARROW.issuperset(text):
        return True
    _NARROW.update(sign for sign in set(text) if wcwidth(sign) == 1)
    return _NARROW.issuperset(text)


class Stream(pyte.Stream):
    """Reads what pyte reads; the orders that come most often as a whole, not sign by sign."""

    def feed(self, data: str) -> None:
        """Consumes what came; an order may be cut anywhere."""
        offset = 0
        while offset < len(data):
            if not self._taking_plain_text:
                self._taking_plain_text = self._send_to_parser(data[offset])
                offset += 1
            elif text := self._text_pattern.match(data, offset):
                self.listener.draw(text[0])
                offset = text.end()
            elif order := _OFTEN.match(data, offset):
                numbers = [min(int(number or 0), 9999) for number in order[1].split(";")]
                if order[2] == "m":
                    self.listener.select_graphic_rendition(*numbers)
                else:
                    self.listener.cursor_position(*numbers)
                offset = order.end()
            else:
                self._taking_plain_text = False


class Screen(pyte.Screen):
    """Knows the alternate screen too: what was there before a program is there again after it.

    A night is some million cells: those of plain text are made once for each colour and sign.
    """

    ALTERNATE, SYNCHRONIZED = 1049, 2026

    def __init__(self, columns: int, lines: int) -> None:
        self._cells: dict[Char, dict[str, Char]] = {}
        self._looks: dict[Any, Char] = {}
        super().__init__(columns, lines)

    def draw(self, data: str) -> None:
        """Draws a text at the cursor."""
        plain = (self.g1_charset if self.charset else self.g0_charset) is charsets.LAT1_MAP
        wraps = modes.DECAWM in self.mode and modes.IRM not in self.mode
        if not (plain and wraps and _narrow(data)):
            super().draw(data)
            return
        cursor = self.cursor
        cells = self._cells.setdefault(cursor.attrs, {})
        while data:
            if cursor.x == self.columns:
                self.dirty.add(cursor.y)
                self.carriage_return()
                self.linefeed()
            part, data = data[: self.columns - cursor.x], data[self.columns - cursor.x :]
            row = self.buffer[cursor.y]
            for x, sign in enumerate(part, cursor.x):
                cell = cells.get(sign)
                if cell is None:
                    cell = cells[sign] = cursor.attrs._replace(data=sign)
                row[x] = cell
            cursor.x += len(part)
        self.dirty.add(cursor.y)

    def select_graphic_rendition(self, *attrs: int) -> None:
        """Colours and styles from here on."""
        before = self.cursor.attrs, attrs, modes.DECSCNM in self.mode
        if (known := self._looks.get(before)) is None:
            super().select_graphic_rendition(*attrs)
            known = self._looks[before] = self.cursor.attrs
        self.cursor.attrs = known

    @property
    def drawing(self) -> bool:
        """Whether the program is in the middle of a frame, which a terminal does not show yet."""
        return self.SYNCHRONIZED << 5 in self.mode

    def set_mode(self, *modes: int, **how: Any) -> None:
        """To the alternate screen, which is empty."""
        super().set_mode(*modes, **how)
        if how.get("private") and self.ALTERNATE in modes:
            self._before = copy.deepcopy(self.buffer), copy.copy(self.cursor)
            self.erase_in_display(2)

    def reset_mode(self, *modes: int, **how: Any) -> None:
        """Back to what was there before."""
        super().reset_mode(*modes, **how)
        before = getattr(self, "_before", None)
        if how.get("private") and self.ALTERNATE in modes and before is not None:
            self.buffer, self.cursor = before
            self._before = None
            self.cursor.hidden = False
            self.dirty.update(range(self.lines))
