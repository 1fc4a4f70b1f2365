"""Who somebody is: one NHS number for two people."""

from __future__ import annotations

from collections.abc import Iterator

from ooh_console.domain.alarms.kinds import Alarm, Night
from ooh_console.domain.disputes import disputes


def number_in_doubt(night: Night) -> Iterator[Alarm]:
    """A number that is held for two people: what is held under it may be about either."""
    for one in disputes(night.state, night.holdings):
        yield Alarm("number-in-doubt", one.number, one.sentence(), night.opened_at, "linked")


RULES = (number_in_doubt,)
