"""One row of the table: what was measured, beside what, against which goal."""

from __future__ import annotations

import os
import platform
from collections.abc import Callable, Sequence
from dataclasses import dataclass
from importlib.metadata import version
from statistics import median
from typing import Any


@dataclass(frozen=True, slots=True)
class Unit:
    """How a number of a row is said, and what its goal speaks of."""

    over: str
    """`ratio`, `difference` or `itself`."""
    word: str
    """`ms` or `MB`."""

    def number(self, value: float) -> str:
        """A measured value. Times are kept in seconds, memory in bytes."""
        if self.word == "MB":
            return f"{value / 1e6:.1f} MB"
        return f"{value * 1000:.2f} ms" if value < 0.1 else f"{value * 1000:.0f} ms"

    def compared(self, value: float) -> str:
        """What the goal speaks of."""
        return f"{value:.2f} times" if self.over == "ratio" else self.number(value)


RATIO = Unit("ratio", "ms")
MORE_TIME = Unit("difference", "ms")
TIME = Unit("itself", "ms")
MORE_MEMORY = Unit("difference", "MB")
TIMES_MEMORY = Unit("ratio", "MB")


@dataclass(frozen=True, slots=True)
class Row:
    """Measurements with those of the floor, made in turn in the same run.

    The goal speaks of the medians. `floor_is` says what the floor did; a floor that the goal does
    not speak of is for the eye.
    """

    what: str
    unit: Unit
    ours: Sequence[float]
    floor: Sequence[float]
    floor_is: str
    goal: float | None = None

    def over(self, of: Callable[[Sequence[float]], float] = median) -> float:
        """What the goal speaks of, between two medians or two of anything else."""
        ours, floor = of(self.ours), of(self.floor)
        if self.unit.over == "itself":
            return ours
        return ours / floor if self.unit.over == "ratio" else ours - floor

    @property
    def verdict(self) -> str:
        """Whether the goal was met."""
        if self.goal is None:
            return "no goal"
        return "met" if self.over() <= self.goal else "MISSED"

    def cells(self) -> tuple[str, ...]:
        """As the table prints it."""
        unit = self.unit
        return (
            self.what,
            unit.number(median(self.ours)),
            unit.number(median(self.floor)),
            unit.compared(self.over()),
            unit.compared(self.over(min)),
            "" if self.goal is None else f"{_short(unit, self.goal)} or less",
            self.verdict,
            f"{self.floor_is} ({len(self.floor)} times)",
        )

    def values(self) -> dict[str, Any]:
        """As `--json` prints it: times in seconds, memory in bytes."""
        return {
            "what": self.what,
            "unit": "bytes" if self.unit.word == "MB" else "seconds",
            "ours": list(self.ours),
            "floor": list(self.floor),
            "floor_is": self.floor_is,
            "goal_speaks_of": self.unit.over,
            "between_medians": self.over(),
            "between_the_best": self.over(min),
            "goal": self.goal,
            "verdict": self.verdict,
        }


HEAD = ("what", "ours", "floor", "goal's number", "at best", "goal", "", "the floor is")


def _short(unit: Unit, value: float) -> str:
    if unit.over == "ratio":
        return f"{value:g} times"
    return f"{value / 1e6:g} MB" if unit.word == "MB" else f"{value * 1000:g} ms"


def printed(rows: Sequence[Row]) -> str:
    """The table as text."""
    cells = [HEAD, *(row.cells() for row in rows)]
    widths = [max(len(row[column]) for row in cells) for column in range(len(HEAD))]
    return "\n".join(
        "  ".join(cell.ljust(width) for cell, width in zip(row, widths, strict=True)).rstrip()
        for row in cells
    )


def machine() -> dict[str, Any]:
    """On what it was measured."""
    return {
        "cores": os.cpu_count(),
        "system": f"{platform.system()} {platform.machine()}",
        "python": platform.python_version(),
        "textual": version("textual"),
        "load": round(os.getloadavg()[0], 2),
    }
