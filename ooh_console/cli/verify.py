"""`ooh-console verify`: whether the log is complete and unchanged. Shows no content.

Of an exported file instead of the log: `verify_export`.
"""

from __future__ import annotations

import argparse
from pathlib import Path

from ooh_console.bootstrap import (
    AtHand,
    checkpoint_here,
    checkpoint_in,
    configured,
    in_no_log,
    witnessed,
)
from ooh_console.cli.check_shapes import FindingShape, HeadShape, Verified
from ooh_console.cli.outcome import FINDING, FINE, CannotDo, Outcome
from ooh_console.cli.sign_in import log_for_reading
from ooh_console.cli.spelling import reference
from ooh_console.cli.wording import counted, moment_said
from ooh_console.desk.ports import Finding
from ooh_console.domain.entries import REGISTER
from ooh_console.domain.text import line


def run(chosen: argparse.Namespace) -> Outcome:
    """Checks every chain, or one and the register; nothing is written, and nobody needs to sign in
    unless it is encrypted.

    The log is compared with the checkpoint that is named, or with the newest that is kept here.
    Status 0 when all is well, 1 when something was found. Raises `CannotDo` for an incident that
    neither the log nor the register knows, and `CannotOpen`.
    """
    from ooh_console.cli.verify_export import is_file, verify_export

    if is_file(chosen.reference):
        return verify_export(chosen)
    settings, _ = configured(chosen.config, chosen.data)
    only = reference(chosen.reference) if chosen.reference else None
    named: Path | None = chosen.checkpoint
    at_hand = AtHand(checkpoint_in(named), named) if named else checkpoint_here(settings)
    checkpoint = at_hand.checkpoint
    with log_for_reading(chosen) as log:
        found = log.ledger.verify(only, checkpoint)
        gone = witnessed(settings, log.ledger, None if only is None else (only, REGISTER))
    if only and only not in found.heads and found.ok and not gone:
        raise CannotDo(f"There is no incident {only} here. Nothing was checked.")
    apart = () if only else tuple(in_no_log(settings))
    fine = found.ok and not at_hand.unreadable and not gone and not apart
    document = Verified(
        ok=fine,
        entries=found.entries,
        incidents=list(found.incidents),
        findings=[
            *(
                FindingShape(what="checkpoint", incident="", seq=None, entry="", sentence=why)
                for why in at_hand.unreadable
            ),
            *map(finding, found.findings),
            *(
                FindingShape(what="witness", incident=name, seq=None, entry="", sentence=sentence)
                for name, sentence in gone.items()
            ),
            *(
                FindingShape(what="not-shared", incident="", seq=None, entry="", sentence=sentence)
                for sentence in apart
            ),
        ],
        heads={n: HeadShape(count=h.count, chain=h.chain) for n, h in found.heads.items()},
        signers=dict(found.signers),
        checkpoint=checkpoint.written_at if checkpoint else None,
        checkpoint_file=str(at_hand.path) if at_hand.path else None,
    )  # fmt: skip
    return Outcome(
        text="\n".join(_words(document)), document=document, status=FINE if fine else FINDING
    )


def _words(found: Verified) -> list[str]:
    count = len(found.incidents)
    what = f"{counted(found.entries, 'entry', 'entries')} in {counted(count, 'incident')}"
    register = " and the register" if REGISTER in found.heads else ""
    words = [f"Checked {what}{register}."]
    if found.ok:
        words.append("Everything is complete and unchanged.")
    else:
        words.append(f"{counted(len(found.findings), 'FINDING', 'FINDINGS')}:")
        words += [f"  {number}. {line(f.sentence)}" for number, f in enumerate(found.findings, 1)]
    for name, signed in found.signers.items():
        words.append(f"Signed by {line(name, 80)}: {counted(signed, 'entry', 'entries')}.")
    if found.checkpoint:
        where = f" ({line(found.checkpoint_file, 200)})" if found.checkpoint_file else ""
        words.append(f"Compared with the checkpoint of {moment_said(found.checkpoint)}{where}.")
    else:
        words.append(
            "Compared with no checkpoint: none is kept here (--checkpoint FILE names another). "
            "Entries cut off from the end of a log show only with one."
        )
    return words


def finding(one: Finding) -> FindingShape:
    """One finding as a program gets it."""
    return FindingShape(
        what=str(one.what),
        incident=one.incident,
        seq=one.seq,
        entry=one.entry,
        sentence=one.sentence,
    )
