"""One guard around every command: an outcome printed, an error in one sentence, never a trace."""

from __future__ import annotations

import argparse
import contextlib
import logging
import time

from ooh_console.cli.outcome import NOT_DONE, STOPPED, CannotDo, Outcome
from ooh_console.cli.printing import NotWritten, document, put, put_bytes, put_json, say
from ooh_console.program_log import acts, file, keeping
from ooh_console.program_log.events import fault, tell, warn

_LOG = logging.getLogger(__name__)


def guarded(chosen: argparse.Namespace) -> int:
    """Runs what was chosen, as one act of the program log. Returns the exit status, as `_run`."""
    keeping.begin()
    acts.begin()
    command, began = getattr(chosen, "command", None) or "desk", time.monotonic()
    tell(_LOG, "begun", command=command)
    status = -1
    try:
        status = _run(chosen)
    finally:
        seconds = time.monotonic() - began
        tell(_LOG, "ended", command=command, status=status, seconds=seconds)
        keeping.end()
    return status


def _run(chosen: argparse.Namespace) -> int:
    """Runs what was chosen and prints what it comes to. Returns the exit status.

    0 fine; 1 a finding; 2 wrong usage or configuration, or it could not be done; 130 stopped by
    Ctrl-C. With `--json` standard output gets one document, also for an error.
    """
    try:
        found = chosen.run(chosen)
        if not isinstance(found, Outcome):
            return int(found or 0)
        for note in found.notes:
            say(f"Note: {note}")
        if chosen.json:
            put_json(document(found.document))
        elif found.file is not None:
            put_bytes(found.file)
        else:
            put(found.text)
    except KeyboardInterrupt:
        say("Stopped.")
        return STOPPED
    except NotWritten as error:
        say(str(error))
        return NOT_DONE
    except Exception as error:
        return _failed(_sentence(error, chosen), as_json=chosen.json)
    return found.status


def _failed(sentence: str, *, as_json: bool) -> int:
    with contextlib.suppress(NotWritten):
        if as_json:
            put_json({"error": sentence}, one_line=True)
    say(sentence)
    return NOT_DONE


def _sentence(error: Exception, chosen: argparse.Namespace) -> str:
    """What to say of an error. Those of the desk and the ledger are sentences already."""
    if isinstance(error, CannotDo):
        warn(_LOG, "not done", error)
        return str(error)
    from ooh_console.desk.desk import NotAllowed, Rejected
    from ooh_console.desk.opening import CannotOpen
    from ooh_console.desk.ports import Unsaved
    from ooh_console.domain.entries import LateWithoutReason

    if isinstance(error, CannotOpen | NotAllowed | Rejected | LateWithoutReason | Unsaved):
        warn(_LOG, "not done", error)
        return str(error)
    sentence = getattr(error, "sentence", "")
    if isinstance(sentence, str) and sentence:
        warn(_LOG, "not done", error)
        return sentence
    fault(_LOG, "unforeseen", error)
    return (
        f"The console failed ({type(error).__name__}). What was recorded before is safe. Try "
        f"again; if it stays so, run `ooh-console doctor`{_where(chosen)}."
    )


def _where(chosen: argparse.Namespace) -> str:
    """How to say where it is written down, as places in the code; nothing where it is not."""
    try:
        from ooh_console.bootstrap import configured

        folder = configured(chosen.config, chosen.data)[0].data_folder
    except Exception:  # The first error is the one to tell of.
        return ""
    if not folder.is_dir():
        return ""
    return f" (where it failed is in {file.folder_of(folder) / file.NAME})"
