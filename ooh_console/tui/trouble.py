"""What went wrong, in one sentence for the person at the desk; never a traceback, never silence."""

from __future__ import annotations

import contextlib
import logging
from pathlib import Path

from ooh_console.program_log import keeping
from ooh_console.program_log.events import fault

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

LOST = "What you typed is NOT SAVED, and the disk does not keep it."
"""Said once before somebody leaves what would be gone then."""


def is_answer(error: BaseException) -> bool:
    """Whether the console said this on purpose: its text is a sentence for a person."""
    return any(
        kind.__name__ in _SENTENCES and kind.__module__.startswith(_PACKAGE)
        for kind in type(error).__mro__
    )


def explain(error: BaseException) -> str:
    """One sentence that can be shown as it is. Of what nobody foresaw the program log has where in
    the code it happened."""
    sentence = str(error).strip()
    if is_answer(error) and sentence:
        return sentence
    fault(_LOG, "unforeseen", error)
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


def log_to(path: Path | None) -> None:
    """Begins the program log, before anything is drawn: without one, Python would write the errors
    of libraries over the screen. Without a path its place is said once the desk is open."""
    keeping.begin()
    if path is not None:
        keeping.write_to(path)


def place_log() -> None:
    """Gives the program log its usual place, where no desk was opened that has one."""
    if not keeping.is_placed():
        from platformdirs import user_log_path

        path = user_log_path("ooh-console", appauthor=False) / "program.log"
        with contextlib.suppress(OSError):  # The log is written where its folder's parent is.
            path.parent.parent.mkdir(mode=0o700, parents=True, exist_ok=True)
        keeping.write_to(path)
