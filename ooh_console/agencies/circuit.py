"""When an agency that does not answer is asked again: less and less often, at most some minutes.

Only a failure of the agency itself counts: it was not reached, did not answer in time, is out of
order, or refuses our credentials. What it says to one question alone spares it no other.
"""

from __future__ import annotations

import random
from datetime import datetime, timedelta

from ooh_console.agencies.adapter import CouldNotCheck

FAILURES = 3
"""So many tries in a row fail before the first pause. Questions put at one time are one try."""

PAUSES = tuple(timedelta(seconds=seconds) for seconds in (30, 60, 120, 240))
"""The pause after each failed try from there on; the last one stays."""

SPREAD = 0.1
"""Pauses differ by so much, so that many desks do not come back in the same moment."""


def of_the_agency(failure: CouldNotCheck) -> bool:
    """Whether it says something about the agency, and not about this one question."""
    status = failure.status
    return failure.passing or status in (401, 403) or (status is not None and status >= 500)


class Circuit:
    """One agency's. Moments are the desk's, in UTC; the caller gives the time."""

    def __init__(self) -> None:
        self.failures = 0
        """Tries in a row that failed."""
        self.reason = ""
        """Why the last one failed."""
        self.failed_at: datetime | None = None
        self._begun = self._counted = 0
        self._until: datetime | None = None
        self._longest = timedelta()

    def paused_until(self, now: datetime) -> datetime | None:
        """Until when the agency is spared; `None` when it may be asked."""
        if self._until is None or now >= self._until:
            return None
        # A clock that was set back must not make the pause longer.
        return None if self._until - now > self._longest else self._until

    def begins(self) -> int:
        """A question is put: its number, for `failed`."""
        self._begun += 1
        return self._begun

    def answered(self) -> None:
        """It answered, whatever it said."""
        self.failures, self._until = 0, None

    def failed(self, failure: CouldNotCheck, number: int, now: datetime) -> None:
        """The question of this number failed."""
        if not of_the_agency(failure):
            if failure.status is not None:
                self.answered()
            return
        self.reason, self.failed_at = failure.reason, now
        if number <= self._counted:
            return  # It was under way when the last failure was counted.
        self.failures, self._counted = self.failures + 1, self._begun
        if self.failures >= FAILURES:
            pause = PAUSES[min(self.failures - FAILURES, len(PAUSES) - 1)]
            seconds = pause.total_seconds() * random.uniform(1 - SPREAD, 1 + SPREAD)
            self._longest = timedelta(seconds=round(seconds))
            self._until = now + self._longest

    def resume(self) -> None:
        """A person wants to know now: the next question is put. What failed is not forgotten."""
        self._until = None
