"""What nobody foresaw in the server: one sentence for whoever started it, never a trace.

What strangers send that is no HTTP is theirs, and not told at all.
"""

from __future__ import annotations

import asyncio
import logging
import traceback
from collections.abc import Callable
from pathlib import Path
from typing import Any

from aiohttp.http_exceptions import HttpProcessingError

from ooh_console.program_log.events import fault

_LOG = logging.getLogger(__name__)

Told = Callable[[str], None]


def logger(told: Told) -> logging.Logger:
    """For aiohttp, which would write traces."""
    quiet = logging.Logger("ooh_console.web")
    quiet.addHandler(_Sentences(told))
    return quiet


def handler(told: Told) -> Callable[[asyncio.AbstractEventLoop, dict[str, Any]], None]:
    """For the loop: a task that failed with nobody waiting for it."""
    return lambda _, context: _tell(told, context.get("exception"))


class _Sentences(logging.Handler):
    def __init__(self, told: Told) -> None:
        super().__init__(logging.ERROR)
        self._told = told

    def emit(self, record: logging.LogRecord) -> None:
        _tell(self._told, record.exc_info[1] if record.exc_info else None)


def _tell(told: Told, error: BaseException | None) -> None:
    if error is None or isinstance(error, HttpProcessingError):
        return
    fault(_LOG, "unforeseen", error)
    # Places in the code only: a message may hold people's data.
    frames = traceback.extract_tb(error.__traceback__)
    where = f" at {Path(frames[-1].filename).name}:{frames[-1].lineno}" if frames else ""
    told(
        f"Something went wrong in the server ({type(error).__name__}{where}). What is saved is on "
        "disk, and what was typed is kept; if a page does not come back, start it again."
    )
