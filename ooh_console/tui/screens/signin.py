"""Who sits at the desk: a name and a passphrase, or the first operator of a new desk (I11)."""

from __future__ import annotations

import asyncio
from collections.abc import Sequence
from typing import TYPE_CHECKING

from textual.app import ComposeResult
from textual.widgets import Input, Label

from ooh_console.desk.panels.lines import Line, Span, Tone, row
from ooh_console.domain.bodies import OOH
from ooh_console.domain.roles import Role
from ooh_console.tui.render import words
from ooh_console.tui.screens.passphrase import PassphraseScreen

if TYPE_CHECKING:
    from ooh_console.desk.desk import Desk
    from ooh_console.desk.opening import Opening


class SignInScreen(PassphraseScreen):
    """Signs somebody in; the app goes on from there."""

    TABLE = "sign-in"

    def __init__(self, opening: Opening, *, exercise: bool) -> None:
        super().__init__("sign-in")
        self.opening = opening
        self._exercise = exercise
        self._desk: Desk | None = None

    def heading(self) -> Sequence[Line]:
        """What this is."""
        lead: list[Span | str] = [Span("EXERCISE", Tone.WARNING), " "] if self._exercise else []
        return [row(*lead, Span(self.title_words(), Tone.STRONG))]

    def title_words(self) -> str:
        """What is asked."""
        return "Sign in"

    def enter(self) -> None:
        """Signs in."""
        self._desk = self.signed_in()

    def signed_in(self) -> Desk:
        """The desk with this person at it, in a thread. Raises `CannotOpen`."""
        raise NotImplementedError

    async def entered(self) -> None:
        """The desk is theirs."""
        assert self._desk is not None
        if self.opening.recovery_key:
            await self._write_down(self.opening.recovery_key)
        await self.console_app.enter(self._desk)

    async def _write_down(self, key: str) -> None:
        """Nobody goes on before the key is on paper."""
        from ooh_console.tui.screens.recovery import RecoveryKey

        written = asyncio.Event()
        screen = RecoveryKey(key, written.set)
        await self.app.push_screen(screen)
        await written.wait()
        await self.app.pop_screen()


class SignIn(SignInScreen):
    """One of those who can sign in here."""

    def __init__(self, opening: Opening, names: tuple[str, ...], *, exercise: bool) -> None:
        super().__init__(opening, exercise=exercise)
        self._names = names

    def fields(self) -> ComposeResult:
        """Who it is."""
        yield from self.choice("who", "Name", self._names, self._names[0])

    def on_mount(self) -> None:
        """The first thing to type has the cursor."""
        self.query_one("#passphrase").focus()

    def signed_in(self) -> Desk:
        """Somebody who is known."""
        return self.opening.sign_in(self.chosen("who"), self.text("passphrase"))


class FirstOperator(SignInScreen):
    """Nobody is there yet: the first operator of a new desk is made."""

    LAST = "again"
    DOES = "Make this operator"
    PASSPHRASES = ("passphrase", "again")

    def title_words(self) -> str:
        """What is asked."""
        return "A new desk: who is its first operator?"

    def fields(self) -> ComposeResult:
        """Who it is, as what, for whom."""
        yield Label(words("Name (as it stands under every entry)"))
        yield Input(id="name", compact=True, select_on_focus=False)
        yield from self.choice("role", "Role", [role.value for role in Role], Role.DUTY.value)
        yield Label(words("Agency"))
        yield Input(OOH, id="agency", compact=True, select_on_focus=False)

    def on_mount(self) -> None:
        """The first thing to type has the cursor."""
        self.query_one("#name").focus()

    def wrong(self) -> bool:
        """Says what is missing, if anything is."""
        if not self.text("name").strip():
            self.say("Name: say who this is.")
            self.query_one("#name").focus()
            return True
        if self.text("passphrase") != self.text("again"):
            self.say("The two passphrases are not the same: type both again.")
            self.again()
            return True
        return False

    def signed_in(self) -> Desk:
        """Makes them."""
        return self.opening.add_first(
            self.text("name").strip(),
            self.chosen("role"),
            self.text("agency").strip(),
            self.text("passphrase"),
        )
