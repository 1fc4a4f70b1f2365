"""Work that takes long, done beside the event loop so that no key press waits for it.

A thread of its own is not enough. The collector of garbage stops every thread while it looks
through all that the program holds, and reading a long answer makes so many parts that it would do
so again and again, a tenth of a second and more each time. It is held back while such an answer is
read: what reading leaves behind goes without it.
"""

from __future__ import annotations

import asyncio
import gc
import threading
import time
from collections.abc import Callable, Iterator
from contextlib import contextmanager
from typing import TypeVar

T = TypeVar("T")

LONGEST = 30.0
"""Seconds for which one reader after another may hold it back; then it has its turn."""

_lock = threading.Lock()
_readers = 0
_since = 0.0
_was_on = False


async def beside(work: Callable[[], T]) -> T:
    """What `work` gives, or raises, worked out in a thread with the collector held back."""

    def working() -> T:
        with collector_held_back():
            return work()

    return await asyncio.to_thread(working)


@contextmanager
def collector_held_back() -> Iterator[None]:
    """Until the last of those who hold it back has ended, in whatever thread.

    Who comes when that has been so for `LONGEST` does not hold it back any longer.
    """
    if not _begun():
        yield
        return
    try:
        yield
    finally:
        _ended()


def _begun() -> bool:
    global _readers, _since, _was_on
    with _lock:
        if _readers == 0:
            _was_on, _since = gc.isenabled(), time.monotonic()
            gc.disable()
        elif time.monotonic() - _since > LONGEST:
            return False
        _readers += 1
        return True


def _ended() -> None:
    global _readers
    with _lock:
        _readers -= 1
        if _readers == 0 and _was_on:
            gc.enable()
