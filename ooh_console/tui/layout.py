"""How many rows each part of the one screen gets, from the size of the terminal alone."""

from __future__ import annotations

from dataclasses import dataclass

WIDE, TALL = 110, 32
"""From this size on there are two columns with every panel under its own name."""

FIXED = 1 + 3 + 1 + 1 + 1
"""Heading, three answers; what is being saved, the line to type in, the keys."""


MANY = 10_000


@dataclass(frozen=True, slots=True)
class Needs:
    """How many lines each part has to show."""

    facts: int
    alarms: int
    plan: int
    markers: int
    coming: int
    log: int = MANY
    """How many rows the log can fill; what it cannot fill goes to the alarms."""
    danger: bool = False
    """Whether dog or weapons are among the markers: they keep a row whatever else stands there."""


@dataclass(frozen=True, slots=True)
class Shares:
    """How many rows each part gets; what is left is the log's."""

    facts: int
    alarms: int
    plan: int
    markers: int
    coming: int

    @property
    def rows(self) -> int:
        """All of them together."""
        return self.facts + self.alarms + self.plan + self.markers + self.coming


def is_wide(width: int, height: int) -> bool:
    """Whether there is room for two columns."""
    return width >= WIDE and height >= TALL


def share(height: int, needs: Needs) -> Shares:
    """The rows of one column: in a small window the log keeps three, and the rest gives way.

    What gives way first is what is one key away: attendance, markers, plan; then alarms. Rows that
    the log cannot fill yet are the alarms'.
    """
    wanted = {
        "facts": min(needs.facts, 3),
        "alarms": min(needs.alarms, 4),
        "plan": min(needs.plan, 2),
        "markers": min(needs.markers, 2),
        "coming": min(needs.coming, 4 if height >= 28 else 3),
    }
    room = height - FIXED - 3
    for part, least in (
        ("coming", 1),
        ("markers", 1),
        ("plan", 1),
        ("alarms", 2),
        ("coming", 0),
        ("markers", int(needs.danger and height > FIXED + 1)),
        ("plan", 0),
        ("facts", 1),
        ("alarms", 0),
        ("facts", 0),
    ):
        over = sum(wanted.values()) - room
        if over <= 0:
            break
        wanted[part] = max(min(least, wanted[part]), wanted[part] - over)
    free = height - FIXED - sum(wanted.values()) - max(3, needs.log)
    wanted["alarms"] = min(needs.alarms, wanted["alarms"] + max(0, free))
    return Shares(**wanted)


def columns(height: int, left: int, right: int, log: int = MANY) -> int:
    """The rows of the two columns: what they need, while the log keeps a third of the window, or
    what it can fill of it."""
    room = height - FIXED - max(8, min(height // 3, log))
    return max(6, min(max(left, right), room))
