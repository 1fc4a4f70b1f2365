"""The mark on what must not reach the family, with the end of the restriction in force (I9)."""

from __future__ import annotations

from ooh_console.domain.bodies import DisclosureRestricted
from ooh_console.domain.entries import body_of
from ooh_console.domain.state import State
from ooh_console.domain.text import line

DO_NOT_TELL = "DO NOT TELL FAMILY"


def until(state: State, limit: int = 70) -> str:
    """Until when or until what, from every restriction in force; empty when none is."""
    ends = (body_of(e, DisclosureRestricted).until for e in state.restrictions)
    return line("; ".join(dict.fromkeys(line(end, limit) for end in ends)), limit)


def mark(state: State) -> str:
    """`[DO NOT TELL FAMILY until the baby is in a safe place] `, to stand before a line's words."""
    end = until(state)
    return f"[{DO_NOT_TELL} until {end[:1].lower()}{end[1:]}] " if end else f"[{DO_NOT_TELL}] "
