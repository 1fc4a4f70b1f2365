"""Who sits at the desk, from signing in to leaving: locked, unlocked, handed to somebody else."""

from __future__ import annotations

import asyncio
from collections.abc import Callable
from typing import TYPE_CHECKING, Any

from ooh_console.tui import trouble
from ooh_console.tui.locking import LOOKS_EVERY, Locking
from ooh_console.tui.render import say

if TYPE_CHECKING:
    from textual.screen import Screen

    from ooh_console.desk.desk import Desk
    from ooh_console.desk.opening import Opening

NOT_IN_AN_EXERCISE = "Nobody signs in to an exercise, so it is neither locked nor handed over."


class Sitting(Locking):
    """Put before `App` among the bases of an app."""

    _opening: Opening | None

    def __init__(self, *arguments: Any, **named: Any) -> None:
        super().__init__(*arguments, **named)
        self._ends_standing: Callable[[], None] | None = None
        self._looks = False
        self._sat = ""

    def watch_over(self, desk: Desk) -> None:
        """Locks the desk when nobody is there, and heeds what the register says of the person."""
        from ooh_console.desk.standing import keep_standing

        if self._signs_in_by_itself:
            return
        self.touched()
        self._sat = desk.operator.name
        if not self._looks:
            self._looks = True
            self.set_interval(LOOKS_EVERY, self.look_whether_idle)
        self._ends_standing = keep_standing(desk, lambda: self.call_later(self._stands_otherwise))

    @property
    def _signs_in_by_itself(self) -> bool:
        return self._opening is None or self._opening.automatic

    @property
    def still_saving(self) -> bool:
        """Whether something that was entered is not on disk yet."""
        return any(
            getattr(screen, "still_saving", False) or getattr(screen, "saving", False)
            for screen in self.desk_screens
        )

    def lock_screen(self, *, changing: bool = False) -> Screen[Any]:
        """What stands over the desk."""
        from ooh_console.tui.screens.locked import LockedScreen
        from ooh_console.tui.screens.tonight import TonightScreen

        assert self.desk is not None
        assert self._opening is not None
        tonight = next(s.tonight for s in self.desk_screens if isinstance(s, TonightScreen))
        return LockedScreen(self.desk, self._opening, tonight, changing=changing)

    async def action_lock(self) -> None:
        """Ctrl+L, wherever somebody is on the desk."""
        if self.desk is None:
            return
        if self._signs_in_by_itself:
            say(self, NOT_IN_AN_EXERCISE)
        else:
            await self.lock()

    async def change_person(self) -> None:
        """Somebody else takes the desk as it stands."""
        if self._signs_in_by_itself:
            say(self, NOT_IN_AN_EXERCISE)
        else:
            await self.lock(changing=True)

    async def unlocked(self) -> None:
        """The right passphrase was typed: by whoever sat here, or by somebody else."""
        desk = self.desk
        assert desk is not None
        await self.unlock()
        self._person_shown()
        if desk.operator.name != self._sat:
            self._sat = desk.operator.name
            say(self, f"{self._sat} sits here now: what is entered from here on is theirs.")

    async def _stands_otherwise(self) -> None:
        """The register says something else of the person at the desk."""
        desk = self.desk
        if desk is None:
            return
        if desk.vacant:
            await self.lock()
        else:
            self._person_shown()
            say(self, f"From now on you are {desk.operator.role} here.", "warning")

    def _person_shown(self) -> None:
        for screen in self.desk_screens:
            changed = getattr(screen, "person_changed", None)
            if changed is not None:
                changed()

    async def sign_out(self) -> None:
        """Nobody sits here any more: what is typed is kept, and somebody signs in."""
        desk, opening = self.desk, self._opening
        if desk is None or opening is None or opening.automatic:
            say(self, NOT_IN_AN_EXERCISE)
            return
        kept = await self.keep_typed(2.0)
        if self.still_saving or not kept:
            say(self, f"You are still signed in. {trouble.LOST}", "error")
            return
        await self.leave_seat()
        self.desk = None
        self.workers.cancel_group(self, "notices")
        names = await asyncio.to_thread(lambda: tuple(opening.names))
        while len(self.desk_screens) > 1:
            await self.pop_screen()
        await self.ask_who(names)

    async def leave_seat(self, seconds: float = 10.0) -> None:
        """Puts on the register that the person left, where somebody sits here."""
        if self._ends_standing is not None:
            self._ends_standing()
            self._ends_standing = None
        desk, opening = self.desk, self._opening
        if desk is None or desk.vacant or opening is None or opening.automatic:
            return
        try:
            async with asyncio.timeout(seconds):
                await asyncio.to_thread(opening.sign_out, desk)
        except Exception as error:
            trouble.explain(error)

    async def ask_who(self, names: tuple[str, ...]) -> None:
        """Somebody signs in."""
        raise NotImplementedError
