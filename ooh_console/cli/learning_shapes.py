"""The document that `learning --json` prints."""

from __future__ import annotations

from typing import Literal

from ooh_console.cli.holding_shapes import Shape


class LearningRow(Shape):
    """One measure over the nights of a month. `what` is a word that programs can rely on."""

    what: str
    unit: Literal["minutes", "count"]
    times: int
    """How often there was something to measure."""
    never: int
    """How often it did not happen, in nights that are over."""
    not_yet: int
    median: float | None
    worst: float | None
    """Of those that happened; null when none did."""
    limit: float | None
    """The minutes after which an alarm sounds, where the configuration has a word on this."""
    late: int | None
    """How often it was later than that; null without a limit."""


class LearningMonth(Shape):
    """The nights of one month: live ones, or exercises."""

    month: str
    exercise: bool
    incidents: int
    measures: list[LearningRow]


class LearningOverNights(Shape):
    """`learning`: every incident of this desk, month by month."""

    since: str | None
    months: list[LearningMonth]
    problems: list[str] = []
