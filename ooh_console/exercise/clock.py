"""Which minute of the night it is: by a clock that may run faster, or as a controller sets it."""

from __future__ import annotations

from collections.abc import Callable
from datetime import UTC, datetime, timedelta
from typing import Protocol


def wall() -> datetime:
    """The time now, in UTC."""
    return datetime.now(UTC)


class Clock(Protocol):
    """The night's clock."""

    @property
    def minute(self) -> float:
        """Minutes since the start of the night, never negative."""

    def __call__(self) -> datetime:
        """The moment of the night, in UTC."""


class RunningClock:
    """Runs `speed` times as fast as the wall clock: minute = seconds elapsed * speed / 60."""

    def __init__(
        self,
        start: datetime,
        began: datetime,
        speed: float = 1.0,
        now: Callable[[], datetime] = wall,
    ) -> None:
        """`start` is minute 0 in the night, `began` the wall-clock moment of it; both in UTC."""
        self.start, self.began, self.speed = start, began, speed
        self._now = now

    @property
    def minute(self) -> float:
        """Minutes since the start of the night."""
        return max(0.0, (self._now() - self.began).total_seconds() * self.speed / 60)

    def __call__(self) -> datetime:
        """The moment of the night, in UTC."""
        return self.start + timedelta(minutes=self.minute)


class SteppedClock:
    """Stands still until it is set, so that what is true at a minute can be tested exactly."""

    def __init__(self, start: datetime, minute: float = 0.0) -> None:
        self.start, self.minute = start, minute

    def __call__(self) -> datetime:
        """The moment of the night, in UTC."""
        return self.start + timedelta(minutes=self.minute)
