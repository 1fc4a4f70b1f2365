"""Reading `markers.toml`: what warning markers mean; each fault is named and the rest works."""

from __future__ import annotations

from pathlib import Path

from ooh_console.configuration import ConfigFile, Problem
from ooh_console.domain.meanings import Meaning, Meanings

MARKERS = "markers.toml"


def load_meanings(folder: Path, shipped: Path, problems: list[Problem]) -> Meanings:
    """The meanings of the folder; those that came with the program where it has no such file, or
    one that cannot be read at all. Faults are added to `problems`."""
    path = folder / MARKERS
    if not path.is_file() and not path.is_dir() and folder != shipped:
        path = shipped / MARKERS
    own = path.parent != shipped
    instead = (
        "the meanings that came with the program are used" if own else "no marker is explained"
    )
    file = ConfigFile(path, problems, instead)
    if own and file.broken:
        return load_meanings(shipped, shipped, problems)
    file.unknown({"marker"})
    found = file.tables("marker", Meaning, "name", lambda one: one.name.casefold())
    return tuple(meaning for _, meaning in found)
