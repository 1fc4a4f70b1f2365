"""Bookmarks: read from pieces, and written as one list with its branches."""

from __future__ import annotations

import re
from bisect import bisect_left
from collections.abc import Callable, Iterator, Mapping, Sequence
from dataclasses import dataclass, replace

from ooh_console.reports.pages.file import File, Unreadable, literals

_TITLE = re.compile(rb"/Title(<[0-9A-F]*>)")


@dataclass(frozen=True, slots=True)
class Bookmark:
    """One of them, as it is written in the file."""

    level: int
    """1 for those that stand in no other."""
    title: bytes
    goal: int
    """The number of the object that says where it leads."""

    def leading(self, named: Mapping[int, int]) -> Bookmark:
        """The same, with the number that its goal has in another file."""
        return replace(self, goal=named[self.goal])


def bookmarks(file: File) -> tuple[list[Bookmark], set[int]]:
    """All of them in the order of reading, and the numbers of the objects that they are."""
    root = file[file.root].reference("Outlines")
    objects = {root} if root is not None else set[int]()
    found = [] if root is None else list(_within(file, root, 1, objects))
    return found, objects


def _within(file: File, number: int, level: int, objects: set[int]) -> Iterator[Bookmark]:
    one = file[number].reference("First")
    while one is not None:
        objects.add(one)
        item = file[one]
        goal = item.reference("Dest")
        if goal is None:
            raise Unreadable("a bookmark that leads nowhere")
        yield Bookmark(level, _title(item.words), goal)
        yield from _within(file, one, level + 1, objects)
        one = item.reference("Next")


def _title(words: bytes) -> bytes:
    found = _TITLE.search(words)
    if found is not None:
        return found[1]
    return next(words[start:end] for start, end in literals(words))


def written(
    marks: Sequence[Bookmark], root: int, free: Callable[[], int]
) -> Iterator[tuple[int, bytes]]:
    """The objects that they are: each with its number, those that have others closed."""
    kids: dict[int, list[int]] = {root: []}
    above, parents = [root], []
    for mark in marks:
        del above[mark.level :]
        number = free()
        parents.append((number, above[-1]))
        kids[above[-1]].append(number)
        kids[number] = []
        above.append(number)
    yield root, b"<</Type/Outlines%b/Count %d>>" % (_ends(kids[root]), len(kids[root]))
    for mark, (number, parent) in zip(marks, parents, strict=True):
        beside, own = kids[parent], kids[number]
        place = bisect_left(beside, number)  # Numbers only ever grow.
        words = b"<</Parent %d 0 R" % parent
        if place + 1 < len(beside):
            words += b"/Next %d 0 R" % beside[place + 1]
        if place:
            words += b"/Prev %d 0 R" % beside[place - 1]
        if own:
            words += b"%b/Count -%d" % (_ends(own), len(own))
        yield number, b"%b/Title%b/Dest %d 0 R>>" % (words, mark.title, mark.goal)


def _ends(kids: Sequence[int]) -> bytes:
    return b"/First %d 0 R/Last %d 0 R" % (kids[0], kids[-1])
