"""Opening an operator's key with a passphrase that somebody types: wrong ones are counted."""

from __future__ import annotations

import fcntl
import os
from collections.abc import Callable, Collection, Iterator
from contextlib import contextmanager
from dataclasses import dataclass
from datetime import datetime
from pathlib import Path
from zoneinfo import ZoneInfo

from ooh_console.domain.times import local
from ooh_console.ledger.errors import KeyProblem, WrongPassphrase
from ooh_console.ledger.files import safe_name
from ooh_console.ledger.keys import OperatorKey, key_files, unlock
from ooh_console.ledger.tries import Tries, keep_tries, read_tries


@dataclass(frozen=True, slots=True)
class Unlocked:
    """A key that was opened, and what was tried before."""

    key: OperatorKey
    tries: Tries


def unlock_counted(
    folder: Path,
    name: str,
    passphrase: str,
    clock: Callable[[], datetime],
    *,
    counting: Collection[str] | None = None,
    tz: ZoneInfo | None = None,
) -> Unlocked:
    """As `keys.unlock`; a wrong passphrase is counted before it is tried, and may have to wait.

    Tries at one key are one after the other, in however many processes. Nothing typed is no try: no
    key is made with it. Raises `KeyProblem`.
    """
    if not passphrase:
        raise KeyProblem(f"No passphrase was typed for {name}. Nothing was unlocked; type it.")
    path, place = key_files(folder, name, counting)[0], tries_of(folder, name)
    with _alone(path):
        now, kept = clock(), read_tries(place)
        before = kept.seen_at(now)
        if before != kept:
            keep_tries(place, before)
        wait = before.until(now)
        if wait is not None:
            raise KeyProblem(
                f"{before.wrong} wrong passphrases were typed for {name}: the next can be tried at "
                f"{local(wait, tz):%H:%M:%S %Z}. Nothing was unlocked; others can sign in."
            )
        # First the count, then the try: a process that is killed in between has tried as well.
        after = before.another(now)
        keep_tries(place, after)
        try:
            key = unlock(folder, name, passphrase, counting)
        except WrongPassphrase as error:
            wait = after.until(now)
            if wait is None:
                raise
            raise WrongPassphrase(
                f"That is not the passphrase of {name}: wrong {after.wrong} times now. Nothing was "
                f"unlocked; the next can be tried at {local(wait, tz):%H:%M:%S %Z}."
            ) from error
        except KeyProblem:
            keep_tries(place, before)  # A damaged file: nobody guessed.
            raise
        keep_tries(place, Tries())
        return Unlocked(key, before)


def tries_of(folder: Path, name: str) -> Path:
    """Where wrong tries for this name are counted."""
    return folder / f"{safe_name(name)}.tries"


@contextmanager
def _alone(path: Path) -> Iterator[None]:
    """Holds the key file; where it cannot be held, `unlock` says why."""
    try:
        handle = os.open(path, os.O_RDONLY | os.O_CLOEXEC)
    except OSError:
        yield
        return
    try:
        fcntl.flock(handle, fcntl.LOCK_EX)
        yield
    finally:
        os.close(handle)
