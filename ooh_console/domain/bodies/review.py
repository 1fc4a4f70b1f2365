"""What the manager adds afterwards."""

from __future__ import annotations

from typing import Literal

from ooh_console.domain.bodies.base import Body, Text, Words


class ReviewNote(Body):
    """A reviewer's note on the night or on one entry."""

    kind: Literal["review_note"] = "review_note"
    text: Words
    entry: Text = ""


class Learning(Body):
    """Learning from the night, under a learning point or a theme (L14)."""

    kind: Literal["learning"] = "learning"
    point: Words
    text: Words


class SignedOff(Body):
    """The manager has read the log and signs it off."""

    kind: Literal["signed_off"] = "signed_off"
    statement: Words


ReviewBody = ReviewNote | Learning | SignedOff
