"""What was read, and what stood on the screen."""

from __future__ import annotations

from typing import Literal

from ooh_console.domain.bodies.base import Body, Text, Words


class PlanRead(Body):
    """A named person read a birth plan, or was given it (L2, L5)."""

    kind: Literal["plan_read"] = "plan_read"
    agency: Words
    version: Text = ""
    digest: Words
    reader: Words


class MarkerRead(Body):
    """A named person read a warning marker and understood it (L12)."""

    kind: Literal["marker_read"] = "marker_read"
    agency: Words
    digest: Words
    subject: Text = ""
    summary: Text = ""
    reader: Words


class HoldingSeen(Body):
    """What the screen showed when an answer was recorded, by content hash."""

    kind: Literal["holding_seen"] = "holding_seen"
    screen: Words
    """Digest of the stored screen content."""
    recorded_with: Text = ""
    """The id of the entry that was recorded in front of this screen."""


ReadingBody = PlanRead | MarkerRead | HoldingSeen
