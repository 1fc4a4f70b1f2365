"""The documents that `backup --json` and `restore --json` print."""

from __future__ import annotations

from ooh_console.cli.holding_shapes import Shape


class BackupDone(Shape):
    """`backup`: what was written, and where."""

    file: str
    sha256: str
    """Of its bytes, as the register has it."""
    made_at: str
    entries: int
    """Those of the register among them."""
    incidents: int
    findings: list[str]
    """What verify found in it: the log itself is like that."""
    problems: list[str] = []


class RestoreDone(Shape):
    """`restore`: what stands in the log's place now."""

    changed: bool
    """Otherwise everything in it was here already."""
    made_at: str
    desk: str
    """Where the backup was made."""
    entries: int
    incidents: int
    kept: str = ""
    """The file in the data folder in which the log is that was here; empty when none was."""
    findings: list[str]
    problems: list[str] = []
