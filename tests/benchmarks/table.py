"""One row of the table: what was measured, beside what, against which goal."""

from __future__ import annotations

import statistics
from collections.abc import Sequence
from dataclasses import dataclass


@dataclass(frozen=True)
class Row:
    """A measurement with its floor. `over` is what the goal speaks of: a ratio or a difference."""

    what: str
    ours: str
    floor: str
    over: str
    goal: str
    met: bool

    def cells(self) -> tuple[str, ...]:
        return (
            self.what,
            self.ours,
            self.floor,
            self.over,
            self.goal,
            "met" if self.met else "MISSED",
        )


HEAD = ("what", "ours", "floor", "over the floor", "goal", "")


def milliseconds(seconds: float) -> str:
    return f"{seconds * 1000:.2f} ms" if seconds < 0.1 else f"{seconds * 1000:.0f} ms"


def middle(times: Sequence[float]) -> float:
    return statistics.median(times)


def times_floor(what: str, ours: Sequence[float], floor: Sequence[float], goal: float) -> Row:
    """Medians as a ratio."""
    one, other = middle(ours), middle(floor)
    ratio = one / other
    return Row(
        what,
        milliseconds(one),
        milliseconds(other),
        f"{ratio:.2f} times",
        f"{goal:g} times or less",
        ratio <= goal,
    )


def at_most(what: str, ours: float, goal: float, floor: str = "none") -> Row:
    """An absolute goal that a person would notice."""
    return Row(
        what,
        milliseconds(ours),
        floor,
        milliseconds(ours),
        f"{milliseconds(goal)} or less",
        ours <= goal,
    )


def printed(rows: Sequence[Row]) -> str:
    """The table as text."""
    cells = [HEAD, *(row.cells() for row in rows)]
    widths = [max(len(row[column]) for row in cells) for column in range(len(HEAD))]
    return "\n".join(
        "  ".join(cell.ljust(width) for cell, width in zip(row, widths, strict=True)).rstrip()
        for row in cells
    )
