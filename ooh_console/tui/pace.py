"""How often a screen is drawn by the clock alone."""

from __future__ import annotations

from collections.abc import Callable
from time import monotonic

REST = 4.0
"""How much longer than it took to draw nothing is drawn by the clock again."""


class Pace:
    """Draws at most so often that keys have four fifths of the time, whatever an agency sent: one
    megabyte in a marker takes a second to look through. What a key or an entry asks for is not
    held back by it."""

    def __init__(self, draw: Callable[[], None]) -> None:
        self._draw = draw
        self._not_before = 0.0

    def tick(self) -> None:
        """Draws, if it is time."""
        began = monotonic()
        if began >= self._not_before:
            self._draw()
            drawn = monotonic()
            self._not_before = drawn + REST * (drawn - began)
