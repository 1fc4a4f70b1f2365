"""What was read, and what stood on the screen."""

from __future__ import annotations

from typing import Literal, Self

from pydantic import model_validator

from ooh_console.domain.bodies.base import Body, Text, Words
from ooh_console.domain.text import is_blank


class PlanRead(Body):
    """A named person read a birth plan, or was given it (L2, L5)."""

    kind: Literal["plan_read"] = "plan_read"
    agency: Words
    version: Text = ""
    digest: Words
    reader: Words
    how: Text = ""
    """How they were given it, when they did not read it themselves: read out by radio."""


class PlanReadOut(Body):
    """Parts of a birth plan that an agency read out by telephone, as they were typed here (L2).

    Who typed them is the author of the entry. Several entries of one agency and version make one
    copy, part by part; what is said later of a part stands in the place of what was said before.
    """

    kind: Literal["plan_read_out"] = "plan_read_out"
    agency: Words
    read_by: Words
    version: Text = ""
    status: Literal["", "draft", "agreed", "superseded"] = ""
    """Empty: it was not said."""
    dated: Text = ""
    """The day of the plan, `2026-11-04`; empty when it was not said."""
    fields: dict[Text, Text] = {}
    """Key of the template (`plans.TEMPLATE`) to what was read out."""
    professionals: dict[Text, Text] = {}
    """Role to name and telephone."""
    not_for_family: tuple[Text, ...] = ()
    """Further keys of which the reader said that the family must not hear of them."""

    @model_validator(mode="after")
    def _something(self) -> Self:
        if all(is_blank(text) for text in (*self.fields.values(), *self.professionals.values())):
            raise ValueError("type at least one part of the plan")
        return self


class MarkerRead(Body):
    """A named person read a warning marker and understood it (L12)."""

    kind: Literal["marker_read"] = "marker_read"
    agency: Words
    digest: Words
    subject: Text = ""
    summary: Text = ""
    reader: Words
    identifier: Text = ""
    """The agency's own, so that a marker that has changed since is known again."""


class HoldingSeen(Body):
    """What the screen showed when an answer was recorded, by content hash."""

    kind: Literal["holding_seen"] = "holding_seen"
    screen: Words
    """Digest of the stored screen content."""
    recorded_with: Text = ""
    """The id of the entry that was recorded in front of this screen."""


ReadingBody = PlanRead | PlanReadOut | MarkerRead | HoldingSeen
