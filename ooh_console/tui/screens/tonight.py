"""Tonight: open incidents with what is wrong in each, births expected, agencies."""

from __future__ import annotations

import asyncio
from collections.abc import Callable, Mapping
from dataclasses import dataclass
from typing import Any, ClassVar

from textual.app import ComposeResult
from textual.binding import BindingType
from textual.containers import Container, Vertical
from textual.message import Message
from textual.screen import Screen

from ooh_console.desk.commands import key_for
from ooh_console.desk.desk import Desk
from ooh_console.desk.incident import Incident
from ooh_console.desk.panels.agencies import asked_again
from ooh_console.desk.panels.lines import Line, Span, Tone, quiet, row
from ooh_console.desk.panels.sharing import sharing_lines
from ooh_console.desk.panels.watch_list import everything, family
from ooh_console.desk.tonight import Tonight
from ooh_console.domain.readiness import Readiness
from ooh_console.domain.text import line
from ooh_console.program_log import acts
from ooh_console.tui import keys, overview
from ooh_console.tui.compact import fit
from ooh_console.tui.layout import is_wide
from ooh_console.tui.pace import Pace
from ooh_console.tui.screens.base import DeskScreen
from ooh_console.tui.widgets.footer import CommandFooter
from ooh_console.tui.widgets.panel import Panel
from ooh_console.tui.widgets.rows import Rows
from ooh_console.tui.widgets.tonight import BirthList, IncidentList

ASK_EVERY = 60.0
"""Seconds between two looks at the watch lists: births are expected in days."""


KEEP_IT = "Leave the database as it is and ring whoever keeps it: `verify` says more."
"""Below what was lost behind the desk's back."""


class TonightScreen(DeskScreen):
    """The first thing that somebody sees."""

    TABLE = "tonight"
    BINDINGS: ClassVar[list[BindingType]] = [*keys.bindings("tonight")]

    @dataclass
    class News(Message):
        """Somebody recorded something somewhere."""

        def can_replace(self, message: Message) -> bool:
            """A burst is one piece of news."""
            return isinstance(message, TonightScreen.News)

    def __init__(self, desk: Desk) -> None:
        super().__init__()
        self.desk = desk
        self.tonight = Tonight(desk)
        self._reading = False
        self._again = False
        self._opening = False
        self._ends: list[Any] = []

    def compose(self) -> ComposeResult:
        """Incidents first: that is why somebody is here."""
        yield Panel(id="heading")
        yield Panel(id="notices", more="F1 says how to see them")
        with Container(id="tonight"):
            with Vertical(id="left"):
                yield Panel(id="incidents-name", classes="name")
                yield IncidentList(self.tonight)
            with Vertical(id="right"):
                yield Panel([row(Span("BIRTHS EXPECTED", Tone.TITLE))], classes="name")
                yield BirthList(self.tonight)
                yield Panel([row(Span("AGENCIES", Tone.TITLE))], classes="name")
                yield Panel(id="health", more="s shows all")
        yield CommandFooter(keys.footer("tonight"))

    # Life

    def on_mount(self) -> None:
        """Reads, asks, follows."""
        self.query_one(IncidentList).focus()
        try:
            self._ends.append(self.desk.ledger.follow(self._news))
        except Exception as error:
            self.report(error)
        self.redraw()
        self.read()
        self.set_interval(1.0, Pace(self.redraw).tick)
        self.background(
            self.desk.opened("the watch lists, and what agencies hold on each family"), "register"
        )
        self.background(self._watch(), "agencies")

    def on_unmount(self) -> None:
        """Follows no more."""
        for end in self._ends:
            end()
        self._ends.clear()

    def _news(self, heads: Mapping[str, int]) -> None:
        """From a thread of the ledger."""
        self.post_message(self.News())

    def on_tonight_screen_news(self) -> None:
        """Reads what has changed."""
        self.read()

    def on_screen_resume(self) -> None:
        """Somebody came back from an incident."""
        self._opening = False
        self.redraw()

    def read(self) -> None:
        """Reads incidents beside the screen; what comes in between is read after."""
        self._again = True
        if not self._reading:
            self._reading = True
            self.background(self._read(), "reading")

    async def _read(self) -> None:
        try:
            more = True
            while more or self._again:
                self._again = False
                more = await asyncio.to_thread(self.tonight.read)
                if not more:
                    await asyncio.to_thread(self.tonight.look_back)
                self.query_one(IncidentList).show()
                self.redraw()
        finally:
            self._reading = False

    async def _watch(self) -> None:
        while True:
            with acts.by_itself():
                await self._ask()
            await asyncio.sleep(max(ASK_EVERY, self.desk.habits.refresh_seconds))

    async def _ask(self) -> None:
        await self.tonight.ask()
        await asyncio.to_thread(self.tonight.look_back)
        self.redraw()

    def ask_again(self) -> None:
        """Every watch list is asked for now."""
        self.desk.gateway.resume()
        # A notice would cover the agencies, whose ages say that they were asked.
        if not self.desk.gateway.sources:
            self.console_app.tell(asked_again(()))
        self.background(self._ask(), "agencies")

    # Drawing

    def on_resize(self) -> None:
        """Every part gets its rows anew."""
        self.redraw()

    def redraw(self) -> None:
        """Draws what has changed."""
        if not self.is_current or not self.is_mounted:
            return
        width, height = self.size
        now, wide = self.desk.clock(), is_wide(width, height)
        self.set_class(wide, "-wide")
        self._panel("heading").show([fit(overview.heading(self.desk, now), width)])
        self._panel("notices").show(self._notices())
        self._panel("incidents-name").show([self._counted()])
        births = overview.births(self.tonight, now)
        self.query_one(BirthList).show(births)
        health = overview.agencies(self.tonight, now)
        room = height - 8 if wide else max(4, (height - 5) // 2)
        few = min(len(health), room - 2, room // 2 if wide else 4)
        self._panel("health").show(health)
        self._height("births", max(1, min(len(births), room - few)))
        self._height("health", max(1, few))
        self.query_one(IncidentList).refresh_changed()

    def _panel(self, name: str) -> Panel:
        return self.query_one(f"#{name}", Panel)

    def _height(self, name: str, rows: int) -> None:
        styles = self.query_one(f"#{name}").styles
        height = styles.height
        if height is None or height.value != rows or not height.is_cells:
            styles.height = rows

    def _notices(self) -> list[Line]:
        lost = self.tonight.lost
        # What to do comes second: at 80 by 24 no more than the first two are seen at once.
        known = [*lost[:1], *([KEEP_IT] if lost else []), *lost[1:]]
        alarms = [*([self.desk.ledger.problem] if self.desk.ledger.problem else []), *known]
        others = [one for one in self.desk.notices if one not in lost]
        return [
            *sharing_lines(self.desk.ledger.sharing, self.desk.clock(), self.desk.habits.tz),
            *(row(Span(one, Tone.ALARM)) for one in alarms),
            *(row(Span(one, Tone.WARNING)) for one in others),
        ]

    def _counted(self) -> Line:
        tonight = self.tonight
        count = sum(not one.closed for one in tonight.incidents)
        words = f"  {count} open" if count else "  none open: F2 opens one"
        spans: list[Span | str] = [Span("INCIDENTS", Tone.TITLE), words]
        if closed := len(tonight.incidents) - count:
            spans.append(f", {closed} closed{'' if tonight.earlier else ' within a day'}")
        if tonight.unread:
            spans.append(Span(f" · reading {tonight.unread} more…", Tone.WARNING))
        elif tonight.older:
            words = f" · {tonight.older} closed before that: {key_for('earlier')} lists"
            spans.append(Span(words, Tone.QUIET))
        return row(*spans)

    def everything(self) -> list[Line]:
        """Agencies and births expected in full."""
        now = self.desk.clock()
        return [
            row(Span("AGENCIES", Tone.TITLE)),
            *overview.agencies(self.tonight, now, clocks=True),
            row(""),
            row(Span("BIRTHS EXPECTED", Tone.TITLE)),
            *overview.births(self.tonight, now),
            row(""),
            *(self._notices() or [quiet("Nothing was found wrong while starting.")]),
        ]

    # Going on

    def on_rows_chosen(self, event: Rows.Chosen) -> None:
        """Enter or a double click: an incident, or what is not ready for a birth."""
        if isinstance(event.rows, BirthList):
            self.watch_list(event.rows.chosen)
        else:
            self.open_chosen()

    def watch_list(self, one: Readiness | None = None) -> None:
        """The checks of one family, or of every family, with who can mend what is not ready."""
        from ooh_console.tui.pages.lines import LinesPage

        tonight = self.tonight

        def lines() -> list[Line]:
            if one is not None:
                now = next((r for r in tonight.ready if r.family.same_as(one.family)), one)
                return family(now, tonight.today)
            return everything(tonight.watch, tonight.ready, tonight.today)

        title = f"Ready for {line(one.family.mother, 40)}?" if one else "Ready for each birth?"
        self.app.push_screen(LinesPage(title, lines, exercise=self.desk.exercise))

    def open_chosen(self) -> None:
        """The incident under the cursor."""
        from ooh_console.tui.screens.incident import IncidentScreen

        self._open_with(IncidentScreen)

    def list_earlier(self) -> None:
        """Those closed long ago too, or no longer."""
        self.tonight.list_earlier(not self.tonight.earlier)
        self.read()

    def review_chosen(self) -> None:
        """The review of the incident under the cursor."""
        from ooh_console.tui.pages.review import ReviewPage

        self._open_with(ReviewPage)

    def _open_with(self, screen: Callable[[Incident], Screen[None]]) -> None:
        reference = self.query_one(IncidentList).chosen
        if not reference:
            self.console_app.tell("There is no incident here yet: F2 opens one.")
        elif not self._opening:
            self._opening = True
            self.background(self.gives_way(self._open(reference, screen)), "opening")

    async def _open(self, reference: str, screen: Callable[[Incident], Screen[None]]) -> None:
        try:
            incident = await asyncio.to_thread(self.tonight.open, reference)
            await self.app.push_screen(screen(incident))
        finally:
            self._opening = False

    def opened_new(self, incident: object) -> None:
        """A new incident: straight to its screen."""
        from ooh_console.tui.screens.incident import IncidentScreen

        if isinstance(incident, Incident):
            self.app.push_screen(IncidentScreen(incident))

    def back(self) -> None:
        """There is nothing before this."""
        self.console_app.tell("This is the first screen. Ctrl+Q leaves the desk.")
