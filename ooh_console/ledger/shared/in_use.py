"""Whether a console of this computer has the copy and the outbox of a folder open."""

from __future__ import annotations

import fcntl
import os
from collections.abc import Iterator
from contextlib import contextmanager, suppress
from pathlib import Path

from ooh_console.ledger.errors import LedgerReadOnly
from ooh_console.ledger.files import OWNER_FILE, private_folder

_LOCK = "outbox.db.open.lock"


class InUse:
    """They are, until `let_go`; also when the process is killed they are not any more.

    Waits while somebody sets them aside, for moments. Raises `LedgerReadOnly`.
    """

    def __init__(self, folder: Path) -> None:
        try:
            private_folder(folder)
            self._handle: int | None = _opened(folder)
        except OSError as error:
            raise LedgerReadOnly(
                f"Nothing can be kept in {folder} ({error.strerror}). Nothing was changed. Ask for "
                f"the right to that folder."
            ) from error
        fcntl.flock(self._handle, fcntl.LOCK_SH)

    def let_go(self) -> None:
        """Safe to do twice."""
        handle, self._handle = self._handle, None
        if handle is not None:
            os.close(handle)


@contextmanager
def nobody_uses(folder: Path) -> Iterator[bool]:
    """Whether no console has them open; none opens them until this ends. Raises `OSError`."""
    handle = _opened(folder)
    try:
        alone = False
        with suppress(BlockingIOError):
            fcntl.flock(handle, fcntl.LOCK_EX | fcntl.LOCK_NB)
            alone = True
        yield alone
    finally:
        os.close(handle)


def _opened(folder: Path) -> int:
    return os.open(folder / _LOCK, os.O_RDWR | os.O_CREAT | os.O_CLOEXEC, OWNER_FILE)
