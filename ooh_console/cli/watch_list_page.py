"""The watch list on paper: plain pages for the day team, 80 columns, a header on each."""

from __future__ import annotations

import textwrap
from collections.abc import Sequence
from datetime import datetime

from ooh_console.desk.desk import Desk
from ooh_console.desk.panels.lines import Line
from ooh_console.desk.panels.watch_list import everything, mending
from ooh_console.domain.holdings import Holdings
from ooh_console.domain.readiness import Readiness
from ooh_console.domain.text import line
from ooh_console.domain.times import day_clock

WIDTH, ROWS = 80, 60
"""A page of A4 in a plain fixed font."""
HEADER = 4


def page(watch: Holdings, found: Sequence[Readiness], now: datetime, desk: Desk) -> list[str]:
    """Families with their checks, then what each agency has to mend; every page of `ROWS` rows
    begins with what it is, when it was made, and that it is not for the family."""
    today = now.date()
    rows = [
        "WHO HAS TO MEND WHAT",
        "",
        *_wrapped(mending(found, today)),
        "FAMILIES, OVERDUE FIRST",
        "",
        *_wrapped(everything(watch, found, today)),
    ]
    size = ROWS - HEADER
    pages = [rows[at : at + size] for at in range(0, len(rows), size)]
    printed: list[str] = []
    for number, content in enumerate(pages, 1):
        last = number == len(pages)
        blank = [] if last else [""] * (size - len(content))
        printed += [*_header(number, len(pages), now, desk), *content, *blank]
    return printed


def _header(number: int, of: int, now: datetime, desk: Desk) -> list[str]:
    made = day_clock(now, desk.habits.tz)
    first = f"{'EXERCISE  ' if desk.exercise else ''}BIRTHS EXPECTED"
    right = f"{made}  page {number} of {of}"
    second = f"{line(desk.name, 30)}, printed by {line(desk.operator.name, 40)}"
    return [
        f"{first}{right:>{max(1, WIDTH - len(first))}}"[:WIDTH],
        "NOT FOR THE FAMILY: plans and legal steps that they may not know of",
        second[:WIDTH],
        "-" * WIDTH,
    ]


def _wrapped(lines: Sequence[Line]) -> list[str]:
    found: list[str] = []
    for one in lines:
        text = one.text.rstrip()
        lead = len(text) - len(text.lstrip())
        found += textwrap.wrap(
            text, WIDTH, initial_indent="", subsequent_indent=" " * (lead + 4)
        ) or [""]
    return found
