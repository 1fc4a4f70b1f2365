"""A shift that was handed over and that nobody has accepted: nobody has the desk."""

from __future__ import annotations

from collections.abc import Iterator

from ooh_console.domain.alarms.kinds import Alarm, Night
from ooh_console.domain.bodies import ShiftHandedOver
from ooh_console.domain.entries import body_of
from ooh_console.domain.text import line


def handover(night: Night) -> Iterator[Alarm]:
    """The latest handover, until the incoming person accepts it by name."""
    waiting = night.state.shift_waiting
    if waiting is not None:
        to = line(body_of(waiting, ShiftHandedOver).to, 40)
        text = f"Shift handed over to {to}, NOT ACCEPTED"
        yield Alarm("shift-not-accepted", "", text, waiting.occurred_at, "shift")


RULES = (handover,)
