"""The clocks of this computer, and what they are compared with."""

from __future__ import annotations

import time
from datetime import UTC, datetime, timedelta
from typing import TYPE_CHECKING

from ooh_console.domain.clocks import Ticks

if TYPE_CHECKING:
    from ooh_console.desk.ports import Gateway
    from ooh_console.desk.timekeeping import Timekeeping
    from ooh_console.ledger.log import Log

# Linux alone has one that runs on while the computer sleeps.
_PASSED = getattr(time, "CLOCK_BOOTTIME", time.CLOCK_MONOTONIC)


def utcnow() -> datetime:
    """The time now, in UTC."""
    return datetime.now(UTC)


def ticks() -> Ticks:
    """Every clock of this computer at this moment."""
    return Ticks(utcnow(), time.clock_gettime(time.CLOCK_MONOTONIC), time.clock_gettime(_PASSED))


def clock_of_database(ledger: Log) -> timedelta | None:
    """How far the clock of the database is ahead of ours; `None` where it has none of its own.

    Blocks. Raises `Unsaved` when it cannot be reached.
    """
    from ooh_console.desk.ports import Unsaved
    from ooh_console.ledger.errors import LedgerError
    from ooh_console.ledger.its_clock import apart

    try:
        return apart(ledger, utcnow)
    except LedgerError as error:
        raise Unsaved(str(error)) from error


def timekeeping_of(ledger: Log, gateway: Gateway) -> Timekeeping:
    """What is known of the clock of a live desk: it has not asked yet."""
    from ooh_console.desk.timekeeping import Timekeeping

    return Timekeeping(lambda: clock_of_database(ledger), lambda: gateway.clocks, ticks)
