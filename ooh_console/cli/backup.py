"""`ooh-console backup FILE`: the whole log in one encrypted file, while the desk is in use."""

from __future__ import annotations

import argparse
from datetime import UTC
from pathlib import Path

from ooh_console.bootstrap import backup_of, remember_backup
from ooh_console.cli.backup_shapes import BackupDone
from ooh_console.cli.outcome import FINDING, FINE, Outcome
from ooh_console.cli.sign_in import Seat, seated
from ooh_console.cli.wording import counted
from ooh_console.domain.bodies import Refused
from ooh_console.domain.text import line


def run(chosen: argparse.Namespace) -> Outcome:
    """Makes it; that it left the desk is on the register before it does. Status 0, or 1 when verify
    found something in the log that it is of.

    Raises `CannotOpen`, `NotAllowed` (with the refusal on the register), what signing in raises,
    and the ledger's errors; there is no file then.
    """
    with seated(chosen, records=True) as seat:
        return _made(seat, _place(seat, chosen.file.expanduser().absolute()))


def _place(seat: Seat, path: Path) -> Path:
    if not path.is_dir():
        return path
    return path / f"ooh-backup-{seat.desk.clock().astimezone(UTC).strftime('%Y%m%dT%H%M%SZ')}.tar"


def _made(seat: Seat, path: Path) -> Outcome:
    what = f"the whole log, as a backup ({line(path.name, 100)})"
    seat.run(lambda desk: desk.allow("exported", what))
    with backup_of(seat.opening.parts, seat.desk.signer, path) as made:
        seat.run(lambda desk: desk.exported(what, made.sha256))
        try:
            made.put(path)
        except Exception as error:
            why = f"it could not be written, and nothing was left of it: {line(str(error), 200)}"
            refused = Refused(what=what, why=why)
            seat.run(lambda desk: desk.register(refused))
            raise
        about = made.about
        remember_backup(seat.opening.parts.settings, about.made_at, path)
    words = [
        f"The log is in {path}: {counted(about.entries, 'entry', 'entries')} of "
        f"{counted(about.incidents, 'incident')} and the register, encrypted, and verified there. "
        "Whoever can sign in here now, or has the recovery key, can restore it. Keep it away from "
        "this computer.",
        f"SHA-256 {made.sha256}; the register has it.",
        *(f"FINDING in the log itself: {line(sentence)}" for sentence in about.findings),
    ]
    return Outcome(
        text="\n".join(words),
        document=BackupDone(
            file=str(path),
            sha256=made.sha256,
            made_at=about.made_at,
            entries=about.entries,
            incidents=about.incidents,
            findings=list(about.findings),
            problems=list(seat.desk.notices),
        ),
        status=FINDING if about.findings else FINE,
        notes=seat.desk.notices,
    )
