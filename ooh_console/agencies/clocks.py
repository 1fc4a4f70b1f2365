"""What time agencies say that it is: by the header `Date` of every answer (RFC 9110, 6.6.1)."""

from __future__ import annotations

import time
from collections.abc import Callable, Mapping
from datetime import UTC, datetime, timedelta
from email.utils import parsedate_to_datetime
from types import MappingProxyType

UNSURE_AT_MOST = timedelta(seconds=30)
"""An answer that was longer on its way tells no time."""

WHOLE_SECONDS = timedelta(seconds=0.5)
"""The header cuts its time to seconds: it is half a second later on average, give or take as much.
What this and the way leave in doubt counts as no difference."""

OLD = 900.0
"""Seconds after which it is not counted any more: either clock may have been set since."""


class Clocks:
    """How far each agency's clock is ahead of ours, by its last answer that told."""

    def __init__(self, passed: Callable[[], float] = time.monotonic) -> None:
        """`passed` is a clock in seconds that nobody sets."""
        self._apart: dict[str, tuple[timedelta, float]] = {}
        self._passed = passed

    @property
    def apart(self) -> Mapping[str, timedelta]:
        """By the name of the agency; those that told no time lately are left out."""
        since = self._passed() - OLD
        told = {name: apart for name, (apart, at) in self._apart.items() if at >= since}
        return MappingProxyType(told)

    def saw(self, agency: str, date: str, before: datetime, after: datetime) -> None:
        """An answer to a question sent at `before`, whose head came at `after` (ours, in UTC)."""
        try:
            there = parsedate_to_datetime(date)
            if there.tzinfo is None:
                there = there.replace(tzinfo=UTC)
        except (TypeError, ValueError, OverflowError, IndexError):
            return
        unsure = (after - before) / 2
        if timedelta() <= unsure <= UNSURE_AT_MOST:
            found = there + WHOLE_SECONDS - (before + unsure)
            sure = abs(found) > unsure + WHOLE_SECONDS
            self._apart[agency] = (found if sure else timedelta(), self._passed())
