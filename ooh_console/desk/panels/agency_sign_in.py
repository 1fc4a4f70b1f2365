"""Signing in at agencies, in lines: where a person is wanted, and the address to open."""

from __future__ import annotations

from ooh_console.desk.panels.lines import Line, Span, Tone, quiet, row
from ooh_console.desk.presence import port_of
from ooh_console.domain.text import clean, line

NONE_WANTED = "No agency of this desk wants a person to sign in there."
ON_RECORD = "That you signed in is on record."
PATIENCE = "Waiting for up to 5 minutes."


def standing(*, signed: bool, waits: bool) -> Span:
    """How it stands with one agency."""
    if waits:
        return Span("… waiting for you in the browser", Tone.WARNING)
    if signed:
        return Span("● signed in", Tone.GOOD)
    return Span("○ nobody is signed in: it answers nothing", Tone.WARNING)


def signed_in_words(agency: str) -> str:
    """That somebody is."""
    return f"You are signed in to {line(agency, 60)}. It is asked again."


def address_lines(address: str, *, opened: bool, copied_by: str = "") -> list[Line]:
    """The address of a sign-in, whole, and what to do where the browser is elsewhere.

    `copied_by` is the key that copies it, where there is one.
    """
    how = "Your browser was opened at" if opened else "No browser opens here: open"
    copies = f" ({copied_by} copies it)" if copied_by else ""
    port = port_of(address)
    return [
        row(f"{how} this address{copies}, and sign in there:"),
        row(""),
        # By itself and whole, so that it can be marked with the mouse over SSH.
        row(clean(address)),
        row(""),
        quiet(
            "The browser comes back to this computer. If it runs on another one, pass its port "
            f"{port} on to here first: ssh -L {port}:127.0.0.1:{port} and the name of this one."
        ),
    ]
