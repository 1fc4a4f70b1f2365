"""A name and a passphrase: what signing in and unlocking have in common (I11)."""

from __future__ import annotations

import asyncio
from collections.abc import Sequence
from textwrap import wrap

from textual.app import ComposeResult
from textual.containers import Vertical
from textual.widgets import Button, Input, Label, Select

from ooh_console.desk.panels.lines import Line, Span, Tone, row
from ooh_console.tui.render import words
from ooh_console.tui.screens.base import DeskScreen
from ooh_console.tui.trouble import explain
from ooh_console.tui.widgets.panel import Panel


class PassphraseScreen(DeskScreen):
    """Enter goes from field to field, and does it from the last."""

    LAST = "passphrase"
    """The field after which Enter does it."""
    DOES = "Sign in"
    """What the button says."""
    KEYS = "Tab next field · Enter sign in · Ctrl+Q leave"
    PASSPHRASES: tuple[str, ...] = ("passphrase",)

    def __init__(self, id: str) -> None:
        super().__init__(id=id)
        self._busy = False

    def heading(self) -> Sequence[Line]:
        """What this is."""
        raise NotImplementedError

    def fields(self) -> ComposeResult:
        """What is asked before the passphrase."""
        raise NotImplementedError

    def enter(self) -> None:
        """Does it, in a thread. Raises `CannotOpen`."""
        raise NotImplementedError

    async def entered(self) -> None:
        """It is done."""
        raise NotImplementedError

    def compose(self) -> ComposeResult:
        """The fields, the button, and a line for what went wrong."""
        yield Panel(self.heading(), id="heading")
        with Vertical(id="form"):
            yield from self.fields()
            for number, field in enumerate(self.PASSPHRASES):
                yield Label(words("Passphrase again" if number else "Passphrase"))
                yield Input(password=True, id=field, compact=True, select_on_focus=False)
            yield Button(words(self.DOES), id="go", compact=True)
            yield Panel(id="why")
        yield Panel([row(Span(self.KEYS, Tone.QUIET))], id="keys")

    def choice(self, field: str, label: str, options: Sequence[str], value: str) -> ComposeResult:
        """One of several, under its label."""
        yield Label(words(label))
        yield Select(
            [(words(one), one) for one in options],
            value=value,
            allow_blank=False,
            compact=True,
            id=field,
        )

    def text(self, field: str) -> str:
        """What is typed in a field."""
        return self.query_one(f"#{field}", Input).value

    def chosen(self, field: str) -> str:
        """What is chosen in a field."""
        return str(self.query_one(f"#{field}", Select).value)

    def say(self, sentence: str, tone: Tone = Tone.ALARM) -> None:
        """Under the fields."""
        width = max(20, self.size.width - 6)
        self.query_one("#why", Panel).show([row(Span(one, tone)) for one in wrap(sentence, width)])

    def wrong(self) -> bool:
        """Says what is missing, if anything is."""
        return False

    def again(self) -> None:
        """The name stays; the passphrase is typed again."""
        for field in self.PASSPHRASES:
            self.query_one(f"#{field}", Input).value = ""
        self.query_one("#passphrase").focus()

    def on_input_submitted(self, event: Input.Submitted) -> None:
        """Enter: the next field, or in."""
        event.stop()
        if event.input.id == self.LAST:
            self.go()
        else:
            self.focus_next()

    def on_button_pressed(self) -> None:
        """In."""
        self.go()

    def go(self) -> None:
        """Does it, once."""
        if self._busy or self.wrong():
            return
        self._busy = True
        self.say("Opening…", Tone.QUIET)
        # The app's worker: this screen goes away in the middle of it.
        self.app.run_worker(self.gives_way(self._go()), group="sign-in", exit_on_error=False)

    async def _go(self) -> None:
        try:
            await asyncio.to_thread(self.enter)
            await self.entered()
        except Exception as error:
            self._busy = False
            if self.is_attached:
                self.say(explain(error))
                self.again()
