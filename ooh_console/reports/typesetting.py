"""Typst, in a process of its own (`compiling`).

Ten thousand entries take some hundred megabytes while they are set. They end with the process, and
so does a fault in the compiler, which is no fault of the desk that asked.
"""

from __future__ import annotations

import json
import subprocess
import sys
from collections.abc import Mapping
from datetime import datetime
from typing import Any

from ooh_console.desk.ports import Unsaved
from ooh_console.domain.text import line
from ooh_console.reports.compiling import LETTERS_MISSING

PATIENCE = 300.0
"""Seconds after which it will not end any more."""


class NotTypeset(Unsaved):
    """The PDF could not be made: one sentence says why, and what to do."""


class LettersMissing(NotTypeset):
    """There is a text that the letters cannot show."""


def typeset(content: Mapping[str, Any], at: datetime) -> bytes:
    """The PDF of this content, dated `at`. Raises `NotTypeset`."""
    order = {"content": content, "at": int(at.timestamp())}
    command = [sys.executable, "-P", "-m", "ooh_console.reports.compiling"]
    try:
        done = subprocess.run(
            command,
            input=json.dumps(order, ensure_ascii=False).encode(),
            capture_output=True,
            timeout=PATIENCE,
            check=False,
        )
    except subprocess.TimeoutExpired as late:
        raise NotTypeset(_sentence(f"it took longer than {PATIENCE:.0f} s")) from late
    except OSError as error:
        raise NotTypeset(_sentence(error.strerror or "its process did not start")) from error
    if done.returncode == LETTERS_MISSING:
        raise LettersMissing(_sentence("its letters lack a character"))
    if done.returncode or not done.stdout.startswith(b"%PDF"):
        said = done.stderr.decode(errors="replace").strip().splitlines()
        raise NotTypeset(_sentence(line(said[-1], 200) if said else f"status {done.returncode}"))
    return done.stdout


def _sentence(why: str) -> str:
    return (
        f"The PDF was not made: {why}. Nothing was written. "
        "The same report as HTML prints on paper too: --format html."
    )
