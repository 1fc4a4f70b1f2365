"""A PDF as typst writes it: each object by itself, none of them packed into another.

No library reads it: those that read any PDF hold all of its objects, and a long report has more
than fifty thousand. What does not look as it should raises `Unreadable`: a version of typst that
writes otherwise is noticed, and nothing is joined wrongly.
"""

from __future__ import annotations

import re
from collections.abc import Container, Iterable, Iterator
from dataclasses import dataclass
from itertools import pairwise

_ENTRY = re.compile(rb"(\d{10}) \d{5} ([nf])\r?\n")
_REFERENCE = re.compile(rb"(?<![\d.])(\d+) 0 R\b")
_SHORT = re.compile(rb"\([^()\\]*\)")
_BRACKET = re.compile(rb"\\.|[()]", re.DOTALL)
_WITHIN = re.compile(rb"<<.*?>>", re.DOTALL)
_STREAM = b">>\nstream\n"


class Unreadable(Exception):
    """The file is not written as typst is known to write."""


def literals(words: bytes) -> Iterator[tuple[int, int]]:
    """Where each text in round brackets begins and ends."""
    end = 0
    while (start := words.find(b"(", end)) >= 0:
        short = _SHORT.match(words, start)
        end = short.end() if short else _end_of(words, start)
        yield start, end


def _end_of(words: bytes, start: int) -> int:
    depth = 0
    for found in _BRACKET.finditer(words, start):
        depth += {b"(": 1, b")": -1}.get(found[0], 0)
        if depth == 0:
            return found.end()
    raise Unreadable("a text without an end")


@dataclass(frozen=True, slots=True)
class Object:
    """One object: its words, and the rest of it where it is a stream."""

    words: bytes
    stream: bytes = b""

    @property
    def plain(self) -> bytes:
        """Its words with nothing in its texts: what stands in them is no syntax."""
        if b"(" not in self.words:
            return self.words
        kept, at = [], 0
        for start, end in literals(self.words):
            kept += [self.words[at:start], b"()"]
            at = end
        return b"".join([*kept, self.words[at:]])

    def reference(self, key: str) -> int | None:
        """The number of the object that stands under this key."""
        found = re.search(rb"/%b (\d+) 0 R\b" % key.encode(), self.plain)
        return int(found[1]) if found else None

    def number(self, key: str) -> int | None:
        """The number that stands under this key."""
        found = re.search(rb"/%b (\d+)(?! 0 R)\b" % key.encode(), self.plain)
        return int(found[1]) if found else None

    def references(self, key: str) -> list[int]:
        """The numbers of the objects that the list under this key has itself."""
        found = re.search(rb"/%b\[([^\]]*)\]" % key.encode(), self.plain)
        itself = _WITHIN.sub(b"", found[1]) if found else b""
        return [int(one) for one in _REFERENCE.findall(itself)]

    def is_a(self, kind: str) -> bool:
        """Whether it is an element of this kind in the tree of tags."""
        return re.search(rb"/S/%b\b" % kind.encode(), self.plain) is not None


class File:
    """The objects of one file by their numbers."""

    def __init__(self, content: bytes) -> None:
        self._content = content
        try:
            start = int(content.rsplit(b"startxref", 1)[1].split()[0])
            table, self._trailer = content[start:].split(b"trailer", 1)
        except (IndexError, ValueError) as error:
            raise Unreadable("no table of objects") from error
        entries = _ENTRY.findall(table)
        self._starts = [int(at) if kind == b"n" else 0 for at, kind in entries]
        ends = [*sorted(at for at in self._starts if at), start]
        self._ends = dict(pairwise(ends))

    def __iter__(self) -> Iterator[int]:
        return (number for number, at in enumerate(self._starts) if at)

    def __getitem__(self, number: int) -> Object:
        start = self._starts[number]
        head = b"%d 0 obj\n" % number
        whole = self._content[start : self._ends[start]].rstrip(b"\n")
        if not (whole.startswith(head) and whole.endswith(b"\nendobj")):
            raise Unreadable(f"no object {number}")
        words = whole[len(head) : -len(b"\nendobj")]
        at = words.find(_STREAM)
        return Object(words) if at < 0 else Object(words[: at + 2], words[at + 2 :])

    def at(self, number: int, *keys: str) -> int:
        """The object that is reached from one by these keys."""
        for key in keys:
            found = self[number].reference(key)
            if found is None:
                raise Unreadable(f"no {key}")
            number = found
        return number

    @property
    def root(self) -> int:
        """The catalogue."""
        return self._named("Root")

    @property
    def about(self) -> int:
        """Who made it, and when."""
        return self._named("Info")

    def _named(self, key: str) -> int:
        found = Object(self._trailer).reference(key)
        if found is None:
            raise Unreadable(f"no {key}")
        return found

    @property
    def pages(self) -> list[int]:
        """Its pages in their order."""
        return self[self.at(self.root, "Pages")].references("Kids")

    @property
    def document(self) -> int:
        """What all tags stand in."""
        found = self[self.at(self.root, "StructTreeRoot")].references("K")
        if len(found) != 1 or not self[found[0]].is_a("Document"):
            raise Unreadable("tags that stand in no document")
        return found[0]

    def within(self, number: int, but: Container[int] = ()) -> Iterator[int]:
        """An element of the tree of tags, and all that stand in it, but for these."""
        yield number
        for kid in self[number].references("K"):
            if kid not in but:
                yield from self.within(kid, but)

    def reached(self, numbers: Iterable[int]) -> Iterator[int]:
        """These objects and all that they lead to."""
        found, waiting = set[int](), list(numbers)
        while waiting:
            number = waiting.pop()
            if number not in found:
                found.add(number)
                waiting += map(int, _REFERENCE.findall(self[number].plain))
                yield number

    def holder(self, number: int) -> int:
        """What holds the rows of the table, or the items of the list, that an element is."""
        for one in self.within(number):
            if self[one].is_a("TBody") or self[one].is_a("L"):
                return one
        raise Unreadable("neither table nor list")
