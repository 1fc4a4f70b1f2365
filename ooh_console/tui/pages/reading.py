"""Lines that somebody reads while others change: the line at the top stays the line at the top."""

from __future__ import annotations

from collections.abc import Sequence

from ooh_console.desk.panels.lines import Line
from ooh_console.tui.widgets.panel import ScrollPanel


class Reading(ScrollPanel):
    """A scrolling panel that follows the text and not the row number (I14)."""

    @property
    def top_line(self) -> int:
        """Which line is at the top."""
        return self._line_at(round(self.scroll_offset.y))

    def show(self, lines: Sequence[Line]) -> bool:
        """Shows these lines; what is read does not move when something is added above it."""
        old, top = self.lines, self.top_line
        inside = round(self.scroll_offset.y) - (self._starts[top] if self._starts else 0)
        if not super().show(lines):
            return False
        if top or inside:
            now = same_place(old, top, self.lines)
            if self._starts:
                at = self._starts[max(0, min(now, len(self._starts) - 1))] + inside
                self.scroll_to(y=at, animate=False, force=True, immediate=True)
        return True


def same_place(old: Sequence[Line], top: int, new: Sequence[Line]) -> int:
    """Where the line at `top` is now; if it is gone, the nearest one before it that is not."""
    places: dict[str, list[int]] = {}
    for number, one in enumerate(new):
        places.setdefault(one.text, []).append(number)
    for back in range(min(top, len(old) - 1) + 1):
        text = old[top - back].text
        found = places.get(text) if text.strip() else None
        if found:
            # The first blank-free anchor; of several equal lines, the nearest.
            return min(found, key=lambda n: abs(n - (top - back))) + back
    return top
