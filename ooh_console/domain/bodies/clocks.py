"""What the clock of a desk did, recorded by the desk itself with the next entry."""

from __future__ import annotations

from typing import Literal

from pydantic import Field

from ooh_console.domain.bodies.base import Body, Moment

MOST = 2_000_000_000
"""Seconds: a computer that was never told the time may think that it is 1970."""


class ClockDiffers(Body):
    """How far the clock of this desk stands from another.

    It holds for what was recorded with it, and at the same desk after it, until the next of these.
    """

    kind: Literal["clock_differs"] = "clock_differs"
    seconds: int = Field(ge=-MOST, le=MOST)
    """How far the other is ahead of the desk's; negative: behind; 0: the desk's is right again."""
    against: Literal["database", "agencies"]
    """The database that desks share, or most agencies, where they agree."""


class ClockSet(Body):
    """The clock of this desk was set while it was in use: times on both sides of that do not fit
    each other."""

    kind: Literal["clock_set"] = "clock_set"
    seconds: int = Field(ge=-MOST, le=MOST)
    """Forward; negative: back."""
    at: Moment
    """When that was noticed, by the clock as it was then set."""


ClockBody = ClockDiffers | ClockSet
