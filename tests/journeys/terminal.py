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

import codecs
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
import time
from collections.abc import Callable, Mapping, Sequence
from pathlib import Path
from typing import Any, Self

from tests.journeys.emulation import Screen, Stream
from tests.journeys.shown import NotShown, Shown

ROOT = Path(__file__).resolve().parents[2]
PATIENCE = 30.0
"""Seconds in which something must be on the screen: two cores are shared with other tests."""

_CURSOR = {"up": "A", "down": "B", "right": "C", "left": "D", "end": "F", "home": "H"}
_NUMBERED = {
    "insert": 2, "delete": 3, "pageup": 5, "pagedown": 6,
    "f5": 15, "f6": 17, "f7": 18, "f8": 19, "f9": 20, "f10": 21, "f11": 23, "f12": 24,
}  # fmt: skip
KEYS: dict[str, bytes] = {
    "enter": b"\r",
    "tab": b"\t",
    "shift+tab": b"\x1b[Z",
    "escape": b"\x1b",
    "backspace": b"\x7f",
    "space": b" ",
    "f1": b"\x1bOP",
    "f2": b"\x1bOQ",
    "f3": b"\x1bOR",
    "f4": b"\x1bOS",
    **{name: f"\x1b[{end}".encode() for name, end in _CURSOR.items()},
    **{f"ctrl+{name}": f"\x1b[1;5{end}".encode() for name, end in _CURSOR.items()},
    **{f"shift+{name}": f"\x1b[1;2{end}".encode() for name, end in _CURSOR.items()},
    **{name: f"\x1b[{number}~".encode() for name, number in _NUMBERED.items()},
    **{f"ctrl+{chr(letter)}": bytes([letter - 96]) for letter in range(ord("a"), ord("z") + 1)},
}
"""Each key by Textual's name for it, as an xterm sends it. Any other single sign is itself."""

# The program becomes the leader of a session whose terminal this is, as under a real terminal, so
# that it is told of a new size and of a window that was closed. Done after the fork, by the
# program's own process, since a fork with threads in it is unsafe.
_TAKES_THE_TERMINAL = (
    "import fcntl, os, sys, termios; fcntl.ioctl(0, termios.TIOCSCTTY, 0);"
    " os.execv(sys.argv[1], sys.argv[1:])"
)


_FRAMES_ASKED, _FRAMES_KNOWN = b"\x1b[?2026$p", b"\x1b[?2026;2$y"


def encoded(*keys: str) -> bytes:
    """What a terminal sends for these keys; for a burst, `Terminal.send(encoded(...))`."""
    return b"".join(KEYS.get(key) or key.encode() for key in keys)


class Terminal:
    """A program in a terminal of this size. A context manager that ends it.

    `environ` is its whole environment. `raw` is every byte that the program has sent.
    """

    def __init__(
        self,
        command: Sequence[str],
        environ: Mapping[str, str],
        *,
        columns: int = 80,
        rows: int = 24,
    ) -> None:
        self._asked = b""
        self._rows: list[tuple[tuple[Any, ...], str]] = []
        """Cells and text of each row, as they were looked at last."""
        self._ours, theirs = pty.openpty()
        self._size(columns, rows)
        self._screen = Screen(columns, rows)
        self._stream = Stream(self._screen)
        self._decoder = codecs.getincrementaldecoder("utf-8")("replace")
        self._raw = bytearray()
        self._news = threading.Condition()
        self._over = False
        """Whether the program's end of the terminal is closed: nothing more comes."""
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

    def press(self, *keys: str) -> None:
        """Presses keys by name (`f2`, `ctrl+s`, `down`, `escape`, `enter`, `x`), in one write."""
        self.send(encoded(*keys))

    def type(self, text: str) -> None:
        """Types a text, all of it in one write."""
        self.send(text.encode())

    def paste(self, text: str) -> None:
        """Pastes a text, as a terminal in bracketed paste mode does."""
        self.send(b"\x1b[200~" + text.encode() + b"\x1b[201~")

    def send(self, keys: bytes) -> None:
        """Sends bytes as they are."""
        while keys:
            keys = keys[os.write(self._ours, keys) :]

    def resize(self, columns: int, rows: int) -> None:
        """Another size; the program is told by SIGWINCH."""
        with self._news:
            self._screen.resize(rows, columns)
        self._size(columns, rows)

    # Looking

    @property
    def raw(self) -> bytes:
        """Everything that the program has sent until now."""
        with self._news:
            return bytes(self._raw)

    @property
    def screen(self) -> Shown:
        """The screen now."""
        with self._news:
            return self._shown()

    def until(
        self, condition: Callable[[Shown], object], wanted: str, seconds: float = PATIENCE
    ) -> Shown:
        """The screen as soon as the condition holds; `wanted` says it in words.

        Raises `NotShown` after so many seconds, or when the program has ended without it.
        """
        ends = time.monotonic() + seconds
        with self._news:
            while True:
                shown, come = self._shown(), len(self._raw)
                if not self._screen.drawing and condition(shown):
                    return shown
                left = ends - time.monotonic()
                if self._over or left <= 0:
                    why = "ended" if self._over else f"did not come in {seconds:g} s"
                    raise NotShown(f"{wanted}: {why}. The screen:\n{shown.framed()}")
                self._news.wait_for(lambda come=come: self._over or len(self._raw) != come, left)

    def see(self, *words: str, without: Sequence[str] = (), seconds: float = PATIENCE) -> Shown:
        """The screen as soon as it shows all these words and none of those `without`.

        Words may be wrapped over several rows. Raises `NotShown`.
        """

        def shows(screen: Shown) -> bool:
            return all(map(screen.has, words)) and not any(map(screen.has, without))

        wanted = " and ".join(map(repr, words))
        wanted += f" without {' or '.join(map(repr, without))}" if without else ""
        return self.until(shows, wanted, seconds)

    # Inside

    def _size(self, columns: int, rows: int) -> None:
        fcntl.ioctl(self._ours, termios.TIOCSWINSZ, struct.pack("HHHH", rows, columns, 0, 0))

    def _shown(self) -> Shown:
        screen = self._screen
        if len(self._rows) != screen.lines or any(len(c) != screen.columns for c, _ in self._rows):
            self._rows = [((), "")] * screen.lines
            screen.dirty.update(range(screen.lines))
        blank = screen.default_char
        for y in screen.dirty:
            if y < screen.lines:
                row = screen.buffer[y]
                cells = tuple(row.get(x, blank) for x in range(screen.columns))
                self._rows[y] = cells, "".join(cell.data for cell in cells).rstrip()
        screen.dirty.clear()
        place = screen.cursor.y, screen.cursor.x
        return Shown(tuple(text for _, text in self._rows), place, tuple(c for c, _ in self._rows))

    def _read(self) -> None:
        while True:
            ready, _, _ = select.select([self._ours, self._stop], [], [])
            piece = b""
            if self._stop not in ready:
                with contextlib.suppress(OSError):  # Linux says so when the other end is closed.
                    piece = os.read(self._ours, 1 << 16)
            with self._news:
                self._raw += piece
                self._answer(piece)
                if piece:
                    # pyte takes `CSI < u` for the letter u; with another sign it passes over it.
                    self._stream.feed(self._decoder.decode(piece).replace("\x1b[<", "\x1b[>"))
                self._over = not piece
                self._news.notify_all()
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
