"""What a terminal shows at one moment, and how words are looked for on it."""

from __future__ import annotations

from dataclasses import dataclass
from functools import cached_property
from typing import Any


class NotShown(AssertionError):
    """What was waited for did not come: says what, and shows the screen as it was."""


@dataclass(frozen=True)
class Shown:
    """The screen at one moment: its rows, without blanks at their ends, and where the cursor is."""

    lines: tuple[str, ...]
    cursor: tuple[int, int]
    """Row and column, from 0."""
    cells: tuple[tuple[Any, ...], ...]
    """`pyte.screens.Char` by row and column: `data`, `fg`, `bg`, `bold`, `reverse` and so on."""

    @cached_property
    def text(self) -> str:
        """The rows as one text."""
        return "\n".join(self.lines)

    @cached_property
    def flow(self) -> str:
        """The rows without frames, in one line with single blanks: for what is wrapped."""
        inside = (line.strip("│┃╭╮╰╯─━▁▂▃▅▆▇▉ ") for line in self.lines)
        return " ".join(" ".join(inside).split())

    def has(self, words: str) -> bool:
        """Whether these words are on the screen, in one row or wrapped over several."""
        return words in self.text or " ".join(words.split()) in self.flow

    def line_with(self, words: str) -> str:
        """The first row with these words. Raises `NotShown`."""
        return self.lines[self.row_with(words)]

    def row_with(self, words: str) -> int:
        """Where the first row with these words is, from 0. Raises `NotShown`."""
        for number, line in enumerate(self.lines):
            if words in line:
                return number
        raise NotShown(f"no row says {words!r}:\n{self.framed()}")

    def styles(self, words: str) -> set[tuple[str, str, bool, bool, bool, bool]]:
        """How the first such words in a row are drawn: fg, bg, bold, reverse, underline, strike."""
        row = self.row_with(words)
        start = self.lines[row].index(words)
        return {
            (c.fg, c.bg, c.bold, c.reverse, c.underscore, c.strikethrough)
            for c in self.cells[row][start : start + len(words)]
        }

    def framed(self) -> str:
        """The rows with a bar before each, for the words of a failure."""
        return "\n".join(f"|{line}" for line in self.lines)
