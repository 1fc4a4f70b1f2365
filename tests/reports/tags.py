"""The tags of a PDF, followed as a screen reader follows them."""

from __future__ import annotations

import re
from collections.abc import Iterator
from typing import Any

from pypdf import PdfReader

_MARKED = re.compile(rb"/MCID (\d+)")


class Tags:
    """The tree of tags, with every link in it checked from both of its ends."""

    def __init__(self, reader: PdfReader) -> None:
        self._root = reader.root_object["/StructTreeRoot"]
        self._pages = {page.indirect_reference.idnum: n for n, page in enumerate(reader.pages)}
        self._reader = reader
        self.content: dict[tuple[int, int], int] = {}
        """Page and mark to the element that has it."""
        self.links: dict[int, int] = {}
        """Link to the element that has it."""
        self.kinds: list[str] = []
        self.heads: dict[str, Any] = {}
        self.tree = tuple(self._element(kid, self._root) for kid in self._root["/K"])

    def _element(self, kid: Any, parent: Any) -> tuple[Any, ...]:
        one = kid.get_object()
        assert one["/P"].indirect_reference == parent.indirect_reference
        self.kinds.append(one["/S"])
        if "/ID" in one:
            assert str(one["/ID"]) not in self.heads
            self.heads[str(one["/ID"])] = one
        kids = [self._kid(each, one) for each in one.get("/K", [])]
        told = {key: str(one[key]) for key in ("/Alt", "/ActualText", "/Lang") if key in one}
        return (one["/S"], told, self._attributes(one), kids)

    def _attributes(self, one: Any) -> list[dict[str, Any]]:
        """Without how it looks: of a table that look is said where most of it is the same."""
        every = (each.get_object() for each in one.get("/A", []))
        return [dict(each) for each in every if each["/O"] != "/Layout"]

    def _kid(self, kid: Any, one: Any) -> Any:
        each = kid.get_object()
        if isinstance(each, int):
            return self._mark(one.raw_get("/Pg").idnum, each, one)
        if each.get("/Type") == "/MCR":
            return self._mark(each.raw_get("/Pg").idnum, each["/MCID"], one)
        if each.get("/Type") == "/OBJR":
            self.links[each.raw_get("/Obj").idnum] = one.indirect_reference.idnum
            return "link"
        return self._element(kid, one)

    def _mark(self, page: int, mark: int, one: Any) -> tuple[int, int]:
        place = self._pages[page], mark
        assert place not in self.content
        self.content[place] = one.indirect_reference.idnum
        return place

    def check(self) -> None:
        """Raises unless what is marked is tagged, and what is tagged is marked."""
        numbers = self._root["/ParentTree"]["/Nums"]
        keys, values = numbers[::2], numbers[1::2]
        assert keys == sorted(set(keys))
        parents = dict(zip(keys, values, strict=True))
        assert self._root["/ParentTreeNextKey"] > max(keys)
        used = set()
        for number, page in enumerate(self._reader.pages):
            marks = sorted(map(int, _MARKED.findall(page.get_contents().get_data())))
            assert marks == sorted(m for p, m in self.content if p == number)
            used.add(page["/StructParents"])
            elements = [one.idnum for one in parents[page["/StructParents"]].get_object()]
            assert elements == [self.content[number, mark] for mark in range(len(elements))]
            assert set(marks) == set(range(len(elements)))
            for link in page.get("/Annots", []):
                key = link.get_object()["/StructParent"]
                used.add(key)
                assert parents[key].idnum == self.links[link.idnum]
        assert used == set(keys)
        names = self._root["/IDTree"]["/Names"]
        assert names[::2] == sorted(names[::2])
        heads = {str(name): one.idnum for name, one in zip(names[::2], names[1::2], strict=True)}
        assert heads == {name: one.indirect_reference.idnum for name, one in self.heads.items()}

    def rows(self) -> Iterator[list[Any]]:
        """Each table as its rows, each of those as the names of the heads of its cells."""
        for kid in self._root["/K"]:
            yield from self._tables(kid.get_object())

    def _tables(self, one: Any) -> Iterator[list[Any]]:
        if isinstance(one, int) or "/S" not in one:
            return
        if one["/S"] == "/Table":
            yield [
                [str(name) for cell in row["/K"] for name in cell["/A"][0]["/Headers"]]
                for part in one["/K"]
                if part["/S"] != "/Caption"
                for row in part["/K"]
            ]
        for kid in one.get("/K", []):
            yield from self._tables(kid.get_object())
