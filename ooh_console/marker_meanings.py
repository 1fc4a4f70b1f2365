"""Reading `markers.toml`: what warning markers mean; each fault is named and the rest works."""

from __future__ import annotations

from pathlib import Path
from typing import Any

from pydantic import ValidationError

from ooh_console.configuration import Problem, line_of, reason_of, tables, toml
from ooh_console.domain.meanings import Meaning, Meanings
from ooh_console.domain.text import line

MARKERS = "markers.toml"


def load_meanings(folder: Path, shipped: Path, problems: list[Problem]) -> Meanings:
    """The meanings of the folder; those that came with the program where it has no such file, or
    one that cannot be read at all. Faults are added to `problems`."""
    path = folder / MARKERS
    if not path.is_file() and not path.is_dir() and folder != shipped:
        path = shipped / MARKERS
    before = len(problems)
    own = path.parent != shipped
    instead = (
        "the meanings that came with the program are used" if own else "no marker is explained"
    )
    text, sent = toml(path, problems, instead)
    if own and len(problems) > before:
        return load_meanings(shipped, shipped, problems)
    return _entries(path, text, sent, problems)


def _entries(path: Path, text: str, sent: dict[str, Any], problems: list[Problem]) -> Meanings:
    listed = sent.pop("marker", [])
    problems += (
        Problem(path, f"{key!r} is not a setting here", line_of(text, key)) for key in sent
    )
    if not isinstance(listed, list):
        why = "markers must be written [[marker]]"
        problems.append(Problem(path, why, line_of(text, "marker")))
        return ()
    good: dict[str, Meaning] = {}
    starts = tables(text, "marker")
    for number, item in enumerate(listed):
        start = starts[number] if number < len(starts) else None
        name = item.get("name") if isinstance(item, dict) else None
        label = line(name, 60) if isinstance(name, str) and name.strip() else f"number {number + 1}"
        try:
            meaning = Meaning.model_validate(item)
        except ValidationError as error:
            key = next((str(p) for p in error.errors()[0]["loc"] if isinstance(p, str)), "")
            where = (line_of(text, key, after=start) if key else None) or start
            nxt = starts[number + 1] if number + 1 < len(starts) else None
            if where is not None and nxt is not None and where >= nxt:
                # The key is not written in this entry: the entry itself is the place.
                where = start
            why = f"marker {label} is left out: {reason_of(error)}"
            problems.append(Problem(path, why, where))
            continue
        if meaning.name.casefold() in good:
            why = f"marker {label} is left out: there is another one of this name"
            problems.append(Problem(path, why, start))
            continue
        good[meaning.name.casefold()] = meaning
    return tuple(good.values())
