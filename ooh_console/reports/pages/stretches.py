"""Where a long report is cut, so that each piece can be set by itself.

A seam lies between two rows of a table, or two items of a list. Where exactly, is known when the
piece has been set: where its last page begins with a row, the next piece takes that page, so that
no page stays half empty. Only where there is neither for long does a piece end elsewhere, and the
next begins on a new page.
"""

from __future__ import annotations

from collections.abc import Iterator, Mapping, Sequence
from dataclasses import dataclass
from typing import Any

Part = Mapping[str, Any]

ENOUGH = 150_000
"""The weight from which on a piece may end: some four hundred short rows, 100 MB while set."""
_ROWS = {"table": "cells", "listing": "items"}
"""What can be cut, and where its rows are."""
_OF_TEXT = 60
"""What any text weighs beside its letters: tags, places, lines."""


@dataclass(frozen=True, slots=True, order=True)
class Place:
    """Before this row of this part; row 0 is before the part."""

    part: int
    row: int = 0


@dataclass(frozen=True, slots=True)
class Stretch:
    """What is set at once: from one place to another."""

    since: Place
    until: Place

    @property
    def continues(self) -> bool:
        """Begins in the midst of a table or list."""
        return self.since.row > 0

    @property
    def continued(self) -> bool:
        """Ends in the midst of a table or list."""
        return self.until.row > 0

    def shorter(self, rows: int) -> Stretch:
        """The same with only so many rows of the table or list with which it ends."""
        since = self.since.row if self.since.part == self.until.part else 0
        return Stretch(self.since, Place(self.until.part, since + rows))

    def of(self, parts: Sequence[Part]) -> Iterator[Part]:
        """Its parts, the first and the last as far as they belong to it."""
        last = self.until.part + 1 if self.continued else self.until.part
        for number in range(self.since.part, last):
            start = self.since.row if number == self.since.part else 0
            end = self.until.row if number == self.until.part else None
            yield _rows(parts[number], start, end) if start or end is not None else parts[number]


def weight(part: Part) -> int:
    """How much memory it takes to set, roughly, in letters."""
    match part["kind"]:
        case "table" | "listing":
            return _all(part[_ROWS[part["kind"]]])
        case "facts":
            return sum(_weight(name) + _weight(words) for name, words in part["pairs"])
        case "paragraph":
            return _weight(part["words"])
        case "picture":
            return _weight(part["svg"])
        case _:
            return _OF_TEXT


def next_stretch(parts: Sequence[Part], since: Place, enough: int) -> Stretch:
    """What begins here and weighs `enough`, or is the rest. With twice as much it ends wherever
    that is, but not after a heading."""
    total = 0
    for number in range(since.part, len(parts)):
        part = parts[number]
        if part["kind"] in _ROWS:
            row = since.row if number == since.part else 0
            found = _end_in(part, row, total, enough)
            if found is not None:
                return Stretch(since, Place(number, found))
            part = _rows(part, row, None)
        elif total >= 2 * enough and parts[number - 1]["kind"] != "heading":
            return Stretch(since, Place(number))
        total += weight(part)
    return Stretch(since, Place(len(parts)))


def _end_in(part: Part, row: int, total: int, enough: int) -> int | None:
    """The row before which the piece ends; None where it does not end in this part."""
    cells, width = part[_ROWS[part["kind"]]], _width(part)
    for number in range(row + 1, len(cells) // width):
        total += _all(cells[(number - 1) * width : number * width])
        if total >= enough:
            return number
    return None


def _rows(part: Part, start: int, end: int | None) -> Part:
    name, width = _ROWS[part["kind"]], _width(part)
    cells = part[name][start * width : None if end is None else end * width]
    return {**part, "continues": start, name: cells}


def _width(part: Part) -> int:
    return len(part["heads"]) if part["kind"] == "table" else 1


def _all(texts: Sequence[Any]) -> int:
    return sum(map(_weight, texts))


def _weight(text: Any) -> int:
    if isinstance(text, str):
        return _OF_TEXT + len(text)
    return _OF_TEXT + sum(_OF_TEXT + len(run if isinstance(run, str) else run[1]) for run in text)
