"""An exercise that runs for several desks: its agencies stand in a file of its folder meanwhile."""

from __future__ import annotations

import contextlib
import fcntl
import json
import os
from collections.abc import Iterator
from pathlib import Path

from ooh_console.exercise.announced import Announced

RUNNING = "running.json"
"""Good for as long as somebody holds its lock: a process that was killed holds none."""


@contextlib.contextmanager
def shared_in(folder: Path, announced: Announced) -> Iterator[None]:
    """Other commands with this folder find the agencies until the `with` ends. Raises `OSError`."""
    path = folder / RUNNING
    with open(path, "w", encoding="utf-8", opener=_for_its_owner) as file:
        fcntl.flock(file, fcntl.LOCK_EX)
        json.dump(dict(announced.said), file)
        file.flush()
        try:
            yield
        finally:
            path.unlink(missing_ok=True)


def running_in(folder: Path) -> Announced | None:
    """The agencies of the exercise that runs in this folder, if one does."""
    try:
        with (folder / RUNNING).open(encoding="utf-8") as file:
            try:
                fcntl.flock(file, fcntl.LOCK_SH | fcntl.LOCK_NB)
            except BlockingIOError:
                return Announced(json.load(file))
    except (OSError, ValueError):
        pass
    return None


def _for_its_owner(path: str, flags: int) -> int:
    return os.open(path, flags, 0o600)
