"""A dialog of steps: each has keys that record something, or one or two lines to type in."""

from __future__ import annotations

from collections.abc import Callable, Mapping, Sequence
from typing import ClassVar

from textual import events
from textual.app import ComposeResult
from textual.binding import Binding, BindingType
from textual.containers import VerticalScroll
from textual.widgets import Input, Static

from ooh_console.desk.acts import ACTS
from ooh_console.desk.acts.form import Context, perform
from ooh_console.desk.desk import Rejected
from ooh_console.desk.incident import Incident
from ooh_console.desk.panels.lines import Line, Span, Tone, quiet, row
from ooh_console.domain.entries import Entry
from ooh_console.domain.text import ended, is_blank, line
from ooh_console.tui.dialogs.frame import Dialog, Frame
from ooh_console.tui.dialogs.keeping import Keeper
from ooh_console.tui.dialogs.writing import TextLine
from ooh_console.tui.following import follow
from ooh_console.tui.render import block, content, say
from ooh_console.tui.trouble import explain

MENU = "menu"
"""The step in which it opens, and from which Esc leaves."""
Keys = Mapping[str, Callable[[], None]]


class StepDialog(Dialog[tuple[Entry, ...] | None]):
    """Begins at the menu. Dismisses with the entries saved, or `None`.

    What is typed in any step is kept, whichever way the dialog is left (I12).
    """

    DEFAULT_CSS = """
    StepDialog { align: center bottom; }
    StepDialog #sheet {
        width: 100%; max-width: 110; height: auto; border: round $primary; padding: 0 1;
        background: $background;
    }
    StepDialog Static { height: auto; }
    StepDialog #steps { height: auto; }
    StepDialog TextLine { display: none; }
    """
    BINDINGS: ClassVar[list[BindingType]] = [
        Binding("escape", "leave", "Back", show=False, priority=True),
        Binding("ctrl+s", "enter", "Save", show=False, priority=True),
        Binding("pagedown", "more(4)", show=False),
        Binding("pageup", "more(-4)", show=False),
    ]
    AUTO_FOCUS = ""

    LABELS: ClassVar[Mapping[str, Line]]
    """Every line to type in, by name, and its label."""
    ASKED: ClassVar[Mapping[str, Sequence[str]]]
    """Each step that needs typing, and what is typed in it."""

    def __init__(self, incident: Incident, form: str) -> None:
        super().__init__()
        self.incident = incident
        self.step = MENU
        self._lost_is_meant = False
        self._trouble: tuple[str, Tone] = ("", Tone.PLAIN)
        self._blank = dict.fromkeys(self.LABELS, "") | dict(self.blank())
        self.typing = {name: TextLine(id=f"field-{name}") for name in self.LABELS}
        self._keeper = Keeper(
            incident.desk.drafts, incident.reference, form, self.values, self._blank
        )
        self._keys: Keys = {}

    # What a dialog says of itself

    def blank(self) -> Mapping[str, str]:
        """What stands in lines that do not open empty."""
        return {}

    def keys(self, step: str) -> Keys:
        """What each key does in a step."""
        raise NotImplementedError

    def standing(self) -> Sequence[Line]:
        """What stands above every step."""
        raise NotImplementedError

    def lines(self, step: str) -> Sequence[Line]:
        """The step itself: its keys, each with what it records."""
        raise NotImplementedError

    def meaning(self) -> str:
        """What is typed in this step means; empty when there is nothing to say."""
        return ""

    def take(self, step: str, typed: Mapping[str, str]) -> None:
        """Takes what was typed in a step."""
        raise NotImplementedError

    def back(self, step: str) -> str:
        """The step before."""
        return MENU

    # Steps

    def values(self) -> dict[str, str]:
        """What is typed, in every step."""
        return {name: field.value for name, field in self.typing.items()}

    def compose(self) -> ComposeResult:
        """What stands, the keys of this step, the lines to type in, what happened."""
        with Frame(id="sheet"):
            yield Static(id="standing")
            with VerticalScroll(id="steps", can_focus=False):
                yield Static(id="step")
                for name, label in self.LABELS.items():
                    yield Static(content(label), id=f"label-{name}")
                    yield self.typing[name]
                yield Static(id="meaning")
            yield Static(id="status")
            yield Static(id="keys")

    def on_mount(self) -> None:
        """What was typed before is there again, in its step."""
        kept = self._keeper.restore()
        for name, field in self.typing.items():
            field.offered = self._blank[name]
            field.value = kept.get(name, field.offered)
        if self._keeper.trouble:
            self._trouble = self._keeper.trouble, Tone.ALARM
        elif kept:
            named = ", ".join(self.LABELS[name].text.strip(" :") for name in kept)
            said = f"Typed before and not saved, still here: {ended(line(named, 120))}"
            self._trouble = said, Tone.WARNING
        self._unfollow = follow(self, self.incident, self._draw_standing)
        self.go(MENU, keep_trouble=True)

    def on_unmount(self) -> None:
        """Stops following."""
        self._unfollow()

    def go(self, step: str, *, keep_trouble: bool = False) -> None:
        """To a step: its keys, its lines to type in."""
        self.step = step
        if not keep_trouble:
            self._trouble = "", Tone.PLAIN
        asked = self.ASKED.get(step, ())
        for name, field in self.typing.items():
            field.display = name in asked
            self.query_one(f"#label-{name}").display = name in asked
        self._keys = self.keys(step)
        if asked:
            empty = next((n for n in asked if is_blank(self.typing[n].value)), asked[0])
            self.typing[empty].focus()
        else:
            self.set_focus(None)
        self.draw()

    def on_key(self, event: events.Key) -> None:
        """One key of this step; any other does nothing."""
        if self.step in self.ASKED or self.saving or not event.character:
            return
        act = self._keys.get(event.character.casefold())
        if act is not None:
            event.stop()
            act()

    def on_input_submitted(self, event: Input.Submitted) -> None:
        """Enter: what was typed in this step is taken."""
        event.stop()
        self.action_enter()

    def action_enter(self) -> None:
        """Takes what was typed in this step."""
        if not self.saving:
            self.take(self.step, self.values())

    # Saving and leaving

    def record(self, act: str, values: Mapping[str, str]) -> None:
        """Records an act, once, and leaves; or says why not."""
        if self.saving:
            return
        self.saving = True
        self.tell("saving…", Tone.STRONG)
        self.run_worker(self._save(act, values))

    async def _save(self, act: str, values: Mapping[str, str]) -> None:
        try:
            entries = await perform(self.incident, ACTS[act], values)
        except Exception as error:
            self.saving = False
            self.failed(error)
            return
        if not await self._keeper.forget():
            say(self.app, f"It is saved. {self._keeper.trouble}", "warning")
        # The screen behind says what was saved, and its alarm who must be told now: a notice would
        # lie over the next form.
        self.dismiss(entries)

    def failed(self, error: Exception) -> None:
        """Says why it is not saved; the cursor goes to where it can be mended."""
        name = error.field if isinstance(error, Rejected) else ""
        if name in self.typing and self.typing[name].display:
            self.typing[name].focus()
        self.tell(f"NOT SAVED. {explain(error)}", Tone.ALARM)

    def action_leave(self) -> None:
        """Back to the step before; from the menu, out. What is typed is kept."""
        if self.saving:
            return
        if self.step == MENU:
            self.run_worker(self.gives_way(self._leave()))
        else:
            self.go(self.back(self.step))
            self._keeper.soon(self)

    async def leave(self, seconds: float) -> bool:
        """Keeps what is typed, also when the desk itself is left. Whether that is on disk."""
        return await self._keeper.now()

    async def _leave(self) -> None:
        if not await self._keeper.now() and not self._lost_is_meant:
            self._lost_is_meant = True
            self.tell(f"{self._keeper.trouble} Esc again leaves and loses it.", Tone.ALARM)
        elif self.is_current:
            self.dismiss(None)

    # Showing

    def context(self) -> Context:
        """The incident as it stands."""
        return Context(self.incident.view())

    def on_input_changed(self, event: Input.Changed) -> None:
        """Keeps it soon, and says what it means."""
        event.stop()
        self._keeper.soon(self)
        self._draw_meaning()

    def tell(self, text: str, tone: Tone) -> None:
        """Says what happened, under the step."""
        self._trouble = text, tone
        self.draw()

    def _draw_standing(self) -> None:
        if self.is_attached:
            self.query_one("#standing", Static).update(block(self.standing()))
            self.call_after_refresh(self._fit)

    def _draw_meaning(self) -> None:
        meant = self.meaning()
        found = self.query_one("#meaning", Static)
        found.update(content(row(Span(f"= {meant}", Tone.STRONG))))
        found.display = bool(meant)

    def draw(self) -> None:
        """Everything anew."""
        self.query_one("#step", Static).update(block(self.lines(self.step)))
        status = self.query_one("#status", Static)
        text, tone = self._trouble
        status.update(content(row(Span(line(text, 400), tone))))
        status.display = bool(text)
        self.query_one("#keys", Static).update(content(self._footer()))
        self._draw_standing()
        self._draw_meaning()

    def _footer(self) -> Line:
        if self.step == MENU:
            return quiet("Press the key of what happened · Esc leave")
        if self.step not in self.ASKED:
            return quiet("A digit saves at once · Esc back")
        return quiet("Enter go on · Esc back (kept)")

    def on_resize(self) -> None:
        """Fits the new size."""
        self.call_after_refresh(self._fit)

    def _fit(self) -> None:
        parts = [*self.query("#standing, #status, #keys")]
        steps = self.query("#steps")
        if len(parts) < 3 or not steps:
            return  # It closes, and loses its parts before it is told.
        others = sum(part.outer_size.height for part in parts if part.display)
        top = 4 if self.size.height >= 20 else 0
        steps.first().styles.max_height = max(4, self.size.height - top - others - 2)

    def action_more(self, by: int) -> None:
        """Scrolls the step, when it is longer than its rows."""
        self.query_one("#steps").scroll_relative(y=by, animate=False)
