"""Words fitted into a column of a picture: broken into lines, and set one below the other."""

from __future__ import annotations

import unicodedata
from collections.abc import Sequence
from dataclasses import dataclass, replace

from ooh_console.domain.text import line

SIZE = 9.9
"""Height of the letters, in units of the picture."""
LEADING = 13.0
"""From one line to the next."""
EM = 0.6
"""Width of a letter beside its height: that of the widest face in which it may be set."""
CUT = "…"


def room(width: float) -> int:
    """How many letters fit on a line this wide."""
    return max(4, int(width / (SIZE * EM)))


def wide(text: str) -> int:
    """How many letters' room a text takes: East Asian ones and emoji take two, accents none."""
    if text.isascii():
        return len(text)
    return sum(
        0 if unicodedata.combining(char) else 2 if unicodedata.east_asian_width(char) in "WF" else 1
        for char in text
    )


def broken(text: str, letters: int, most: int) -> tuple[str, ...]:
    """The text in at most `most` lines of so many letters; what does not fit ends in an ellipsis.

    A word longer than a line is broken where the line ends.
    """
    lines: list[str] = []
    here = ""
    for word in line(text, letters * (most + 1)).split(" "):
        if here and wide(here) + 1 + wide(word) <= letters:
            here = f"{here} {word}"
            continue
        if here:
            lines.append(here)
        here = word
        while wide(here) > letters:
            taken = _first(here, letters)
            lines.append(taken)
            here = here[len(taken) :]
    lines.append(here)
    if len(lines) <= most:
        return tuple(lines)
    last = lines[most - 1]
    while last and wide(last) + 1 > letters:
        last = last[:-1]
    return (*lines[: most - 1], last.rstrip() + CUT)


def _first(word: str, letters: int) -> str:
    """As much of a word as a line takes; never nothing, or nobody would get on."""
    taken = 1
    while taken < len(word) and wide(word[: taken + 1]) <= letters:
        taken += 1
    return word[:taken]


@dataclass(frozen=True, slots=True)
class Label:
    """Words beside what they are about."""

    about: float
    """Where that stands, from the top."""
    lines: tuple[str, ...]
    top: float = 0.0

    @property
    def height(self) -> float:
        """How much of the column they take."""
        return len(self.lines) * LEADING + 2


def height(labels: Sequence[Label]) -> float:
    """How much of a column all of them take."""
    return sum(label.height for label in labels)


def set_out(labels: Sequence[Label], top: float, bottom: float) -> tuple[tuple[Label, ...], int]:
    """The labels with none over another, each as near to what it is about as that allows.

    Where there is no room for all of them they lose lines first, and then the last of them go: the
    second value says how many. Labels come in the order of what they are about.
    """
    kept = list(labels)
    if height(kept) > bottom - top:
        kept = [replace(label, lines=_one(label.lines)) for label in kept]
    most = int((bottom - top) / (LEADING + 2))
    gone = 0
    if len(kept) > most:
        gone = len(kept) - (most - 1)
        kept = kept[: most - 1]
    placed: list[Label] = []
    edge = top
    for label in kept:
        at = max(edge, label.about - LEADING / 2)
        placed.append(replace(label, top=at))
        edge = at + label.height
    # What was pushed over the lower edge goes up again, and what is in its way with it.
    edge = bottom - ((LEADING + 2) if gone else 0)
    for place in range(len(placed) - 1, -1, -1):
        label = placed[place]
        at = min(label.top, edge - label.height)
        placed[place] = replace(label, top=at)
        edge = at
    return tuple(placed), gone


def _one(lines: tuple[str, ...]) -> tuple[str, ...]:
    if len(lines) == 1:
        return lines
    first = lines[0]
    return (first[:-1].rstrip() + CUT,) if len(first) > 1 else (first,)
