"""Files and folders that only their owner can read, and that are whole or not there at all."""

from __future__ import annotations

import contextlib
import hashlib
import os
import re
import secrets
import stat
from pathlib import Path

OWNER_FILE = 0o600
OWNER_FOLDER = 0o700

_PLAIN = re.compile(r"[^A-Za-z0-9_-]+")


def safe_name(text: str) -> str:
    """A file name, without ending, for any text: readable in part, and its own for each text."""
    seen = hashlib.sha256(text.encode("utf-8", "surrogatepass")).hexdigest()[:16]
    words = _PLAIN.sub("-", text).strip("-")[:40]
    return f"{words}-{seen}" if words else seen


def private_folder(folder: Path) -> None:
    """Make the folder, and missing ones above it, for the owner alone. Raises `OSError`.

    A folder that is there and empty is narrowed; one that already holds something is the choice of
    whoever made it.
    """
    if not folder.exists():
        for missing in reversed([folder, *folder.parents]):
            if not missing.exists():
                with contextlib.suppress(FileExistsError):
                    missing.mkdir(mode=OWNER_FOLDER)
    elif not any(folder.iterdir()):
        with contextlib.suppress(PermissionError):
            folder.chmod(OWNER_FOLDER)


def narrow(path: Path) -> None:
    """Take everybody else's rights to a file away, where that is ours to do."""
    with contextlib.suppress(OSError):
        if stat.S_IMODE(path.stat().st_mode) & 0o077:
            path.chmod(OWNER_FILE)


def replace(path: Path, content: str | bytes) -> None:
    """Put this in the file: after a crash either the old or the new content is there, whole.

    The folder must be there. Raises `OSError`.
    """
    fresh = _beside(path, content)
    try:
        fresh.replace(path)
    except OSError:
        fresh.unlink(missing_ok=True)
        raise
    settle(path.parent)


def write_new(path: Path, content: str | bytes) -> None:
    """As `replace`, but raises `FileExistsError` when there is a file already."""
    fresh = _beside(path, content)
    try:
        give_name(fresh, path)
    finally:
        fresh.unlink(missing_ok=True)
    settle(path.parent)


def give_name(fresh: Path, path: Path) -> None:
    """Gives a whole file its name, unless another has it. Raises `OSError`."""
    try:
        os.link(fresh, path)
    except FileExistsError:
        raise
    except OSError:
        # A memory stick knows no second name for a file: the name is taken first, then filled.
        os.close(os.open(path, os.O_WRONLY | os.O_CREAT | os.O_EXCL | os.O_CLOEXEC, OWNER_FILE))
        try:
            fresh.replace(path)
        except OSError:
            path.unlink(missing_ok=True)
            raise


def _beside(path: Path, content: str | bytes) -> Path:
    fresh = path.with_name(f".{path.name}.{secrets.token_hex(6)}.part")
    handle = os.open(fresh, os.O_WRONLY | os.O_CREAT | os.O_EXCL | os.O_CLOEXEC, OWNER_FILE)
    try:
        with os.fdopen(handle, "wb") as file:
            file.write(content.encode() if isinstance(content, str) else content)
            file.flush()
            os.fsync(file.fileno())
    except BaseException:
        fresh.unlink(missing_ok=True)
        raise
    return fresh


def settle(folder: Path) -> None:
    """A new name is on disk only when its folder is: sees to that, as far as it can be done."""
    with contextlib.suppress(OSError):
        handle = os.open(folder, os.O_RDONLY)
        try:
            os.fsync(handle)
        finally:
            os.close(handle)


class NotPlain(ValueError):
    """What is named is no plain file, or one that is too long: one sentence says which."""


def read_whole(path: Path, at_most: int) -> bytes:
    """A file that somebody names, of at most so many bytes: a pipe keeps whoever reads it waiting,
    and a device may have no end. Raises `NotPlain`, and `OSError`."""
    # A pipe is opened without waiting for whoever writes into it.
    number = os.open(path, os.O_RDONLY | getattr(os, "O_NONBLOCK", 0) | getattr(os, "O_BINARY", 0))
    with os.fdopen(number, "rb") as stream:
        found = os.fstat(number)
        if not stat.S_ISREG(found.st_mode):
            raise NotPlain("It is no file, but a folder, a device or a pipe.")
        content = b"" if found.st_size > at_most else stream.read(at_most + 1)
    if found.st_size > at_most or len(content) > at_most:
        raise NotPlain(f"It is longer than {at_most // 1_000_000} MB, which no such file is.")
    return content
