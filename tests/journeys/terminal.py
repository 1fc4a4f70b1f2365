"""A real terminal for tests: a program in a pseudo-terminal, and what its screen shows.

    with desk(tmp_path, "exercise", "first-night", columns=80, rows=24) as terminal:
        terminal.see("INCIDENTS")            # waits; fails with the whole screen in its words
        terminal.press("f2")
        terminal.type("14 Saltpan Lane")
        screen = terminal.see("14 Saltpan Lane", without=("saving…",))
        print(screen.text)

A thread takes in output all the time, so the program never waits for the test. Nothing sleeps:
whoever waits is woken by output. Only the process that was started here is ever ended.
"""

from __future__ import annotations

import contextlib
import fcntl
import os
import pty
import select
import signal
import struct
import subprocess
import sys
import termios
import threading
from collections.abc import Mapping, Sequence
from pathlib import Path
from typing import Self

from tests.journeys.shown import NotShown
from tests.journeys.watching import PATIENCE, Watched

ROOT = Path(__file__).resolve().parents[2]

# The program becomes the leader of a session whose terminal this is, as under a real terminal, so
# that it is told of a new size and of a window that was closed. Done after the fork, by the
# program's own process, since a fork with threads in it is unsafe.
_TAKES_THE_TERMINAL = (
    "import fcntl, os, sys, termios; fcntl.ioctl(0, termios.TIOCSCTTY, 0);"
    " os.execv(sys.argv[1], sys.argv[1:])"
)

_FRAMES_ASKED, _FRAMES_KNOWN = b"\x1b[?2026$p", b"\x1b[?2026;2$y"


class Terminal(Watched):
    """A program in a terminal of this size. A context manager that ends it.

    `environ` is its whole environment.
    """

    def __init__(
        self,
        command: Sequence[str],
        environ: Mapping[str, str],
        *,
        columns: int = 80,
        rows: int = 24,
    ) -> None:
        super().__init__(columns, rows)
        self._asked = b""
        self._ours, theirs = pty.openpty()
        self._size(columns, rows)
        self._stop, self._stopped = os.pipe()
        self._process = subprocess.Popen(
            [sys.executable, "-c", _TAKES_THE_TERMINAL, *command],
            stdin=theirs,
            stdout=theirs,
            stderr=theirs,
            env=dict(environ),
            start_new_session=True,
        )
        os.close(theirs)
        self._reader = threading.Thread(target=self._read, name="terminal", daemon=True)
        self._reader.start()

    def __enter__(self) -> Self:
        return self

    def __exit__(self, *_: object) -> None:
        self.end()

    # The program

    @property
    def pid(self) -> int:
        """Its process id."""
        return self._process.pid

    @property
    def status(self) -> int | None:
        """With what it ended (minus the signal that killed it); `None` while it runs."""
        return self._process.poll()

    def wait(self, seconds: float = PATIENCE) -> int:
        """Its exit status, once it has ended and everything it drew was taken in.

        Raises `NotShown` when it does not end in time.
        """
        try:
            status = self._process.wait(seconds)
        except subprocess.TimeoutExpired:
            raise NotShown(f"it did not end:\n{self.screen.framed()}") from None
        with self._news:
            self._news.wait_for(lambda: self._over, seconds)
        return status

    def kill(self, number: int = signal.SIGKILL) -> int:
        """Sends it a signal (kill -9 by default), waits for its end; its exit status."""
        self._process.send_signal(number)
        return self.wait()

    def close_window(self) -> None:
        """As if the window was closed or the line broke: the program loses its terminal."""
        self._let_go()

    def end(self) -> None:
        """Ends the program if it still runs, without asking it, and closes the terminal."""
        if self._process.poll() is None:
            self._process.kill()
        self._process.wait()
        self._let_go()

    # Typing

    def send(self, keys: bytes) -> None:
        """Sends bytes as they are."""
        while keys:
            keys = keys[os.write(self._ours, keys) :]

    def resize(self, columns: int, rows: int) -> None:
        """Another size; the program is told by SIGWINCH."""
        with self._news:
            self._screen.resize(rows, columns)
        self._size(columns, rows)

    # Inside

    def _size(self, columns: int, rows: int) -> None:
        fcntl.ioctl(self._ours, termios.TIOCSWINSZ, struct.pack("HHHH", rows, columns, 0, 0))

    def _read(self) -> None:
        while True:
            ready, _, _ = select.select([self._ours, self._stop], [], [])
            piece = b""
            if self._stop not in ready:
                with contextlib.suppress(OSError):  # Linux says so when the other end is closed.
                    piece = os.read(self._ours, 1 << 16)
            with self._news:
                self._answer(piece)
                self._take(piece)
            if not piece:
                return

    def _answer(self, piece: bytes) -> None:
        """Says that frames are shown whole, as many terminals do: half of one is never seen."""
        self._asked = self._asked[-len(_FRAMES_ASKED) + 1 :] + piece
        if _FRAMES_ASKED in self._asked:
            self._asked = b""
            os.write(self._ours, _FRAMES_KNOWN)

    def _let_go(self) -> None:
        if self._stopped < 0:
            return
        os.write(self._stopped, b"x")
        self._reader.join()
        for end in (self._ours, self._stop, self._stopped):
            os.close(end)
        self._stopped = -1


def environment(home: Path, **more: str) -> dict[str, str]:
    """Of an account whose every folder is in `home`; `more` is added, and replaces."""
    kept = {
        name: value
        for name, value in os.environ.items()
        if not name.startswith(("OOH_", "PYTHON", "XDG_", "TEXTUAL", "COV_"))
        and name not in ("NO_COLOR", "COLORTERM", "FORCE_COLOR", "COLUMNS", "LINES", "TMUX")
    }
    folders = {
        "XDG_CONFIG_HOME": ".config",
        "XDG_DATA_HOME": ".local/share",
        "XDG_STATE_HOME": ".local/state",
        "XDG_CACHE_HOME": ".cache",
    }
    return {
        **kept,
        "HOME": str(home),
        **{name: str(home / folder) for name, folder in folders.items()},
        "PYTHONPATH": str(ROOT),
        "PYTHONUTF8": "1",
        "TERM": "xterm-256color",
        "LANG": "C.UTF-8",
        **more,
    }


def desk(
    folder: Path, *arguments: str, columns: int = 80, rows: int = 24, **environ: str
) -> Terminal:
    """The real console in a terminal, its data in `folder/data`, its home in `folder/home`."""
    home = folder / "home"
    home.mkdir(parents=True, exist_ok=True)
    return Terminal(
        [sys.executable, "-m", "ooh_console", "--data", str(folder / "data"), *arguments],
        environment(home, **environ),
        columns=columns,
        rows=rows,
    )
