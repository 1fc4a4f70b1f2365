"""The review: the night as a timeline, whether the log is unchanged, and what is added to it."""

from __future__ import annotations

import asyncio
from collections.abc import Callable, Mapping, Sequence
from dataclasses import dataclass
from typing import ClassVar

from textual.app import ComposeResult
from textual.binding import Binding, BindingType
from textual.content import Content
from textual.message import Message
from textual.widgets import Static

from ooh_console.desk.incident import Incident
from ooh_console.desk.panels.changes import changes
from ooh_console.desk.panels.integrity import integrity
from ooh_console.desk.panels.lanes import all_lanes, head, lane_in_words, legend
from ooh_console.desk.panels.lines import Line, Span, Tone, quiet, row, title
from ooh_console.desk.panels.review import at_the_cursor, in_short, to_be_found
from ooh_console.desk.reviewing import Night, read_night, stood_after
from ooh_console.domain.entries import Entry
from ooh_console.domain.log_filter import LogFilter
from ooh_console.domain.moments import moment_in
from ooh_console.domain.text import line
from ooh_console.tui.pages.adding import Adding
from ooh_console.tui.pages.of_incident import IncidentPage
from ooh_console.tui.pages.stood import StoodPage
from ooh_console.tui.render import block
from ooh_console.tui.trouble import explain
from ooh_console.tui.widgets.finding import FindBar
from ooh_console.tui.widgets.night import LEAD, NightRows

READING = "… reading the night"
SHOW, GO_TO = "Show only", "Go to the time"


class ReviewPage(Adding, IncidentPage):
    """Follows the log by itself, since it is opened from Tonight as well.

    What is typed to filter moves the list; what arrives moves nothing (I14).
    """

    SCREEN = "review"
    DEFAULT_CSS = """
    ReviewPage #review-standing { height: auto; padding: 0 1; }
    ReviewPage #lane-heads { height: 2; }
    ReviewPage Reading {
        height: auto; max-height: 6; border-top: solid $primary; overflow-y: hidden;
    }
    """
    BINDINGS: ClassVar[list[BindingType]] = [
        Binding("slash", "find", "Filter", show=False),
        Binding("t", "go_to", "Go to a time", show=False),
        Binding("m", "mark", "Mark the moment", show=False),
        Binding("c", "changes", "What changed since the mark", show=False),
        Binding("n", "about('review-note')", "Note", show=False),
        Binding("a", "about('review-question')", "Ask", show=False),
        Binding("w", "answer", "Answer", show=False),
        Binding("l", "form('learning')", "Learning", show=False),
        Binding("o", "sign_off", "Sign off", show=False),
        Binding("r,f5", "check", "Check again", show=False),
        Binding("A", "additions", "The review so far", show=False),
        Binding("y", "lanes", "Every lane in words", show=False),
        Binding("D", "debrief", "Debrief", show=False),
        Binding("V", "back", show=False),
    ]
    KEYS = "Enter as it stood · / find · t time · m mark · c changes · ←→ y lanes · Esc"
    KEYS_OF_REVIEW = (
        "n note · a ask · w answer · l learn · o sign off · A all · r check · D debrief"
    )

    @dataclass
    class News(Message):
        """Somebody recorded something."""

        def can_replace(self, message: Message) -> bool:
            """A burst is one piece of news."""
            return isinstance(message, ReviewPage.News)

    def __init__(self, incident: Incident) -> None:
        super().__init__(incident)
        self.night: Night | None = None
        self.rows = NightRows(incident.desk.habits.tz)
        self._typed = ""
        self._mark: Entry | None = None
        self._reading = self._again = False
        self._end: Callable[[], None] = lambda: None
        self.panel.can_focus = False

    def compose(self) -> ComposeResult:
        """What the log is worth; the night; what is under the cursor; the keys."""
        yield Static(id="page-title")
        yield Static(id="review-standing")
        yield Static(id="lane-heads")
        yield self.rows
        yield self.panel
        yield FindBar()
        yield Static(id="page-status")
        yield Static(id="page-keys")

    def on_mount(self) -> None:
        """Reads the night and checks the log, both beside the screen."""
        desk = self.incident.desk
        keys = quiet(self.KEYS), quiet(self.KEYS_OF_REVIEW)
        self.query_one("#page-keys", Static).update(block(keys))
        try:
            self._end = desk.ledger.follow(self._news)
        except Exception as error:
            self.call_after_refresh(self.tell, explain(error), Tone.ALARM)
        self.read()
        self.action_check()
        self.beside(desk.opened(f"the review of incident {self.incident.reference}"))
        self.call_after_refresh(self.rows.focus)

    def on_unmount(self) -> None:
        """Follows no more."""
        self._end()

    # Following

    def _news(self, heads: Mapping[str, int]) -> None:
        """From a thread of the ledger."""
        if self.incident.reference in heads:
            self.post_message(self.News())

    def on_review_page_news(self) -> None:
        """Takes in what was recorded."""
        try:
            self.incident.catch_up()
        except Exception as error:
            self.tell(explain(error), Tone.ALARM)
        self.read()

    def read(self) -> None:
        """Reads what was added; what comes in between is read after."""
        self._again = True
        if not self._reading:
            self._reading = True
            self.beside(self._read())

    async def _read(self) -> None:
        desk, reference = self.incident.desk, self.incident.reference
        try:
            while self._again:
                self._again = False
                self.night = await asyncio.to_thread(read_night, desk, reference, self.night)
                self._show()
        finally:
            self._reading = False

    # Showing

    def _show(self) -> None:
        if self.night is not None and self.is_attached:
            wanted = LogFilter.read(self._typed)
            view = self.incident.view()
            self.rows.show(self.night, wanted, view.review, view.marking)
            self.draw()

    def stands(self) -> Sequence[Span | str]:
        """Whether the incident is closed, and how much of it a filter shows."""
        found = list(super().stands())
        if self.night is None:
            return [*found, Span(f" · {READING}", Tone.QUIET)]
        if self._typed:
            shown = f"{self.rows.items} of {len(self.night.entries)} shown"
            words = f" · {shown}: «{line(self._typed, 30)}», Esc shows all"
            found.append(Span(words, Tone.WARNING))
        return found

    def lines(self) -> Sequence[Line]:
        """The entry under the cursor and the chosen lane, in words."""
        entry, view = self.rows.entry, self.incident.view()
        if entry is None:
            return [quiet(READING if self.night is None else "Nothing here is what was typed.")]
        lane = lane_in_words(self.rows.lanes, self.rows.lane, entry, view.habits.tz)
        return [lane, *at_the_cursor(entry, view)]

    def draw(self) -> None:
        """What may have changed: the standing, the heads of the lanes, what is under the cursor."""
        if not self.is_whole:
            return
        super().draw()
        view, rows = self.incident.view(), self.rows
        # What is wrong is read whole; who signed may be cut, and stands under `A` again.
        *verdict, against = integrity(view)
        cut_off = block([against, *in_short(view)], max(1, self.size.width - 2))
        drawn = [block(verdict), cut_off] if verdict else [cut_off]
        self.query_one("#review-standing", Static).update(Content("\n").join(drawn))
        heads = head(rows.lanes, rows.first_lane, rows.fitting, rows.lane, LEAD)
        self.query_one("#lane-heads", Static).update(block(heads))
        self.query_one("#page-keys").display = not self.query_one(FindBar).what

    def on_rows_moved(self) -> None:
        """The cursor is at another entry."""
        self.draw()

    def on_rows_chosen(self) -> None:
        """The one screen as it stood then."""
        if self.night is not None and self.rows.entry is not None:
            # The cursor goes along with whoever steps there.
            page = StoodPage(self.incident, self.night, self.rows.entry, self.rows.go_to)
            self.app.push_screen(page)

    # Finding

    def action_find(self) -> None:
        """Words to filter by, with what there is to be found."""
        if self.night is not None:
            self._find_bar.open(SHOW, self._typed, to_be_found(self.night))
            self.draw()

    def action_go_to(self) -> None:
        """A time to go to."""
        if self.night is not None:
            offered = [quiet("02:14, 02:14 GMT, or 25 Nov 2026 02:14")]
            self._find_bar.open(GO_TO, "", offered)
            self.draw()

    @property
    def _find_bar(self) -> FindBar:
        return self.query_one(FindBar)

    def on_find_bar_typed(self, event: FindBar.Typed) -> None:
        """The list narrows as somebody types."""
        if event.what == SHOW:
            self._typed = event.text.strip()
            self._show()

    def on_find_bar_done(self, event: FindBar.Done) -> None:
        """Back to the list."""
        if event.what == SHOW:
            self._typed = event.text.strip()
            self._show()
        elif not event.left and not self._jump(event.text):
            return
        self._find_bar.close()
        self.rows.focus()
        self.draw()

    def _jump(self, text: str) -> bool:
        night, desk = self.night, self.incident.desk
        if night is None or not night.entries:
            return True
        first, last = night.entries[0].occurred_at, night.entries[-1].occurred_at
        now = max(desk.clock(), last)
        try:
            moment = moment_in(text, first, last, now, desk.habits.tz)
        except ValueError as error:
            self.tell(str(error)[:1].upper() + str(error)[1:], Tone.WARNING)
            return False
        self.tell("")
        self.rows.go_to_moment(moment)
        return True

    def action_back(self) -> None:
        """Esc shows all again where a filter is on; else it leaves."""
        if self._typed:
            self._typed = ""
            self._show()
        else:
            self.dismiss()

    # Comparing

    def action_mark(self) -> None:
        """Marks the moment of the entry under the cursor."""
        entry = self.rows.entry
        if entry is None:
            return
        self._mark = entry
        self.rows.marked = entry.id
        self.rows.refresh()
        self.tell(f"Entry {entry.seq} is marked. Go to another one: c says what changed.")

    def action_changes(self) -> None:
        """What changed between the marked moment and the one under the cursor."""
        here, there = self._mark, self.rows.entry
        if here is None or there is None:
            self.tell("m marks one moment first; then go to another one, and c compares.")
        elif here.recorded_at == there.recorded_at:
            self.tell("This is the marked moment: go to another one first.")
        else:
            self.beside(self._compare(*sorted((here, there), key=lambda one: one.recorded_at)))

    async def _compare(self, before: Entry, after: Entry) -> None:
        night, desk, reference = self.night, self.incident.desk, self.incident.reference
        if night is None:
            return

        def compared() -> list[Line]:
            was, now = (stood_after(desk, reference, night, entry) for entry in (before, after))
            return changes(was, now, night.recorded)

        found = await asyncio.to_thread(compared)
        heading = f"What changed · entry {before.seq} to entry {after.seq}"
        self.read_page(heading, lambda: found)

    # Reading on

    def action_lanes(self) -> None:
        """Every lane in words, and what each shape means."""
        view = self.incident.view()
        tz, marking = view.habits.tz, view.marking
        self.read_page(
            "Every lane in words",
            lambda: [*all_lanes(self.rows.lanes, tz, marking), row(""), title("Shapes"), *legend()],
        )
