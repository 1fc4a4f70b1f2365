"""The documents of what is checked: the log, this desk, an agency's server."""

from __future__ import annotations

from typing import Literal

from ooh_console.cli.holding_shapes import Shape


class FindingShape(Shape):
    """One thing that is wrong. `what` is a word that programs can rely on."""

    what: str
    incident: str
    seq: int | None
    entry: str
    sentence: str


class HeadShape(Shape):
    """The end of one chain."""

    count: int
    chain: str


class ExportedShape(Shape):
    """A file of `report --format json`, as `verify FILE` read it."""

    file: str
    written_at: str
    operator: str
    withheld: int
    """Entries whose words are left out: their signature and their place were checked."""
    findings: list[str] | None = None
    """What the desk had found wrong with its log when it was exported, as the exporter signed it;
    null where the file does not say that it was checked."""
    keys: dict[str, str]
    """The key of each operator. Whose it is, a file alone cannot tell."""


class Verified(Shape):
    """`verify`: whether the log is complete and unchanged."""

    ok: bool
    entries: int
    incidents: list[str]
    findings: list[FindingShape]
    heads: dict[str, HeadShape]
    signers: dict[str, int]
    checkpoint: str | None
    """When the checkpoint that it was compared with was written."""
    checkpoint_file: str | None = None
    """Where it is kept: named with --checkpoint, or the newest that was found."""
    export: ExportedShape | None = None
    """What was exported, where a file was verified and not the log."""


class CheckpointDone(Shape):
    """`checkpoint`: what was written where."""

    file: str
    sha256: str
    chains: int


class CheckShape(Shape):
    """One line of `doctor`."""

    about: Literal[
        "configuration",
        "agencies",
        "database",
        "operators",
        "clock",
        "terminal",
        "checkpoint",
        "backup",
        "program-log",
    ]
    subject: str
    state: Literal["ok", "check", "failed"]
    sentence: str


class InBundle(Shape):
    """One file of a support bundle."""

    name: str
    bytes: int
    what: str


class BundleShape(Shape):
    """`doctor --bundle`: the zip that was written, and what is in it."""

    file: str
    sha256: str
    on_register: bool
    """Not where there is no log that can be written."""
    contents: list[InBundle]
    left_out: int
    """Lines of the program log that were none."""


class Doctor(Shape):
    """`doctor`: each thing that was looked at."""

    ok: bool
    checks: list[CheckShape]
    bundle: BundleShape | None = None


class ClauseShape(Shape):
    """One clause of the contract, judged."""

    clause: str
    about: str
    """The offer; empty for what holds for every answer."""
    state: Literal["passed", "failed", "skipped"]
    sentence: str


class AgencyChecked(Shape):
    """`agency-check`: an agency's server against the native contract."""

    url: str
    ok: bool
    clauses: list[ClauseShape]
