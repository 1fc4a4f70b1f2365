"""Who knows which answer: a table to walk through, tell, and record what they said (L7, I5)."""

from __future__ import annotations

from collections.abc import Sequence
from typing import ClassVar

from textual.app import ComposeResult
from textual.binding import Binding, BindingType
from textual.widgets import Static

from ooh_console.desk.acts import ACTS
from ooh_console.desk.incident import Incident
from ooh_console.desk.panels.lines import Line, Tone, quiet, row
from ooh_console.desk.panels.told import (
    cell_in_full,
    everybody,
    table,
    taken_out,
    topics,
)
from ooh_console.domain.bodies import Topic
from ooh_console.domain.circulation import Circulated, must_be_told
from ooh_console.domain.text import line, name_key
from ooh_console.tui.pages.of_incident import IncidentPage
from ooh_console.tui.render import block, content


class ToldPage(IncidentPage):
    """Recipients by answer. The order is that of opening; what arrives moves nothing (I14)."""

    SCREEN = "told"
    DEFAULT_CSS = """
    ToldPage #told-cell { height: auto; max-height: 9; padding: 0 1; border-top: solid $primary; }
    """
    BINDINGS: ClassVar[list[BindingType]] = [
        Binding("enter,t", "tell", "Tell", show=False, priority=True),
        Binding("f6", "next", "Next to tell", show=False, priority=True),
        Binding("r", "reply('confirmed')", "Read back", show=False, priority=True),
        Binding("f", "reply('refused')", "Refused", show=False, priority=True),
        Binding("a", "form('circulation-add')", "Add", show=False, priority=True),
        Binding("minus", "remove", "Take out", show=False, priority=True),
        Binding("down,j", "step(1,0)", show=False, priority=True),
        Binding("up,k", "step(-1,0)", show=False, priority=True),
        Binding("right,l", "step(0,1)", show=False, priority=True),
        Binding("left,h", "step(0,-1)", show=False, priority=True),
        Binding("ctrl+t,T", "back", show=False),
    ]
    KEYS = "←↑↓→ · Enter tell · F6 next · r read back · f refused · a add · - out · Esc"

    def __init__(self, incident: Incident) -> None:
        super().__init__(incident)
        self._order: list[str] = []
        self._row = self._column = 0
        view = incident.view()
        self._found, self._topics = everybody(view), topics(view)

    def compose(self) -> ComposeResult:
        """The table, under it the cell with the cursor in full."""
        yield Static(id="page-title")
        yield self.panel
        yield Static(id="told-cell")
        yield Static(id="page-status")
        yield Static(content(quiet(self.KEYS)), id="page-keys")

    def on_mount(self) -> None:
        """Starts at whoever must be told next."""
        self._sort()
        self._to_next()

    # Whom and what

    def _sort(self) -> None:
        """Those known so far keep their places; new ones come at the end."""
        view = self.incident.view()
        self._found, self._topics = everybody(view), topics(view)
        self._order += [key for key in self._found.names if key not in self._order]
        here = self._key
        self._order = [key for key in self._order if key in self._found.names]
        if here in self._order:
            self._row = self._order.index(here)
        self._row = max(0, min(self._row, len(self._order) - 1))

    @property
    def _key(self) -> str:
        return self._order[self._row] if self._row < len(self._order) else ""

    @property
    def topic(self) -> Topic:
        """The answer under the cursor."""
        return self._topics[min(self._column, len(self._topics) - 1)]

    @property
    def who(self) -> str:
        """The recipient under the cursor, as shown."""
        return self._found.names.get(self._key, "")

    @property
    def cell(self) -> Circulated | None:
        """What is known of the cell under the cursor; `None` where nobody need be told."""
        return self._found.cells.get((self._key, self.topic))

    def _to_next(self) -> bool:
        """The cursor to whoever must be told next, if there is anybody."""
        self._sort()
        view = self.incident.view()
        waiting = must_be_told(view.state, view.holdings)
        if not waiting:
            return False
        self._row = self._order.index(name_key(waiting[0].recipient.name))
        self._column = self._topics.index(waiting[0].topic)
        return True

    # Showing

    def lines(self) -> Sequence[Line]:
        """The table; under it, who was taken out and why."""
        view = self.incident.view()
        self._sort()
        at, width = (self._row, self._column), self.panel.scrollable_content_region.width
        lines = table(self._found, self._order, at, width or self.size.width - 3, view)
        gone = taken_out(view)
        return [*lines, *([row("")] if gone else []), *gone]

    def draw(self) -> None:
        """The table, and the cell with the cursor."""
        if not self.is_whole:
            return
        super().draw()
        view = self.incident.view()
        lines = cell_in_full(self.who, self.topic, self.cell, view) if self.who else []
        self.query_one("#told-cell", Static).update(block(lines))

    # Doing

    def action_step(self, down: int, right: int) -> None:
        """One cell on."""
        self._row = max(0, min(self._row + down, len(self._order) - 1))
        self._column = max(0, min(self._column + right, len(self._topics) - 1))
        self.draw()
        self.panel.scroll_to_line(self._row + 1)

    def action_next(self) -> None:
        """To whoever must be told next, with the script."""
        if self._to_next():
            self.action_tell()
        else:
            self.tell("Everybody who must know has been told. r records who read it back.")
        self.draw()

    def action_tell(self) -> None:
        """Tells the one under the cursor this answer."""
        if self.incident.state.to_tell(self.topic) is None:
            self.tell(f"Nobody has answered yet on {self.topic}: there is nothing to tell.")
        elif self.who:
            self.open_form(ACTS["tell"], {"topic": self.topic.value, "recipient": self.who})

    def action_reply(self, outcome: str) -> None:
        """They read the present answer back, or refused it."""
        if not self.who:
            return
        told = self.cell.told if self.cell else None
        if told is None or not told.current:
            self.tell(
                f"{line(self.who, 40)} was not told the present answer: Enter tells them first.",
                Tone.WARNING,
            )
        elif told.confirmed is not None and outcome == "confirmed":
            self.tell(f"{line(self.who, 40)} has read it back already.")
        elif told.confirmed is not None:
            self.tell("They read it back before: tell them again, and record what they say now.")
        else:
            self.open_form(ACTS["confirm"], {"notice": told.notice.id, "outcome": outcome})

    def action_remove(self) -> None:
        """The one under the cursor need not be told this answer any more."""
        if self.cell is None:
            self.tell("Whoever is under the cursor need not be told this answer.")
        else:
            given = {"topic": self.topic.value, "recipient": self.who}
            self.open_form(ACTS["circulation-remove"], given)
