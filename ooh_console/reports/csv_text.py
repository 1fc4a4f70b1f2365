"""A table as CSV that a spreadsheet opens safely: RFC 4180, UTF-8 with a byte order mark."""

from __future__ import annotations

import csv
import io
from collections.abc import Iterable, Sequence

Cell = str | int | float | None

_FORMULA = ("=", "+", "-", "@", "\t", "\r", "\n", "|", "%")
"""A spreadsheet may take a text that begins so for a formula, and run it."""


def csv_bytes(head: Sequence[str], rows: Iterable[Sequence[Cell]]) -> bytes:
    """The table, its head first. An empty cell is one without a value, never a zero."""
    out = io.StringIO(newline="")
    writer = csv.writer(out, lineterminator="\r\n")
    for row in (head, *rows):
        writer.writerow([_cell(one) for one in row])
    return out.getvalue().encode("utf-8-sig", "replace")


def _cell(value: Cell) -> str:
    """A text that looks like a formula, also behind blanks, is led by an apostrophe."""
    if value is None:
        return ""
    if not isinstance(value, str):
        return str(value)
    return (
        f"'{value}" if value.startswith(_FORMULA) or value.lstrip()[:1] in _FORMULA[:4] else value
    )
