"""The protocol: the steps due now in order, then those that come later, then those done (L1)."""

from __future__ import annotations

from collections.abc import Sequence
from typing import ClassVar

from textual.binding import Binding, BindingType

from ooh_console.desk.acts.steps import done, not_applicable
from ooh_console.desk.incident import Incident
from ooh_console.desk.panels.lines import Line, Span, Tone, quiet, row
from ooh_console.desk.panels.steps import about, heading, step
from ooh_console.domain.protocol import Standing, StepNow, due_now
from ooh_console.domain.text import line
from ooh_console.tui.pages.of_incident import IncidentPage


class ProtocolPage(IncidentPage):
    """Steps one under the other; the chosen one has an arrow, and says why it is there.

    The choice stays with its step, whatever is recorded meanwhile elsewhere (I14).
    """

    SCREEN = "protocol"
    BINDINGS: ClassVar[list[BindingType]] = [
        Binding("enter", "do", "Do it", show=False, priority=True),
        Binding("y", "done", "It is done", show=False, priority=True),
        Binding("n", "not_applicable", "Does not apply", show=False, priority=True),
        Binding("down,j", "step(1)", show=False, priority=True),
        Binding("up,k", "step(-1)", show=False, priority=True),
        Binding("ctrl+o", "back", show=False),
    ]
    KEYS = "↑ ↓ choose · Enter do it · y is done · n does not apply · Esc back"

    def __init__(self, incident: Incident) -> None:
        super().__init__(incident)
        self._chosen = ""
        self._order: list[str] = []
        """The steps as they stood under each other before the last one was settled."""
        self._starts: dict[str, int] = {}

    def on_mount(self) -> None:
        """Starts at the first step that is due."""
        self._choose_next()

    # Showing

    def lines(self) -> Sequence[Line]:
        """Each step on its line under its heading; the chosen one with its reason."""
        view = self.incident.view()
        found: list[Line] = []
        self._starts = {}
        above = ""
        for one in view.steps:
            if heading(one) != above:
                above = heading(one)
                found += [row("")] * bool(found) + [row(Span(above, Tone.TITLE))]
            self._starts[one.key] = len(found)
            chosen = one.key == self._chosen
            found.append(row(Span("▸ " if chosen else "  ", Tone.STRONG), *step(one, view).spans))
            if chosen:
                found += [row(Span("┃ ", Tone.STRONG), *more.spans) for more in about(one)]
        if found:
            return found
        known = view.habits.protocols
        return [quiet("No step applies." if known else "No protocol is configured.")]

    def _in_sight(self) -> None:
        at = self._starts.get(self._chosen)
        if at is not None:
            # With its reason below it, and its heading above where it is the first.
            self.panel.scroll_to_line(max(0, at - 3))

    # Choosing

    def _steps(self) -> tuple[StepNow, ...]:
        return self.incident.view().steps

    def _step(self) -> StepNow | None:
        return next((one for one in self._steps() if one.key == self._chosen), None)

    def _choose_next(self) -> None:
        """The first step that is due from where the choice was; from the top when there is none."""
        found = self._steps()
        due = {one.key for one in due_now(found)}
        at = self._order.index(self._chosen) if self._chosen in self._order else 0
        below = (key for key in (*self._order[at:], *self._order[:at]) if key in due)
        first = next(iter(due_now(found) or found), None)
        self._chosen = next(below, first.key if first else "")

    def action_step(self, by: int) -> None:
        """To the step before or after."""
        keys = [one.key for one in self._steps()]
        if not keys:
            return
        at = keys.index(self._chosen) if self._chosen in keys else 0
        self._chosen = keys[max(0, min(len(keys) - 1, at + by))]
        self._drawn()

    def _drawn(self) -> None:
        self.draw()
        self.call_after_refresh(self._in_sight)

    # Doing

    def action_do(self) -> None:
        """Opens the form that does it; a step without one is recorded as done."""
        one = self._open_step()
        if one is None:
            return
        if not one.step.command:
            self._record(one)
            return
        given = {"text": one.step.text} if one.step.command == "action" else None
        self.do(one.step.command, given, lambda: self._filled_in(one))

    def _filled_in(self, one: StepNow) -> None:
        """Where nothing in the log would show it, the form itself is what was to be done."""
        if one.step.done_when is None:
            self._record(one)
        else:
            self._settled(f"Recorded: {line(one.step.text, 200)}")

    def action_done(self) -> None:
        """Records that the step is done, by whoever sits here."""
        one = self._open_step()
        if one is not None:
            self._record(one)

    def action_not_applicable(self) -> None:
        """Asks why the step does not apply."""
        one = self._open_step()
        if one is None:
            return
        words = f"Recorded as not applicable: {line(one.step.text, 200)}"
        self.open_form(not_applicable(one), then=lambda: self._settled(words))

    def _open_step(self) -> StepNow | None:
        one = self._step()
        self._order = [step.key for step in self._steps()]
        if one is None:
            return None
        if one.standing in (Standing.DONE, Standing.NOT_APPLICABLE):
            self.tell("That step is settled; a wrong entry is struck through in the log (x).")
            return None
        return one

    def _record(self, one: StepNow) -> None:
        words = f"Recorded as done: {line(one.step.text, 200)}"
        self.record(lambda: done(self.incident, one.key), lambda: self._settled(words))

    def _settled(self, words: str) -> None:
        self.tell(words, Tone.GOOD)
        self._choose_next()
        self._drawn()
