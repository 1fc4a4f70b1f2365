"""The document that `operators --json` prints."""

from __future__ import annotations

from ooh_console.cli.holding_shapes import Shape


class OperatorKeyShape(Shape):
    """One key: the signatures by it are its person's, until it was disabled."""

    public_key: str
    added_at: str
    desk: str
    """Where it was put on the register."""
    here: bool
    """Whether it can be unlocked at this computer."""
    disabled_at: str | None
    disabled_by: str
    why: str


class OperatorShape(Shape):
    """Somebody on the register."""

    name: str
    role: str
    agency: str
    may_sign_in: bool
    keys: list[OperatorKeyShape]


class OperatorsDone(Shape):
    """`operators`: what was done, and everybody as they stand after it."""

    done: str
    """Empty when it was only looked at."""
    operators: list[OperatorShape]
    problems: list[str] = []
