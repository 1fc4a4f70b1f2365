"""A dialog made of fields: keyboard only, keeps what is typed, saves once, closes when saved."""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from typing import ClassVar, Generic, TypeVar

from textual.app import ComposeResult
from textual.binding import Binding, BindingType
from textual.containers import VerticalScroll
from textual.widgets import Static

from ooh_console.desk.acts.form import Context, Field, Option
from ooh_console.desk.acts.form import meaning as time_meaning
from ooh_console.desk.desk import Desk, Rejected
from ooh_console.desk.panels.lines import Line, Span, Tone, quiet, row
from ooh_console.domain.entries import LateWithoutReason
from ooh_console.domain.text import is_blank, line
from ooh_console.tui.dialogs.fields import FieldRow
from ooh_console.tui.dialogs.frame import Dialog, Frame
from ooh_console.tui.dialogs.keeping import Keeper
from ooh_console.tui.render import block, content, say
from ooh_console.tui.trouble import explain

R = TypeVar("R")

TOP = 4
"""Rows left free above a dialog: the place and the three answers stay in sight."""


class Sheet(Dialog[R | None], Generic[R]):
    """Fields to fill in. Dismisses with what `save` returns, or `None` when it was left."""

    DEFAULT_CSS = """
    Sheet { align: center bottom; }
    Sheet #sheet {
        width: 100%; max-width: 110; height: auto; border: round $primary; padding: 0 1;
        background: $background;
    }
    Sheet #title { height: 1; }
    Sheet #beside { height: auto; max-height: 8; padding: 0 0 0 2; }
    Sheet #beside Static { height: auto; }
    Sheet #fields { height: auto; overflow-x: hidden; }
    Sheet #status { height: auto; max-height: 3; }
    Sheet #keys { height: 1; }
    """
    BINDINGS: ClassVar[list[BindingType]] = [
        Binding("escape", "leave", "Leave, kept", show=False, priority=True),
        Binding("ctrl+s", "save", "Save", show=False, priority=True),
        Binding("ctrl+r", "afresh", "Start afresh", show=False, priority=True),
        Binding("ctrl+down", "more(4)", show=False, priority=True),
        Binding("ctrl+up", "more(-4)", show=False, priority=True),
        Binding("down", "move(1)", show=False),
        Binding("up", "move(-1)", show=False),
    ]
    AUTO_FOCUS = ""

    def __init__(self, desk: Desk, title: str, incident: str, form: str) -> None:
        super().__init__()
        self.desk = desk
        self._title = title
        self._place = incident, form
        self._lost_is_meant = False
        self._keeper: Keeper | None = None
        self._restored = False

    # What a dialog says of itself

    @property
    def fields(self) -> Sequence[Field]:
        """The fields, in order."""
        raise NotImplementedError

    def context(self) -> Context:
        """The screen in front of which it is filled in."""
        raise NotImplementedError

    def blank(self) -> dict[str, str]:
        """The form as it opens."""
        context = self.context()
        return {f.name: f.initial(context) if f.initial else "" for f in self.fields}

    def beside(self, values: Mapping[str, str]) -> list[Line]:
        """What a person needs in sight while filling it in."""
        return []

    def first(self, shown: Sequence[FieldRow]) -> FieldRow:
        """The field that the cursor is in when it opens; `shown` is never empty."""
        return shown[0]

    async def save(self, values: Mapping[str, str]) -> R:
        """Records it. Raises what the desk raises; nothing is recorded then."""
        raise NotImplementedError

    # Building

    def compose(self) -> ComposeResult:
        """Title, what stands beside, fields, what happened, keys."""
        context, blank = self.context(), self.blank()
        self._blank = blank
        self._keeper = Keeper(self.desk.drafts, *self._place, self.values, blank)
        kept = self._keeper.restore()
        self._restored = bool(kept)
        rows = []
        for field in self.fields:
            options = tuple(field.options(context)) if field.options else ()
            value = kept.get(field.name, blank[field.name])
            if field.closed:
                value = _among(options, value, blank[field.name], field)
            blank[field.name] = (
                _among(options, blank[field.name], "", field) if field.closed else blank[field.name]
            )
            offered = blank[field.name]
            rows.append(FieldRow(field, value, options, self.meaning, offered=offered))
        self._rows = rows
        with Frame(id="sheet"):
            yield Static(content(self._heading()), id="title")
            with VerticalScroll(id="beside", can_focus=False):
                yield Static(id="beside-lines")
            with VerticalScroll(id="fields", can_focus=False):
                yield from rows
            yield Static(id="status")
            yield Static(content(self._keys()), id="keys")

    def _heading(self) -> Line:
        mark = [Span("EXERCISE ", Tone.WARNING)] if self.context().view.exercise else []
        place = Span(f" · {line(self._place[0], 40)}", Tone.QUIET)
        return row(*mark, Span(self._title, Tone.TITLE), place)

    def _keys(self) -> Line:
        return quiet("Enter next field, last one saves · Ctrl+S save · ↓ pick · Esc leave (kept)")

    def on_mount(self) -> None:
        """The first field gets the cursor; what was typed before is said to be back."""
        self._show()
        shown = self._shown()
        if shown:
            self.first(shown).editor.focus()
        if self._keeper and self._keeper.trouble:
            self._say(self._keeper.trouble, Tone.ALARM)
        elif self._restored:
            self._say(
                "What you typed before is here again, not saved yet. Ctrl+R starts afresh.",
                Tone.WARNING,
            )
        else:
            self._say("")

    def on_resize(self) -> None:
        """Fits the new size."""
        self.call_after_refresh(self._fit)

    # Values

    def values(self) -> dict[str, str]:
        """What every field says."""
        return {one.field.name: one.value for one in self._rows}

    def _shown(self) -> list[FieldRow]:
        return [one for one in self._rows if one.display]

    def meaning(self, field: Field, text: str) -> str:
        """What a typed time or number means, shown while it is typed."""
        return time_meaning(field, text, self.context()) if field.moment else ""

    # Showing

    def _say(self, text: str, tone: Tone = Tone.PLAIN) -> None:
        status = self.query_one("#status", Static)
        status.update(content(row(Span(line(text, 400), tone))))
        status.display = bool(text)
        self.call_after_refresh(self._fit)

    def _show(self) -> None:
        """Shows the fields that are asked now, and what stands beside them."""
        values, context = self.values(), self.context()
        for one in self._rows:
            one.display = one.field.asked(values, context) or bool(one.wrong)
        self.show_beside(values)
        self.call_after_refresh(self._fit)

    def show_beside(self, values: Mapping[str, str]) -> None:
        """Draws what stands beside the fields."""
        lines = self.beside(values)
        self.query_one("#beside-lines", Static).update(block(lines))
        self.query_one("#beside").display = bool(lines)

    def _fit(self) -> None:
        """Gives the fields the rows that are free, and keeps the one with the cursor in sight."""
        parts = [*self.query("#title, #beside, #status, #keys")]
        found = self.query("#fields")
        if len(parts) < 4 or not found:
            return  # It closes, and loses its parts before it is told.
        others = sum(part.outer_size.height for part in parts if part.display)
        top = TOP if self.size.height >= 20 else 0
        free = max(3, self.size.height - top - others - 2)
        found.first().styles.max_height = free
        if self.focused is not None:
            self.call_after_refresh(self._in_sight)

    def _in_sight(self) -> None:
        found = next((one for one in self._rows if one.editor is self.focused), None)
        if found is not None and (fields := self.query("#fields")):
            fields.first().scroll_to_widget(found, animate=False, force=True)

    # Moving

    def on_descendant_focus(self) -> None:
        """The whole field is in sight, with what is offered under it."""
        self.call_after_refresh(self._fit)

    def on_field_row_edited(self, event: FieldRow.Edited) -> None:
        """Keeps it soon; asks what is asked now."""
        event.stop()
        self._show()
        if self._keeper is not None:
            self._keeper.soon(self)

    def on_field_row_entered(self, event: FieldRow.Entered) -> None:
        """On to the next field; on the last, saves."""
        event.stop()
        shown = self._shown()
        at = shown.index(event.row) if event.row in shown else len(shown) - 1
        if at + 1 < len(shown):
            shown[at + 1].editor.focus()
        else:
            self.action_save()

    def on_field_row_picked(self, event: FieldRow.Picked) -> None:
        """Who was picked brings role and telephone along, where nothing is typed."""
        event.stop()
        for one in self._rows:
            text = event.option.fills.get(one.field.name, "")
            if text and is_blank(one.value):
                one.value = text

    def action_move(self, by: int) -> None:
        """Along the suggestions of this field, or to the field before or after."""
        shown = self._shown()
        at = next((n for n, one in enumerate(shown) if one.editor is self.focused), 0)
        if shown[at].pick_by(by):
            self.call_after_refresh(self._fit)
            return
        if 0 <= at + by < len(shown):
            shown[at + by].editor.focus()

    def action_more(self, by: int) -> None:
        """Scrolls what stands beside, when it is longer than its rows."""
        self.query_one("#beside").scroll_relative(y=by, animate=False)

    # Leaving and saving

    def action_leave(self) -> None:
        """Leaves; what is typed is kept first."""
        if self.saving:
            self._say("saving… one moment")
            return
        self.run_worker(self.gives_way(self._leave()))

    async def leave(self, seconds: float) -> bool:
        """Keeps what is typed, also when the desk itself is left. Whether that is on disk."""
        return self._keeper is None or await self._keeper.now()

    async def _leave(self) -> None:
        if not await self.leave(0) and not self._lost_is_meant:
            self._lost_is_meant = True
            assert self._keeper is not None
            self._say(f"{self._keeper.trouble} Esc again leaves and loses it.", Tone.ALARM)
            return
        if self.is_current:
            self.dismiss(None)

    def action_afresh(self) -> None:
        """Takes away what was typed."""
        if self.saving:
            return
        for one in self._rows:
            one.fail("")
            one.value = self._blank[one.field.name]
        self._show()
        self._say("")
        if self._keeper is not None:
            self._keeper.soon(self)

    def action_save(self) -> None:
        """Saves, once."""
        if self.saving:
            return
        self.saving = True
        self._say("saving…", Tone.STRONG)
        self.run_worker(self._save())

    async def _save(self) -> None:
        # A field that is not asked says nothing: what is shown is what is saved.
        values = {one.field.name: one.value if one.display else "" for one in self._rows}
        for one in self._rows:
            one.fail("")
        try:
            result = await self.save(values)
        except Exception as error:
            self.saving = False
            self.failed(error)
            return
        keeper = self._keeper
        if keeper is not None and not await keeper.forget():
            say(self.app, f"It is saved. {keeper.trouble}", "warning")
        self.saved(result)

    def saved(self, result: R) -> None:
        """It is on disk."""
        self.dismiss(result)

    def failed(self, error: Exception) -> None:
        """Says why at the field concerned, and puts the cursor there; everything typed stays."""
        sentence = explain(error)
        name = error.field if isinstance(error, Rejected) else ""
        if isinstance(error, LateWithoutReason):
            name = "late"
        found = next((one for one in self._rows if one.field.name == name), None)
        if found is None:
            self._say(f"NOT SAVED. {sentence}", Tone.ALARM)
            return
        found.fail(sentence)
        self._show()
        self._say("NOT SAVED yet.", Tone.ALARM)
        found.editor.focus()


def _among(options: Sequence[Option], value: str, otherwise: str, field: Field) -> str:
    """A choice that can still be made; the only one there is, when it must be made."""
    values = [option.value for option in options]
    for wanted in (value, otherwise):
        if wanted in values:
            return wanted
    return values[0] if field.required and len(values) == 1 else ""
