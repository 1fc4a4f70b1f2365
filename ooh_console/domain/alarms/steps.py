"""Steps of the protocol whose time has passed (L1)."""

from __future__ import annotations

from collections.abc import Iterator

from ooh_console.domain.alarms.kinds import Alarm, Level, Night
from ooh_console.domain.protocol import steps
from ooh_console.domain.text import line

SHORT = 70
"""Characters of a step in the words of an alarm."""


def overdue(night: Night) -> Iterator[Alarm]:
    """One alarm for all of them, with the first in words: a list of steps would hide the rest."""
    found = steps(night.protocols, night.state, night.holdings, night.now)
    late = [one for one in found if one.overdue and one.due is not None]
    if late:
        first = late[0]
        assert first.due is not None, "only what has a time is overdue"
        more = f" (and {len(late) - 1} more)" if len(late) > 1 else ""
        text = f"STEP OVERDUE: {line(first.step.text, SHORT)}{more}"
        yield Alarm("step-overdue", "", text, first.due, "protocol", Level.WARNING)


RULES = (overdue,)
