"""The mark on what must not reach the family, with the end of the restriction in force (I9)."""

from __future__ import annotations

from collections.abc import Iterable

from ooh_console.desk.marking import DO_NOT_TELL
from ooh_console.domain.bodies import DisclosureRestricted
from ooh_console.domain.entries import body_of
from ooh_console.domain.state import State
from ooh_console.domain.text import line


def mark(state: State) -> str:
    """The mark with the end of every restriction that is in force."""
    return marked([body_of(e, DisclosureRestricted).until for e in state.restrictions])


def marked(ends: Iterable[str], limit: int = 70) -> str:
    """`[DO NOT TELL FAMILY until the baby is in a safe place] `, to stand before a line's words;
    without an end where none is known."""
    end = line("; ".join(dict.fromkeys(line(one, limit) for one in ends)), limit)
    return f"[{DO_NOT_TELL} until {end[:1].lower()}{end[1:]}] " if end else f"[{DO_NOT_TELL}] "
