"""This desk's own clock: compared with others now and then, and watched while the desk is open."""

from __future__ import annotations

import asyncio
import logging
from collections.abc import Callable, Mapping
from datetime import timedelta
from typing import Literal

from ooh_console.desk.ports import Unsaved
from ooh_console.domain import bodies as b
from ooh_console.domain.clocks import APART_AT_MOST, DeskClock, Jump, Ticks, desk_clock, jumped
from ooh_console.domain.clocks import to_carry as seconds_to_carry
from ooh_console.domain.desk_clocks import noted_at
from ooh_console.domain.state import State
from ooh_console.program_log import acts
from ooh_console.program_log.events import tell

LOOK_SECONDS = 5.0
"""So often it is looked whether the clock jumped: no question to anybody."""
ASK_SECONDS = 60.0
"""So often the database is asked what time it is, at the least."""

_LOG = logging.getLogger(__name__)


class Timekeeping:
    """What is known of this desk's clock.

    `database` asks how far the clock of the database is ahead of ours: `None` where it has none of
    its own. It blocks, and raises `Unsaved` where it cannot be reached. `agencies` says the same of
    each agency that told the time. `ticks` reads this computer's clocks.
    """

    def __init__(
        self,
        database: Callable[[], timedelta | None],
        agencies: Callable[[], Mapping[str, timedelta]],
        ticks: Callable[[], Ticks],
    ) -> None:
        self._database, self._agencies, self._ticks = database, agencies, ticks
        self._told: timedelta | None = None
        self._last = ticks()
        self._asked = self._last.passed
        self.jumps: tuple[Jump, ...] = ()
        """What the clock did while this desk was open, beyond a minute: entries carry it."""

    @property
    def clock(self) -> DeskClock | None:
        """How this desk's clock stands; `None` while nothing tells."""
        return desk_clock(self._told, self._agencies())

    @property
    def apart(self) -> timedelta:
        """How far others are ahead of us, where that is so much that entries carry it; else
        nothing."""
        clock = self.clock
        return clock.apart if clock is not None and clock.carried else timedelta()

    def ask(self) -> None:
        """Asks the database. Blocking. What was known stays, where it cannot be reached."""
        self._asked = self._ticks().passed
        try:
            self._told = self._database()
        except Unsaved:
            return

    def look(self) -> Jump | None:
        """What the clock did since the last look; `None` when it only ran."""
        before, self._last = self._last, self._ticks()
        jump = jumped(before, self._last)
        if jump is not None:
            tell(
                _LOG, "clock jumped", seconds=jump.by.total_seconds(),
                waited=jump.slept.total_seconds(),
            )  # fmt: skip
            if abs(jump.by) > APART_AT_MOST:
                self.jumps = (*self.jumps, jump)
        return jump

    async def run(self, say: Callable[[str], None]) -> None:
        """Watches until cancelled. `say` is told, in a sentence, that the clock jumped, and when it
        begins or ends that entries carry a difference."""
        carried = False
        with acts.by_itself():
            while True:
                jump = self.look()
                if jump is not None:
                    say(jump.words())
                if jump is not None or self._last.passed - self._asked >= ASK_SECONDS:
                    await asyncio.to_thread(self.ask)
                clock = self.clock
                if clock is not None and clock.carried is not carried:
                    carried = clock.carried
                    tell(
                        _LOG, "clock differs" if carried else "clock is right again",
                        seconds=clock.apart.total_seconds(), source=clock.against,
                    )  # fmt: skip
                    say(f"{clock.words()}{CARRIED if carried else ''}.")
                await asyncio.sleep(LOOK_SECONDS)

    # What entries carry

    def to_carry(self, state: State, desk: str) -> tuple[b.ClockBody, ...]:
        """What the next entry of an incident brings with it, so that its readers know by which
        clock it was recorded; mostly nothing."""
        known = {getattr(one.body, "at", None) for one in state.live("clock_set")}
        found: list[b.ClockBody] = [
            b.ClockSet(seconds=round(jump.by.total_seconds()), at=jump.at)
            for jump in self.jumps
            if jump.at not in known and _began_before(jump, state)
        ]
        clock = self.clock
        seconds = seconds_to_carry(noted_at(desk, state.kinds.get("clock_differs", ())), clock)
        if clock is not None and seconds is not None:
            against: Literal["database", "agencies"] = (
                "database" if clock.against == "database" else "agencies"
            )
            found.append(b.ClockDiffers(seconds=seconds, against=against))
        return tuple(found)


def _began_before(jump: Jump, state: State) -> bool:
    """Whether an incident was open when the clock jumped."""
    latest = max(jump.at, jump.at - jump.by)
    return state.opened is not None and state.opened.recorded_at <= latest


CARRIED = (
    ", and entries say so. Go on: nothing is lost. Have whoever keeps this computer set its clock"
)
"""What it means, and what to do."""
