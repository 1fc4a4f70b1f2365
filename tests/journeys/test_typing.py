"""Typing in a real terminal: bursts, another size at any moment, few colours and none."""

from __future__ import annotations

import re
import sys
from collections.abc import Callable
from pathlib import Path
from typing import Any

import pytest

from tests.cli.places import Place
from tests.journeys.loopback import FAULTS, Loopback, serving
from tests.journeys.places import NUMBER, live, notes, on_incident, unforeseen
from tests.journeys.shown import Shown
from tests.journeys.terminal import Terminal
from tests.journeys.watching import encoded

SIZES = [(120, 40), (60, 15), (80, 24), (100, 30), (132, 43), (80, 24)]


def entries(place: Place, kind: str) -> list[dict[str, Any]]:
    """The bodies of this kind, as another process reads them."""
    found = place.run("show", place.reference, "--json")
    assert found.status == 0, found.errors
    return [entry["body"] for entry in found.json["log"] if entry["kind"] == kind]


def whole_form(screen: Shown, columns: int) -> bool:
    """Its frame is closed at the right and at the bottom."""
    return len(screen.lines[-1]) == columns and screen.lines[-1].endswith("╯")


def whole_incident(screen: Shown, columns: int) -> bool:
    """The place in the first row, the three answers, the line to type in, the keys in the last."""
    return (
        screen.lines[0].startswith("26")
        and all(map(screen.has, ("DECISION MAKER", "LEAD", "OOH", "DW ▸")))
        and screen.lines[-1].endswith("Ctrl+P all")
    )


def whole_page(screen: Shown, columns: int) -> bool:
    """Its title and its keys."""
    return screen.lines[0].startswith(" Warning markers") and "Esc" in screen.lines[-1]


Whole = Callable[[Shown, int], bool]


def test_a_burst_goes_to_the_fields_it_was_meant_for(tmp_path: Path) -> None:
    """In one write: a line, a dialog's key, its fields, its end, the next line, another dialog."""
    place = live(tmp_path)
    burst = encoded(
        *"first line", "enter",
        "f9", *"ring the ward", "enter", *"Ruth Ambleside", "enter", *"30", "enter", "enter",
        *"second line", "enter",
        "f2", *"Insp. Shah", "enter", *"inspector", "enter", *"Police", "enter", *"PA21", "enter",
        *"plan 3", "enter", "enter", "enter",
        *"third line", "enter",
        "f4", "w", "2",
        *"fourth line", "enter",
        *"not entered",
    )  # fmt: skip
    assert len(burst) > 140
    with on_incident(place) as terminal:
        terminal.send(burst)
        terminal.see("▸ not entered")
        terminal.see("DECISION MAKER Insp. Shah, inspector, Police", "OOH            will attend")
        terminal.see("fourth line", without=["saving…"])
    assert notes(place) == ["first line", "second line", "third line", "fourth line"]
    (action,) = entries(place, "action")
    assert (action["text"], action["owner"]) == ("ring the ward", "Ruth Ambleside")
    (maker,) = entries(place, "decision_maker_set")
    assert maker["given"] == ["plan 3"]
    assert maker["who"] == {
        "name": "Insp. Shah", "role": "inspector", "agency": "Police", "contact": "PA21",
    }  # fmt: skip
    (answer,) = entries(place, "attendance_answered")
    assert (answer["answer"], answer["who"]) == ("will-attend", "Ann Example")
    assert not unforeseen(place)


def test_keys_after_a_screen_was_left_or_opened_are_for_the_next_one(tmp_path: Path) -> None:
    """In one write: what a form keeps on its way out, or an incident that is read, takes time."""
    place = live(tmp_path)
    with on_incident(place) as terminal:
        terminal.send(
            encoded(
                "f2", *"Insp. Sh", "escape", "f9", *"ring the ward", "enter", *"Ruth", "ctrl+s",
                "f4", "escape", "escape", "f2", *"12 Quay", "escape", "down",
                "enter", *"straight on", "enter", "f2",
            )
        )  # fmt: skip
        terminal.see("▸ Name", "Insp. Sh", "What you typed before is here again")
        terminal.press("escape")
        terminal.see("straight on", without=["saving…", "Esc leave"])
        terminal.press("escape", "f2")
        terminal.see("▸ Address", "12 Quay", "What you typed before is here again")
    (action,) = entries(place, "action")
    assert (action["text"], action["owner"]) == ("ring the ward", "Ruth")
    assert notes(place) == ["straight on"]
    assert not unforeseen(place)


def test_another_size_at_any_moment_loses_nothing(tmp_path: Path) -> None:
    """While a line is typed, while a form is filled in, over a page, and in the middle of both."""
    place = live(tmp_path)
    line = "the dog is in the garden on a chain"
    with on_incident(place) as terminal:
        pieces = [line[n : n + 6] for n in range(0, len(line), 6)]
        for piece, (columns, rows) in zip(pieces, SIZES, strict=True):
            terminal.type(piece)
            terminal.resize(columns, rows)
        terminal.see(line[-20:])
        for columns, rows in SIZES:
            resized(terminal, columns, rows, whole_incident, line[-20:])
        terminal.press("enter")
        terminal.see("saved", line[:10])
        terminal.press("f9")
        terminal.see("Action", "▸ What is to be done")
        for piece, (columns, rows) in zip(
            ["ring ", "the ", "ward ", "now ", "at ", "once"], SIZES, strict=True
        ):
            terminal.type(piece)
            terminal.resize(columns, rows)
        terminal.see("ring the ward now at once")
        for columns, rows in SIZES:
            resized(terminal, columns, rows, whole_form, "What is to be done", "at once")
        terminal.send(encoded("enter", *"Ruth"))
        terminal.resize(60, 15)
        terminal.send(encoded("enter", "enter", "enter"))
        terminal.see("saved", without=["Esc leave"])
        terminal.press("f8")
        for columns, rows in SIZES:
            resized(terminal, columns, rows, whole_page)
    assert notes(place) == [line]
    (action,) = entries(place, "action")
    assert (action["text"], action["owner"]) == ("ring the ward now at once", "Ruth")
    assert not unforeseen(place)


def resized(terminal: Terminal, columns: int, rows: int, whole: Whole, *words: str) -> Shown:
    """The screen in its new size, whole, with these words still on it."""
    terminal.resize(columns, rows)
    return terminal.until(
        lambda s: whole(s, columns) and all(map(s.has, words)), f"{words} at {columns}x{rows}"
    )


NAMES = {
    "held": "Holder",
    "none-held": "Nothing",
    "could-not-check": "Broken",
    "not-checked": "Slow",
}
WORDS = {
    "held": "● held",
    "none-held": "○ none held",
    "could-not-check": "✗ COULD NOT CHECK",
    "not-checked": "… not checked yet",
}


@pytest.mark.parametrize(
    "program",
    [
        ("NO_COLOR=1",),
        ("TERM=xterm",),
        ("TERM=xterm-16color", "NO_COLOR=1"),
        ("TERM=vt100",),
    ],
    ids=" ".join,
)
def test_every_state_has_its_word(program: tuple[str, ...], tmp_path: Path) -> None:
    """The four answers of a source, unread, exercise and struck: by words and shapes alone (I7)."""
    about = {"kind": "person", "name": "Jodie", "nhs_number": NUMBER}
    marker = {"category": "Dog", "text": "dog in the yard", "subject": about}
    agencies = [
        Loopback("Holder", items={"markers": [marker]}, offers=("markers",)),
        Loopback("Nothing", offers=("markers",)),
        Loopback("Broken", offers=("markers",), fault=FAULTS["is out of order (status 500)"]),
        Loopback("Slow", offers=("markers",), fault=FAULTS["hangs"], deadline=30.0),
    ]
    with serving(agencies):
        place = live(tmp_path, agencies)
        command = ("/usr/bin/env", *program, sys.executable, "-m", "ooh_console")
        with on_incident(place, *command, columns=100, rows=30) as terminal:
            screen = terminal.see("NOT IDENTIFIED", "NOT ASKED", "UNREAD", "✗ COULD NOT CHECK")
            colours = {cell.fg for row in screen.cells for cell in row}
            if "NO_COLOR=1" in program:
                greys = {colour for colour in colours if len({*map(str, grey(colour))}) > 1}
                assert not greys, f"colour in spite of NO_COLOR: {greys}"
            terminal.press("tab", "s")
            screen = terminal.see("· 01632", *WORDS.values())
            for state, name in NAMES.items():
                row = screen.row_with(f"{name} · 01632")
                said = screen.lines[row + 1]
                assert [w for w in WORDS.values() if w in said] == [WORDS[state]], said
            terminal.press("escape")
            terminal.see("DECISION MAKER")
            terminal.press("i")
            terminal.type("a wrong line\r")
            terminal.see("saved")
            terminal.press("tab", "ctrl+end", "x")
            terminal.see("Strike out", "a wrong line")
            terminal.type("heard wrongly\r")
            terminal.see("[STRUCK]", "a wrong line", without=["Esc leave"])
    assert not unforeseen(place)


def grey(colour: str) -> list[str]:
    """The red, green and blue of a colour as pyte names it; one value when it has no hue."""
    if re.fullmatch("[0-9a-f]{6}", colour):
        return [colour[:2], colour[2:4], colour[4:]]
    return (
        ["x"]
        if colour in ("default", "white", "black", "brightblack", "brightwhite")
        else ["a", "b"]
    )
