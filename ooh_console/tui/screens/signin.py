"""Who sits at the desk: a name and a passphrase, or the first operator of a new desk (I11)."""

from __future__ import annotations

import asyncio
from typing import TYPE_CHECKING

from textual.app import ComposeResult
from textual.containers import Vertical
from textual.widgets import Button, Input, Label, Select

from ooh_console.desk.panels.lines import Span, Tone, row
from ooh_console.domain.bodies import OOH
from ooh_console.domain.roles import Role
from ooh_console.tui.render import words
from ooh_console.tui.screens.base import DeskScreen
from ooh_console.tui.trouble import explain
from ooh_console.tui.widgets.panel import Panel

if TYPE_CHECKING:
    from ooh_console.desk.desk import Desk
    from ooh_console.desk.opening import Opening


class SignIn(DeskScreen):
    """Enter goes from field to field, and signs in from the last."""

    TABLE = "sign-in"

    def __init__(self, opening: Opening, names: tuple[str, ...], *, exercise: bool) -> None:
        super().__init__(id="sign-in")
        self._opening = opening
        self._names = names
        self._exercise = exercise
        self._busy = False

    def compose(self) -> ComposeResult:
        """A few fields, the button, and a line for what went wrong."""
        lead: list[Span | str] = [Span("EXERCISE", Tone.WARNING), " "] if self._exercise else []
        title = "Sign in" if self._names else "A new desk: who is its first operator?"
        yield Panel([row(*lead, Span(title, Tone.STRONG))], id="heading")
        with Vertical(id="form"):
            if self._names:
                yield Label(words("Name"))
                yield Select(
                    [(words(name), name) for name in self._names],
                    value=self._names[0],
                    allow_blank=False,
                    compact=True,
                    id="who",
                )
            else:
                yield Label(words("Name (as it stands under every entry)"))
                yield Input(id="name", compact=True, select_on_focus=False)
                yield Label(words("Role"))
                yield Select(
                    [(words(role.value), role.value) for role in Role],
                    value=Role.DUTY.value,
                    allow_blank=False,
                    compact=True,
                    id="role",
                )
                yield Label(words("Agency"))
                yield Input(OOH, id="agency", compact=True, select_on_focus=False)
            yield Label(words("Passphrase"))
            yield Input(password=True, id="passphrase", compact=True, select_on_focus=False)
            if not self._names:
                yield Label(words("Passphrase again"))
                yield Input(password=True, id="again", compact=True, select_on_focus=False)
            yield Button(
                words("Sign in" if self._names else "Make this operator"), id="go", compact=True
            )
            yield Panel(id="why")
        yield Panel(
            [row(Span("Tab next field · Enter sign in · Ctrl+Q leave", Tone.QUIET))], id="keys"
        )

    def on_mount(self) -> None:
        """The first thing to type has the cursor."""
        self.query_one("#passphrase" if self._names else "#name").focus()

    def on_input_submitted(self, event: Input.Submitted) -> None:
        """Enter: the next field, or in."""
        if event.input.id in ("again", "passphrase" if self._names else "again"):
            self._go()
        else:
            self.focus_next()

    def on_button_pressed(self) -> None:
        """In."""
        self._go()

    def _text(self, field: str) -> str:
        return self.query_one(f"#{field}", Input).value

    def _chosen(self, field: str) -> str:
        return str(self.query_one(f"#{field}", Select).value)

    def _say(self, sentence: str, tone: Tone = Tone.ALARM) -> None:
        from textwrap import wrap

        width = max(20, self.size.width - 6)
        self.query_one("#why", Panel).show([row(Span(one, tone)) for one in wrap(sentence, width)])

    def _go(self) -> None:
        if self._busy:
            return
        if not self._names:
            if not self._text("name").strip():
                self._say("Name: say who this is.")
                self.query_one("#name").focus()
                return
            if self._text("passphrase") != self._text("again"):
                self._say("The two passphrases are not the same: type both again.")
                self._passphrase_again()
                return
        self._busy = True
        self._say("Opening…", Tone.QUIET)
        # The app's worker: this screen goes away in the middle of it.
        self.app.run_worker(self._sign_in(), group="sign-in", exit_on_error=False)

    async def _sign_in(self) -> None:
        try:
            desk = await asyncio.to_thread(self._open)
        except Exception as error:
            self._busy = False
            self._say(explain(error))
            self._passphrase_again()
            return
        if self._opening.recovery_key:
            await self._write_down(self._opening.recovery_key)
        await self.console_app.enter(desk)

    async def _write_down(self, key: str) -> None:
        """Nobody goes on before the key is on paper."""
        from ooh_console.tui.screens.recovery import RecoveryKey

        written = asyncio.Event()
        screen = RecoveryKey(key, written.set)
        await self.app.push_screen(screen)
        await written.wait()
        await self.app.pop_screen()

    def _open(self) -> Desk:
        if self._names:
            return self._opening.sign_in(self._chosen("who"), self._text("passphrase"))
        return self._opening.add_first(
            self._text("name").strip(),
            self._chosen("role"),
            self._text("agency").strip(),
            self._text("passphrase"),
        )

    def _passphrase_again(self) -> None:
        """The name stays; the passphrase is typed again."""
        for field in ("passphrase",) if self._names else ("passphrase", "again"):
            self.query_one(f"#{field}", Input).value = ""
        self.query_one("#passphrase").focus()
