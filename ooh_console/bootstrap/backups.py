"""Backups of a desk's log: made while it is in use, put back where nothing is lost by it."""

from __future__ import annotations

import contextlib
import json
from collections.abc import Callable, Iterator
from dataclasses import dataclass
from datetime import datetime
from pathlib import Path
from typing import TYPE_CHECKING

from ooh_console.bootstrap.clock import utcnow
from ooh_console.bootstrap.log_here import LogHere, sealed
from ooh_console.bootstrap.people import People
from ooh_console.bootstrap.place import file_of, keys_of, server_of
from ooh_console.bootstrap.reading import is_exercise
from ooh_console.desk.opening import CannotOpen
from ooh_console.desk.ports import Signer
from ooh_console.domain.bodies import RecordOpened
from ooh_console.domain.canonical import canonical
from ooh_console.domain.operators import RECOVERY, Person
from ooh_console.domain.times import day_clock
from ooh_console.ledger.errors import LedgerError
from ooh_console.ledger.files import replace
from ooh_console.ledger.folder_key import admitted, new_key, open_folder
from ooh_console.ledger.keys import OperatorKey, keys_in, unlock
from ooh_console.ledger.ledger import Ledger
from ooh_console.ledger.recovery import recovery_operator

if TYPE_CHECKING:
    from ooh_console.bootstrap.parts import Parts
    from ooh_console.ledger.backup import Prepared, Unpacked
    from ooh_console.settings import Settings

LAST = "last-backup.json"
"""In the data folder: when and where, so that it is known without opening the log."""

_OPENS_NOT_BOTH = (
    "{who} opens the backup, and not the log that is here, so nothing can be compared: it may be "
    "another desk's. Nothing was restored. Open it as somebody of both, or restore it into another "
    "folder (--data)."
)


@contextlib.contextmanager
def backup_of(parts: Parts, signer: Signer, path: Path) -> Iterator[Prepared]:
    """A whole and verified backup, which gets its name by `Prepared.put`. Raises `CannotOpen`."""
    from ooh_console.ledger.backup import prepared

    if parts.exercise:
        raise CannotOpen("An exercise is not backed up: copy its folder. Nothing was written.")
    people = {**parts.people.may_open(), **_recovery(parts.log)}
    with (
        _as_sentence(),
        prepared(
            parts.ledger.whole(),
            path,
            keys=parts.people.keys,
            people=people,
            signer=signer,
            at=parts.clock(),
            desk=parts.settings.desk,
        ) as made,
    ):
        yield made


def remember_backup(settings: Settings, made_at: str, path: Path) -> None:
    """For `last_backup`. Raises `OSError`."""
    replace(settings.data_folder / LAST, canonical({"file": str(path), "made_at": made_at}) + "\n")


def last_backup(settings: Settings) -> tuple[datetime, str] | None:
    """When the last one was made here and where it was put; `None` when there was none."""
    try:
        kept = json.loads((settings.data_folder / LAST).read_bytes())
        return datetime.fromisoformat(kept["made_at"]), str(kept["file"])
    except (OSError, ValueError, TypeError, KeyError):
        return None


@dataclass(frozen=True, slots=True)
class Restored:
    """What stands there now."""

    entries: int
    incidents: int
    made_at: str
    desk: str
    changed: bool
    """Otherwise it had been there already."""
    findings: tuple[str, ...]
    kept: str
    """The file in which the log is that was here; empty when none was."""


class Restoring:
    """A backup that was taken apart. `names` may open it."""

    def __init__(self, settings: Settings, backup: Unpacked) -> None:
        self._settings = settings
        self._backup = backup
        may = admitted(backup.keys)
        self.names = tuple(
            sorted({n for n, key in keys_in(backup.keys) if may.get(key) == n}, key=str.casefold)
        )
        self.needs_both = sealed(settings)
        """Whether what is here is encrypted too, so that it must be opened to be compared."""

    def by_passphrase(self, name: str, passphrase: str) -> Restored:
        """Puts it back. Raises `CannotOpen`; what is here is as it was then."""
        may = [key for key, one in admitted(self._backup.keys).items() if one == name]
        with _as_sentence():
            key = unlock(self._backup.keys, name, passphrase, may)

        def opened(here: LogHere) -> None:
            if name not in here.admitted.values():
                raise CannotOpen(_OPENS_NOT_BOTH.format(who=name))
            People(self._settings, here, utcnow).unlock(name, passphrase)

        return self._put_back(key, opened)

    def by_recovery_key(self, typed: str) -> Restored:
        """Puts it back with the recovery key of the desk that it is of. Raises `CannotOpen`."""
        with _as_sentence():
            known = recovery_operator(typed, "").public_key
        name = admitted(self._backup.keys).get(known)
        if name is not None:
            key = recovery_operator(typed, name)

            def opened(here: LogHere) -> None:
                if key.public_key not in here.admitted:
                    raise CannotOpen(_OPENS_NOT_BOTH.format(who="This recovery key"))
                here.unseal(key)

            return self._put_back(key, opened)
        raise CannotOpen(
            "That is not the recovery key of the desk that this is a backup of. Nothing was "
            "restored. Look for the paper that was there when it was made."
        )

    def _put_back(self, key: OperatorKey, open_here: Callable[[LogHere], None]) -> Restored:
        from ooh_console.ledger.restoring import There, put_back, refuse_loss

        path, keys = file_of(self._settings), keys_of(self._settings)
        there: There | None = None
        with _as_sentence():
            of_backup = open_folder(self._backup.keys, key)
            if path.exists():
                here = LogHere(self._settings, read_only=True)
                try:
                    if here.is_sealed:
                        open_here(here)
                    with Ledger.open(self._backup.log, key=of_backup, read_only=True) as backup:
                        more = refuse_loss(here.ledger.whole(), backup)
                    there = There(path, here.folder_key)
                finally:
                    here.close()
                if not more:
                    return self._restored(0, 0, changed=False)
            folder_key = there.key if there and there.key else _of_folder(keys, key)
            found, kept = put_back(self._backup, of_backup, path, folder_key, keys, there)
            self._on_register(folder_key, key)
        return self._restored(
            found.entries,
            len(found.incidents),
            findings=tuple(one.sentence for one in found.findings),
            kept=kept,
        )

    def _restored(
        self,
        entries: int,
        incidents: int,
        *,
        changed: bool = True,
        findings: tuple[str, ...] = (),
        kept: str = "",
    ) -> Restored:
        about = self._backup.about
        return Restored(entries, incidents, about.made_at, about.desk, changed, findings, kept)

    def _on_register(self, folder_key: bytes, key: OperatorKey) -> None:
        """That it was, by whom: the first line after those of the backup."""
        log = LogHere.opened(self._settings, folder_key)
        try:
            people = People(self._settings, log, utcnow)
            by: Person = people.holder(key)
            made_at = datetime.fromisoformat(self._backup.about.made_at)
            what = f"the log, put back from the backup of {day_clock(made_at, self._settings.tz)}"
            people.put([RecordOpened(what=what)], by, key)
        finally:
            log.close()


@contextlib.contextmanager
def restoring(settings: Settings, path: Path) -> Iterator[Restoring]:
    """Takes the backup apart, for as long as the `with` lasts. Raises `CannotOpen`."""
    from ooh_console.ledger.backup import unpacked

    if server_of(settings) is not None:
        raise CannotOpen(
            "The log of this desk is on a server. Nothing was restored. Restore into another "
            "folder (--data), without [database] in the configuration; then `database move` "
            "carries it to an empty server."
        )
    if is_exercise(settings):
        raise CannotOpen("This is the folder of an exercise. Nothing was restored.")
    with _as_sentence(), unpacked(path, settings.data_folder) as backup:
        yield Restoring(settings, backup)


def _of_folder(keys: Path, key: OperatorKey) -> bytes:
    """The key of the folder, where it has one that can be opened; else one of its own."""
    try:
        return open_folder(keys, key)
    except LedgerError:
        return new_key()


def _recovery(log: LogHere) -> dict[str, str]:
    """Recovery keys open a backup of the desk as they open the desk."""
    known = log.ledger.operators()
    return {
        key: name
        for key, name in log.admitted.items()
        if (person := known.get(name)) is not None
        and known.holder(name, key) is not None
        and person.role == RECOVERY
    }


@contextlib.contextmanager
def _as_sentence() -> Iterator[None]:
    try:
        yield
    except LedgerError as error:
        raise CannotOpen(str(error)) from error
