"""The document of `link`: who was found, and who was linked."""

from __future__ import annotations

from ooh_console.cli.holding_shapes import CandidateShape, Shape, SourceShape
from ooh_console.cli.incident_shapes import EntryShape


class FoundShape(Shape):
    """Somebody who can be linked, or is."""

    number: int
    """The place in this list. The next list may have another order: `key` names the person."""
    key: str
    under: str
    """The heading: family of somebody linked, found by number, a possible match, or others."""
    words: list[str]
    """As a person reads it: who holds them, who else they may be, what is in conflict."""
    relation: str | None
    """What they probably are to the baby; for a person to say."""
    linked_as: str | None
    in_doubt: list[str]
    """What must be confirmed before they are linked."""
    candidate: CandidateShape


class Linking(Shape):
    """`link`: whom the agencies were asked about, whom they hold, and the entry of a link."""

    incident: str
    exercise: bool
    asked: str
    sources: list[SourceShape]
    found: list[FoundShape]
    chosen: FoundShape | None = None
    recorded: EntryShape | None = None
    problems: list[str] = []
