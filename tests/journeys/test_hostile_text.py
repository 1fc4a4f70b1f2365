"""Text that means harm, everywhere and in the real terminal: shown as words, obeyed by nobody (I8).

What is looked at are the bytes that reach the terminal. The text stands in every field of every
kind of entry and of every fact, in the reasons of agencies that failed, in names and telephones.
"""

from __future__ import annotations

import base64
import json
import re
import sys
from collections.abc import Iterable
from pathlib import Path

import pytest

from ooh_console.desk.commands import Command, of_screen
from ooh_console.desk.desk import Recording
from ooh_console.domain import bodies as b
from ooh_console.domain.roles import Role
from ooh_console.tui.commands import DOES
from tests.cli.places import PASSPHRASE, Place
from tests.journeys import hostile
from tests.journeys.loopback import Loopback, says, serving
from tests.journeys.places import MOTHER, NUMBER, live, notes, on_incident, seated, unforeseen
from tests.journeys.shown import Shown
from tests.journeys.terminal import Terminal

_POINTER = re.compile(rb"\x1b\]22;[a-z-]+\x07")
"""The shape of the mouse pointer, which Textual itself sends."""


def agencies(text: str) -> list[Loopback]:
    """One that holds such facts, and two whose reasons for not answering are such text."""
    refuses = says("400 No", json.dumps({"error": text}).encode())
    kind = "text/[/x]" + "".join(char for char in text if char.isprintable() and char.isascii())
    return [
        Loopback("Police", "police", items=hostile.facts(text, NUMBER), telephone=text),
        Loopback(f"{hostile.SEEN} [/x] [red]Council", "social-care", fault=refuses),
        Loopback("Trust", "maternity", fault=says("200 OK", b"{}", kind=kind[:200])),
    ]


def obeyed(terminal: Terminal) -> set[bytes]:
    """Which orders have reached the terminal."""
    return hostile.orders_in(_POINTER.sub(b"", terminal.raw))


def usable(terminal: Terminal, place: Place, text: str) -> None:
    """From the screen of the incident: a line can be recorded within a few seconds."""
    terminal.press("i")
    terminal.type(text)
    terminal.press("enter")
    terminal.see("saved", text, seconds=10)
    assert text in notes(place)
    assert not unforeseen(place)


@pytest.mark.timeout(300)
@pytest.mark.parametrize(("columns", "rows"), [(80, 24), (120, 40)], ids=["small", "large"])
def test_on_every_screen_and_in_every_dialog(tmp_path: Path, columns: int, rows: int) -> None:
    text = hostile.TEXT
    asked = agencies(text)
    with serving(asked):
        place = live(
            tmp_path,
            asked,
            opened=hostile.body(b.IncidentOpened, text, exercise=False),
            recordings=hostile.night(text, NUMBER),
            name=f"Ann {text[:300]}",
            role=Role.MANAGER,
        )
        with seated(place, columns=columns, rows=rows) as terminal:
            terminal.see(hostile.SEEN, "COULD NOT CHECK")
            go_through(terminal, of_screen("tonight"))
            terminal.press("enter")
            terminal.see(hostile.SEEN, "DECISION MAKER", "COULD NOT CHECK")
            terminal.press("tab")
            # Forms are as wide on both; pages and panels are not.
            wide = columns > 80
            go_through(terminal, [c for c in of_screen("incident") if not wide or c.id in _PAGES])
            assert obeyed(terminal) == set()
            copied(terminal)
            usable(terminal, place, "still here")


_PAGES = {command for screen, command in DOES if screen in ("", "incident")}
OPENS_NOTHING = {
    "open",
    "back",
    "quit",
    "entry",
    "refresh",
    "copy",
    "start",
    "end",
    "earlier",
    "sign-out",
}
LEADS_OUT = {"lock", "sign-out"}
"""Only a passphrase leads back. What they show, changing the person shows as well."""


def go_through(terminal: Terminal, commands: Iterable[Command]) -> None:
    """Opens each of them, picks and scrolls in it, and comes back."""
    for command in commands:
        if command.id in OPENS_NOTHING | LEADS_OUT:
            continue
        if key := command.key if re.fullmatch(r"f\d+", command.key) else command.letter:
            terminal.press(key)
        else:
            from_palette(terminal, command)
        terminal.until(lambda now: not at_home(now), f"{command.id} opens")
        # In a dialog the first suggestion goes into its field, on a page the rest comes in sight.
        terminal.press("down", "pagedown")
        if command.id == "lock":
            terminal.type(f"{PASSPHRASE}\r")
        else:
            terminal.press("escape")
        terminal.until(at_home, f"{command.id} closes")


def from_palette(terminal: Terminal, command: Command) -> None:
    """By its title."""
    terminal.press("ctrl+p")
    terminal.see("Search for commands")
    terminal.type(command.title)
    terminal.see(command.help[:20], without=["Search for commands"])
    terminal.press("enter")


def at_home(screen: Shown) -> bool:
    """Whether no dialog and no page is over the screen."""
    return screen.lines[-1].endswith("Ctrl+P all")


def copied(terminal: Terminal) -> None:
    """The entry under the cursor, to the clipboard: the one order that is meant, in clean words."""
    terminal.press("z")
    terminal.see("copied")
    (sent,) = re.findall(rb"\x1b\]52;c;([A-Za-z0-9+/=]+)\x07", terminal.raw)
    words = base64.b64decode(sent)
    assert hostile.SEEN.encode() in words
    assert hostile.orders_in(words) == set()
    assert b"\x1b" not in words


def test_in_notifications(tmp_path: Path) -> None:
    place = live(tmp_path)
    loud = (sys.executable, "-m", "tests.journeys.loud")
    with seated(place, *loud, columns=120, rows=50) as terminal:
        terminal.until(lambda now: now.text.count(hostile.SEEN) >= 3, "every notification")
        assert obeyed(terminal) == set()
        terminal.press("enter")
        terminal.see("DECISION MAKER", "Enter saves")
        terminal.press("tab")
        usable(terminal, place, "still here")


def test_a_megabyte_in_each_of_them(tmp_path: Path) -> None:
    text = hostile.MEGABYTE
    asked = Loopback("Police", items=hostile.large_facts(text, NUMBER))
    large = [b.Note(text=text), b.Decision(what=text, reason=text, decided_by=text)]
    recordings = [Recording(MOTHER), *map(Recording, large)]
    with serving([asked]):
        place = live(tmp_path, [asked], recordings=recordings)
        with on_incident(place) as terminal:
            terminal.see(hostile.SEEN, "held", seconds=30)
            terminal.press("tab")
            for key in ("f7", "f8", "k", "s", "f2", "enter"):
                terminal.press(key)
                terminal.until(lambda now: not at_home(now), f"{key} opens", seconds=10)
                terminal.press("pagedown", "end")
                terminal.press("escape")
                terminal.until(at_home, f"{key} closes", seconds=10)
            assert obeyed(terminal) == set()
            usable(terminal, place, "still here")
