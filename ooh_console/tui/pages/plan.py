"""The birth plan: who holds which copy, what differs, every copy; reading it is confirmed by name
(L2, L3, L5)."""

from __future__ import annotations

from collections.abc import Sequence
from typing import ClassVar

from textual.binding import Binding, BindingType

from ooh_console.desk.acts.reading import has_read, read_plan
from ooh_console.desk.incident import Incident
from ooh_console.desk.panels.lines import Line, Span, Tone, row
from ooh_console.desk.panels.pair import pairs
from ooh_console.desk.panels.plan import head, ordered, plan_page
from ooh_console.domain.copies import Copy
from ooh_console.domain.plans import Section
from ooh_console.domain.text import line
from ooh_console.tui.pages.of_incident import IncidentPage


class PlanPage(IncidentPage):
    """Who holds it, what differs, and every copy, the newest first. The copy under view is the one
    whose text is at the top; above the first one it is the newest."""

    SCREEN = "plan"
    BINDINGS: ClassVar[list[BindingType]] = [
        Binding("B,h", "home_birth", "If born at home", show=False),
        Binding("n", "next_copy", "Next copy", show=False),
        Binding("d", "next_pair", "Next two copies", show=False),
        Binding("enter,y", "read", "I have read this copy", show=False),
        Binding("G,g", "given", "Given to the decision maker", show=False),
        Binding("f7", "back", show=False),
    ]
    KEYS = "B at home · n copy · d differences · y I read it · G given to decider · Esc"

    def __init__(self, incident: Incident) -> None:
        super().__init__(incident)
        self._pair = 0

    def copies(self) -> list[Copy]:
        """Every copy in the order of the page: the newest first."""
        return ordered(self.incident.view())

    def _starts(self) -> list[int]:
        """The line at which each copy begins."""
        heads = [head(copy) for copy in self.copies()]
        found: list[int] = []
        for number, one in enumerate(self.panel.lines):
            if len(found) < len(heads) and one.text.startswith(heads[len(found)]):
                found.append(number)
        return found

    def current(self) -> int:
        """Which copy is under view, from 0; -1 when there is none."""
        top = self.panel.top_line
        starts = self._starts()
        return (
            max((n for n, start in enumerate(starts) if start <= top), default=0) if starts else -1
        )

    def stands(self) -> Sequence[Span | str]:
        """Which copy is under view, and whether the person at the desk has read it."""
        copies, at = self.copies(), self.current() if self.panel.lines else 0
        if not copies or at < 0:
            return (Span(" · no copy is held", Tone.WARNING),)
        copy = copies[at]
        read = has_read(self.incident.state, copy.plan.digest, self.incident.desk.operator.name)
        said = Span(" · read by you" if read else " · NOT READ BY YOU", Tone.STRONG)
        name = f"{copy.name(30)}, {copy.plan.title()}"
        return f" · copy {at + 1} of {len(copies)}: {name}", said

    def lines(self) -> Sequence[Line]:
        """All of it, and room to bring the last copy to the top: what is there is what is read."""
        width = self.panel.scrollable_content_region.width or self.size.width - 4
        found = plan_page(self.incident.view(), self._pair, width)
        heads = [head(copy) for copy in self.copies()]
        if len(heads) > 1:
            last = max(n for n, one in enumerate(found) if one.text.startswith(heads[-1]))
            found += [row("")] * max(0, self.panel.size.height - (len(found) - last))
        return found

    def action_home_birth(self) -> None:
        """To what the copy under view says for a birth at home."""
        start = self._starts()[self.current()] if self._starts() else 0
        for number, one in enumerate(self.panel.lines):
            if number >= start and one.text == Section.HOME_BIRTH.value:
                self.panel.scroll_to_line(number)
                break
        self.call_after_refresh(self.draw)

    def action_next_copy(self) -> None:
        """To the next copy, and from the last to the first."""
        starts = self._starts()
        if starts:
            self.panel.scroll_to_line(starts[(self.current() + 1) % len(starts)])
            self.call_after_refresh(self.draw)

    def action_next_pair(self) -> None:
        """What differs between the next two copies, brought to the top."""
        count = len(pairs(self.incident.view()))
        if not count:
            self.tell("There is only one copy: nothing to compare.", Tone.WARNING)
            return
        place = next(
            (n for n, one in enumerate(self.panel.lines) if one.text.startswith("Differences")), 0
        )
        # The first time it brings the differences into sight; from there it goes on to the next.
        if self.panel.top_line == place:
            self._pair = (self._pair + 1) % count
            self.draw()
        self.panel.scroll_to_line(place)

    def action_read(self) -> None:
        """Records that the person at the desk has read the copy under view."""
        self._record("", "")

    def action_given(self) -> None:
        """Records that the decision maker was given the copy under view."""
        maker = self.incident.state.decision_maker
        if maker is None:
            self.tell("Nobody is named as decision maker yet: F2 names one.", Tone.ALARM)
            return
        self._record(maker.party.name, "read out")

    def _record(self, reader: str, how: str) -> None:
        copies, at = self.copies(), self.current()
        if not copies or at < 0:
            self.tell("There is no copy to read.", Tone.WARNING)
            return
        copy = copies[at]
        who = line(reader or self.incident.desk.operator.name, 60)
        did = "was given it" if how else "has read"
        done = f"Recorded: {who} {did}: {copy.name(30)}, {copy.plan.title()}."
        self.record(
            lambda: read_plan(self.incident, copy, reader, how),
            lambda: self.tell(done, Tone.GOOD),
        )
