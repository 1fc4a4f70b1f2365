"""`ooh-console restore FILE`: a backup in the place of the log, where nothing is lost by it."""

from __future__ import annotations

import argparse
import os

from ooh_console.bootstrap import configured, restoring
from ooh_console.cli.backup_shapes import RestoreDone
from ooh_console.cli.outcome import FINDING, FINE, CannotDo, Outcome
from ooh_console.cli.recover import recovery_key
from ooh_console.cli.sign_in import OPERATOR, passphrase_of, who
from ooh_console.cli.wording import counted, moment_said
from ooh_console.domain.text import line


def run(chosen: argparse.Namespace) -> Outcome:
    """Puts it back; nobody may have the desk open. Status 0, also when it was there already; 1 when
    verify found something in it.

    Raises `CannotDo`, `CannotOpen`; what is here is as it was then.
    """
    settings, _ = configured(chosen.config, chosen.data)
    with restoring(settings, chosen.file.expanduser().absolute()) as backup:
        if chosen.recovery_key:
            done = backup.by_recovery_key(recovery_key())
        else:
            if not backup.names:
                raise CannotDo("Nobody's passphrase opens this backup: use --recovery-key.")
            name = who(backup.names, chosen.operator or os.environ.get(OPERATOR, ""))
            done = backup.by_passphrase(name, passphrase_of(name))
    when = moment_said(done.made_at, settings.tz)
    made = f"the backup that {line(done.desk, 60)} made at {when}"
    if done.changed:
        words = [
            f"Restored from {made}: {counted(done.entries, 'entry', 'entries')} of "
            f"{counted(done.incidents, 'incident')} and the register, encrypted, and verified "
            "here. What was recorded after that is not in it. It is on the register.",
            *([f"The log that was here is kept beside it, as {done.kept}."] if done.kept else []),
            *(f"FINDING in the log itself: {line(sentence)}" for sentence in done.findings),
        ]
    else:
        words = [f"Everything in {made} is here already. Nothing was changed."]
    return Outcome(
        text="\n".join(words),
        document=RestoreDone(
            changed=done.changed,
            made_at=done.made_at,
            desk=done.desk,
            entries=done.entries,
            incidents=done.incidents,
            kept=done.kept,
            findings=list(done.findings),
        ),
        status=FINDING if done.findings else FINE,
    )
