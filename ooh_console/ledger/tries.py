"""Wrong passphrases are counted on disk, and from the fifth on the next must wait.

By person and computer, so that somebody who guesses keeps nobody else from their work, and a new
process begins where the last one stopped. Whoever holds the key file can guess without us; against
them stands what opening it costs (argon2id).
"""

from __future__ import annotations

import contextlib
import json
from dataclasses import dataclass
from datetime import datetime, timedelta
from pathlib import Path

from ooh_console.domain.canonical import canonical
from ooh_console.domain.times import stamp
from ooh_console.ledger.files import replace
from ooh_console.ledger.reading import UNKNOWN_TIME, moment

FREE = 4
"""Wrong tries without a pause: a person who is tired and in the dark makes as many."""
FIRST_PAUSE, LONGEST_PAUSE = timedelta(seconds=30), timedelta(minutes=15)
"""The first doubles with each wrong try. No lock for good: the duty worker is alone at night."""


@dataclass(frozen=True, slots=True)
class Tries:
    """How often a wrong passphrase was typed since the last right one."""

    wrong: int = 0
    first: datetime | None = None
    last: datetime | None = None

    def until(self, now: datetime) -> datetime | None:
        """When the next can be tried; `None` when now."""
        if self.last is None or self.wrong <= FREE:
            return None
        over = self.last + pause(self.wrong)
        return over if now < over else None

    def seen_at(self, now: datetime) -> Tries:
        """By a clock that was put back since, the last was just now: else the pause would be as
        long as the clock was put back."""
        if self.last is None or self.first is None or self.last <= now:
            return self
        return Tries(self.wrong, min(self.first, now), now)

    def another(self, now: datetime) -> Tries:
        """With one more wrong try."""
        return Tries(self.wrong + 1, self.first or now, now)


def pause(wrong: int) -> timedelta:
    """How long after so many wrong tries the next must wait."""
    if wrong <= FREE:
        return timedelta()
    return min(LONGEST_PAUSE, FIRST_PAUSE * (1 << min(wrong - FREE - 1, 10)))


def read_tries(place: Path) -> Tries:
    """What is kept; nothing where it cannot be read."""
    try:
        stored = json.loads(place.read_bytes())
        wrong, first, last = stored["wrong"], moment(stored["first"]), moment(stored["last"])
        if type(wrong) is not int or wrong < 1 or UNKNOWN_TIME in (first, last):
            return Tries()
    except (OSError, ValueError, TypeError, KeyError, RecursionError):
        return Tries()
    return Tries(wrong, first, last)


def keep_tries(place: Path, tries: Tries) -> None:
    """Keeps them for their owner alone. A disk that takes nothing keeps nobody from reading."""
    with contextlib.suppress(OSError):
        if tries.first is None or tries.last is None:
            place.unlink(missing_ok=True)
            return
        kept = {"wrong": tries.wrong, "first": stamp(tries.first), "last": stamp(tries.last)}
        replace(place, canonical(kept) + "\n")
