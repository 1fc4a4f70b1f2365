"""What this process holds in memory, and those that it starts."""

from __future__ import annotations

import contextlib
import os
import resource
import threading
from pathlib import Path
from types import TracebackType

_EVERY = 0.01
"""Seconds between two looks at the others."""


class Memory:
    """Looks at the processes that are started, while it is open. Where the system has no `/proc`,
    it knows only of the largest of them, which may be one that is long gone."""

    def __init__(self) -> None:
        self._beside = self._together = 0
        self._end = threading.Event()
        self._thread = threading.Thread(target=self._look, daemon=True)

    def __enter__(self) -> Memory:
        self._thread.start()
        return self

    def __exit__(
        self,
        kind: type[BaseException] | None,
        error: BaseException | None,
        at: TracebackType | None,
    ) -> None:
        self._end.set()
        self._thread.join()

    def found(self) -> dict[str, int]:
        """The most, in bytes: of this process, of the largest beside it, and of all at a time."""
        memory = _most()
        beside = self._beside or resource.getrusage(resource.RUSAGE_CHILDREN).ru_maxrss * 1024
        return {
            "memory": memory,
            "beside": beside,
            "together": max(memory, self._together or memory + beside),
        }

    def _look(self) -> None:
        while not self._end.wait(_EVERY):
            others = [_line(number, "VmRSS") for number in _started()]
            self._beside = max([self._beside, *others])
            self._together = max(self._together, _line(os.getpid(), "VmRSS") + sum(others))


def _started() -> list[int]:
    found: list[int] = []
    for task in Path("/proc/self/task").glob("*/children"):
        with contextlib.suppress(OSError):
            found += map(int, task.read_text().split())
    return found


def _line(process: int, name: str) -> int:
    """In bytes; 0 where there is none, or no more."""
    with contextlib.suppress(OSError):
        for line in Path(f"/proc/{process}/status").read_text().splitlines():
            if line.startswith(f"{name}:"):
                return int(line.split()[1]) * 1024
    return 0


def _most() -> int:
    """The most that this process held, in bytes. Where the system tells of the process that
    started this one as well, that is more than it was."""
    own = _line(os.getpid(), "VmHWM")
    return own or resource.getrusage(resource.RUSAGE_SELF).ru_maxrss * 1024
