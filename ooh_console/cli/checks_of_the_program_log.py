"""What `doctor` finds in the program log: whether anything happened that nobody foresaw."""

from __future__ import annotations

import json
from collections.abc import Iterator
from datetime import datetime
from typing import TYPE_CHECKING

from ooh_console.cli.check_shapes import CheckShape
from ooh_console.domain.times import ago, day_clock
from ooh_console.program_log import file

if TYPE_CHECKING:
    from ooh_console.bootstrap import Settings


def program_log(settings: Settings, now: datetime) -> Iterator[CheckShape]:
    """How many faults are in it, and when the last was; nothing where there is none yet."""
    path = file.folder_of(settings.data_folder) / file.NAME
    files = file.files(path)
    if not files:
        return
    faults = [at for one in files for at in _faults(one.read_text("utf-8", "replace"))]
    if not faults:
        yield CheckShape(
            about="program-log", subject="", state="ok", sentence="Nothing failed unforeseen."
        )
        return
    last = max(faults)
    many = "1 fault" if len(faults) == 1 else f"{len(faults)} faults"
    yield CheckShape(
        about="program-log",
        subject="",
        state="check",
        sentence=f"{many} that nobody foresaw, the last {day_clock(last, settings.tz)}, "
        f"{ago(last, now)}: `doctor --bundle` collects what support needs.",
    )


def _faults(text: str) -> Iterator[datetime]:
    for one in text.splitlines():
        if '"level":"error"' not in one:
            continue
        try:
            yield datetime.fromisoformat(json.loads(one)["at"])
        except (ValueError, KeyError, TypeError):
            continue
