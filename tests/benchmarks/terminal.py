"""A program in a terminal of its own: what it draws, with the moment at which it came."""

from __future__ import annotations

import fcntl
import os
import pty
import select
import signal
import struct
import subprocess
import sys
import termios
import time
from collections.abc import Iterator, Mapping
from contextlib import contextmanager
from pathlib import Path
from typing import Self

ROOT = Path(__file__).parents[2]
COLUMNS, ROWS = 120, 40
LEAVE = b"\x11"
"""Ctrl+Q leaves every Textual app."""


class NotDrawn(Exception):
    """What was waited for did not come: the measurement is broken, not slow."""


def environment(home: Path) -> dict[str, str]:
    """Of an ordinary account: bytecode is kept, and files go nowhere but to `home`."""
    kept = {
        name: value
        for name, value in os.environ.items()
        if not name.startswith(("PYTHON", "OOH_", "XDG_", "TEXTUAL"))
    }
    return kept | {
        "HOME": str(home),
        "PYTHONPATH": str(ROOT),
        "TERM": "xterm-256color",
        "COLORTERM": "truecolor",
        "LANG": "C.UTF-8",
    }


@contextmanager
def beside(home: Path, module: str, *arguments: str) -> Iterator[str]:
    """The first line of another process of the measurement, which ends with its input."""
    command = [sys.executable, "-m", module, *arguments]
    with subprocess.Popen(
        command, stdin=subprocess.PIPE, stdout=subprocess.PIPE, text=True, env=environment(home)
    ) as process:
        assert process.stdin is not None
        assert process.stdout is not None
        try:
            yield process.stdout.readline()
        finally:
            process.stdin.close()
            process.wait(10)


class Terminal:
    """`python -m MODULE ARGUMENTS` in a pseudo-terminal; `began` is the moment of its start."""

    def __init__(self, home: Path, module: str, *arguments: str) -> None:
        self._ours, theirs = pty.openpty()
        fcntl.ioctl(theirs, termios.TIOCSWINSZ, struct.pack("HHHH", ROWS, COLUMNS, 0, 0))
        self._came: list[bytes] = []
        command = [sys.executable, "-m", module, *arguments]
        environ: Mapping[str, str] = environment(home)
        self.began = time.perf_counter()
        self._process = subprocess.Popen(
            command, stdin=theirs, stdout=theirs, stderr=theirs, env=environ, start_new_session=True
        )
        os.close(theirs)

    def __enter__(self) -> Self:
        return self

    def __exit__(self, *_: object) -> None:
        self.leave()

    @property
    def pid(self) -> int:
        """Of the program."""
        return self._process.pid

    def drawn(self, *words: str, seconds: float = 30.0) -> float:
        """The moment at which all these words had come since the last `press` or the start.

        Raises `NotDrawn`. Words must be drawn in one style each: between two there is a code.
        """
        wanted = [word.encode() for word in words]
        ends = time.perf_counter() + seconds
        came = b"".join(self._came)
        while True:
            moment = time.perf_counter()
            if all(word in came for word in wanted):
                return moment
            if moment > ends or not self._read(ends - moment):
                missing = [word.decode() for word in wanted if word not in came]
                raise NotDrawn(f"{missing} was not drawn; the last was {came[-2000:]!r}")
            came = b"".join(self._came)

    def press(self, keys: bytes) -> float:
        """Presses keys, and forgets what was drawn before; the moment before they are sent."""
        self._came.clear()
        moment = time.perf_counter()
        os.write(self._ours, keys)
        return moment

    def quiet(self, seconds: float) -> None:
        """Takes in what is drawn for so long, so that what follows starts from rest."""
        ends = time.perf_counter() + seconds
        while (left := ends - time.perf_counter()) > 0:
            self._read(left)

    def leave(self) -> None:
        """Ends the program by its own key; one that does not end is killed."""
        try:
            if self._process.poll() is None:
                self.press(LEAVE)
            ends = time.perf_counter() + 5.0
            while self._process.poll() is None and time.perf_counter() < ends:
                self._read(0.02)
        finally:
            if self._process.poll() is None:
                self._process.send_signal(signal.SIGKILL)
            self._process.wait()
            os.close(self._ours)

    def memory(self) -> int:
        """What the program holds in memory, in bytes."""
        said = subprocess.run(
            ["ps", "-o", "rss=", "-p", str(self.pid)], capture_output=True, text=True, check=True
        )
        return int(said.stdout) * 1024

    def _read(self, seconds: float) -> bool:
        """Takes in one piece; whether there is more to come at all."""
        if not select.select([self._ours], [], [], seconds)[0]:
            return True
        try:
            piece = os.read(self._ours, 1 << 16)
        except OSError:  # Linux says so when the other end is closed.
            return False
        self._came.append(piece)
        return bool(piece)
