"""Signing in at an agency that wants a person to be there: who did, and where, is on record."""

from __future__ import annotations

from collections.abc import Awaitable, Callable

from ooh_console.desk.desk import Desk
from ooh_console.domain.bodies import SignedInAtAgency
from ooh_console.domain.text import line

Show = Callable[[str], Awaitable[None]]
"""Opens an address in the person's browser, and shows it."""


async def sign_in(desk: Desk, agency: str, show: Show) -> str:
    """Has the person at the desk sign in at an agency, and waits for them; empty, or one sentence
    that says why they are not signed in.

    That they did is on the register (I11). A desk that can only read signs in nowhere. Raises the
    ledger's errors.
    """
    if desk.ledger.problem:
        return (
            f"{desk.ledger.problem} A sign-in that cannot be put on the register is not made: "
            "nothing was opened."
        )
    why = await desk.gateway.sign_in(agency, show)
    if why:
        return f"You are not signed in: {line(agency, 60)} {line(why, 200).rstrip('.')}."
    await desk.register(SignedInAtAgency(agency=agency))
    return ""
