"""A table as CSV that a spreadsheet opens safely: RFC 4180, UTF-8 with a byte order mark.

A spreadsheet takes a text for what it looks like: `=1+1` is computed, and 01632960110 is a number
that has lost its zero. The one mark that keeps it a text in all of them is an apostrophe before
it, and they show it. So a text that would not stay as it was written is led by an apostrophe; so
is one that begins with an apostrophe, so that `as_written` gives back every text exactly.
"""

from __future__ import annotations

import csv
import io
import re
from collections.abc import Iterable, Sequence


class Own(str):
    """A text of the console's own that a spreadsheet may take for a value, such as a month."""


Cell = str | int | float | None

_SIGN = r"=+\-@＝＋－＠"
"""A spreadsheet may take a text that begins so for a formula, and run it. (Wide: East Asian.)"""
_FORMULA = re.compile(rf"\s*[{_SIGN}]|[\x00\t\r\n|%]")
_NEXT_CELL = re.compile(rf"(?<=[;\t\r\n])(?=[ '\"]*[{_SIGN}])")
"""Where a formula would begin if the file were cut at other signs than commas: at semicolons, as
in much of Europe, where quotes within a line then count for nothing."""
_LED = re.compile(rf"(?<=[;\t\r\n])'(?=[ '\"]*[{_SIGN}])")

_WORDS = (
    r"jan(?:uary)?|feb(?:ruary)?|mar(?:ch)?|apr(?:il)?|may|june?|july?|aug(?:ust)?|sept?(?:ember)?"
    r"|oct(?:ober)?|nov(?:ember)?|dec(?:ember)?|mon(?:day)?|tue(?:s(?:day)?)?|wed(?:nesday)?"
    r"|thu(?:rs(?:day)?)?|fri(?:day)?|sat(?:urday)?|sun(?:day)?|[ap]m?"
)
_VALUE = re.compile(
    rf"(?:[\d\s.,:/()%'’+\-−–£$€¥]|(?<=\d)[et](?=[\d+\-])|(?:{_WORDS})(?![^\W\d_]))+",
    re.IGNORECASE,
)
"""Numbers, amounts, dates and times as English spreadsheets know them, and a few more."""


def csv_bytes(head: Sequence[str], rows: Iterable[Sequence[Cell]]) -> bytes:
    """The table, its head first. An empty cell is one without a value, never a zero.

    Every text is in quotes, so that a comma, semicolon or tab in it begins no new cell.
    """
    out = io.StringIO(newline="")
    writer = csv.writer(out, lineterminator="\r\n", quoting=csv.QUOTE_NONNUMERIC)
    for row in (head, *rows):
        writer.writerow([_guarded(one) if isinstance(one, str) else one for one in row])
    return out.getvalue().encode("utf-8-sig", "replace")


def as_written(cell: str) -> str:
    """The text of a cell, without the apostrophes that were set before what a spreadsheet runs."""
    return _LED.sub("", cell.removeprefix("'"))


def _guarded(text: str) -> str:
    if isinstance(text, Own):
        return text
    lead = "'" if text.startswith("'") or _FORMULA.match(text) or _is_value(text) else ""
    return lead + _NEXT_CELL.sub("'", text)


def _is_value(text: str) -> bool:
    if _VALUE.fullmatch(text):
        return any(char.isdigit() for char in text)
    return text.strip().lower() in ("true", "false")
