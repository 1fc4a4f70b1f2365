"""Signing in at agencies that want a person to be there: the browser opens, this page waits."""

from __future__ import annotations

import asyncio
from collections.abc import Callable, Sequence
from typing import ClassVar

from textual.binding import Binding, BindingType
from textual.worker import Worker

from ooh_console.desk.desk import Desk
from ooh_console.desk.panels import agency_sign_in as panel
from ooh_console.desk.panels.lines import Line, Span, Tone, quiet, row
from ooh_console.desk.presence import browser_has_a_window, sign_in
from ooh_console.domain.text import line
from ooh_console.tui.pages.page import Page, mark
from ooh_console.tui.trouble import explain

MOST = 9
"""Agencies that have a digit of their own."""


class AgencySignInPage(Page):
    """These agencies with their state. A digit signs in; `after` is called once somebody is."""

    BINDINGS: ClassVar[list[BindingType]] = [
        *(Binding(str(n), f"sign_in({n})", show=False) for n in range(1, MOST + 1)),
        Binding("z", "copy", "Copy the address", show=False),
    ]
    KEYS = "1-9 sign in · z copies the address · Esc back, ends the waiting"

    def __init__(self, desk: Desk, after: Callable[[], None]) -> None:
        super().__init__()
        self._desk = desk
        self._after = after
        self._waits_for = ""
        self._address = ""
        self._opened = False
        self._waiting: Worker[None] | None = None

    def heading(self) -> Line:
        """The title."""
        return row(*mark(self._desk.exercise), Span("Sign in to an agency", Tone.TITLE))

    def lines(self) -> Sequence[Line]:
        """Each agency with its digit; while one is waited for, the address of its sign-in."""
        agencies = self._desk.gateway.signs_in
        if not agencies:
            return [quiet(panel.NONE_WANTED)]
        found = []
        for number, (name, signed) in enumerate(agencies.items(), 1):
            digit = Span(f"{number if number <= MOST else ' '}  ", Tone.STRONG)
            state = panel.standing(signed=signed, waits=name == self._waits_for)
            found.append(row(digit, f"{line(name, 30):<31}", state))
        lasts = f"A sign-in lasts until this desk is closed. {panel.ON_RECORD}"
        found += [row(""), quiet(lasts)]
        if self._address:
            found.append(row(""))
            found += panel.address_lines(self._address, opened=self._opened, copied_by="z")
        return found

    def action_sign_in(self, number: int) -> None:
        """Signs in at the agency of this digit; one at a time."""
        names = list(self._desk.gateway.signs_in)
        if number > len(names):
            return
        if self._waits_for:
            self.tell(f"Waiting for {line(self._waits_for, 40)}: Esc ends the waiting.")
            return
        self._waits_for = names[number - 1]
        self.tell(f"Asking {line(self._waits_for, 40)} where to sign in…")
        self._waiting = self.run_worker(self._sign_in(self._waits_for), exit_on_error=False)
        self.draw()

    async def _sign_in(self, agency: str) -> None:
        try:
            why = await sign_in(self._desk, agency, self._show)
        except Exception as error:
            why = explain(error)
        finally:
            self._waits_for = self._address = ""
        if why:
            self.tell(why, Tone.ALARM)
        else:
            self.tell(panel.signed_in_words(agency), Tone.GOOD)
            self._after()
        self.draw()

    async def _show(self, address: str) -> None:
        self._address = address
        self._opened = self.app.is_web or browser_has_a_window()
        if self.app.is_web:
            self.app.open_url(address)
        elif self._opened:
            # Starting a browser may take seconds, and no key waits for it.
            await asyncio.to_thread(self.app.open_url, address)
        self.tell(f"{panel.PATIENCE} Esc ends the waiting.")
        self.draw()

    def action_copy(self) -> None:
        """The address to the clipboard."""
        if self._address:
            self.app.copy_to_clipboard(self._address)
            self.tell("The address was given to the clipboard of your terminal.")

    def action_back(self) -> None:
        """Back; nobody is waited for any more."""
        if self._waiting is not None:
            self._waiting.cancel()
        super().action_back()
