"""Where things stand in a TOML file, so that a mistake in it is named by its line."""

from __future__ import annotations

import re
from collections.abc import Sequence

Path = tuple[str | int, ...]

_HEADER = re.compile(r"\s*(\[\[?)\s*([A-Za-z0-9_.\s-]+?)\s*\]\]?\s*(?:#.*)?$")
_NAME = r"(?:[A-Za-z0-9_-]+|\"[^\"]*\"|'[^']*')"
_KEY = re.compile(rf"\s*({_NAME}(?:\s*\.\s*{_NAME})*)\s*=")
_PART = re.compile(_NAME)
_FENCES = ('"""', "'''")


def lines_of(text: str) -> dict[Path, int]:
    """Path of every table and key to its line, from 1. Arrays of tables are numbered from 0.

    Reads the layout that people give such files: keys, one a line, and tables under headers.
    """
    found: dict[Path, int] = {(): 1}
    counts: dict[Path, int] = {}
    table: Path = ()
    fence = ""
    for number, row in enumerate(text.splitlines(), 1):
        if fence:
            fence = "" if fence in row else fence
            continue
        if header := _HEADER.match(row):
            table = _table(header[2].split("."), header[1] == "[[", counts)
            found.setdefault(table, number)
        elif key := _KEY.match(row):
            names = tuple(part.strip("\"'") for part in _PART.findall(key[1]))
            for length in range(1, len(names) + 1):
                found.setdefault((*table, *names[:length]), number)
        fence = next((mark for mark in _FENCES if row.count(mark) == 1), "")
    return found


def line_of(path: Sequence[str | int], lines: dict[Path, int]) -> int | None:
    """The line of the nearest thing on this path that has one."""
    for length in range(len(path), 0, -1):
        if (line := lines.get(tuple(path[:length]))) is not None:
            return line
    return None


def _table(names: list[str], is_array: bool, counts: dict[Path, int]) -> Path:
    """The path of the table that a header opens; the last name counts up when it is an array."""
    table: Path = ()
    for place, name in enumerate(names, 1):
        table = (*table, name.strip())
        if place == len(names) and is_array:
            counts[table] = counts.get(table, -1) + 1
            # Tables inside the new element are counted anew.
            inside = (*table, counts[table])
            for old in [path for path in counts if path[: len(inside)] == inside]:
                del counts[old]
        if table in counts:
            table = (*table, counts[table])
    return table
