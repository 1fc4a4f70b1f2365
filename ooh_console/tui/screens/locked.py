"""Over a locked desk: how many alarms there are, and who unlocks it. Nothing of anybody's."""

from __future__ import annotations

import asyncio
from collections.abc import Sequence
from textwrap import wrap
from typing import TYPE_CHECKING, ClassVar

from textual.app import ComposeResult
from textual.binding import Binding, BindingType
from textual.widgets import Button, Select

from ooh_console.desk.panels.lines import Line, Span, Tone, row
from ooh_console.desk.panels.locked import counted
from ooh_console.domain.text import line
from ooh_console.tui.render import words
from ooh_console.tui.screens.passphrase import PassphraseScreen
from ooh_console.tui.widgets.panel import Panel

if TYPE_CHECKING:
    from ooh_console.desk.desk import Desk
    from ooh_console.desk.opening import Opening
    from ooh_console.desk.tonight import Tonight


class LockedScreen(PassphraseScreen):
    """The person who sits here, or somebody else who takes the desk as it stands.

    `changing`: nothing is locked yet, somebody only wants to hand over; Esc goes back, until it is
    locked meanwhile (`shut`).
    """

    TABLE = "locked"
    DOES = "Unlock"
    KEYS = "Enter unlock · Shift+Tab another name, who takes the desk · Ctrl+Q leave"
    BINDINGS: ClassVar[list[BindingType]] = [
        Binding("escape", "back", "Back", show=False),
        Binding("ctrl+l", "app.lock", "Lock", show=False),
    ]

    def __init__(
        self, desk: Desk, opening: Opening, tonight: Tonight, *, changing: bool = False
    ) -> None:
        super().__init__("locked")
        self.desk = desk
        self._opening = opening
        self._tonight = tonight
        self._changing = changing
        if changing:
            self.DOES = "Take the desk"
            self.KEYS = "Enter take the desk · Esc back, nobody changed · Ctrl+Q leave"

    @property
    def goes_back(self) -> bool:
        """Whether Esc shows the desk again."""
        return self._changing and not self.desk.vacant

    def shut(self) -> None:
        """Nobody came, and nobody is there any more: from now on a passphrase opens it."""
        if not self._changing:
            return
        self._changing = False
        del self.DOES, self.KEYS  # Those of a locked desk again.
        self.query_one("#go", Button).label = words(self.DOES)
        self.query_one("#keys", Panel).show([row(Span(self.KEYS, Tone.QUIET))])
        self.tick()
        self.background(self._others(), "names")

    def heading(self) -> Sequence[Line]:
        """That it is locked, the time, and how many alarms wait."""
        desk = self.desk
        now = desk.clock()
        title = "Who takes this desk?" if self._changing else "LOCKED"
        clock = f" · {line(desk.name, 30)} · {now.astimezone(desk.habits.tz):%H:%M:%S %Z}"
        return [row(Span(title, Tone.STRONG), clock), counted(self._tonight, now)]

    def fields(self) -> ComposeResult:
        """Who sits here, and who else may."""
        here = self.desk.operator.name
        yield Panel(self._sits(), id="sits")
        yield from self.choice("who", "Name", (here,), here)

    def _sits(self) -> list[Line]:
        desk = self.desk
        who = f"{line(desk.operator.name, 40)} sits here. What was typed is kept."
        sentence, tone = (desk.vacant, Tone.ALARM) if desk.vacant else (who, Tone.QUIET)
        width = max(20, self.app.size.width - 6)
        return [row(Span(one, tone)) for one in wrap(sentence, width)]

    async def on_mount(self) -> None:
        """The passphrase has the cursor; who else can sign in here is read beside it."""
        self.query_one("#passphrase").focus()
        self.set_interval(1.0, self.tick)
        self.background(self._others(), "names")

    async def _others(self) -> None:
        names = await asyncio.to_thread(lambda: tuple(self._opening.names))
        if not self.is_attached or not names:
            return
        here = self.desk.operator.name
        others = [name for name in names if name != here]
        ordered = [here, *others] if here in names and not self._changing else [*others]
        if not ordered:
            ordered = list(names)
        who = self.query_one("#who", Select)
        before = self.chosen("who")
        who.set_options([(words(name), name) for name in ordered])
        who.value = before if before in ordered else ordered[0]

    def tick(self) -> None:
        """The clock and the alarms go on."""
        if self.is_current:
            self.query_one("#heading", Panel).show(self.heading())
            self.query_one("#sits", Panel).show(self._sits())

    def enter(self) -> None:
        """Unlocks, or takes the desk."""
        self._opening.take_over(self.desk, self.chosen("who"), self.text("passphrase"))

    def wrong(self) -> bool:
        """Somebody else takes it once everything that was entered is on disk: else it would be
        signed by them."""
        if self.chosen("who") == self.desk.operator.name or not self.console_app.still_saving:
            return False
        self.say("What was entered last is still being saved: in a moment, then again.")
        return True

    async def entered(self) -> None:
        """The desk as it was left."""
        await self.console_app.unlocked()

    def action_back(self) -> None:
        """Nobody changed, where nothing was locked."""
        if self.goes_back and not self._busy:
            # The app's worker: this screen's own would be waited for by its own end.
            self.app.run_worker(self.console_app.unlock(), group="unlocking", exit_on_error=False)
