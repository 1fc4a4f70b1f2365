"""Typst, in a process of its own (`compiling`).

What it takes while it sets ends with the process, and so does a fault in the compiler, which is no
fault of the desk that asked.
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


def typeset(content: Mapping[str, Any], at: datetime, template: str = "report.typ") -> bytes:
    """The PDF of what this template asks for, dated `at`. Raises `NotTypeset`."""
    order = {"content": content, "at": int(at.timestamp()), "template": template}
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
        raise NotTypeset(not_made(f"it took longer than {PATIENCE:.0f} s")) from late
    except OSError as error:
        raise NotTypeset(not_made(error.strerror or "its process did not start")) from error
    if done.returncode == LETTERS_MISSING:
        raise LettersMissing(not_made("its letters lack a character"))
    if done.returncode or not done.stdout.startswith(b"%PDF"):
        said = done.stderr.decode(errors="replace").strip().splitlines()
        raise NotTypeset(not_made(line(said[-1], 200) if said else f"status {done.returncode}"))
    return done.stdout


def not_made(why: str) -> str:
    """That there is no PDF, for this reason, and what to do now."""
    return (
        f"The PDF was not made: {why}. Nothing was written. "
        "The same report as HTML prints on paper too: --format html."
    )
