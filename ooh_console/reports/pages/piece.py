"""What of a piece belongs in the joined file."""

from __future__ import annotations

import re
from dataclasses import dataclass, replace
from functools import cached_property
from typing import TypeVar

from ooh_console.reports.pages.bookmarks import Bookmark, bookmarks
from ooh_console.reports.pages.file import File, Object, Unreadable

T = TypeVar("T")

_ROLES = re.compile(rb"/RoleMap<<([^>]*)>>")
_ROLE = re.compile(rb"(/[^/]+)(/[^/]+)")
_PARENTS = re.compile(rb"/Nums\[([^\]]*)\]")
_PARENT = re.compile(rb"(\d+) (\d+) 0 R")
_PAGE = re.compile(rb"/Pg (\d+) 0 R")
_HEAD = re.compile(rb"(\(U(\d+)x\d+y\d+\))(\d+) 0 R")


@dataclass(frozen=True, slots=True)
class Standing:
    """How a piece stands among the others."""

    above: int = 0
    """How many headings of earlier pieces it begins with, each on a page: left out."""
    below: int = 0
    """How many headings of later pieces it ends with, each on a page: left out, too."""
    continues: bool = False
    """Begins with more rows of the table or list with which the one before it ended."""
    continued: bool = False
    """The table or list with which it ends goes on in the next one."""
    pages: int | None = None
    """How many of its pages are kept, where the next one begins with what stands on the last."""
    rows: int | None = None
    """How many rows are then kept of the table or list with which it ends."""

    def own(self, of: list[T]) -> list[T]:
        """Without what is left out."""
        return of[self.above : len(of) - self.below]


class Piece:
    """A file, and how it stands among the others. What it lacks raises `Unreadable`."""

    def __init__(self, file: File, standing: Standing) -> None:
        self.file = file
        self.standing = standing
        self.root = file.root
        self.metadata = file.at(self.root, "Metadata")
        self.page_tree = file.at(self.root, "Pages")
        self.tags = file.at(self.root, "StructTreeRoot")
        self.document = file.document
        self.pages = standing.own(file.pages)[: standing.pages]
        self._top = file[self.document].references("K")
        self._marks, self._outlines = bookmarks(file)

    @cached_property
    def children(self) -> list[int]:
        """What stands in the document, but for a table or list that has begun earlier."""
        own = self.standing.own(self._top)
        return own[1:] if self.standing.continues else own

    @cached_property
    def continuing(self) -> int | None:
        """What holds the rows of the table or list that has begun earlier."""
        own = self.standing.own(self._top)
        return self.file.holder(own[0]) if self.standing.continues else None

    @cached_property
    def rows(self) -> list[int]:
        """The rows or items in that."""
        if self.continuing is None:
            return []
        ends_with_it = self.standing.continued and self.beginning is None
        return self._rows(self.continuing)[: self.standing.rows if ends_with_it else None]

    @cached_property
    def begun(self) -> list[int]:
        """The rows or items of a table or list that begins here and goes on in the next piece."""
        return [] if self.beginning is None else self._rows(self.beginning)[: self.standing.rows]

    def _rows(self, holder: int) -> list[int]:
        return self.file[holder].references("K")

    @cached_property
    def beginning(self) -> int | None:
        """What holds the rows of a table or list that begins here and goes on in the next piece."""
        if not (self.standing.continued and self.children):
            return None
        return self.file.holder(self.children[-1])

    @cached_property
    def marks(self) -> list[Bookmark]:
        """The bookmarks that lead into it."""
        return self.standing.own(self._marks)

    @cached_property
    def awaited(self) -> list[int]:
        """Where the headings of later pieces stand in it, as its list of contents leads there."""
        return [one.goal for one in self._marks[len(self._marks) - self.standing.below :]]

    @cached_property
    def left_out(self) -> set[int]:
        """The objects that are not copied: headings of other pieces with their pages, the heads
        of a table that goes on, and what the joined file has once."""
        found = {
            self.root, self.file.about, self.metadata, self.page_tree, self.tags, self.document,
            *self._outlines,
        }  # fmt: skip
        for page in set(self.file.pages) - set(self.pages):
            found |= {page, *(self.file.at(page, key) for key in ("Contents", "Resources"))}
        own = set(self.standing.own(self._top))
        for child in self._top:
            if child not in own:
                if not re.search(rb"/S/H\d", self.file[child].words):
                    raise Unreadable("something else than a heading on a page that is left out")
                found.update(self.file.within(child))
        if self.continuing is not None:
            first = self.standing.own(self._top)[0]
            found.update(self.file.within(first, but=frozenset(self.rows)))
        if self.beginning is not None:
            found.add(self.beginning)
            for row in set(self._rows(self.beginning)) - set(self.begun):
                found.update(self.file.within(row))
        found.update(mark.goal for mark in self._marks[: self.standing.above])
        found.update(self.awaited)
        return found | {parents for _, parents in self._parents if parents not in self._kept}

    @cached_property
    def keys(self) -> list[tuple[int, int]]:
        """Keys of pages and links, and the objects that say which tags each of them has."""
        return [pair for pair in self._parents if pair[1] in self._kept]

    @cached_property
    def _parents(self) -> list[tuple[int, int]]:
        found = _PARENTS.search(self.file[self.tags].plain)
        pairs = _PARENT.findall(found[1]) if found else []
        return [(int(key), int(number)) for key, number in pairs]

    @cached_property
    def _kept(self) -> set[int]:
        out = set(self.file.pages) - set(self.pages)
        keys = {self.file[page].number("StructParents") for page in out}
        return {number for key, number in self._parents if key not in keys}

    @cached_property
    def heads(self) -> list[tuple[bytes, int]]:
        """The names of the heads of its tables, and the elements that they are."""
        found = _HEAD.findall(self.file[self.tags].words)
        return [
            (name, int(number)) for name, _, number in found if int(number) not in self.left_out
        ]

    @cached_property
    def tables(self) -> int:
        """How many tables it has."""
        found = _HEAD.findall(self.file[self.tags].words)
        return max((int(table) for _, table, _ in found), default=0)

    @cached_property
    def roles(self) -> list[tuple[bytes, bytes]]:
        """What its own kinds of tags stand for."""
        found = _ROLES.search(self.file[self.tags].plain)
        return _ROLE.findall(found[1]) if found else []

    def shorter(self, pages: int, rows: int) -> Piece:
        """The same with only so many pages, and rows of the table or list with which it ends."""
        return Piece(self.file, replace(self.standing, pages=pages, rows=rows))

    def rows_by_page(self) -> list[tuple[int, int]]:
        """On which page, from 0, each row begins of the table or list at its end, and on which it
        ends. A row of nothing but empty cells stands where the one before it ends."""
        place = {page: number for number, page in enumerate(self.pages)}
        last = self.standing.own(self._top)[-1]
        found: list[tuple[int, int]] = []
        for row in self.file[self.file.holder(last)].references("K"):
            pages = [
                place[int(page)]
                for one in self.file.within(row)
                for page in _PAGE.findall(self.file[one].plain)
            ]
            before = found[-1][1] if found else 0
            found.append((min(pages, default=before), max(pages, default=before)))
        return found

    def words(self, number: int) -> Object:
        """An object of it. The box of a table that goes on is no longer true, and is left out."""
        found = self.file[number]
        if self.beginning is None or not found.is_a("Table") or number not in self._around:
            return found
        return Object(re.sub(rb"/BBox\[[^\]]*\]", b"", found.words))

    @cached_property
    def _around(self) -> set[int]:
        return set(self.file.within(self.children[-1], but=frozenset([self.beginning or 0])))
