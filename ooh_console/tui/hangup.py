"""The terminal may go away under the desk: a line drops, a window is closed.

Nobody can type or read then. The desk keeps what was typed and ends, instead of running unseen.
"""

from __future__ import annotations

import os
import select
import signal
import threading
from collections.abc import Callable

GONE = 129
"""Exit status: 128 and the number of SIGHUP, as a shell gives it."""
LEAVES_WITHIN = 3.0
"""Seconds for leaving in order. Drawing into nothing may block it, and then nothing else helps."""


def when_gone(leave: Callable[[], object], descriptor: int = 0) -> None:
    """Calls `leave` once the terminal has hung up, and ends the process if that does not.

    `leave` is called in a thread of its own. Costs nothing while the terminal is there.
    """
    gone = threading.Event()
    if hasattr(signal, "SIGHUP"):
        signal.signal(signal.SIGHUP, lambda *_: gone.set())
    threading.Thread(target=_look, args=(descriptor, gone), name="terminal", daemon=True).start()
    threading.Thread(target=_end, args=(leave, gone), name="hang-up", daemon=True).start()


def _look(descriptor: int, gone: threading.Event) -> None:
    terminal = select.poll()
    terminal.register(descriptor, 0)
    while not gone.is_set():
        if any(event & (select.POLLHUP | select.POLLERR) for _, event in terminal.poll()):
            gone.set()


def _end(leave: Callable[[], object], gone: threading.Event) -> None:
    gone.wait()
    threading.Thread(target=leave, name="leaving", daemon=True).start()
    threading.Event().wait(LEAVES_WITHIN)
    os._exit(GONE)
