"""Checking the log against the newest checkpoint that is at hand."""

from __future__ import annotations

from collections.abc import Callable, Iterable, Sequence
from dataclasses import dataclass
from pathlib import Path
from typing import TYPE_CHECKING

from ooh_console.desk.integrity import Check, Compared, Integrity, Wrong
from ooh_console.desk.opening import CannotOpen
from ooh_console.desk.ports import Clock
from ooh_console.domain.entries import REGISTER
from ooh_console.ledger.checkpoint import Checkpoint, read_checkpoint
from ooh_console.ledger.errors import CheckpointProblem, LedgerError
from ooh_console.ledger.files import NotPlain, read_whole
from ooh_console.ledger.log import Log
from ooh_console.ledger.reading import UNKNOWN_TIME, moment
from ooh_console.settings import Settings

if TYPE_CHECKING:
    from ooh_console.ledger.export_check import Checked

NAMED = "checkpoint-*.json"
"""As the console names them: by the time in UTC, so that their names are in order."""


@dataclass(frozen=True, slots=True)
class AtHand:
    """The newest checkpoint that can be read, and why a newer one cannot."""

    checkpoint: Checkpoint | None = None
    path: Path | None = None
    unreadable: tuple[str, ...] = ()


def export_in(path: Path, checkpoint: Checkpoint | None) -> Checked:
    """What checking an exported file came to, without the log. Raises `CannotOpen` for a file that
    cannot be read, or verified."""
    from ooh_console.ledger.export_check import check_export
    from ooh_console.ledger.export_reading import LONGEST, NoExport

    try:
        return check_export(read_whole(path, LONGEST), checkpoint)
    except OSError as error:
        why = error.strerror or type(error).__name__
        raise CannotOpen(f"{path} cannot be read ({why}). Nothing was checked.") from error
    except (NoExport, NotPlain) as error:
        raise CannotOpen(f"{path.name} was not checked. {error}") from error
    except MemoryError as error:
        raise CannotOpen(
            f"{path.name} was not checked. There is not enough memory here for a file so long: "
            "check it on another computer."
        ) from error


def folders(settings: Settings) -> tuple[Path, ...]:
    """Where checkpoints are kept: elsewhere first, since whoever changes the folder of the desk
    does not change that; then beside the log."""
    beside = settings.data_folder / "checkpoints"
    elsewhere = settings.checkpoint_folder
    return (beside,) if elsewhere is None else (elsewhere, beside)


def checkpoint_here(settings: Settings) -> AtHand:
    """The newest checkpoint that this desk keeps."""
    return newest_checkpoint(folders(settings))


def newest_checkpoint(kept_in: Iterable[Path]) -> AtHand:
    """The newest of these folders; of two with one name that in the folder named first.

    Never raises: a folder that is not there holds none.
    """
    found: dict[str, list[Path]] = {}
    for folder in kept_in:
        try:
            names = sorted(folder.glob(NAMED))
        except OSError:
            continue
        for path in names:
            found.setdefault(path.name, []).append(path)
    unreadable: list[str] = []
    for name in sorted(found, reverse=True):
        for path in found[name]:
            try:
                return AtHand(read_checkpoint(path), path, tuple(unreadable))
            except CheckpointProblem as error:
                unreadable.append(str(error))
    return AtHand(unreadable=tuple(unreadable))


def checking(
    ledger: Log,
    kept_in: Sequence[Path],
    clock: Clock,
    seen_here: Callable[[str], Iterable[str]] = lambda reference: (),
) -> Check:
    """What checks an incident of this log against the newest checkpoint of these folders, and
    against what this desk has seen of it (`seen_here`: a sentence for what is not so any more).

    Raises `CannotOpen` when the log cannot be read at all.
    """

    def check(reference: str) -> Integrity:
        # The checkpoint is read first: the log that is checked then is at least as long.
        at_hand = newest_checkpoint(kept_in)
        given, now = at_hand.checkpoint, clock()
        try:
            found = ledger.verify(reference, given)
        except LedgerError as error:
            raise CannotOpen(str(error)) from error
        head = found.heads.get(reference)
        return Integrity(
            at=now,
            entries=head.count if head else 0,
            head=head.chain if head else "",
            wrong=(
                *(Wrong(sentence) for sentence in at_hand.unreadable),
                *(
                    Wrong(one.sentence, one.seq if one.incident == reference else None)
                    for one in found.findings
                ),
                *map(Wrong, seen_here(reference)),
            ),
            signed=dict(found.signed.get(reference, {})),
            compared=_compared(given, at_hand.path, reference) if given else None,
        )

    return check


def _compared(given: Checkpoint, path: Path | None, reference: str) -> Compared:
    written = moment(given.written_at)
    return Compared(
        written_at=None if written is UNKNOWN_TIME else written,
        operator=given.operator,
        file=path.name if path else "",
        entries=next((h.count for h in given.heads if h.incident == reference != REGISTER), 0),
    )
