"""An exercise's data: its own folder and database, three operators who sign in by themselves."""

from __future__ import annotations

import json
import secrets
from datetime import datetime
from pathlib import Path

MARKER = "exercise.json"
"""Stands in the data folder of an exercise: nothing in it is a secret worth keeping."""

PEOPLE: dict[str, tuple[str, str, str]] = {
    "duty": ("Sam Okafor", "duty worker", "OOH social care"),
    "control": ("Jo Whitlock", "control room", "Police control room"),
    "manager": ("Priya Lindqvist", "on-call manager", "OOH social care"),
}
"""Who plays each role: name, role, agency. Invented."""


def new_folder(data: Path, name: str, now: datetime) -> Path:
    """The folder of a new run, apart from the live database and from earlier runs.

    Made for its owner alone, with the marker in it. Raises `OSError`.
    """
    stem = f"{name}-{now.strftime('%Y%m%d-%H%M%S')}"
    base = data / "exercises"
    base.mkdir(mode=0o700, parents=True, exist_ok=True)
    for number in range(1, 1000):
        folder = base / (stem if number == 1 else f"{stem}-{number}")
        try:
            folder.mkdir(mode=0o700)
        except FileExistsError:
            continue
        marker = {"exercise": name, "passphrase": secrets.token_hex(16)}
        (folder / MARKER).write_text(json.dumps(marker) + "\n", encoding="utf-8")
        (folder / MARKER).chmod(0o600)
        return folder
    raise FileExistsError(f"too many runs of {stem}")


def marker_of(folder: Path) -> tuple[str, str] | None:
    """(scenario name, passphrase) when the folder is an exercise's, else `None`."""
    try:
        found = json.loads((folder / MARKER).read_text(encoding="utf-8"))
        return str(found["exercise"]), str(found["passphrase"])
    except (OSError, ValueError, KeyError, TypeError):
        return None
