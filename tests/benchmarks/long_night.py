"""Rows about an incident of 100,000 entries on the one screen, a short one beside it."""

from __future__ import annotations

import asyncio
import time
from collections.abc import Callable
from contextlib import ExitStack
from pathlib import Path

from ooh_console.bootstrap import ExerciseOpening
from ooh_console.desk.incident import Incident
from tests.benchmarks.desks import FEW, LONG, MANY, PASSPHRASE, Nights, night, parts, words
from tests.benchmarks.moments import to_times
from tests.benchmarks.table import MORE_MEMORY, TIME, Row
from tests.benchmarks.terminal import Terminal

ROUNDS, READINGS = 10, 7
OPEN, BACK, START, END = b"\r", b"\x1b", b"\x1b[1;5H", b"\x1b[1;5F"
"""Enter, Esc, Ctrl+Home, Ctrl+End, as a terminal sends them."""
REST = 0.3
SHORT = f"the same with {FEW} entries"


def long_night(nights: Nights) -> list[Row]:
    """Opening, jumping, appending and memory: whole processes, from key to what it draws."""
    long, short = nights.copy("long on screen"), nights.folder("short") / "data"
    night(short, FEW)
    with ExitStack() as stack:
        ours = _Screen(stack, nights.folder("home of long"), long, MANY)
        floor = _Screen(stack, nights.folder("home of short"), short, FEW)
        both = (ours, floor)
        for _ in range(ROUNDS):
            for screen in both:
                screen.round()
        heavy, light = (screen.terminal.memory() for screen in both)
    whole, little = read(long), read(short)
    far = asyncio.run(to_times(long, MANY))
    near = asyncio.run(to_times(short, FEW))

    def row(what: str, times: Callable[[_Screen], list[float]], goal: float) -> Row:
        return Row(what, TIME, times(ours), times(floor), SHORT, goal)

    return [
        Row("100,000 entries: state and last lines, from the log", TIME, whole, little, SHORT, 0.3),
        row("… Enter on Tonight to the log on screen", lambda s: s.opened, 0.3),
        row("… the end to the start", lambda s: s.to_start, 0.05),
        row("… the start to the end", lambda s: s.to_end, 0.05),
        Row("… to a time, found and drawn", TIME, far, near, SHORT, 0.05),
        row("… Enter to «saved» on screen", lambda s: s.saved, 0.05),
        Row("… memory of the process", MORE_MEMORY, [heavy], [light], SHORT, 50e6),
    ]


def read(folder: Path) -> list[float]:
    """Seconds for what Tonight does with each incident at the start, and a screen with its log."""
    opened = parts(folder)
    at = ExerciseOpening(opened, PASSPHRASE).sign_in()
    times = []
    for _ in range(READINGS):
        before = time.perf_counter()
        incident = Incident.load(at, LONG)
        opened.ledger.rows(LONG, incident.count - 50, incident.count)
        incident.view().alarms  # noqa: B018 (worked out when it is asked for)
        times.append(time.perf_counter() - before)
    opened.close()
    return times


class _Screen:
    """The console over one folder: the same keys for the long night and for the short."""

    def __init__(self, stack: ExitStack, home: Path, data: Path, entries: int) -> None:
        self._last = words(entries - 1)
        self._number = 0
        self.opened: list[float] = []
        self.to_start: list[float] = []
        self.to_end: list[float] = []
        self.saved: list[float] = []
        self.terminal = stack.enter_context(
            Terminal(home, "tests.benchmarks.standing", str(data), "0")
        )
        self.terminal.drawn("14 Saltpan Lane")

    def round(self) -> None:
        """Opens the incident, goes to both ends of it, writes a line, and goes back."""
        self._timed(self.opened, OPEN, self._last)
        self._timed(self.to_start, START, words(1))
        self._timed(self.to_end, END, self._last)
        self._number += 1
        line = f"line {self._number} of this desk"
        for letter in line:
            self.terminal.press(letter.encode())
            self.terminal.quiet(0.01)
        self._timed(self.saved, OPEN, "saved ")
        self._last = line
        self.terminal.press(BACK)
        self.terminal.drawn("14 Saltpan Lane")

    def _timed(self, times: list[float], keys: bytes, *drawn: str) -> None:
        self.terminal.quiet(REST)
        pressed = self.terminal.press(keys)
        times.append(self.terminal.drawn(*drawn) - pressed)
