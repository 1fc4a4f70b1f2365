"""`ooh-console verify`: whether the log is complete and unchanged. Shows no content."""

from __future__ import annotations

import argparse

from ooh_console.bootstrap import checkpoint_in, configured, open_log
from ooh_console.cli.outcome import FINDING, FINE, CannotDo, Outcome
from ooh_console.cli.shapes import FindingShape, HeadShape, Verified
from ooh_console.domain.entries import REGISTER
from ooh_console.domain.text import line


def run(chosen: argparse.Namespace) -> Outcome:
    """Checks every chain, or one and the register; nobody needs to sign in, nothing is written.

    Status 0 when all is well, 1 when something was found. Raises `CannotDo` for an incident that
    neither the log nor the register knows, and `CannotOpen`.
    """
    settings, _ = configured(chosen.config, chosen.data)
    only = chosen.reference
    checkpoint = checkpoint_in(chosen.checkpoint) if chosen.checkpoint else None
    with open_log(settings) as log:
        found = log.verify(only, checkpoint)
    if only and only not in found.heads and found.ok:
        raise CannotDo(f"There is no incident {only} here. Nothing was checked.")
    given = checkpoint.written_at if checkpoint else None
    signers = dict(found.signers)
    document = Verified(
        ok=found.ok,
        entries=found.entries,
        incidents=list(found.incidents),
        findings=[
            FindingShape(
                what=f.what.value, incident=f.incident, seq=f.seq, entry=f.entry,
                sentence=f.sentence,
            )
            for f in found.findings
        ],
        heads={n: HeadShape(count=h.count, chain=h.chain) for n, h in found.heads.items()},
        signers=signers,
        checkpoint=given,
    )  # fmt: skip
    return Outcome(
        text="\n".join(_words(document)), document=document, status=FINE if found.ok else FINDING
    )


def _words(found: Verified) -> list[str]:
    count = len(found.incidents)
    what = f"{_count(found.entries, 'entry', 'entries')} in {_count(count, 'incident')}"
    register = " and the register" if REGISTER in found.heads else ""
    words = [f"Checked {what}{register}."]
    if found.ok:
        words.append("Everything is complete and unchanged.")
    else:
        words.append(f"{_count(len(found.findings), 'FINDING', 'FINDINGS')}:")
        words += [f"  {number}. {line(f.sentence)}" for number, f in enumerate(found.findings, 1)]
    for name, signed in found.signers.items():
        words.append(f"Signed by {line(name, 80)}: {_count(signed, 'entry', 'entries')}.")
    if found.checkpoint:
        words.append(f"Compared with the checkpoint of {line(found.checkpoint, 40)}.")
    else:
        words.append(
            "Compared with no checkpoint (--checkpoint FILE): entries cut off from the end of a "
            "log show only with one."
        )
    return words


def _count(number: int, one: str, many: str = "") -> str:
    return f"{number} {one if number == 1 else many or f'{one}s'}"
