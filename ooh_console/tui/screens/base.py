"""What every screen of the desk has: its commands by key, and trouble in one sentence."""

from __future__ import annotations

from typing import TYPE_CHECKING, Any, ClassVar, cast

from textual.screen import Screen
from textual.worker import Worker

from ooh_console.tui.typing import GivesWay

if TYPE_CHECKING:
    from ooh_console.tui.app import ConsoleApp


class DeskScreen(GivesWay, Screen[None]):
    """A screen whose bindings come from the table of commands."""

    TABLE: ClassVar[str] = ""
    """Its name in the table (`tonight`, `incident`)."""

    AUTO_FOCUS = None

    @property
    def console_app(self) -> ConsoleApp:
        """The app."""
        return cast("ConsoleApp", self.app)

    def action_run(self, command: str) -> None:
        """Does what a command says."""
        from ooh_console.tui.commands import run

        run(self, command)

    def report(self, error: BaseException) -> None:
        """Says what went wrong."""
        self.console_app.report(error)

    def on_worker_state_changed(self, event: Worker.StateChanged) -> None:
        """These messages do not bubble: the app's one handler gets them from here."""
        self.console_app.on_worker_state_changed(event)

    def background(self, work: Any, group: str) -> None:
        """Runs something beside the screen; its failure is reported by the app."""
        self.run_worker(work, group=group, exit_on_error=False)
