"""The document that `report --json` prints."""

from __future__ import annotations

from ooh_console.cli.holding_shapes import Shape
from ooh_console.desk.exporting import Format, Kind


class ReportDone(Shape):
    """`report`: what was written, and where."""

    file: str
    """Its path, or `-` for standard output."""
    sha256: str
    """Of its bytes, as the register has it."""
    reference: str
    kind: Kind
    format: Format
    restricted: bool
    """Whether what must not be told to the family is in it."""
    free_text: list[str]
    """Of a redacted report: every line to be read by a person before it leaves."""
    findings: list[str] = []
    """What is wrong with the log from which it was made, a sentence each; status 1 then."""
    problems: list[str] = []
