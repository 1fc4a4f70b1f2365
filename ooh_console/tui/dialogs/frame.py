"""The frame of a dialog at the lower edge of the screen."""

from __future__ import annotations

from textual.containers import Vertical
from textual.widgets._toast import ToastRack

ONE_NOTICE = 6
"""Rows of a notice of three lines, with its edges."""


class Frame(Vertical):
    """What is said meanwhile stands above it: nobody types under a notice."""

    def on_resize(self) -> None:
        """It grows and shrinks with what is asked."""
        free = max(0, self.screen.size.height - ONE_NOTICE)
        below = min(self.outer_size.height, free)
        for rack in self.screen.query(ToastRack):
            rack.styles.margin = (0, 0, below, 0)
