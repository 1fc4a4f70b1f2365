"""Facts that say they were made at a time which is still to come: that cannot be, and is said."""

from __future__ import annotations

from datetime import datetime
from zoneinfo import ZoneInfo

from ooh_console.domain.attendance import Commitment
from ooh_console.domain.clocks import APART_AT_MOST
from ooh_console.domain.markers import Marker
from ooh_console.domain.plans import BirthPlan
from ooh_console.domain.times import day, local, near_clock
from ooh_console.domain.tolerant import Fact


def stamped_ahead(fact: Fact, now: datetime, tz: ZoneInfo | None = None) -> str:
    """`dated 02:40 GMT, which is still to come`; empty when nothing of it is.

    What a fact promises for later (an ETA, an expiry) may well be to come; when it was made may
    not. Clocks may differ by a minute without a word.
    """
    match fact:
        case BirthPlan():
            made = fact.dated
        case Commitment():
            made = fact.since
        case Marker():
            if fact.set_on is not None and fact.set_on > local(now + APART_AT_MOST, tz).date():
                return f"dated {day(fact.set_on)}, which is still to come"
            return ""
        case _:
            return ""
    if made is None or made <= now + APART_AT_MOST:
        return ""
    return f"dated {near_clock(made, now, tz)}, which is still to come"
