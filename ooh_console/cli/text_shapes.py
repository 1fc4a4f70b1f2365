"""The documents of what is read as lines: the text twin of a screen, and what is followed."""

from __future__ import annotations

from typing import Literal

from ooh_console.cli.holding_shapes import Moment, Shape
from ooh_console.cli.incident_shapes import AlarmShape, EntryShape


class ScreenText(Shape):
    """`show REF --screen NAME`: the words of one page, a line each."""

    screen: str
    reference: str
    at: Moment
    as_it_stood: bool
    exercise: bool
    lines: list[str]
    problems: list[str] = []


Kind = Literal["follows", "entry", "alarm-begins", "alarm-ends", "source", "trouble"]


class Followed(Shape):
    """`show REF --follow --json`: one line of its output (JSON Lines), something that is new."""

    what: Kind
    """`follows` is the first line; `source`: an agency answers otherwise than before."""
    reference: str
    at: Moment
    exercise: bool
    words: str
    """The line as a person gets it."""
    entry: EntryShape | None = None
    alarm: AlarmShape | None = None
