"""Lines on their way to the file, beside whatever makes them: nobody waits for this disk."""

from __future__ import annotations

import atexit
import logging
import threading
from collections import deque
from pathlib import Path
from queue import Empty, SimpleQueue

from ooh_console.program_log import file
from ooh_console.program_log.events import ATTRIBUTE
from ooh_console.program_log.lines import OURS, written

_LOG = logging.getLogger(__name__)

WAITING_AT_MOST = 2_000
"""Lines that are kept in memory while there is no file for them yet, or none can be written."""
AT_ONCE = 200
END_SECONDS = 1.0


class Keeping(logging.Handler):
    """Takes every record of this process, and writes lines in a thread of its own."""

    def __init__(self) -> None:
        super().__init__(logging.INFO)
        self._queue: SimpleQueue[str | None] = SimpleQueue()
        self._waiting: deque[str] = deque()
        self._lost = 0
        self._path: Path | None = None
        self._thread: threading.Thread | None = None
        self._starting = threading.Lock()

    def emit(self, record: logging.LogRecord) -> None:
        """Never raises, and never waits for the disk."""
        try:
            self._put(written(record))
        except Exception:
            self._put('{"what":"a line could not be made"}')

    def write_to(self, path: Path) -> None:
        """The file from now on; what has waited goes there too."""
        self._path = path
        self._put("")

    def end(self) -> None:
        """Writes what is left, for at most a second."""
        thread = self._thread
        if thread is not None:
            self._queue.put(None)
            thread.join(END_SECONDS)
            self._thread = None

    def _put(self, line: str) -> None:
        self._queue.put(line)
        if self._thread is None:
            with self._starting:
                if self._thread is None:
                    self._thread = threading.Thread(
                        target=self._serve, name="program log", daemon=True
                    )
                    self._thread.start()

    def _serve(self) -> None:
        going = True
        while going:
            for line in self._next():
                if line is None:
                    going = False
                elif line:
                    self._take(line)
            self._write()

    def _take(self, line: str) -> None:
        if len(self._waiting) >= WAITING_AT_MOST:
            self._waiting.popleft()
            self._lost += 1
        self._waiting.append(line)

    def _next(self) -> list[str | None]:
        found: list[str | None] = [self._queue.get()]
        while len(found) < AT_ONCE:
            try:
                found.append(self._queue.get_nowait())
            except Empty:
                break
        return found

    def _write(self) -> None:
        """What has no place yet, or cannot be written now, waits for the next time."""
        path = self._path
        if path is None or not path.parent.parent.is_dir():
            return
        if self._lost:
            lost, self._lost = self._lost, 0
            self._waiting.append(_line("lines lost", lost=lost))
        while self._waiting:
            lines = [self._waiting[at] for at in range(min(AT_ONCE, len(self._waiting)))]
            try:
                file.add(path, lines)
            except OSError:
                return
            for _ in lines:
                self._waiting.popleft()


def _line(what: str, **fields: int) -> str:
    """A line of the program log about itself."""
    extra = {ATTRIBUTE: fields}
    return written(_LOG.makeRecord(_LOG.name, logging.INFO, "", 0, what, (), None, extra=extra))


_keeping: Keeping | None = None


def begin() -> None:
    """From now on this process keeps a program log, first in memory. Safe to call again."""
    global _keeping
    if _keeping is None:
        _keeping = Keeping()
        # Of libraries what they warn of, without their words; of the console's own parts more.
        logging.getLogger().addHandler(_keeping)
        logging.getLogger(OURS).setLevel(logging.INFO)
        # However the process ends by itself: its last lines say why.
        atexit.register(end)


def keep_in(data: Path) -> None:
    """Its place is in this data folder, once that is there. Nothing where none was begun."""
    write_to(file.folder_of(data) / file.NAME)


def write_to(path: Path) -> None:
    """Its place is this file. Nothing where none was begun."""
    if _keeping is not None:
        _keeping.write_to(path)


def is_placed() -> bool:
    """Whether it was said where it is kept."""
    return _keeping is not None and _keeping._path is not None


def end() -> None:
    """Writes what is left, and keeps none any more."""
    global _keeping
    if _keeping is not None:
        keeping, _keeping = _keeping, None
        atexit.unregister(end)
        logging.getLogger().removeHandler(keeping)
        keeping.end()
