"""What `doctor` finds of what is kept apart from the log: checkpoints and backups."""

from __future__ import annotations

from collections.abc import Iterator
from datetime import datetime, timedelta
from typing import TYPE_CHECKING, Literal

from ooh_console.bootstrap import (
    checkpoint_here,
    has_log,
    is_exercise,
    last_backup,
    open_log,
    sealed,
    utcnow,
)
from ooh_console.cli.check_shapes import CheckShape
from ooh_console.desk.opening import CannotOpen
from ooh_console.domain.entries import REGISTER
from ooh_console.domain.times import ago, day_clock

if TYPE_CHECKING:
    from ooh_console.bootstrap import Settings

State = Literal["ok", "check", "failed"]
OLD = timedelta(days=7)


def checkpoints(settings: Settings) -> Iterator[CheckShape]:
    """When a checkpoint was last written, as the register has it."""

    def check(state: State, sentence: str) -> CheckShape:
        return CheckShape(about="checkpoint", subject="", state=state, sentence=sentence)

    if settings.checkpoint_folder is None:
        yield check("check", "No checkpoint_folder is set: checkpoints stay on this computer.")
    elif not settings.checkpoint_folder.is_dir():
        yield check("failed", f"The checkpoint_folder {settings.checkpoint_folder} is not there.")
    try:
        written = _last_checkpoint(settings)
    except (CannotOpen, OSError):
        return  # Said of the database already.
    if written is None:
        yield check("check", "None was written yet: `ooh-console checkpoint FILE` writes one.")
        return
    now = utcnow()
    state: State = "check" if now - written > OLD else "ok"
    when = f"{day_clock(written, settings.tz)}, {ago(written, now)}"
    yield check(state, f"The last one was written {when}.")


def backups(settings: Settings) -> Iterator[CheckShape]:
    """When the last backup was made here, and where it was put."""
    if is_exercise(settings) or not has_log(settings):
        return
    found = last_backup(settings)
    if found is None:
        state: State = "check"
        sentence = "None was made here yet: `ooh-console backup FILE` makes one."
    else:
        made, place = found
        now = utcnow()
        state = "check" if now - made > OLD else "ok"
        when = f"{day_clock(made, settings.tz)}, {ago(made, now)}"
        sentence = f"The last one was made {when}: {place}."
    yield CheckShape(about="backup", subject="", state=state, sentence=sentence)


def _last_checkpoint(settings: Settings) -> datetime | None:
    """As the register has it; where that is encrypted, the newest file that is kept."""
    if sealed(settings):
        kept = checkpoint_here(settings).checkpoint
        return datetime.fromisoformat(kept.written_at) if kept else None
    with open_log(settings) as log:
        last = log.head(REGISTER)
        while last > 0:
            for entry in reversed(log.rows(REGISTER, max(1, last - 499), last)):
                if entry.kind == "checkpoint_written":
                    return entry.recorded_at
            last -= 500
    return None
