"""The console in a terminal: first a frame, then the desk, then whoever signs in.

Only Textual and what is light is imported here: the rest is imported in a thread while the first
frame is on the screen.
"""

from __future__ import annotations

import asyncio
import os
from collections.abc import Callable, Iterable
from pathlib import Path
from typing import TYPE_CHECKING, Any, ClassVar

from textual import work
from textual.app import App
from textual.binding import Binding, BindingType
from textual.notifications import Notify
from textual.theme import Theme
from textual.widgets._toast import ToastHolder, ToastRack
from textual.worker import Worker, WorkerFailed, WorkerState

from ooh_console.tui import trouble
from ooh_console.tui.logged import Logged
from ooh_console.tui.pasting import Pasting
from ooh_console.tui.render import Severity, say
from ooh_console.tui.screens.first import FirstFrame
from ooh_console.tui.sitting import Sitting
from ooh_console.tui.typing import KeysInOrder

if TYPE_CHECKING:
    from ooh_console.desk.desk import Desk
    from ooh_console.desk.opening import Opening
    from ooh_console.domain.holdings import Holding

NIGHT = Theme(
    name="night",
    primary="#8ab4d8",
    secondary="#9aa7b4",
    accent="#d7ba7d",
    warning="#e5b567",
    error="#ff7b72",
    success="#8cc98c",
    foreground="#d6dde4",
    background="#0d1117",
    surface="#0d1117",
    panel="#1b2530",
    boost="#22303d",
    dark=True,
)
"""Calm: dark, little colour, so that what is loud is seen."""

LEAVING = 0.8
"""Seconds for what is under way when somebody leaves: with the rest, leaving takes under two."""
ASKED_AGAIN = 15.0
"""Seconds in which a second Ctrl+Q is meant as the answer to what the first one said."""


def _palette() -> Any:
    from ooh_console.tui.palette import CommandsOfTheScreen

    return CommandsOfTheScreen


class ConsoleApp(Sitting, KeysInOrder, Pasting, Logged, App[Any]):
    """`opening` makes the desk ready; it blocks, and raises `CannotOpen`.

    `log` is where the program log is kept (default: where the opened desk has it).
    """

    TITLE = "OOH console"
    CSS_PATH = "styles/console.tcss"
    COMMANDS = {_palette}
    ENABLE_COMMAND_PALETTE = True
    NOTIFICATION_TIMEOUT = 8
    AUTO_FOCUS: ClassVar[str | None] = None
    # Before whatever has the focus: also from a dialog, and while somebody types.
    BINDINGS: ClassVar[list[BindingType]] = [Binding("ctrl+l", "lock", priority=True, show=False)]

    def __init__(
        self, opening: Callable[[], Opening], *, exercise: bool = False, log: Path | None = None
    ) -> None:
        super().__init__()
        self.register_theme(NIGHT)
        self.theme = "night"
        self.exercise = exercise
        self.desk: Desk | None = None
        self.faults: list[BaseException] = []
        """What nobody foresaw, in the order in which it came."""
        self._make_ready = opening
        self._opening: Opening | None = None
        self._log_file = log
        self._leaving = False
        self._lost_is_meant = False

    def get_default_screen(self) -> FirstFrame:
        """The first frame needs nothing but Textual."""
        return FirstFrame(self.exercise)

    def on_mount(self) -> None:
        """Everything else comes after the first frame is on the screen."""
        if not self.is_headless:
            from ooh_console.tui.hangup import when_gone

            when_gone(self._terminal_gone)
        self.call_after_refresh(self.open_desk)

    @work(thread=True, group="opening", exit_on_error=False)
    def open_desk(self) -> None:
        """Imports, opens the log, reads who may sign in."""
        trouble.log_to(self._log_file)
        try:
            from ooh_console.desk.opening import CannotOpen

            opening = self._make_ready()
            self._opening = opening
            from ooh_console.tui.screens import incident, signin, tonight  # noqa: F401

            if opening.elsewhere:
                raise CannotOpen(opening.elsewhere)
            if opening.automatic:
                # Nobody named: the role of the exercise, not whoever comes first by name.
                desk = opening.sign_in("", "")
                self._come_home(self.enter, desk)
            else:
                self._come_home(self.ask_who, tuple(opening.names))
        except Exception as error:
            if self.is_running and not self._leaving:
                self._come_home(self._cannot_open, error)

    def _come_home(self, call: Callable[..., Any], *arguments: Any) -> None:
        self.call_from_thread(call, *arguments)

    def _cannot_open(self, error: BaseException) -> None:
        self._frame().say_why(trouble.explain(error))
        trouble.place_log()
        self._remember(error)

    def _frame(self) -> FirstFrame:
        frame = self.desk_screens[0]
        assert isinstance(frame, FirstFrame)
        return frame

    async def ask_who(self, names: tuple[str, ...]) -> None:
        """Somebody signs in, or is the first at a new desk."""
        from ooh_console.tui.screens.signin import FirstOperator, SignIn

        opening = self._opening
        assert opening is not None
        await self.push_screen(
            SignIn(opening, names, exercise=self.exercise)
            if names
            else FirstOperator(opening, exercise=self.exercise)
        )
        self._frame().pass_on()

    async def enter(self, desk: Desk) -> None:
        """Somebody sits at the desk: Tonight is the first thing they see."""
        from ooh_console.desk.notices import Notices
        from ooh_console.tui.screens.signin import SignInScreen
        from ooh_console.tui.screens.tonight import TonightScreen

        self.desk = desk
        if isinstance(self.screen, SignInScreen):
            await self.switch_screen(TonightScreen(desk))
        else:
            await self.push_screen(TonightScreen(desk))
        self._frame().pass_on()
        self.run_worker(Notices(desk, self.report).run(), group="notices", exit_on_error=False)
        self.watch_over(desk)
        if desk.timekeeping is not None:
            watching = desk.timekeeping.run(lambda said: say(self, said, "warning"))
            self.run_worker(watching, group="clock", exit_on_error=False)

    def heard(self, holdings: Iterable[Holding]) -> None:
        """How agencies answered on an incident's screen: Tonight shows it too."""
        from ooh_console.tui.screens.tonight import TonightScreen

        for screen in self.desk_screens:
            if isinstance(screen, TonightScreen):
                screen.tonight.heard(holdings)

    def tell(self, sentence: str) -> None:
        """Says something that is no trouble."""
        say(self, sentence)

    def on_notify(self, event: Notify) -> None:
        """The same words stand once, for as long as if they had been said only now."""
        for earlier in list(self._notifications):
            if earlier.message == event.notification.message:
                self._unnotify(earlier, refresh=False)
        # Textual takes away what a notice said that is over, and leaves what held it, for good.
        standing = {ToastRack._toast_id(one) for one in self._notifications}
        for screen in self.screen_stack:
            for holder in screen.query(ToastHolder):
                if holder.id not in standing:
                    holder.remove()

    # Trouble

    def report(self, error: BaseException, severity: Severity = "error") -> None:
        """Says what went wrong, in one sentence. On the event loop."""
        say(self, trouble.explain(error), severity)
        self._remember(error)

    def _remember(self, error: BaseException) -> None:
        if not trouble.is_answer(error):
            self.faults.append(error)

    def on_worker_state_changed(self, event: Worker.StateChanged) -> None:
        """Every worker's failure is told here, whichever screen started it."""
        if event.state is WorkerState.ERROR and event.worker.error is not None:
            self.report(event.worker.error)

    def _handle_exception(self, error: Exception) -> None:
        """A worker that failed ends its own work and nothing else, wherever it was started."""
        if isinstance(error, WorkerFailed):
            self.report(error.error)
        else:
            super()._handle_exception(error)

    def _fatal_error(self) -> None:
        """An error that ends the app: one sentence in the terminal, the rest in the log file."""
        import sys

        from rich.text import Text

        error = sys.exc_info()[1] or RuntimeError("unknown")
        # It may have come before the desk was to be opened, which says where the log is kept.
        trouble.log_to(self._log_file)
        trouble.place_log()
        self._remember(error)
        self.panic(Text(trouble.stopped(error)))

    # Leaving

    async def action_quit(self) -> None:
        """Leaves: what was typed is kept, what is being saved is finished, nothing is waited for
        longer than a moment."""
        if self._leaving:
            return
        self._leaving = True
        kept = await self.keep_typed(LEAVING)
        if not kept and not self._lost_is_meant:
            self._leaving, self._lost_is_meant = False, True
            self.set_timer(ASKED_AGAIN, self._ask_again)
            say(self, f"{trouble.LOST} Ctrl+Q again leaves and loses it.", "error")
            return
        if self._says_what_waits():
            return
        if self.desk is not None:
            await self.leave_seat(LEAVING)
            try:
                await asyncio.wait_for(self.desk.gateway.aclose(), LEAVING)
            except Exception as error:
                # Nothing of ours hangs on an agency that will not let go.
                trouble.explain(error)
        self.exit()

    def _says_what_waits(self) -> bool:
        """Whether somebody who leaves must hear first that entries are not yet shared."""
        from ooh_console.desk.panels.sharing import left_behind

        waits = left_behind(self.desk.ledger.sharing) if self.desk is not None else ""
        if not waits or self._lost_is_meant:
            return False
        self._leaving, self._lost_is_meant = False, True
        self.set_timer(ASKED_AGAIN, self._ask_again)
        say(self, f"{waits} Ctrl+Q again leaves.", "warning")
        return True

    def _ask_again(self) -> None:
        self._lost_is_meant = False

    def _terminal_gone(self) -> None:
        """From a thread: nobody is there any more to say anything to."""
        self._lost_is_meant = True
        self.call_later(self.action_quit)

    def close_opening(self) -> None:
        """Lets the log go. Blocks for a moment; after the screen is gone."""
        if self._opening is not None:
            opening, self._opening = self._opening, None
            opening.close()

    def run(self, *args: Any, **options: Any) -> Any:
        """Runs, and leaves nothing open."""
        os.environ.setdefault("ESCDELAY", "25")
        try:
            return super().run(*args, **options)
        finally:
            self.close_opening()
