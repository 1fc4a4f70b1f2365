"""Signing in at agencies from the command line: the address is printed, and the browser waited for.

A sign-in lasts as long as the command, in whose memory alone it is kept.
"""

from __future__ import annotations

import asyncio
import sys
from contextlib import suppress

from ooh_console.cli.printing import say, say_lines
from ooh_console.desk.desk import Desk
from ooh_console.desk.panels.agency_sign_in import PATIENCE, address_lines, signed_in_words
from ooh_console.desk.panels.lines import plain
from ooh_console.desk.presence import browser_has_a_window, sign_in
from ooh_console.domain.text import line


async def sign_in_where_wanted(desk: Desk) -> tuple[str, ...]:
    """Signs in at every agency that wants a person, one after the other; why not, of those where
    nobody is signed in now. Each is said at once. Raises the ledger's errors."""
    tried = [
        await sign_in_at(desk, name) for name, signed in desk.gateway.signs_in.items() if not signed
    ]
    return tuple(why for why in tried if why)


async def sign_in_at(desk: Desk, agency: str) -> str:
    """Signs in at one agency; empty, or why nobody is signed in. What happens is said on standard
    error, so that a document on standard output stays one. Raises the ledger's errors."""
    say(f"Asking {line(agency, 60)} where to sign in…")
    why = await sign_in(desk, agency, _show)
    say(why or signed_in_words(agency))
    return why


async def _show(address: str) -> None:
    opens = browser_has_a_window()
    # Before the browser takes the window away: somebody who hears it knows why.
    say_lines(plain(address_lines(address, opened=opens)))
    say(f"{PATIENCE} Ctrl+C ends the waiting.")
    if opens:
        await _open(address)


async def _open(address: str) -> None:
    # By itself: starting one may take seconds, and what it prints is not for our output.
    nowhere = asyncio.subprocess.DEVNULL
    with suppress(OSError):
        await asyncio.create_subprocess_exec(
            sys.executable, "-m", "webbrowser", address, stdin=nowhere, stdout=nowhere,
            stderr=nowhere, start_new_session=True,
        )  # fmt: skip
