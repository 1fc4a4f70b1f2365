"""What went wrong, in one sentence for the person at the desk; never a traceback, never silence."""

from __future__ import annotations

import contextlib
import logging
import os
from pathlib import Path

_LOG = logging.getLogger("ooh_console.tui")
# Until it is said where errors are written: without a place, Python writes them over the screen.
_LOG.addHandler(logging.NullHandler())
_LOG.propagate = False

# Told apart by name: these modules may not be there yet when the first thing goes wrong, and the
# screens may not know the ledger.
_SENTENCES = frozenset(
    {
        "Rejected",
        "NotAllowed",
        "LateWithoutReason",
        "TwoReadings",
        "CannotOpen",
        "Unsaved",
        "LedgerError",
    }
)
_PACKAGE = "ooh_console."

LOST = "What you typed is NOT SAVED, and the disk does not keep it."
"""Said once before somebody leaves what would be gone then."""

LARGEST = 1_000_000
"""Bytes; a larger log file is set aside, and the one before it goes."""


def is_answer(error: BaseException) -> bool:
    """Whether the console said this on purpose: its text is a sentence for a person."""
    return any(
        kind.__name__ in _SENTENCES and kind.__module__.startswith(_PACKAGE)
        for kind in type(error).__mro__
    )


def explain(error: BaseException) -> str:
    """One sentence that can be shown as it is. What nobody foresaw is written to the log file."""
    sentence = str(error).strip()
    if is_answer(error) and sentence:
        return sentence
    _LOG.error("unforeseen", exc_info=error)
    return (
        f"Something went wrong in the console itself ({type(error).__name__}). Nothing of yours "
        "was lost: what is saved is on disk, what you typed is kept. Press F1 for help, or go on."
    )


def stopped(error: BaseException) -> str:
    """What is said in the terminal when the console had to stop."""
    explain(error)
    return (
        f"The console had to stop ({type(error).__name__}). What is saved is on disk, and what you "
        "typed is kept: start it again. Details are in its log file."
    )


class _Appending(logging.Handler):
    """Opens the file for each error and closes it again: errors are few, and nothing stays open."""

    def __init__(self, path: Path) -> None:
        super().__init__()
        self._path = path
        self.setFormatter(logging.Formatter("%(asctime)s %(levelname)s %(message)s"))

    def emit(self, record: logging.LogRecord) -> None:
        """Appends; where nothing can be written, the sentence on the screen has to do."""
        with contextlib.suppress(OSError):
            self._path.parent.mkdir(parents=True, exist_ok=True, mode=0o700)
            if self._path.exists() and self._path.stat().st_size > LARGEST:
                self._path.replace(self._path.with_suffix(".1.log"))
            handle = os.open(self._path, os.O_WRONLY | os.O_CREAT | os.O_APPEND, 0o600)
            with os.fdopen(handle, "a", encoding="utf-8", errors="replace") as file:
                file.write(self.format(record) + "\n")


def log_to(path: Path) -> None:
    """Sends what nobody foresaw to a file that only its owner can read. Never raises."""
    for old in tuple(_LOG.handlers):
        _LOG.removeHandler(old)
    _LOG.addHandler(_Appending(path))


def usual_log() -> Path:
    """Where the log file is kept."""
    from platformdirs import user_log_path

    return user_log_path("ooh-console", appauthor=False) / "console.log"
