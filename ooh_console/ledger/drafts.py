"""Drafts: what was typed and not yet saved, in files of its own, since the database may be full."""

from __future__ import annotations

import fcntl
import json
import os
import threading
from collections.abc import Iterator, Mapping
from contextlib import contextmanager
from pathlib import Path

from ooh_console.domain.canonical import canonical
from ooh_console.ledger.errors import DraftProblem
from ooh_console.ledger.files import OWNER_FILE, private_folder, replace, safe_name

Forms = dict[str, dict[str, str]]

_ENDING = ".draft"


class Drafts:
    """What one desk has typed and not saved, a file an incident. Blocks; any thread may call.

    A draft is on disk when `put` returns, and is there again after a crash or loss of power (I12).
    """

    def __init__(self, folder: Path, desk: str) -> None:
        self._folder = folder / safe_name(desk)
        self._lock = threading.Lock()
        self._problems: list[str] = []

    @property
    def problems(self) -> tuple[str, ...]:
        """What was set aside because it could not be read, a sentence each, and where it is."""
        return tuple(self._problems)

    def get(self, incident: str) -> Forms:
        """Form to field to text, for this incident. A damaged draft is set aside and reported.

        Raises `DraftProblem` when the folder cannot be read.
        """
        with self._alone():
            return self._read(_whole(incident))

    def put(self, incident: str, form: str, fields: Mapping[str, str]) -> None:
        """Keep what was typed in a form, in place of what was kept for it.

        Raises `DraftProblem`; what was kept before is then as it was.
        """
        incident, form = _whole(incident), _whole(form)
        typed = {_whole(field): _whole(text) for field, text in fields.items()}
        with self._alone():
            forms = self._read(incident)
            if forms.get(form) == typed:
                return
            forms[form] = typed
            self._write(incident, forms)

    def clear(self, incident: str, form: str) -> None:
        """Forget a form: it was saved, or given up. Raises `DraftProblem`."""
        incident, form = _whole(incident), _whole(form)
        with self._alone():
            forms = self._read(incident)
            if forms.pop(form, None) is not None:
                self._write(incident, forms)

    def incidents(self) -> tuple[str, ...]:
        """The incidents for which something is kept. Raises `DraftProblem`."""
        with self._alone():
            found = []
            for path in sorted(self._folder.glob(f"*{_ENDING}")):
                named = self._load(path)
                if named is not None:
                    found.append(named[0])
            return tuple(found)

    def _path(self, incident: str) -> Path:
        return self._folder / (safe_name(incident) + _ENDING)

    @contextmanager
    def _alone(self) -> Iterator[None]:
        """One at a time, also among processes: reading, changing and writing belong together."""
        try:
            with self._lock:
                private_folder(self._folder)
                handle = os.open(
                    self._folder / "lock", os.O_RDWR | os.O_CREAT | os.O_CLOEXEC, OWNER_FILE
                )
                try:
                    fcntl.flock(handle, fcntl.LOCK_EX)
                    yield
                finally:
                    os.close(handle)
        except OSError as error:
            raise DraftProblem(
                f"What was typed could not be kept as a draft ({error.strerror}). What was kept "
                f"before is safe. Save the entry, or free some space."
            ) from error

    def _read(self, incident: str) -> Forms:
        path = self._path(incident)
        named = self._load(path)
        if named is None:
            return {}
        if named[0] != incident:
            self._set_aside(path)
            return {}
        return named[1]

    def _load(self, path: Path) -> tuple[str, Forms] | None:
        try:
            stored = json.loads(path.read_bytes())
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

    def _write(self, incident: str, forms: Forms) -> None:
        path = self._path(incident)
        if forms:
            replace(path, canonical({"incident": incident, "forms": forms}) + "\n")
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


def _whole(text: str) -> str:
    """Half characters from a broken paste cannot be stored; everything else is kept as typed."""
    return text.encode("utf-16", "surrogatepass").decode("utf-16", "replace")
