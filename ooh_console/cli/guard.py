"""One guard around every command: an outcome printed, an error in one sentence, never a trace."""

from __future__ import annotations

import argparse
import contextlib
import os
import traceback
from datetime import UTC, datetime
from pathlib import Path

from ooh_console.cli.outcome import NOT_DONE, STOPPED, CannotDo, Outcome
from ooh_console.cli.printing import NotWritten, document, put, put_bytes, put_json, say

LOG = "console.log"
LOG_AT_MOST = 1_000_000
"""Bytes; a longer file is begun anew."""


def guarded(chosen: argparse.Namespace) -> int:
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
        return str(error)
    from ooh_console.desk.desk import NotAllowed, Rejected
    from ooh_console.desk.opening import CannotOpen
    from ooh_console.desk.ports import Unsaved
    from ooh_console.domain.entries import LateWithoutReason

    if isinstance(error, CannotOpen | NotAllowed | Rejected | LateWithoutReason | Unsaved):
        return str(error)
    sentence = getattr(error, "sentence", "")
    if isinstance(sentence, str) and sentence:
        return sentence
    where = _keep(error, chosen)
    return (
        f"The console failed ({type(error).__name__}). What was recorded before is safe. Try "
        f"again; if it stays so, run `ooh-console doctor`{where}."
    )


def _keep(error: Exception, chosen: argparse.Namespace) -> str:
    """Writes down where it failed: places in the code only, since messages may hold people's data.

    Returns how to say where that is, or nothing.
    """
    try:
        from ooh_console.bootstrap import configured

        folder: Path = configured(chosen.config, chosen.data)[0].data_folder
        if not folder.is_dir():
            return ""
        path = folder / LOG
        lines = [f"{datetime.now(UTC).isoformat(timespec='seconds')} {type(error).__name__}"]
        frames = traceback.extract_tb(error.__traceback__)
        lines += [f"  {frame.filename}:{frame.lineno} {frame.name}" for frame in frames]
        flags = os.O_WRONLY | os.O_CREAT | os.O_APPEND | os.O_CLOEXEC
        if path.exists() and path.stat().st_size > LOG_AT_MOST:
            flags |= os.O_TRUNC
        with os.fdopen(os.open(path, flags, 0o600), "w", encoding="utf-8") as file:
            file.write("\n".join(lines) + "\n")
    except Exception:  # The first error is the one to tell of.
        return ""
    return f" (where it failed is in {path})"
