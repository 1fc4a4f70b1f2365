"""What lies encrypted at a computer of a shared log, when nobody who counts can open it any more.

It is set aside, whole and with what was sealed of its key, and the folder begins anew: else whoever
sits here could never go on without the server again.
"""

from __future__ import annotations

from collections.abc import Iterator, Mapping
from dataclasses import dataclass
from pathlib import Path

from ooh_console.domain.operators import RECOVERY, Operators
from ooh_console.ledger.errors import KeyProblem, LedgerSealed
from ooh_console.ledger.files import private_folder, settle
from ooh_console.ledger.folder_key import (
    admit,
    admitted,
    alone,
    is_encrypted,
    new_key,
    open_folder,
    sealed_files,
)
from ooh_console.ledger.keys import OperatorKey, keys_in
from ooh_console.ledger.shared.in_use import nobody_uses
from ooh_console.ledger.shared.ledger import COPY
from ooh_console.ledger.shared.outbox import OUTBOX, acts_waiting

_NAME = "set-aside-"


@dataclass(frozen=True, slots=True)
class Aside:
    """A folder in the data folder with what was set aside, and how much of it is in no log."""

    folder: Path
    acts: int
    """Recorded here while the database was away, and never shared."""
    names: tuple[str, ...]
    """For whom its key is sealed."""


def still_open(keys: Path, known: Operators) -> Mapping[str, str]:
    """Who opens what lies here, of those who count (public key, name): with a key of their own at
    this computer, or by a recovery key on paper."""
    here = {key for _, key in keys_in(keys)}
    return {
        key: name
        for key, name in admitted(keys).items()
        if (person := known.holder(name, key)) is not None
        and (key in here or person.role == RECOVERY)
    }


def open_or_begin_anew(
    folder: Path,
    keys: Path,
    operator: OperatorKey,
    people: Mapping[str, str],
    known: Operators,
    log: Path,
) -> tuple[bytes, Aside | None]:
    """The folder's key; one that nobody who counts can open is set aside with everything that it
    opens, and a new one is sealed for these (public key, name), the operator among them.

    `log` is the file that this desk had before it shared a log: while that needs the key, nothing
    is set aside. Raises `LedgerSealed`, which says who does open it, and `KeyProblem`.
    """
    with alone(keys):
        there, aside = admitted(keys), None
        if there and operator.public_key not in there:
            if may := still_open(keys, known):
                raise _not_yet(operator.name, may)
            aside = _set_aside(folder, keys, log)
        if not admitted(keys):
            admit(keys, new_key(), people)
        return open_folder(keys, operator), aside


def set_aside_in(folder: Path) -> Iterator[Aside]:
    """Everything that was set aside in this data folder and is there still."""
    for path in sorted(folder.glob(f"{_NAME}*")):
        names = tuple(sorted(set(admitted(path).values())))
        yield Aside(path, acts_waiting(path), names)


def _set_aside(folder: Path, keys: Path, log: Path) -> Aside:
    files = sealed_files(keys)
    if is_encrypted(log, keys):
        raise LedgerSealed(
            f"What lies here opens for nobody who may sign in any more, and so does {log.name}, "
            f"the log that this desk had before, beside it. Nothing was changed. Move that file "
            f"away together with a copy of the folder of keys, then sign in again."
        )
    # By its key, so that after a crash the rest comes to the same place; the key itself last.
    place = folder / f"{_NAME}{next(iter(files.values()))[:12]}"
    found = [*folder.glob(f"{COPY}*"), *folder.glob(f"{OUTBOX}*"), *folder.glob("drafts"), *files]
    try:
        with nobody_uses(folder) as unused:
            if not unused:
                raise KeyProblem(
                    "What lies here opens for nobody who may sign in any more, and another console "
                    "of this computer has it open still. Nothing was changed. Close that one, then "
                    "sign in again."
                )
            private_folder(place)
            for path in found:
                if path.suffix == ".lock":
                    continue
                if (place / path.name).exists():
                    raise FileExistsError(None, f"{path.name} is there already")
                path.rename(place / path.name)
            for changed in (place, folder, keys):
                settle(changed)
    except OSError as error:
        raise KeyProblem(
            f"What lies here opens for nobody who may sign in any more, and could not be set aside "
            f"in {place.name} ({error.strerror}). Nothing was lost. Check the data folder, then "
            f"sign in again."
        ) from error
    return next(one for one in set_aside_in(folder) if one.folder == place)


def _not_yet(name: str, may: Mapping[str, str]) -> LedgerSealed:
    people = ", ".join(sorted(set(may.values())))
    return LedgerSealed(
        f"What is kept here is encrypted, and {name} was not admitted to it yet. It opens for "
        f"{people}. Have one of them sign in here once, or use the recovery key: `ooh-console "
        f"recover`. If neither can be, an on-call manager disables those keys (`operators "
        f"disable`): then it is set aside, and this desk begins anew."
    )
