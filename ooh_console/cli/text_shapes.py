"""The documents of what is read as lines: the twin of a screen, what is followed, a form."""

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


class ChoiceShape(Shape):
    """One choice of a field: what is kept, and what a person reads."""

    value: str
    words: str


class FieldShape(Shape):
    """One field of a form."""

    name: str
    label: str
    required: bool
    """Where it is asked."""
    asked: bool
    """Whether it is asked as the form opens; what else is filled in may change that."""
    closed: bool
    """Only one of the choices can be taken; else they are suggestions."""
    several: bool
    hint: str
    stands: str
    """What stands in it unless something else is said."""
    choices: list[ChoiceShape]


class FormShape(Shape):
    """`record REF --form NAME` without fields: what the form asks."""

    form: str
    title: str
    exercise: bool
    beside: list[str]
    """What must be in sight: the script to read out, the answer in force, what is still open."""
    fields: list[FieldShape]


class CommandShape(Shape):
    """One command of the desk."""

    command: str
    title: str
    help: str
    keys: str
    screens: list[str]
    typed: str
    """What does the same on the command line; empty where it moves about on the screen alone."""


class Keys(Shape):
    """`keys`: every command of the desk."""

    commands: list[CommandShape]
