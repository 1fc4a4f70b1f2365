"""The file of the program log: for its owner alone, of bounded size, shared by several processes.

Each process (the desk, a command, each tab of a browser) adds whole lines at the end. A file that
has grown too long becomes `program.log.1`, and so on; the oldest goes.
"""

from __future__ import annotations

import fcntl
import os
from collections.abc import Iterator, Sequence
from contextlib import contextmanager
from pathlib import Path

NAME = "program.log"
FOLDER = "logs"
"""Within the data folder."""
LARGEST = 1_000_000
"""Bytes of one file."""
OLDER_KEPT = 4


def folder_of(data: Path) -> Path:
    """Where the program log of a data folder is."""
    return data / FOLDER


def add(path: Path, lines: Sequence[str]) -> None:
    """Adds lines at the end. Raises `OSError`.

    Makes the folder of the log, never the one above it: what is only looked at is not made.
    """
    path.parent.mkdir(mode=0o700, exist_ok=True)
    if _size(path) > LARGEST:
        _turn(path)
    flags = os.O_WRONLY | os.O_CREAT | os.O_APPEND | os.O_CLOEXEC | os.O_NOFOLLOW
    handle = os.open(path, flags, 0o600)
    try:
        # One write, so that lines of several processes never run into each other.
        os.write(handle, "".join(f"{line}\n" for line in lines).encode())
    finally:
        os.close(handle)


def files(path: Path) -> list[Path]:
    """The log and its older parts that are there, the oldest first."""
    older = [path.with_name(f"{path.name}.{number}") for number in range(OLDER_KEPT, 0, -1)]
    return [one for one in (*older, path) if one.is_file()]


def _turn(path: Path) -> None:
    with _alone(path.parent) as alone:
        if not alone or _size(path) <= LARGEST:  # Another process has done it meanwhile.
            return
        for number in range(OLDER_KEPT - 1, 0, -1):
            older = path.with_name(f"{path.name}.{number}")
            if older.exists():
                older.replace(path.with_name(f"{path.name}.{number + 1}"))
        path.replace(path.with_name(f"{path.name}.1"))


@contextmanager
def _alone(folder: Path) -> Iterator[bool]:
    """Whether this process alone may rename; nobody is waited for."""
    handle = os.open(folder, os.O_RDONLY | os.O_CLOEXEC)
    try:
        try:
            fcntl.flock(handle, fcntl.LOCK_EX | fcntl.LOCK_NB)
        except OSError:
            yield False
        else:
            yield True
    finally:
        os.close(handle)


def _size(path: Path) -> int:
    try:
        return path.stat().st_size
    except OSError:
        return 0
