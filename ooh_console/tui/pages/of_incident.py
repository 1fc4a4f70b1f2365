"""A page about one incident: follows it, opens forms, records, and says what was saved."""

from __future__ import annotations

from collections.abc import Awaitable, Callable, Mapping, Sequence

from ooh_console.desk.acts import ACTS
from ooh_console.desk.acts.form import Act
from ooh_console.desk.incident import Incident
from ooh_console.desk.panels.agencies import asked_again
from ooh_console.desk.panels.lines import Line, Span, Tone, row
from ooh_console.desk.panels.marked import marked
from ooh_console.desk.screens import SCREENS, Screen
from ooh_console.desk.wording import sentence
from ooh_console.domain.entries import Entry
from ooh_console.tui.dialogs.form import FormDialog
from ooh_console.tui.following import follow
from ooh_console.tui.pages.page import Page, mark
from ooh_console.tui.trouble import explain
from ooh_console.tui.typing import Saves


class IncidentPage(Saves, Page):
    """Followed until it is left.

    A page that chooses where to begin does so in an `on_mount` of its own. Textual calls the
    `on_mount` of every class, the most special first: none calls that of its base.
    """

    SCREEN: str
    """Its name in the table of screens, which has its title, its lines and its text twin."""

    def __init__(self, incident: Incident) -> None:
        super().__init__()
        self.incident = incident
        self._unfollow: Callable[[], None] = lambda: None

    def on_mount(self) -> None:
        """Follows the incident."""
        self._unfollow = follow(self, self.incident, self.draw)

    def on_unmount(self) -> None:
        """Stops following."""
        self._unfollow()

    # Showing

    def heading(self) -> Line:
        """What the page is, of which incident, and how it stands."""
        view = self.incident.view()
        title = Span(self.of_table.title, Tone.TITLE)
        return row(*mark(view.exercise), title, f" · {view.reference}", *self.stands())

    @property
    def of_table(self) -> Screen:
        """What the table of screens says of it."""
        return SCREENS[self.SCREEN]

    def stands(self) -> Sequence[Span | str]:
        """How it stands, in the title after the reference."""
        return self.of_table.stands(self.incident.view())

    def lines(self) -> Sequence[Line]:
        """As it stands."""
        return self.of_table.lines(self.incident.view())

    def marked(self, lines: Sequence[Line]) -> Sequence[Line]:
        """What must not reach the family, and protected addresses, are marked on every page."""
        return marked(lines, self.incident.view().marking)

    # Doing

    def action_form(self, act: str) -> None:
        """Opens the form of an act; what it saved is said above the keys."""
        self.open_form(ACTS[act])

    def do(
        self,
        command: str,
        given: Mapping[str, str] | None = None,
        then: Callable[[], None] | None = None,
    ) -> None:
        """Does what a command says: a form opens here, anything else as it does from the
        incident's own screen."""
        from ooh_console.tui.commands import DOES, run
        from ooh_console.tui.screens.incident import IncidentScreen

        # A command of the screen that has a form as well chooses for whom: that is not needed where
        # it is given.
        if command in ACTS and (given or ("incident", command) not in DOES):
            self.open_form(ACTS[command], given, then)
            return
        below = (s for s in reversed(self.app.screen_stack) if isinstance(s, IncidentScreen))
        if (screen := next(below, None)) is not None:
            run(screen, command)
            if command == "refresh":
                self.tell(asked_again(self.incident.desk.gateway.sources))

    def open_form(
        self,
        act: Act,
        given: Mapping[str, str] | None = None,
        then: Callable[[], None] | None = None,
    ) -> None:
        """Opens a form with fields filled in beforehand. Once it is saved, `then` is called, or
        else it is said what was saved."""

        def closed(entries: tuple[Entry, ...] | None) -> None:
            if entries and then is not None:
                then()
            elif entries:
                self._say_saved(entries[0])
            self.draw()

        self.app.push_screen(FormDialog(self.incident, act, given=given), closed)

    def _say_saved(self, entry: Entry) -> None:
        view = self.incident.view()
        words = sentence(entry, view.state, view.habits.tz, 200)
        self.tell(f"saved {view.marking.marked(words, entry)}", Tone.GOOD)

    def record(self, work: Callable[[], Awaitable[object]], then: Callable[[], None]) -> None:
        """Records without a form, one at a time; `then` is called once it is on disk. Why it
        cannot be recorded is said instead."""
        if self.saving:
            return
        self.saving = True
        self.tell("saving…")
        self.run_worker(self._recorded(work, then))

    async def _recorded(
        self, work: Callable[[], Awaitable[object]], then: Callable[[], None]
    ) -> None:
        try:
            await work()
        except Exception as error:
            self.tell(explain(error), Tone.ALARM)
            return
        finally:
            self.saving = False
        then()
        self.draw()
