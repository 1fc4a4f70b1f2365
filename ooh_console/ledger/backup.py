"""A backup: the whole log in one encrypted file, with what opens it elsewhere.

The file is a tar of `backup.json` (what it is), `checkpoint.json` (the signed heads of every
chain), the operators' sealed keys, the backup's own key sealed for each of them, and `log.db`
(SQLCipher). Each backup has a key of its own. Nothing in it is readable without a passphrase, or
the recovery key, of the desk from which it came, but whose it is and when it was made.
"""

from __future__ import annotations

import contextlib
import errno
import hashlib
import io
import json
import os
import re
import secrets
import shutil
import tarfile
from collections.abc import Iterator, Mapping
from dataclasses import asdict, dataclass
from datetime import datetime
from pathlib import Path
from typing import IO

from ooh_console.domain.canonical import canonical
from ooh_console.domain.times import stamp
from ooh_console.ledger.checkpoint import Checkpoint, read_checkpoint
from ooh_console.ledger.errors import BackupProblem, LedgerError, LedgerFull
from ooh_console.ledger.files import OWNER_FILE, OWNER_FOLDER, give_name, private_folder, settle
from ooh_console.ledger.folder_key import admit, new_key
from ooh_console.ledger.ledger import Ledger
from ooh_console.ledger.moving import copy
from ooh_console.ledger.shapes import Signer

_FORMAT = "ooh-console-backup"
_VERSION = 1
_ABOUT, _CHECKPOINT, _LOG, _KEYS = "backup.json", "checkpoint.json", "log.db", "keys"
_KEY_FILE = re.compile(r"keys/[A-Za-z0-9_-]{1,120}\.(key|folder-key)")
_SMALL = 50_000_000
"""Bytes; nothing but the log is larger."""
_AT_ONCE = 1 << 20


@dataclass(frozen=True, slots=True)
class About:
    """What a backup is: nothing in it is about a person who is helped."""

    made_at: str
    desk: str
    operator: str
    entries: int
    incidents: int
    log_sha256: str
    findings: tuple[str, ...] = ()
    """What verify found in the copy: the log itself was like that."""


@dataclass(frozen=True, slots=True)
class Prepared:
    """A whole backup without its name yet."""

    about: About
    sha256: str
    """Of the file."""
    part: Path

    def put(self, path: Path) -> None:
        """Gives it its name. Raises `BackupProblem` when that is taken; nothing is overwritten."""
        try:
            give_name(self.part, path)
            settle(path.parent)
        except FileExistsError as error:
            raise _there(path) from error
        except OSError as error:
            raise _not_written(path, error) from error


@dataclass(frozen=True, slots=True)
class Unpacked:
    """A backup, taken apart into a folder for its owner alone."""

    about: About
    checkpoint: Checkpoint
    keys: Path
    log: Path


@contextlib.contextmanager
def prepared(
    source: Ledger,
    path: Path,
    *,
    keys: Path,
    people: Mapping[str, str],
    signer: Signer,
    at: datetime,
    desk: str,
) -> Iterator[Prepared]:
    """The log as it is at this moment, copied beside where the backup is to be, verified there
    whole, and sealed for these people (public key, name); gone at the end but for what was `put`.

    Raises `BackupProblem`, or another `LedgerError`.
    """
    if path.exists():
        raise _there(path)
    try:
        if not path.parent.is_dir():
            private_folder(path.parent)
        for left in path.parent.glob(f".{path.name}.*.part"):
            _remove(left)
        work = path.with_name(f".{path.name}.{secrets.token_hex(6)}.part")
        work.mkdir(mode=OWNER_FOLDER)
    except OSError as error:
        raise _not_written(path, error) from error
    try:
        key = new_key()
        about, checkpoint = _copied(source, work / _LOG, key, signer, at, desk)
        admit(work / _KEYS, key, people)
        for public_key_file in keys.glob("*.key"):
            shutil.copyfile(public_key_file, work / _KEYS / public_key_file.name)
        part = work / "whole"
        digest = _pack(part, about, checkpoint, work)
        yield Prepared(about, digest, part)
    except OSError as error:
        raise _not_written(path, error) from error
    except LedgerFull as error:  # The log is only read: it is the disk of the backup.
        raise _not_written(path, OSError(errno.ENOSPC, os.strerror(errno.ENOSPC))) from error
    finally:
        _remove(work)


def _copied(
    source: Ledger, log: Path, key: bytes, signer: Signer, at: datetime, desk: str
) -> tuple[About, Checkpoint]:
    with Ledger.open(log, key=key) as target:
        source.reads(lambda database, connection: copy(database, connection, target))
        checkpoint = target.checkpoint(signer, at)
    with Ledger.open(log, key=key, read_only=True) as target:
        found = target.verify(None, checkpoint)
    heads = {head.incident: (head.count, head.chain) for head in checkpoint.heads}
    if heads != {name: (head.count, head.chain) for name, head in found.heads.items()}:
        raise BackupProblem(
            "What was written is not what was read back. No backup was made, and the log is as it "
            "was. Choose another disk."
        )
    about = About(
        made_at=stamp(at),
        desk=desk,
        operator=signer.name,
        entries=found.entries,
        incidents=len(found.incidents),
        log_sha256=_sha256(log),
        findings=tuple(one.sentence for one in found.findings),
    )
    return about, checkpoint


def _pack(part: Path, about: About, checkpoint: Checkpoint, work: Path) -> str:
    manifest = canonical({"format": _FORMAT, "version": _VERSION, **asdict(about)}) + "\n"
    handle = os.open(part, os.O_RDWR | os.O_CREAT | os.O_EXCL | os.O_CLOEXEC, OWNER_FILE)
    with os.fdopen(handle, "w+b") as file:
        with tarfile.open(fileobj=file, mode="w", format=tarfile.PAX_FORMAT) as whole:
            _add(whole, _ABOUT, manifest.encode())
            _add(whole, _CHECKPOINT, checkpoint.text().encode())
            for key_file in sorted((work / _KEYS).iterdir()):
                _add(whole, f"{_KEYS}/{key_file.name}", key_file.read_bytes())
            with (work / _LOG).open("rb") as log:
                _add(whole, _LOG, log)
        file.flush()
        os.fsync(file.fileno())
    return _sha256(part)


def _add(whole: tarfile.TarFile, name: str, content: bytes | IO[bytes]) -> None:
    member = tarfile.TarInfo(name)
    member.mode = OWNER_FILE
    if isinstance(content, bytes):
        member.size = len(content)
        whole.addfile(member, io.BytesIO(content))
    else:
        member.size = os.fstat(content.fileno()).st_size
        whole.addfile(member, content)


@contextlib.contextmanager
def unpacked(path: Path, beside: Path) -> Iterator[Unpacked]:
    """Takes a backup apart into a new folder in `beside`, which is gone at the end.

    Only what belongs to a backup is taken out of it, under names of our own. Raises
    `BackupProblem` for a file that is none, or is not whole.
    """
    try:
        private_folder(beside)
        for left in beside.glob(".restore.*.part"):
            _remove(left)
        work = beside / f".restore.{secrets.token_hex(6)}.part"
        (work / _KEYS).mkdir(mode=OWNER_FOLDER, parents=True)
        work.chmod(OWNER_FOLDER)
    except OSError as error:
        raise BackupProblem(
            f"{path.name} could not be taken apart in {beside} ({error.strerror}). Nothing was "
            "changed. Ask for the right to that folder."
        ) from error
    try:
        yield _unpack(path, work)
    finally:
        _remove(work)


def _unpack(path: Path, work: Path) -> Unpacked:
    try:
        with path.open("rb") as file, tarfile.open(fileobj=file, mode="r:") as whole:
            for member in whole:
                known = member.name in (_ABOUT, _CHECKPOINT, _LOG)
                if not member.isreg() or not (known or _KEY_FILE.fullmatch(member.name)):
                    raise ValueError("something that belongs to no backup")
                if member.name != _LOG and member.size > _SMALL:
                    raise ValueError("a part that is too large")
                content = whole.extractfile(member)
                assert content is not None, "it is a regular file"
                with (work / member.name).open("xb") as out:
                    (work / member.name).chmod(OWNER_FILE)
                    shutil.copyfileobj(content, out, _AT_ONCE)
        if not all((work / name).is_file() for name in (_ABOUT, _CHECKPOINT, _LOG)):
            raise ValueError("a part is missing")
        stored = json.loads((work / _ABOUT).read_bytes())
        if (stored.pop("format"), stored.pop("version")) != (_FORMAT, _VERSION):
            raise ValueError("another format")
        about = About(**{**stored, "findings": tuple(stored["findings"])})
        datetime.fromisoformat(about.made_at)
        if _sha256(work / _LOG) != about.log_sha256:
            raise ValueError("its log is not whole")
        return Unpacked(about, read_checkpoint(work / _CHECKPOINT), work / _KEYS, work / _LOG)
    except OSError as error:
        raise BackupProblem(
            f"{path.name} could not be read, or there was no room to take it apart "
            f"({error.strerror or type(error).__name__}). Nothing was changed. Check its place, "
            "the right to it, and the disk."
        ) from error
    except (tarfile.TarError, LedgerError, ValueError, TypeError, KeyError, RecursionError) as why:
        raise BackupProblem(
            f"{path.name} is not a backup, or is damaged. Nothing was changed. Use another one."
        ) from why


def _sha256(path: Path) -> str:
    with path.open("rb") as file:
        return hashlib.file_digest(file, "sha256").hexdigest()


def _remove(path: Path) -> None:
    if path.is_dir():
        shutil.rmtree(path, ignore_errors=True)
    else:
        path.unlink(missing_ok=True)


def _there(path: Path) -> BackupProblem:
    return BackupProblem(
        f"{path.name} is there already, and is left as it is. No backup was made. Choose another "
        "name, or name a folder."
    )


def _not_written(path: Path, error: OSError) -> BackupProblem:
    return BackupProblem(
        f"The backup {path.name} could not be written ({error.strerror}). Nothing was left of it, "
        "and the log is as it was. Make room, or choose another place."
    )
