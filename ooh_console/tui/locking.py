"""A locked desk: nobody reads or types, and everything below goes on.

The lock is a stack of screens of its own. What opens or closes meanwhile does so under it, and what
would be said is said once somebody is back.
"""

from __future__ import annotations

from dataclasses import replace
from datetime import datetime, timedelta
from time import time
from typing import TYPE_CHECKING, Any

from textual import events
from textual.notifications import Notification, Notify

if TYPE_CHECKING:
    from textual.app import App
    from textual.screen import Screen

    from ooh_console.desk.desk import Desk

    Base = App[Any]
else:
    Base = object

DESK, LOCKED = "_default", "locked"
"""The stacks of screens: of the desk (Textual's own name for the first), and of the lock."""
LOOKS_EVERY = 1.0
"""Seconds between two looks whether somebody is still there."""
_PRESENT = (
    events.Key | events.Paste | events.MouseDown | events.MouseScrollDown | events.MouseScrollUp
)
"""Somebody is there. A mouse that only moves may have been pushed by a sleeve."""


class Locking(Base):
    """Put before `App` among the bases of an app."""

    desk: Desk | None

    def __init__(self, *arguments: Any, **named: Any) -> None:
        super().__init__(*arguments, **named)
        self._touched: datetime | None = None
        self._held: list[Notification] = []

    @property
    def locked(self) -> bool:
        """Whether the lock is what can be seen."""
        return bool(self._current_mode == LOCKED)

    @property
    def desk_screens(self) -> list[Screen[Any]]:
        """The screens of the desk, the lowest first, also while it is locked."""
        return self._screen_stacks[DESK].copy()

    def lock_screen(self, *, changing: bool = False) -> Screen[Any]:
        """What stands over the desk; `changing`: while somebody else takes it."""
        raise NotImplementedError

    @property
    def shut(self) -> bool:
        """Whether it takes a passphrase to see the desk again: while somebody only hands it over
        (`changing`), a key takes them back."""
        return self.locked and not getattr(self.screen, "goes_back", False)

    async def lock(self, *, changing: bool = False) -> None:
        """Covers the desk at once; what is typed is put on disk under the cover. While somebody
        was handing it over, the way back is shut."""
        if self.locked:
            shut = getattr(self.screen, "shut", None)
            if shut is not None and not changing:
                shut()
            return
        # Textual goes back only to a stack that has a name: its first has none.
        self._modes.setdefault(DESK, self.get_default_screen)
        self.add_mode(LOCKED, lambda: self.lock_screen(changing=changing))
        await self.switch_mode(LOCKED)
        await self.keep_typed(1.0)

    async def unlock(self) -> None:
        """Shows the desk again as it was left; what would have been said is said now."""
        if not self.locked:
            return
        self.touched()
        self.switch_mode(DESK)
        await self.remove_mode(LOCKED)
        held, self._held = self._held, []
        for one in held:
            self.post_message(Notify(replace(one, raised_at=time())))

    async def keep_typed(self, seconds: float) -> bool:
        """Has every screen of the desk keep what is typed and finish what it is saving; whether
        nothing would be lost."""
        kept = True
        for screen in self.desk_screens:
            leave = getattr(screen, "leave", None)
            if leave is not None:
                kept = await leave(seconds) and kept
        return kept

    # Whether somebody is there

    def touched(self) -> None:
        """Somebody is there."""
        if self.desk is not None:
            self._touched = self.desk.clock()

    async def on_event(self, event: events.Event) -> None:
        """A key, a click, a turn of the wheel."""
        if isinstance(event, _PRESENT):
            self.touched()
        await super().on_event(event)

    def look_whether_idle(self) -> None:
        """Locks a desk at which nobody has done anything for as long as the configuration says."""
        desk, touched = self.desk, self._touched
        if desk is None or self.shut or touched is None:
            return
        minutes = desk.habits.lock_after_minutes
        if minutes and desk.clock() - touched >= timedelta(minutes=minutes):
            self.run_worker(self.lock(), group="locking", exit_on_error=False)

    # Under the lock

    def push_screen(self, screen: Any, *arguments: Any, **named: Any) -> Any:
        """A screen that opens while the desk is locked opens under the lock."""
        if self.locked:
            named["mode"] = DESK
        return super().push_screen(screen, *arguments, **named)

    def pop_screen(self) -> Any:
        """A dialog that has saved closes under the lock."""
        if not self.locked:
            return super().pop_screen()
        from textual.await_complete import AwaitComplete

        gone = self._screen_stacks[DESK].pop()
        gone._pop_result_callback()

        async def closed() -> None:
            await self._replace_screen(gone)

        return AwaitComplete(closed()).call_next(self)

    def _on_notify(self, event: Notify) -> None:
        """Nothing is said over the lock: it may name somebody."""
        if self.locked:
            event.prevent_default()
            self._held.append(event.notification)

    def _refresh_notifications(self) -> None:
        if not self.locked:
            super()._refresh_notifications()

    def action_command_palette(self) -> None:
        """A locked desk has no commands."""
        if not self.locked:
            super().action_command_palette()
