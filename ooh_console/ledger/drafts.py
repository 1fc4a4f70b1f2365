"""Drafts: what was typed and not yet saved, in files of its own, since the database may be full."""

from __future__ import annotations

import contextlib
import fcntl
import json
import os
import threading
from collections.abc import Iterator, Mapping
from contextlib import contextmanager
from pathlib import Path

from ooh_console.domain.canonical import canonical
from ooh_console.ledger.boxes import Box, is_shut
from ooh_console.ledger.errors import DraftProblem
from ooh_console.ledger.files import OWNER_FILE, private_folder, replace, safe_name
from ooh_console.ledger.seats import Seat, left_seats, seat_at

Forms = dict[str, dict[str, str]]

_ENDING = ".draft"


class Drafts:
    """What one desk has typed and not saved, a file an incident. Blocks; any thread may call.

    A draft is on disk when `put` returns, and is there again after a crash or loss of power (I12).
    With the key of its folder it is sealed there. Several consoles of one desk do not write over
    each other's: each has a seat (`ledger.seats`).
    """

    def __init__(self, folder: Path, desk: str, folder_key: bytes | None = None) -> None:
        self._box = Box(folder_key, "drafts")
        self._desk = folder / safe_name(desk)
        self._seat: Seat | None = None
        self._lock = threading.Lock()
        self._problems: list[str] = []

    @property
    def problems(self) -> tuple[str, ...]:
        """What was set aside because it could not be read, a sentence each, and where it is."""
        return tuple(self._problems)

    def get(self, incident: str) -> Forms:
        """Form to field to text, for this incident. A damaged draft is set aside and reported.

        What a console of this desk left that is gone now is taken over, unless there is something
        in that form here: then it waits. Raises `DraftProblem` when the folder cannot be read.
        """
        incident = _whole(incident)
        with self._alone() as seat:
            forms = self._read(seat.folder, incident)
            for left in left_seats(self._desk, seat):
                forms = self._taken_over(left, seat.folder, incident, forms)
            return forms

    def put(self, incident: str, form: str, fields: Mapping[str, str]) -> None:
        """Keep what was typed in a form, in place of what was kept for it.

        Raises `DraftProblem`; what was kept before is then as it was.
        """
        incident, form = _whole(incident), _whole(form)
        typed = {_whole(field): _whole(text) for field, text in fields.items()}
        with self._alone() as seat:
            forms = self._read(seat.folder, incident)
            if forms.get(form) == typed:
                return
            forms[form] = typed
            self._write(seat.folder, incident, forms)

    def clear(self, incident: str, form: str) -> None:
        """Forget a form: it was saved, or given up. Raises `DraftProblem`."""
        incident, form = _whole(incident), _whole(form)
        with self._alone() as seat:
            forms = self._read(seat.folder, incident)
            if forms.pop(form, None) is not None:
                self._write(seat.folder, incident, forms)

    def incidents(self) -> tuple[str, ...]:
        """The incidents for which something is kept at this seat. Raises `DraftProblem`."""
        with self._alone() as seat:
            found = []
            for path in sorted(seat.folder.glob(f"*{_ENDING}")):
                named = self._load(path)
                if named is not None:
                    found.append(named[0])
            return tuple(found)

    def _taken_over(self, left: Path, mine: Path, incident: str, forms: Forms) -> Forms:
        """These forms, and those that were left and are not among them."""
        theirs = self._read(left, incident)
        found = {form: fields for form, fields in theirs.items() if form not in forms}
        if not found:
            return forms
        # Twice for a moment rather than nowhere.
        self._write(mine, incident, forms | found)
        self._write(left, incident, {f: typed for f, typed in theirs.items() if f not in found})
        return forms | found

    @contextmanager
    def _alone(self) -> Iterator[Seat]:
        """One at a time, also among processes: reading, changing and writing belong together."""
        try:
            with self._lock:
                private_folder(self._desk)
                handle = os.open(
                    self._desk / "lock", os.O_RDWR | os.O_CREAT | os.O_CLOEXEC, OWNER_FILE
                )
                try:
                    fcntl.flock(handle, fcntl.LOCK_EX)
                    if self._seat is None:
                        self._seat = seat_at(self._desk)
                    yield self._seat
                finally:
                    os.close(handle)
        except OSError as error:
            raise DraftProblem(
                f"What was typed could not be kept as a draft ({error.strerror}). What was kept "
                f"before is safe. Save the entry, or free some space."
            ) from error

    def _read(self, folder: Path, incident: str) -> Forms:
        path = _path(folder, incident)
        named = self._load(path)
        if named is None:
            return {}
        if named[0] != incident:
            self._set_aside(path)
            return {}
        return named[1]

    def _load(self, path: Path) -> tuple[str, Forms] | None:
        try:
            stored = json.loads(self._box.open(path.read_bytes()))
            incident, forms = stored["incident"], stored["forms"]
            if type(incident) is not str or not all(
                type(field) is str and type(value) is str
                for fields in forms.values()
                for field, value in fields.items()
            ):
                raise ValueError("something that is no text")
        except FileNotFoundError:
            return None
        except (ValueError, TypeError, KeyError, AttributeError, RecursionError):
            self._set_aside(path)
            return None
        return incident, forms

    def _write(self, folder: Path, incident: str, forms: Forms) -> None:
        path = _path(folder, incident)
        if forms:
            text = canonical({"incident": incident, "forms": forms}) + "\n"
            replace(path, self._box.shut(text.encode()))
        else:
            path.unlink(missing_ok=True)

    def _set_aside(self, path: Path) -> None:
        number = 1
        while (aside := path.with_name(f"{path.name}.damaged-{number}")).exists():
            number += 1
        path.rename(aside)
        self._problems.append(
            f"A draft could not be read and was set aside, whole, as {aside}. Nothing that was "
            f"saved is affected. Open that file to read what was typed."
        )


def seal_drafts(folder: Path, folder_key: bytes) -> None:
    """Seals what was kept before the folder was encrypted. What cannot be read now is sealed when
    it is written next. Never raises."""
    box = Box(folder_key, "drafts")
    for path in folder.rglob(f"*{_ENDING}*"):
        with contextlib.suppress(OSError):
            stored = path.read_bytes()
            if not is_shut(stored):
                replace(path, box.shut(stored))


def _path(folder: Path, incident: str) -> Path:
    return folder / (safe_name(incident) + _ENDING)


def _whole(text: str) -> str:
    """Half characters from a broken paste cannot be stored; everything else is kept as typed."""
    return text.encode("utf-16", "surrogatepass").decode("utf-16", "replace")
