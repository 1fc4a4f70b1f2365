"""What went wrong, in one sentence for the person at the desk; never a traceback, never silence."""

from __future__ import annotations

import logging
import os
from pathlib import Path

_LOG = logging.getLogger("ooh_console.tui")

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


def log_to(path: Path) -> None:
    """Sends what nobody foresaw to a file that only its owner can read. Never raises."""
    from logging.handlers import RotatingFileHandler

    try:
        path.parent.mkdir(parents=True, exist_ok=True, mode=0o700)
        os.close(os.open(path, os.O_WRONLY | os.O_CREAT, 0o600))
        handler = RotatingFileHandler(path, maxBytes=1_000_000, backupCount=1, encoding="utf-8")
    except OSError:
        # There is nowhere to write: the sentence on the screen is all that can be done.
        _LOG.addHandler(logging.NullHandler())
        _LOG.propagate = False
        return
    handler.setFormatter(logging.Formatter("%(asctime)s %(levelname)s %(message)s"))
    for old in tuple(_LOG.handlers):
        _LOG.removeHandler(old)
    _LOG.addHandler(handler)
    _LOG.propagate = False


def usual_log() -> Path:
    """Where the log file is kept."""
    from platformdirs import user_log_path

    return user_log_path("ooh-console", appauthor=False) / "console.log"
