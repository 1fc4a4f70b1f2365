"""The one screen: what is known, what nobody has answered, the log, and a line to type in."""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import dataclass
from time import monotonic
from typing import TYPE_CHECKING, Any, ClassVar

from textual.app import ComposeResult
from textual.binding import BindingType
from textual.containers import Container, Vertical
from textual.message import Message

from ooh_console.desk.desk import Desk
from ooh_console.desk.exporting import copied
from ooh_console.desk.incident import Incident
from ooh_console.desk.panels.agencies import asked_again
from ooh_console.desk.panels.lines import Span, Tone, row
from ooh_console.desk.panels.log import entry_in_full
from ooh_console.desk.panels.marked import marked
from ooh_console.desk.view import View
from ooh_console.desk.wording import sentence
from ooh_console.desk.wording_log import ROLE_LETTERS, alone
from ooh_console.domain.entries import Entry
from ooh_console.program_log import acts
from ooh_console.tui import keys, trouble
from ooh_console.tui.commands import lines_page
from ooh_console.tui.drawing import draw
from ooh_console.tui.entering import Entering
from ooh_console.tui.pace import Pace
from ooh_console.tui.render import say
from ooh_console.tui.screens.base import DeskScreen
from ooh_console.tui.widgets.entry import EntryBar
from ooh_console.tui.widgets.footer import CommandFooter
from ooh_console.tui.widgets.log import LogView
from ooh_console.tui.widgets.panel import Panel
from ooh_console.tui.widgets.rows import Rows

if TYPE_CHECKING:
    from ooh_console.domain.sources import Sought


class IncidentScreen(DeskScreen):
    """One incident, followed until it is left."""

    TABLE = "incident"
    BINDINGS: ClassVar[list[BindingType]] = [*keys.bindings("incident")]

    @dataclass
    class Recorded(Message):
        """Somebody recorded something, here or elsewhere."""

        def can_replace(self, message: Message) -> bool:
            """A burst is one piece of news."""
            return isinstance(message, IncidentScreen.Recorded)

    @dataclass
    class Changed(Message):
        """The view may have changed."""

        def can_replace(self, message: Message) -> bool:
            """A burst is drawn once."""
            return isinstance(message, IncidentScreen.Changed)

    def __init__(self, incident: Incident) -> None:
        super().__init__()
        self.incident = incident
        self._asked: Sought = incident.sought()
        self._pace = Pace(self.redraw)
        self._ask_at = 0.0
        self._watching = False
        self._ends: list[Any] = []
        self._troubles: set[str] = set()
        self._entering: Entering | None = None
        self._lost_is_meant = False

    @property
    def desk(self) -> Desk:
        """The desk at which it is open."""
        return self.incident.desk

    def compose(self) -> ComposeResult:
        """Every part; how many rows each gets is decided when it is drawn."""
        yield Panel(id="heading")
        yield Panel(id="answers")
        yield Panel(id="facts", more="F1 names the keys")
        with Container(id="columns"):
            with Vertical(id="first"):
                yield Panel(id="alarms", more="! shows every alarm")
                yield Panel(id="people", more="K shows everybody")
                yield Panel(id="agencies", more="s shows every answer")
            with Vertical(id="second"):
                yield Panel(id="plan", more="F7 shows every copy")
                yield Panel(id="markers", more="F8 shows every marker")
                yield Panel(id="coming", more="s shows the agencies")
        yield Panel(id="log-name")
        yield LogView(id="log")
        yield EntryBar(ROLE_LETTERS.get(self.incident.desk.operator.role, "??"))
        yield CommandFooter(keys.footer("incident"))

    # Life

    async def on_mount(self) -> None:
        """Follows the log and the agencies, and puts back what was typed."""
        incident, desk = self.incident, self.incident.desk
        self.log_view.read_from(
            lambda first, last: desk.ledger.rows(incident.reference, first, last), desk.habits.tz
        )
        bar = self.query_one(EntryBar)
        bar.line.focus()
        self._entering = Entering(bar, incident, self.report)
        self._ends.append(incident.subscribe(self._changed))
        try:
            self._ends.append(desk.ledger.follow(self._news))
        except Exception as error:
            self.report(error)
        self.redraw()
        self.set_interval(1.0, self._tick)
        self.background(self._entering.start(), "draft")
        self.background(incident.looked_at(), "register")
        self._watch()

    def on_unmount(self) -> None:
        """Follows no more."""
        for end in self._ends:
            end()
        self._ends.clear()

    async def leave(self, seconds: float) -> bool:
        """What is typed is kept, what is being saved is finished. Whether nothing would be lost."""
        return self._entering is None or await self._entering.leave(seconds)

    @property
    def still_saving(self) -> bool:
        """Whether a line that was entered is not on disk yet."""
        return self._entering is not None and self._entering.still_saving

    def person_changed(self) -> None:
        """Somebody else sits here: the line says whose it is."""
        self.query_one(EntryBar).prompt(ROLE_LETTERS.get(self.desk.operator.role, "??"))
        self.redraw()

    def back(self) -> None:
        """To Tonight; what is typed is kept."""
        # The app's worker: this screen's own would be waited for by its own end.
        work = self.gives_way(self._back())
        self.app.run_worker(work, group="leaving", exit_on_error=False)

    async def _back(self) -> None:
        if not await self.leave(2.0) and not self._lost_is_meant:
            self._lost_is_meant = True
            # As a notice: the one that said why it is not kept may still cover the line.
            say(self.app, f"{trouble.LOST} Esc again leaves and loses it.", "error")
        elif self.is_current:
            self.app.pop_screen()

    # Following

    def _changed(self) -> None:
        self.post_message(self.Changed())

    def _news(self, heads: Mapping[str, int]) -> None:
        """From a thread of the ledger."""
        if self.incident.reference in heads:
            self.post_message(self.Recorded())

    def on_incident_screen_recorded(self) -> None:
        """Takes in what was recorded."""
        try:
            if self.incident.catch_up():
                self.redraw()
        except Exception as error:
            self.report(error)

    def on_incident_screen_changed(self) -> None:
        """Draws, and asks the agencies at once when there is somebody new to ask about."""
        self.redraw()
        self.console_app.heard(self.incident.holdings.held)
        if self.incident.sought() != self._asked:
            self._asked = self.incident.sought()
            self.background(self._ask(), "agencies")

    def _tick(self) -> None:
        self._pace.tick()
        self._watch()

    def _watch(self) -> None:
        """Asks the agencies whenever it is time."""
        # By the clock's own tick: a worker that sleeps until then would outlive the screen, and
        # hold its incident in memory for as long.
        if not self._watching and monotonic() >= self._ask_at:
            self._watching = True
            self.background(self._ask_now(), "agencies")

    async def _ask_now(self) -> None:
        try:
            with acts.by_itself():
                await self._ask()
        finally:
            self._watching = False
            self._ask_at = monotonic() + self.incident.desk.habits.refresh_seconds

    async def _ask(self) -> None:
        try:
            await self.incident.refresh()
        except Exception as error:
            # Told once while it lasts: every fifteen seconds would bury the screen.
            if str(error) not in self._troubles:
                self._troubles.add(str(error))
                self.report(error)
        else:
            self._troubles.clear()

    def ask_again(self) -> None:
        """Every agency is asked now."""
        gateway = self.incident.desk.gateway
        gateway.resume()
        self._say(row(Span(asked_again(gateway.sources), Tone.QUIET)))
        self.background(self._ask(), "agencies")

    # Drawing

    @property
    def log_view(self) -> LogView:
        """The log."""
        return self.query_one("#log", LogView)

    def on_resize(self) -> None:
        """Every part gets its rows anew."""
        self.redraw()

    def redraw(self) -> None:
        """Draws what has changed, and nothing else."""
        if not self.is_attached or not self.is_mounted:
            return
        try:
            view = self.view()
            draw(self, view)
            log = self.log_view
            log.show(view.count, view.state, view.marking, view.waiting_from, view.past)
            if self._entering is not None:
                self._entering.below(log.below)
        except Exception as error:
            if type(error).__name__ not in self._troubles:
                self._troubles.add(type(error).__name__)
                self.report(error)

    def view(self) -> View:
        """What is shown."""
        return self.incident.view()

    # Typing

    def on_entry_bar_entered(self, event: EntryBar.Entered) -> None:
        """Enter."""
        if self._entering is not None:
            self._entering.enter(event.text, event.reason, event.asked)

    def on_entry_bar_edited(self) -> None:
        """A key in the line."""
        self._lost_is_meant = False
        if self._entering is not None:
            self._entering.edited()

    def write(self) -> None:
        """The cursor to the line to type in."""
        self.query_one(EntryBar).line.focus()

    def _say(self, line: Any) -> None:
        if self._entering is not None:
            self._entering.say(line)

    def dialog_closed(self, result: object) -> None:
        """What a dialog saved is said where saved lines are said."""
        entries = [e for e in result if isinstance(e, Entry)] if isinstance(result, tuple) else []
        entries = [entry for entry in entries if entry.kind != "holding_seen"]
        if entries:
            view = self.view()
            words = sentence(entries[0], view.state, view.habits.tz, 200)
            said = view.marking.marked(words, entries[0])
            self._say(row(Span("saved ", Tone.GOOD), said))
        self.redraw()

    # The entry under the cursor

    def entry_under_cursor(self) -> Entry | None:
        """The entry under the cursor of the log."""
        seq = self.log_view.cursor_seq
        rows = self.incident.desk.ledger.rows(self.incident.reference, seq, seq) if seq else ()
        return rows[0] if rows else None

    def on_rows_chosen(self, event: Rows.Chosen) -> None:
        """Enter or a double click in the log."""
        self.show_entry()

    def show_entry(self) -> None:
        """The entry under the cursor in full."""
        entry = self.entry_under_cursor()
        if entry is None:
            return
        view = self.view()
        lines = marked(entry_in_full(entry, view), view.marking)
        lines_page(self, f"Entry {entry.seq}", lambda: lines, exercise=view.exercise)

    def copy_entry(self) -> None:
        """The entry under the cursor to the clipboard, as one line."""
        entry = self.entry_under_cursor()
        if entry is None:
            return
        view = self.view()
        text = alone(entry, view.state, view.habits.tz, view.marking, 100_000)
        self.background(self._copy(entry, text), "copy")

    async def _copy(self, entry: Entry, text: str) -> None:
        await copied(self.desk, self.incident.reference, entry.seq, text)
        self.app.copy_to_clipboard(text)
        self._say(row(Span(f"Entry {entry.seq} copied. The register has it.", Tone.GOOD)))

    def to_start(self) -> None:
        """The first entry."""
        self.log_view.action_first()

    def to_end(self) -> None:
        """The last entry; from here on the log follows."""
        self.log_view.action_last()

    def on_log_view_unreadable(self, event: LogView.Unreadable) -> None:
        """The log could not be read."""
        self.report(event.error)
