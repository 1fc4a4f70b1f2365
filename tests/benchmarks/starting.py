"""Rows about starting: whole processes in a real terminal, from their start to what they draw."""

from __future__ import annotations

import json
from pathlib import Path

from tests.benchmarks.desks import PASSPHRASE, desk, parts
from tests.benchmarks.minimal import WORDS
from tests.benchmarks.table import RATIO, TIME, Row
from tests.benchmarks.terminal import ROOT, Terminal

PAIRS = 12
NIGHTS = 6
FIRST = ("Tonight", "Opening the desk")
"""The words of our first frame. A frame is painted when all its words are in the terminal."""


def starting(folder: Path) -> list[Row]:
    """First frame, and then the first screen with which something can be done."""
    data = folder / "data"
    _desk_in(data)
    ours, floor, useful = [], [], []
    for number in range(PAIRS + 1):
        first, second = _first_frame(folder, data, "Passphrase")
        minimal = _minimal(folder)
        if number:  # The first pair writes bytecode and fills the cache of the disk.
            ours.append(first)
            useful.append(second)
            floor.append(minimal)
    _leave_exercise_in(data)
    night = [_first_frame(folder, data, "none open")[1] for _ in range(NIGHTS)]
    what = "a minimal Textual app"
    return [
        Row("first frame of the console", RATIO, ours, floor, what, 1.2),
        Row("sign-in on the screen", TIME, useful, floor, what),
        Row("Tonight on the screen, no sign-in", TIME, night, floor, what),
    ]


def _desk_in(data: Path) -> None:
    data.mkdir()
    opened = parts(data)
    desk(opened)
    opened.close()


def _leave_exercise_in(data: Path) -> None:
    """As an exercise leaves its folder: whoever opens it is signed in."""
    marker = {"exercise": "first-night", "passphrase": PASSPHRASE}
    (data / "exercise.json").write_text(json.dumps(marker), encoding="utf-8")


def _first_frame(home: Path, data: Path, useful: str) -> tuple[float, float]:
    """Seconds from the start to the first frame, and to the screen that holds a word."""
    config = str(ROOT / "config")
    with Terminal(home, "ooh_console", "--config", config, "--data", str(data)) as console:
        first = console.drawn(*FIRST) - console.began
        return first, console.drawn(useful) - console.began


def _minimal(home: Path) -> float:
    with Terminal(home, "tests.benchmarks.minimal") as floor:
        return floor.drawn(*WORDS) - floor.began
