"""A report as a PDF: at once where it is short, else in pieces.

A process of its own sets each piece, so no more than that is ever in memory. How many pages there
are is known when all of them are set: only then are they numbered, and only the piece with the list
of contents is set again.
"""

from __future__ import annotations

import re
from collections.abc import Mapping, Sequence
from dataclasses import dataclass
from datetime import datetime
from itertools import accumulate
from typing import Any

from ooh_console.reports.pages.file import File, Unreadable
from ooh_console.reports.pages.joined import Joined
from ooh_console.reports.pages.piece import Piece, Standing
from ooh_console.reports.pages.stretches import (
    ENOUGH,
    Part,
    Place,
    Stretch,
    next_stretch,
    weight,
)
from ooh_console.reports.typesetting import NotTypeset, not_made, typeset

_ATTEMPTS = 3
_PAGE = re.compile(rb"\[(\d+) 0 R")


def set_pages(content: Mapping[str, Any], at: datetime, enough: int = ENOUGH) -> bytes:
    """The PDF of this content, dated `at`. Raises `NotTypeset`.

    A piece may end once it weighs `enough`; twice as much is set at once.
    """
    if sum(map(weight, content["parts"])) <= 2 * enough:
        return typeset({**content, "numbered": True, "first": 1, "above": [], "below": []}, at)
    try:
        return _Long(content, at, enough).whole()
    except Unreadable as error:
        raise NotTypeset(not_made(f"its pieces could not be joined ({error})")) from error


@dataclass(frozen=True, slots=True)
class _Long:
    """A report that is set in pieces."""

    content: Mapping[str, Any]
    at: datetime
    enough: int

    def whole(self) -> bytes:
        """All of it. Raises `NotTypeset` and `Unreadable`."""
        stretches, pieces = self._set()
        self._set_contents(stretches, pieces)
        joined = Joined()
        total = sum(len(piece.pages) for piece in pieces)
        pieces.reverse()
        while pieces:  # Each is let go when it has been copied.
            joined.add(pieces.pop())
        numbers = {"title": self.content["title"], "pages": total}
        joined.number(File(typeset(numbers, self.at, "numbers.typ")))
        return joined.whole()

    def _set(self) -> tuple[list[Stretch], list[Piece]]:
        """The pieces, each as far as the next one begins."""
        stretches, pieces = list[Stretch](), list[Piece]()
        since, first = Place(0), 1
        while since.part < len(self.content["parts"]):
            stretch, piece = self._next(since, first)
            stretches.append(stretch)
            pieces.append(piece)
            since = stretch.until
            first += len(piece.pages)
        return stretches, pieces

    def _next(self, since: Place, first: int) -> tuple[Stretch, Piece]:
        """Takes more where none of its pages begins with a row."""
        for times in (1, 2, 4):
            stretch = next_stretch(self.content["parts"], since, times * self.enough)
            piece = self._piece(stretch, first)
            if not stretch.continued:
                break
            seam = _seam(piece)
            if seam is not None:
                return stretch.shorter(seam[1]), piece.shorter(*seam)
        return stretch, piece

    def _set_contents(self, stretches: Sequence[Stretch], pieces: list[Piece]) -> None:
        """Sets the piece with the list of contents again, which leads to later ones."""
        number = next((n for n, piece in enumerate(pieces) if piece.standing.below), None)
        if number is None:
            return
        shown: list[int] = []
        for _ in range(_ATTEMPTS):
            firsts = list(accumulate((len(piece.pages) for piece in pieces), initial=1))
            later = [
                first + page
                for first, piece in zip(firsts[number + 1 :], pieces[number + 1 :], strict=False)
                for page in _pages_of_headings(piece)
            ]
            if later == shown:
                return
            # A number of another length may move the end of a line, and that the end of the list.
            piece = self._piece(stretches[number], firsts[number], later)
            pieces[number], shown = piece, later
        raise Unreadable("the numbers in the list of contents do not settle")

    def _piece(self, stretch: Stretch, first: int, later: Sequence[int] = ()) -> Piece:
        """It, set from this page on. `later` are the pages of the headings in later pieces."""
        parts = list(stretch.of(self.content["parts"]))
        above, below = _above(parts), self._below(stretch, parts)
        if later:
            below = [{**one, "page": page} for one, page in zip(below, later, strict=True)]
        order = {**self.content, "parts": parts, "numbered": False, "first": first}
        made = typeset({**order, "above": above, "below": below}, self.at)
        standing = Standing(len(above), len(below), stretch.continues, stretch.continued)
        return Piece(File(made), standing)

    def _below(self, stretch: Stretch, parts: Sequence[Part]) -> list[dict[str, Any]]:
        """What the list of contents leads to, and stands in later pieces."""
        if all(part["kind"] != "contents" for part in parts):
            return []
        later = self.content["parts"][stretch.until.part :]
        return [{**part, "page": 1} for part in later if part["kind"] == "heading"]


def _above(parts: Sequence[Part]) -> list[dict[str, Any]]:
    """A heading for each level above the first one, since none may be left out."""
    level = next((part["level"] for part in parts if part["kind"] == "heading"), 1)
    return [{"title": "above", "level": one} for one in range(1, level)]


def _pages_of_headings(piece: Piece) -> list[int]:
    """On which of its pages, from 0, each heading of it stands."""
    place = {page: number for number, page in enumerate(piece.pages)}
    goals = [_PAGE.match(piece.file[mark.goal].words) for mark in piece.marks]
    return [place[int(goal[1])] for goal in goals if goal]


def _seam(piece: Piece) -> tuple[int, int] | None:
    """How many pages there are before the last one that begins with a row, and how many rows stand
    on those; None where no page begins with one."""
    rows = piece.rows_by_page()
    for row in range(len(rows) - 1, 0, -1):
        if rows[row][0] > rows[row - 1][1]:
            return rows[row][0], row
    return None
