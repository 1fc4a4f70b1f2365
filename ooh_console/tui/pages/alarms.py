"""Every alarm; each is answered from here, or the on-call manager is called in about it."""

from __future__ import annotations

from collections.abc import Sequence
from typing import ClassVar

from textual.binding import Binding, BindingType

from ooh_console.desk.acts import ACTS
from ooh_console.desk.answering import given, on_record
from ooh_console.desk.commands import BY_ID, key_for
from ooh_console.desk.panels.answers import alarm_line, no_alarm
from ooh_console.desk.panels.lines import Line, Span, Tone, row
from ooh_console.domain.alarms import Alarm
from ooh_console.tui.pages.of_incident import IncidentPage


class AlarmsPage(IncidentPage):
    """The loudest first; the chosen one has an arrow.

    The choice stays with its alarm, whatever arrives above it. One that has ended meanwhile keeps
    its place until the person moves on: no key answers another alarm than the one that was read
    (I14).
    """

    SCREEN = "alarms"
    BINDINGS: ClassVar[list[BindingType]] = [
        Binding("enter", "answer", "Answer it", show=False, priority=True),
        Binding("M", "manager", "Call the manager", show=False, priority=True),
        Binding("down,j", "step(1)", show=False, priority=True),
        Binding("up,k", "step(-1)", show=False, priority=True),
        Binding("exclamation_mark", "back", show=False),
    ]
    KEYS = "↑ ↓ choose · Enter answers it · M the on-call manager about it · Esc back"

    def on_mount(self) -> None:
        """Starts at the loudest."""
        self._chosen: Alarm | None = next(iter(self.incident.view().alarms), None)
        self._place = 0
        self._starts: list[int] = []

    # Showing

    def lines(self) -> Sequence[Line]:
        """A line each; under the chosen one what the keys do."""
        view = self.incident.view()
        now = {_key(one) for one in view.alarms}
        found: list[Line] = []
        self._starts = []
        for one in self._listed():
            self._starts.append(len(found))
            chosen = self._chosen is not None and _key(one) == _key(self._chosen)
            ended = _key(one) not in now
            said = row(Span("ended ", Tone.GOOD), one.text) if ended else alarm_line(one, view)
            found.append(row(Span("▸ " if chosen else "  ", Tone.STRONG), *said.spans))
            if chosen and not ended:
                does = f"Enter: {BY_ID[one.command].title} ({key_for(one.command)})"
                found.append(row(Span(f"┃       {does} · M: the on-call manager", Tone.QUIET)))
        return found or [no_alarm(view)]

    def _listed(self) -> list[Alarm]:
        """Those that stand, and the chosen one where it was, though it has ended."""
        found = list(self.incident.view().alarms)
        if self._chosen is None:
            # There was nothing to choose from: the first that comes is chosen.
            self._chosen = found[0] if found else None
            return found
        for place, one in enumerate(found):
            if _key(one) == _key(self._chosen):
                self._chosen, self._place = one, place
                return found
        found.insert(min(self._place, len(found)), self._chosen)
        return found

    # Choosing

    def action_step(self, by: int) -> None:
        """To the alarm before or after."""
        listed = self._listed()
        if not listed or self._chosen is None:
            return
        at = next(n for n, one in enumerate(listed) if _key(one) == _key(self._chosen))
        self._chosen = listed[max(0, min(len(listed) - 1, at + by))]
        if self._gone() is None:
            self._listed()
        self.draw()
        self.panel.scroll_into_sight(self._starts[min(self._place, len(self._starts) - 1)])

    def _gone(self) -> Alarm | None:
        """The chosen alarm, if it has ended."""
        one = self._chosen
        stands = {_key(alarm) for alarm in self.incident.view().alarms}
        return one if one is not None and _key(one) not in stands else None

    # Doing

    def _one(self) -> Alarm | None:
        if self._gone() is not None:
            self.tell("That alarm has ended: nothing is to be answered. ↑ ↓ choose another one.")
            return None
        return self._chosen

    def action_answer(self) -> None:
        """Does what the alarm names."""
        one = self._one()
        if one is not None:
            self.do(one.command, given(one, self.incident.view()))

    def action_manager(self) -> None:
        """The on-call manager was called about this very alarm."""
        one = self._one()
        if one is not None:
            about = on_record(one, self.incident.view())
            self.open_form(ACTS["manager"], {"about": about})


def _key(alarm: Alarm) -> tuple[str, str]:
    return alarm.code, alarm.subject
