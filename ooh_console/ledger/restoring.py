"""A backup in the place of a log: only where nothing is lost by it."""

from __future__ import annotations

import os
import shutil
from collections.abc import Mapping
from dataclasses import dataclass
from datetime import UTC, datetime
from pathlib import Path

from ooh_console.domain.entries import REGISTER
from ooh_console.ledger.backup import Unpacked
from ooh_console.ledger.encrypting import alone, beside, put_in_place
from ooh_console.ledger.errors import BackupProblem
from ooh_console.ledger.files import OWNER_FILE, private_folder, settle, write_new
from ooh_console.ledger.folder_key import admit, admitted
from ooh_console.ledger.ledger import Ledger
from ooh_console.ledger.moving import copy, difference
from ooh_console.ledger.sqlite import Place
from ooh_console.ledger.verification import ChainHead, Verification

_SHOWN = 3
"""So many chains are named; the rest is counted."""


@dataclass(frozen=True, slots=True)
class There:
    """A log that stands where the backup is to be."""

    path: Path
    key: bytes | None


def refuse_loss(here: Ledger, backup: Ledger) -> bool:
    """Whether the backup has more than what is here, of which it has everything.

    Raises `BackupProblem` when something here is not in the backup, or another stands in its place:
    what is recorded is never given up for an older copy of it.
    """
    ours, theirs = here.verify().heads, backup.verify().heads
    common = {name: min(head.count, _count(theirs, name)) for name, head in ours.items()}
    apart = {name: _parting(here, backup, name, count) for name, count in common.items()}
    if gone := [name for name, seq in apart.items() if seq]:
        told = "; ".join(f"{_title(name)} from entry {apart[name]} on" for name in gone[:_SHOWN])
        raise BackupProblem(
            "Nothing was restored, since the log here and the backup are not of one history: "
            f"they differ in {told}{_more(gone)}. Both are as they were. Run verify here, keep "
            "copies of both, and ask whoever keeps this desk."
        )
    if longer := [name for name, head in ours.items() if head.count > common[name]]:
        told = "; ".join(
            f"{_title(name)} has {_entries(ours[name].count)} here and {common[name]} in the backup"
            for name in longer[:_SHOWN]
        )
        raise BackupProblem(
            f"Nothing was restored, since the log here is longer: {told}{_more(longer)}. It is as "
            "it was. To look into the backup, restore it into another folder (--data)."
        )
    return ours != theirs


def _parting(here: Ledger, backup: Ledger, name: str, count: int) -> int:
    """The first of so many entries in which they differ; 0 when they are the same."""
    low, high = 0, count
    if here.chain_at(name, high) == backup.chain_at(name, high):
        return 0
    while high - low > 1:
        middle = (low + high) // 2
        if here.chain_at(name, middle) == backup.chain_at(name, middle):
            low = middle
        else:
            high = middle
    return high


def put_back(
    backup: Unpacked, key_of_backup: bytes, path: Path, key: bytes, keys: Path, there: There | None
) -> tuple[Verification, str]:
    """Copies the backup's log to its place, encrypted with the folder's key, checked there whole.

    Nobody may have the log open that was `there`; it is kept beside it, under the name that is
    returned too. After a crash at any moment
    the one or the other stands there, whole. Raises `LedgerError`; what was there stands there
    then.
    """
    with beside(path) as part:
        with (
            Ledger.open(backup.log, key=key_of_backup, read_only=True) as source,
            Ledger.open(part, key=key) as target,
        ):
            source.reads(lambda database, connection: copy(database, connection, target))
            before = source.verify(None, backup.checkpoint)
            after = target.verify(None, backup.checkpoint)
        if why := difference(before, after):
            raise BackupProblem(
                f"Nothing was restored: what was copied is not what is in the backup. {why} Try "
                "again, or use another disk."
            )
        _put_keys(backup.keys, keys)
        admit(keys, key, admitted(backup.keys))
        kept = ""
        if there is None:
            put_in_place(part, None, path)
        else:
            with alone(Place(path, "rw", key=there.key)) as connection:
                kept = _keep_aside(path)
                put_in_place(part, connection, path)
    return before, kept


def _put_keys(source: Path, keys: Path) -> None:
    """Sealed keys of operators that are not here; those that are here stay."""
    private_folder(keys)
    for file in sorted(source.glob("*.key")):
        content = file.read_bytes()
        try:
            write_new(keys / file.name, content)
        except FileExistsError:
            if (keys / file.name).read_bytes() == content:
                continue
            name = keys / f"{file.stem}-restored{file.suffix}"
            if not name.exists():
                write_new(name, content)


def _keep_aside(path: Path) -> str:
    moment = datetime.now(UTC).strftime("%Y%m%dT%H%M%SZ")
    aside = path.with_name(f"{path.name}.before-restore-{moment}")
    handle = os.open(aside, os.O_WRONLY | os.O_CREAT | os.O_TRUNC | os.O_CLOEXEC, OWNER_FILE)
    with path.open("rb") as old, os.fdopen(handle, "wb") as kept:
        shutil.copyfileobj(old, kept)
        kept.flush()
        os.fsync(kept.fileno())
    settle(path.parent)
    return aside.name


def _count(heads: Mapping[str, ChainHead], name: str) -> int:
    head = heads.get(name)
    return head.count if head else 0


def _title(name: str) -> str:
    return "the register" if name == REGISTER else f"incident {name}"


def _entries(count: int) -> str:
    return "1 entry" if count == 1 else f"{count} entries"


def _more(names: list[str]) -> str:
    left = len(names) - _SHOWN
    return f"; and {left} more" if left > 0 else ""
