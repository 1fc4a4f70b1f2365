"""An object of a piece, with the numbers and names that it has in the joined file."""

from __future__ import annotations

import re
from collections.abc import Mapping
from dataclasses import dataclass

from ooh_console.reports.pages.file import Object, Unreadable, literals

_REFERENCE = re.compile(rb"(?<![\d.])(\d+) 0 R\b")
_KEY = re.compile(rb"(?<=/StructParent )\d+|(?<=/StructParents )\d+")
_ID = re.compile(rb"\(U(\d+)(x\d+y\d+)\)")


@dataclass(frozen=True, slots=True)
class Renaming:
    """From what a piece calls things to what the joined file calls them."""

    numbers: Mapping[int, int]
    """Of objects."""
    keys: Mapping[int, int]
    """Of pages and links in the tree that leads from them to their tags."""
    tables: int
    """What is added to the number of a table, which is in the names of its heads."""

    def words(self, of: Object) -> bytes:
        """The words of an object. Raises `Unreadable` when it speaks of one that is left out."""
        if b"(" not in of.words:
            return self._named(of.words)
        is_cell = of.is_a("TD") or of.is_a("TH")
        kept, at = [], 0
        for start, end in literals(of.words):
            text = of.words[start:end]
            kept += [self._named(of.words[at:start]), self.id(text) if is_cell else text]
            at = end
        return b"".join([*kept, self._named(of.words[at:])])

    def id(self, text: bytes) -> bytes:
        """The name of a head, as `(U3x0y0)`: the third table, its first column and row."""
        found = _ID.fullmatch(text)
        if found is None:
            raise Unreadable("a cell with a text of its own")
        return b"(U%d%b)" % (int(found[1]) + self.tables, found[2])

    def _named(self, words: bytes) -> bytes:
        try:
            words = _REFERENCE.sub(lambda found: b"%d 0 R" % self.numbers[int(found[1])], words)
            return _KEY.sub(lambda found: b"%d" % self.keys[int(found[0])], words)
        except KeyError as error:
            raise Unreadable(f"something leads to {error}, which is left out") from error
