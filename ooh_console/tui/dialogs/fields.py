"""One field of a form: label, where it is typed or chosen, what is offered, what is wrong."""

from __future__ import annotations

from collections.abc import Callable, Sequence
from dataclasses import dataclass

from textual.app import ComposeResult
from textual.containers import Horizontal, Vertical
from textual.message import Message
from textual.widget import Widget
from textual.widgets import Input, Static, TextArea

from ooh_console.desk.acts.form import Field, Option
from ooh_console.desk.panels.lines import Line, Span, Tone, quiet, row
from ooh_console.domain.text import line
from ooh_console.tui.dialogs.choosing import Choice, window
from ooh_console.tui.dialogs.writing import TextBlock, TextLine
from ooh_console.tui.render import block, content

OFFERED = 4
"""Suggestions shown at once: more would push the next field out of sight."""

Meaning = Callable[[Field, str], str]


class FieldRow(Vertical):
    """A field with its label. Everything about it stands in or directly under it."""

    DEFAULT_CSS = """
    FieldRow { height: auto; }
    FieldRow > Horizontal { height: auto; }
    FieldRow .label { width: 29; height: auto; }
    FieldRow .below { height: auto; padding: 0 0 0 30; display: none; }
    FieldRow .wrong { height: auto; padding: 0 0 0 2; display: none; }
    """

    @dataclass
    class Edited(Message):
        """The text of this field is another one now."""

        row: FieldRow

    @dataclass
    class Entered(Message):
        """Enter was pressed: on to the next field."""

        row: FieldRow

    @dataclass
    class Picked(Message):
        """A suggestion was taken."""

        option: Option

    def __init__(
        self,
        field: Field,
        value: str,
        options: Sequence[Option],
        meaning: Meaning,
        *,
        needed: bool = False,
        offered: str = "",
    ) -> None:
        super().__init__(id=f"row-{field.name}")
        self.field = field
        self.needed = needed or field.required
        self._options = tuple(options)
        self._meaning = meaning
        self._picked = -1
        self._opened = False
        self._wrong = ""
        self.editor: TextLine | TextBlock | Choice
        if field.closed:
            self.editor = Choice(options, value, id=f"field-{field.name}")
        elif field.lines:
            self.editor = TextBlock(value, id=f"field-{field.name}")
        else:
            self.editor = TextLine(value, id=f"field-{field.name}")
            self.editor.offered = offered

    @property
    def value(self) -> str:
        """What is typed or chosen."""
        return self.editor.text if isinstance(self.editor, TextBlock) else self.editor.value

    @value.setter
    def value(self, value: str) -> None:
        if isinstance(self.editor, TextBlock):
            self.editor.load_text(value)
        else:
            self.editor.value = value

    @property
    def wrong(self) -> str:
        """What is wrong with it, in one sentence."""
        return self._wrong

    def compose(self) -> ComposeResult:
        """Label and editor on one row; under it what is wrong, then what is offered."""
        with Horizontal():
            yield Static(content(self._label(False)), classes="label")
            yield self.editor
        yield Static(classes="wrong")
        yield Static(classes="below")

    def _label(self, focused: bool) -> Line:
        tone = Tone.STRONG if focused else Tone.PLAIN
        star = "*" if self.needed else ""
        return row(Span(f"{'▸ ' if focused else '  '}{self.field.label}{star}", tone))

    def fail(self, sentence: str) -> None:
        """Says what is wrong, under the field; empty takes it away."""
        self._wrong = sentence
        found = self.query_one(".wrong", Static)
        found.update(content(row(Span(f"✗ {line(sentence, 400)}", Tone.ALARM))))
        found.display = bool(sentence)

    # What is offered

    @property
    def _fitting(self) -> tuple[Option, ...]:
        """Suggestions that fit what is typed; all of them once Down was pressed."""
        typed = self.value.strip().casefold()
        if self.field.closed or self._opened:
            return () if self.field.closed else self._options
        if not typed:
            return self._options
        if any(typed == option.value.casefold() for option in self._options):
            return ()
        return tuple(o for o in self._options if typed in f"{o.value} {o.words}".casefold())

    def on_descendant_focus(self) -> None:
        """Opens what is offered."""
        self._draw(True)

    def on_descendant_blur(self) -> None:
        """Closes it."""
        self._opened, self._picked = False, -1
        self._draw(False)

    def _draw(self, focused: bool) -> None:
        self.query_one(".label", Static).update(content(self._label(focused)))
        below = self.query_one(".below", Static)
        found: list[Line] = []
        meant = self._meaning(self.field, self.value)
        if meant:
            found.append(row(Span(f"= {meant}", Tone.STRONG)))
        if focused:
            if self.field.hint and not meant:
                found.append(quiet(self.field.hint))
            found += self._offers()
        below.update(block(found))
        below.display = bool(found)

    def _offers(self) -> list[Line]:
        fitting = self._fitting
        found = []
        shown = window(len(fitting), max(0, self._picked), OFFERED)
        for place in shown:
            words = line(fitting[place].words, 120)
            if place == self._picked:
                found.append(row(Span(f"▸ {words}", Tone.STRONG)))
            else:
                found.append(
                    quiet(f"↓ {words}" if place == 0 and self._picked < 0 else f"  {words}")
                )
        if len(fitting) > len(shown):
            found.append(quiet(f"  {len(fitting) - len(shown)} more"))
        return found

    def pick_by(self, by: int) -> bool:
        """Moves along what is offered; whether there is anything."""
        if self.field.closed or self.field.lines or not self._options:
            return False
        if not self._fitting and by > 0:
            self._opened = True
        fitting = self._fitting
        if not fitting or (by < 0 and self._picked < 0):
            return False
        self._picked = max(-1, min(len(fitting) - 1, self._picked + by))
        self._draw(True)
        return True

    def take_pick(self) -> bool:
        """Puts the suggestion under the mark into the field; whether there was one."""
        fitting = self._fitting
        if not 0 <= self._picked < len(fitting):
            return False
        option = fitting[self._picked]
        value = option.value
        self._picked, self._opened = -1, False
        if isinstance(self.editor, TextLine):
            self.editor.value = value
            self.editor.cursor_position = len(value)
        self.post_message(self.Picked(option))
        return True

    # What is typed

    def on_input_changed(self, event: Input.Changed) -> None:
        """Typed text narrows what is offered."""
        event.stop()
        self._edited()

    def on_text_area_changed(self, event: TextArea.Changed) -> None:
        """Typed in several lines."""
        event.stop()
        self._edited()

    def on_choice_changed(self, event: Choice.Changed) -> None:
        """Chosen."""
        event.stop()
        self._edited()

    def _edited(self) -> None:
        self._picked = -1
        if self._wrong:
            self.fail("")
        if self.is_mounted:
            self._draw(self._is_focused())
        self.post_message(self.Edited(self))

    def _is_focused(self) -> bool:
        focused: Widget | None = self.screen.focused
        return focused is self.editor

    def on_input_submitted(self, event: Input.Submitted) -> None:
        """Enter takes the suggestion under the mark, and goes on."""
        event.stop()
        self.take_pick()
        self.post_message(self.Entered(self))

    def on_choice_go_on(self, event: Choice.GoOn) -> None:
        """Enter on a choice goes on."""
        event.stop()
        self.post_message(self.Entered(self))
