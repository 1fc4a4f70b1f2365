"""Signing in at an agency that wants a person to be there: who did, and where, is on record."""

from __future__ import annotations

import os
import sys
from collections.abc import Awaitable, Callable
from urllib.parse import parse_qs, urlsplit

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


def port_of(address: str) -> str:
    """The port of this computer to which the browser comes back from this address."""
    back = parse_qs(urlsplit(address).query).get("redirect_uri", [""])[0]
    return str(urlsplit(back).port or "")


def browser_has_a_window() -> bool:
    """Whether a browser can open in a window of its own.

    Without one, Python would start a browser for terminals, which draws over what is read there.
    """
    if sys.platform in ("darwin", "win32"):
        return "SSH_CONNECTION" not in os.environ
    return bool(os.environ.get("DISPLAY") or os.environ.get("WAYLAND_DISPLAY"))
