"""Several consoles of one desk at once: each has a seat, with a folder of drafts of its own.

The first is the desk's own folder, so that a console that was alone finds what it kept. Whoever
comes while that one is taken has the next. A seat is free again when its process ends, however it
ends; what was left there is for whoever looks for it.
"""

from __future__ import annotations

import fcntl
import os
import weakref
from collections.abc import Iterator
from contextlib import contextmanager
from itertools import count
from pathlib import Path

from ooh_console.ledger.files import OWNER_FILE, private_folder

_LOCK = "seat"


class Seat:
    """Held until nobody in this process uses it any more."""

    def __init__(self, folder: Path, handle: int) -> None:
        self.folder = folder
        weakref.finalize(self, os.close, handle)


_taken: weakref.WeakValueDictionary[tuple[int, Path], Seat] = weakref.WeakValueDictionary()
"""By process, since a fork does not sit where its parent does."""


def seat_at(desk: Path) -> Seat:
    """The seat of this process: the one that it has already, or the first that is free.

    Raises `OSError`.
    """
    mine = (os.getpid(), desk)
    seat = _taken.get(mine)
    if seat is None:
        for folder in _folders(desk):
            private_folder(folder)
            handle = _locked(folder)
            if handle is not None:
                seat = _taken[mine] = Seat(folder, handle)
                break
    assert seat is not None, "there is always one more"
    return seat


def left_seats(desk: Path, mine: Seat) -> Iterator[Path]:
    """The folders of the other seats at which nobody sits, each kept free while it is looked at.

    Raises `OSError`.
    """
    for folder in _folders(desk):
        if not folder.is_dir():
            return
        if folder != mine.folder:
            with _held(folder) as free:
                if free:
                    yield folder


def _folders(desk: Path) -> Iterator[Path]:
    yield desk
    for number in count(2):
        yield desk / str(number)


@contextmanager
def _held(folder: Path) -> Iterator[bool]:
    handle = _locked(folder)
    try:
        yield handle is not None
    finally:
        if handle is not None:
            os.close(handle)


def _locked(folder: Path) -> int | None:
    """A handle that holds the seat until it is closed; nothing when somebody sits there."""
    handle = os.open(folder / _LOCK, os.O_RDWR | os.O_CREAT | os.O_CLOEXEC, OWNER_FILE)
    try:
        fcntl.flock(handle, fcntl.LOCK_EX | fcntl.LOCK_NB)
    except BlockingIOError:
        os.close(handle)
        return None
    except OSError:
        os.close(handle)
        raise
    return handle
