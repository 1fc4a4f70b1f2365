"""Pieces of one report as one PDF, tags and all.

Each object is written as soon as it is read, and only numbers are kept until the end. The tree of
tags stays one tree: a table that goes on in the next piece is one table, with its heads once and
all of its rows.
"""

from __future__ import annotations

import re
from collections import deque
from collections.abc import Callable
from dataclasses import dataclass, field
from functools import partial

from ooh_console.reports.pages.bookmarks import Bookmark, written
from ooh_console.reports.pages.file import File, Object, Unreadable
from ooh_console.reports.pages.objects import Objects
from ooh_console.reports.pages.piece import Piece
from ooh_console.reports.pages.renaming import Renaming

_KIDS = re.compile(rb"/K\[[^\]]*\]")
_CONTENTS = re.compile(rb"/Contents (\d+ 0 R)")
_BOX = re.compile(rb"/MediaBox(\[[^\]]*\])")
_CALL = b"q/Numbered Do Q"
_CALL_STREAM = b"\nstream\n%b\nendstream" % _CALL
_COUNT = re.compile(rb"(?<=<xmpTPg:NPages>)\d+(?=<)")
_INSTANCE = re.compile(rb"(?<=<xmpMM:InstanceID>)[^<]+(?=<)")
_DOCUMENT = re.compile(rb"(?<=<xmpMM:DocumentID>)[^<]+(?=<)")
_LENGTH = re.compile(rb"(?<=/Length )\d+")
_OUTLINES = re.compile(rb"/Outlines \d+ 0 R")


@dataclass(slots=True)
class _Open:
    """A table or list that goes on in the next piece."""

    number: int
    words: bytes
    table: int
    """The number of the table, for the names of its heads."""
    rows: list[int] = field(default_factory=list)


class Joined:
    """The file that is being joined: `add` each piece, then take the `whole`."""

    def __init__(self) -> None:
        self._objects = Objects()
        free = self._objects.free
        self._catalog, self._about, self._metadata, self._page_tree = (free() for _ in range(4))
        self._tags, self._document, self._outlines = (free() for _ in range(3))
        self._first: tuple[bytes, Object] | None = None
        self._pages: list[int] = []
        self._numbers: list[int] = []
        """What writes its number on each page."""
        self._children: list[int] = []
        self._parents: list[tuple[int, int]] = []
        self._heads: list[tuple[bytes, int]] = []
        self._roles: dict[bytes, bytes] = {}
        self._marks: list[Bookmark] = []
        self._awaited: deque[int] = deque()
        self._open: _Open | None = None
        self._tables = 0

    def add(self, piece: Piece) -> None:
        """The next piece. Raises `Unreadable`."""
        renaming = self._renaming(piece)
        numbers = renaming.numbers
        numbered = self._numbered(piece)
        if self._first is None:
            self._begin(piece, renaming)
        for number in piece.file:
            if number not in piece.left_out:
                one = piece.words(number)
                words = numbered.get(number, bytes)(renaming.words(one))
                self._objects.put(numbers[number], words, one.stream)
        self._pages += (numbers[page] for page in piece.pages)
        self._children += (numbers[child] for child in piece.children)
        self._parents += ((renaming.keys[key], numbers[number]) for key, number in piece.keys)
        self._heads += ((renaming.id(name), numbers[number]) for name, number in piece.heads)
        self._roles.update(piece.roles)
        self._marks += (mark.leading(numbers) for mark in piece.marks)
        self._tables = max(self._tables, piece.tables + renaming.tables)
        self._rows(piece, renaming)

    def _renaming(self, piece: Piece) -> Renaming:
        numbers = {
            piece.root: self._catalog,
            piece.file.about: self._about,
            piece.metadata: self._metadata,
            piece.page_tree: self._page_tree,
            piece.tags: self._tags,
            piece.document: self._document,
        }
        tables = self._tables
        if piece.continuing is not None:
            if self._open is None:
                raise Unreadable("a table that goes on and has not begun")
            numbers[piece.continuing] = self._open.number
            tables = self._open.table - 1 if self._open.table else tables
        if piece.beginning is not None:
            numbers[piece.beginning] = self._objects.free()
        for goal in piece.awaited:
            numbers[goal] = self._objects.free()
            self._awaited.append(numbers[goal])
        if not piece.awaited:
            for mark in piece.marks:
                if self._awaited:
                    numbers[mark.goal] = self._awaited.popleft()
        for number in piece.file:
            if number not in piece.left_out and number not in numbers:
                numbers[number] = self._objects.free()
        start = len(self._parents)
        keys = {key: start + place for place, (key, _) in enumerate(piece.keys)}
        return Renaming(numbers, keys, tables)

    def _numbered(self, piece: Piece) -> dict[int, Callable[[bytes], bytes]]:
        """What is changed in pages and in what they draw with, for a number to be written."""
        found: dict[int, Callable[[bytes], bytes]] = {}
        for page in piece.pages:
            number, call = self._objects.free(), self._objects.free()
            self._numbers.append(number)
            self._objects.put(call, b"<</Length %d>>" % len(_CALL), _CALL_STREAM)
            found[page] = partial(_CONTENTS.sub, rb"/Contents[\1 %d 0 R]" % call)
            found[piece.file.at(page, "Resources")] = partial(_drawing, number)
        if len(found) < 2 * len(piece.pages):
            raise Unreadable("pages that draw with the same")
        return found

    def number(self, file: File) -> None:
        """Writes on each page what stands on the same page of this file. Raises `Unreadable`."""
        pages = file.pages
        if len(pages) != len(self._pages):
            raise Unreadable("other pages than there are")
        drawing = {page: file.at(page, "Resources") for page in pages}
        needed = list(file.reached(drawing.values()))
        numbers = {one: self._objects.free() for one in needed}
        renaming = Renaming(numbers, {}, 0)
        for one in needed:
            self._objects.put(numbers[one], renaming.words(file[one]), file[one].stream)
        for page, number in zip(pages, self._numbers, strict=True):
            drawn = file[file.at(page, "Contents")]
            box = _BOX.search(file[page].words)
            words = b"<</Type/XObject/Subtype/Form/BBox%b/Resources %d 0 R%b" % (
                box[1] if box else b"[0 0 0 0]",
                numbers[drawing[page]],
                drawn.words.removeprefix(b"<<"),
            )
            self._objects.put(number, words, drawn.stream)
        self._numbers = []

    def _begin(self, piece: Piece, renaming: Renaming) -> None:
        """Title, author, language and dates are those of the first piece."""
        self._objects.put(self._about, renaming.words(piece.file[piece.file.about]))
        catalog = piece.file[piece.root]
        words = Object(_OUTLINES.sub(b"", catalog.words))
        self._first = renaming.words(words), piece.file[piece.metadata]

    def _rows(self, piece: Piece, renaming: Renaming) -> None:
        if self._open is not None:
            self._open.rows += (renaming.numbers[row] for row in piece.rows)
        if piece.beginning is not None or not piece.standing.continued:
            self._close()
        if piece.beginning is not None:
            holder = piece.file[piece.beginning]
            self._open = _Open(
                renaming.numbers[piece.beginning],
                renaming.words(Object(_KIDS.sub(b"/K[]", holder.words))),
                self._tables if holder.is_a("TBody") else 0,
                [renaming.numbers[row] for row in piece.begun],
            )

    def _close(self) -> None:
        if self._open is not None:
            words = _KIDS.sub(b"/K[%b]" % _references(self._open.rows), self._open.words)
            self._objects.put(self._open.number, words)
        self._open = None

    def whole(self) -> bytes:
        """The file. Raises `Unreadable` when something is still to come."""
        if self._first is None or self._open or self._awaited or self._numbers:
            raise Unreadable("pieces are missing")
        put = self._objects.put
        catalog, metadata = self._first
        if self._marks:
            catalog = b"%b/Outlines %d 0 R>>" % (catalog.removesuffix(b">>"), self._outlines)
            for number, words in written(self._marks, self._outlines, self._objects.free):
                put(number, words)
        else:
            put(self._outlines, b"null")
        put(self._catalog, catalog)
        pages = b"<</Type/Pages/Count %d/Kids[%b]>>"
        put(self._page_tree, pages % (len(self._pages), _references(self._pages)))
        put(
            self._document,
            b"<</Type/StructElem/S/Document/P %d 0 R/K[%b]>>"
            % (self._tags, _references(self._children)),
        )
        put(self._tags, self._tree())
        return self._objects.end(self._dated(metadata))

    def _tree(self) -> bytes:
        roles = b"".join(name + meaning for name, meaning in self._roles.items())
        parents = b" ".join(b"%d %d 0 R" % pair for pair in self._parents)
        heads = b"".join(b"%b%d 0 R" % pair for pair in sorted(self._heads))
        return (
            b"<</Type/StructTreeRoot/RoleMap<<%b>>/K[%d 0 R]/ParentTree<</Nums[%b]>>"
            b"/IDTree<</Names[%b]>>/ParentTreeNextKey %d>>"
        ) % (roles, self._document, parents, heads, len(self._parents))

    def _dated(self, metadata: Object) -> bytes:
        """Writes how many pages there are, and a mark of this file; the same for its end."""
        mark = self._objects.mark()
        document = _DOCUMENT.search(metadata.stream)
        stream = _COUNT.sub(b"%d" % len(self._pages), metadata.stream)
        stream = _INSTANCE.sub(mark, stream)
        grown = len(stream) - len(metadata.stream)
        words = _LENGTH.sub(lambda found: b"%d" % (int(found[0]) + grown), metadata.words)
        self._objects.put(self._metadata, words, stream)
        return b"/Root %d 0 R/Info %d 0 R/ID[(%b)(%b)]" % (
            self._catalog, self._about, document[0] if document else mark, mark,
        )  # fmt: skip


def _drawing(number: int, words: bytes) -> bytes:
    """What a page draws with, and this besides."""
    one = b"/Numbered %d 0 R" % number
    if b"/XObject<<" in words:
        return words.replace(b"/XObject<<", b"/XObject<<" + one)
    return b"%b/XObject<<%b>>>>" % (words.removesuffix(b">>"), one)


def _references(numbers: list[int]) -> bytes:
    return b" ".join(b"%d 0 R" % number for number in numbers)
