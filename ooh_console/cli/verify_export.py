"""`ooh-console verify FILE`: whether an exported log is complete and unchanged, without the log."""

from __future__ import annotations

import argparse
from pathlib import Path

from ooh_console.bootstrap import checkpoint_in, export_in
from ooh_console.cli.check_shapes import ExportedShape, HeadShape, Verified
from ooh_console.cli.outcome import FINDING, FINE, Outcome
from ooh_console.cli.verify import finding
from ooh_console.cli.wording import counted, moment_said
from ooh_console.domain.text import line


def is_file(named: str | None) -> bool:
    """Whether this names a file rather than an incident: no reference has a dot or a slash."""
    return bool(named) and (
        any(sign in str(named) for sign in "./\\") or Path(str(named)).is_file()
    )


def verify_export(chosen: argparse.Namespace) -> Outcome:
    """Checks a file alone; nobody signs in, no configuration is read, nothing is written.

    Status 1 when something was found. Raises `CannotOpen` for what is no export, or is redacted.
    """
    path = Path(chosen.reference).expanduser()
    named: Path | None = chosen.checkpoint
    checkpoint = checkpoint_in(named) if named else None
    checked = export_in(path, checkpoint)
    found = checked.found
    document = Verified(
        ok=found.ok,
        entries=found.entries,
        incidents=list(found.incidents),
        findings=[finding(one) for one in found.findings],
        heads={n: HeadShape(count=h.count, chain=h.chain) for n, h in found.heads.items()},
        signers=dict(found.signers),
        checkpoint=checkpoint.written_at if checkpoint else None,
        checkpoint_file=str(named) if named else None,
        export=ExportedShape(
            file=str(path),
            written_at=checked.written_at,
            operator=checked.operator,
            withheld=checked.withheld,
            findings=None if checked.at_export is None else list(checked.at_export),
            keys=dict(checked.keys),
        ),
    )
    status = FINE if found.ok else FINDING
    return Outcome(text="\n".join(_words(document)), document=document, status=status)


def _words(found: Verified) -> list[str]:
    about = found.export
    assert about is not None
    (reference,) = found.incidents
    what = f"{counted(found.entries, 'entry', 'entries')} of {line(reference, 60) or 'no incident'}"
    if about.written_at and about.operator:
        by = f"exported {moment_said(about.written_at)} by {line(about.operator, 80)}"
    else:
        by = "which do not say when they were exported, or by whom"
    words = [f"Checked {what}, {by}."]
    if found.ok:
        words.append("Everything in it is complete and unchanged.")
    else:
        words.append(f"{counted(len(found.findings), 'FINDING', 'FINDINGS')}:")
        words += [f"  {number}. {line(f.sentence)}" for number, f in enumerate(found.findings, 1)]
    if about.withheld:
        verb = "is" if about.withheld == 1 else "are"
        words.append(
            f"{counted(about.withheld, 'entry', 'entries')} {verb} withheld: what they say is not "
            "here; that they were signed, and their place in the chain, was checked."
        )
    if about.findings is None:
        words.append("Whether the log was whole when it was exported, the file does not say.")
    for name, signed in found.signers.items():
        key = about.keys.get(name, "")
        entries = counted(signed, "signature", "signatures")
        words.append(f"Signed by {line(name, 80)}: {entries} (key {key[:16]}…).")
    if found.checkpoint:
        words.append(f"Compared with the checkpoint of {moment_said(found.checkpoint)}.")
    else:
        words.append(
            "Whose keys these are a file alone cannot tell: compare them with the desk, or with a "
            "checkpoint of it (--checkpoint FILE)."
        )
    return words
