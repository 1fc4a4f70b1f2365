"""What support needs of a desk, in one zip: how it stands and what it did, and nobody's words."""

from __future__ import annotations

import io
import json
import zipfile
from collections.abc import Mapping, Sequence
from dataclasses import dataclass
from datetime import UTC, datetime
from hashlib import sha256
from pathlib import Path
from typing import TYPE_CHECKING, Any

from ooh_console.bootstrap.support_contents import (
    configuration,
    data_files,
    database,
    known_words,
    versions,
)
from ooh_console.desk.desk import Rejected
from ooh_console.desk.ports import Unsaved
from ooh_console.ledger.errors import KeyProblem, LedgerError
from ooh_console.ledger.files import private_folder, write_new
from ooh_console.program_log import file
from ooh_console.program_log.sieve import Sieve

if TYPE_CHECKING:
    from ooh_console.ledger.log import Log
    from ooh_console.settings import Settings

READ_ME = "read-me.txt"
WHAT: dict[str, str] = {
    READ_ME: "this list",
    "doctor.json": "what doctor found",
    "versions.json": "versions of the console, of Python and of its packages",
    "configuration.json": "what is configured: no addresses, telephones, secrets or texts",
    "database.json": "counts and sizes of the tables, and how verify ended; no content",
    "files.json": "counts, sizes and rights of the files in the data folder; no names",
    "logs/": "the program log: what was done, when, how long, and where it failed",
}
"""Each file of a bundle, and what is in it."""


@dataclass(frozen=True, slots=True)
class Bundle:
    """A bundle in memory."""

    content: bytes
    files: Mapping[str, int]
    """Bytes of each file in it."""
    left_out: int
    """Lines of the program log that were none."""

    @property
    def sha256(self) -> str:
        """Of its bytes, as the register has it."""
        return sha256(self.content).hexdigest()


def log_is_lost(error: BaseException) -> bool:
    """Whether the log itself could not be opened, rather than somebody not let in: then a bundle is
    what is needed, and there is no register to put it on."""
    cause = error.__cause__
    return isinstance(cause, LedgerError) and not isinstance(cause, KeyProblem)


def support_bundle(
    settings: Settings,
    findings: Sequence[Mapping[str, Any]],
    ledger: Log | None,
    now: datetime,
) -> Bundle:
    """Everything that can be collected, redacted. Without a log the rest of it. Blocks."""
    sieve = Sieve(known_words(settings, ledger))
    documents: dict[str, Any] = {
        "doctor.json": list(findings),
        "versions.json": versions(),
        "configuration.json": configuration(settings),
        "database.json": database(settings, ledger),
        "files.json": data_files(settings.data_folder),
    }
    found = {name: _json(sieve.value(value)) for name, value in documents.items()}
    left_out = 0
    for path in file.files(file.folder_of(settings.data_folder) / file.NAME):
        lines, without = sieve.lines(path.read_text(encoding="utf-8", errors="replace"))
        found[f"logs/{path.name}"] = lines.encode()
        left_out += without
    read_me = _read_me(found, now)
    return Bundle(
        _zipped({READ_ME: read_me, **found}, now),
        {READ_ME: len(read_me), **{name: len(content) for name, content in found.items()}},
        left_out,
    )


def bundle_place(settings: Settings, wanted: Path | None, now: datetime) -> Path:
    """Where it will be: as it was named, else in `support` of the data folder. Raises `Rejected`
    when there is a file already."""
    name = f"ooh-support-{now.astimezone(UTC).strftime('%Y%m%dT%H%M%SZ')}.zip"
    place = (wanted or settings.data_folder / "support").expanduser().absolute()
    if wanted is None or place.is_dir():
        place = place / name
    if place.exists():
        raise Rejected(
            f"{place.name} is there already. Nothing was written and nothing was changed. Name "
            "another file, or a folder."
        )
    return place


def put_bundle(bundle: Bundle, place: Path) -> None:
    """Writes it for its owner alone, whole or not at all. Raises `Unsaved`."""
    try:
        if not place.parent.is_dir():
            private_folder(place.parent)
        write_new(place, bundle.content)
    except OSError as error:
        why = error.strerror or type(error).__name__
        raise Unsaved(
            f"The bundle could not be written to {place} ({why}). Nothing was left of it. Make "
            "room, or name another file."
        ) from error


def _read_me(found: Mapping[str, bytes], now: datetime) -> bytes:
    lines = [
        f"Support bundle of an OOH console, made {now.astimezone(UTC):%Y-%m-%d %H:%M} UTC.",
        "",
        "In it:",
        *(f"  {name}: {about_in_bundle(name)}" for name in found),
        "",
        "Nothing personal is in it: no entry of a log and nothing that an agency holds was read",
        "for it, and names of operators and of this desk, addresses, hosts and numbers were taken",
        "out of the rest. Agencies are named as they are configured. Read it before it leaves.",
    ]
    return "\n".join([*lines, ""]).encode()


def about_in_bundle(name: str) -> str:
    """What is in a file of a bundle."""
    return WHAT.get(name) or WHAT[f"{name.split('/')[0]}/"]


def _json(value: Any) -> bytes:
    return (json.dumps(value, indent=1, ensure_ascii=True) + "\n").encode()


def _zipped(found: Mapping[str, bytes], now: datetime) -> bytes:
    out = io.BytesIO()
    with zipfile.ZipFile(out, "w", zipfile.ZIP_DEFLATED) as archive:
        for name, content in found.items():
            member = zipfile.ZipInfo(name, now.astimezone(UTC).timetuple()[:6])
            member.external_attr = 0o600 << 16
            member.compress_type = zipfile.ZIP_DEFLATED
            archive.writestr(member, content)
    return out.getvalue()
