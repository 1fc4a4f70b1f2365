"""Pasting in a real terminal: all of it is text where the cursor is, and none of it a key."""

from __future__ import annotations

from pathlib import Path

from ooh_console.domain.text import clean
from tests.cli.places import PASSPHRASE
from tests.journeys.places import live, notes, on_incident, typed, unforeseen

BEGIN, END = b"\x1b[200~", b"\x1b[201~"
OF_KEYS = {
    "F keys": "at the gate\x1b[24~\x1bOQ then back",
    "entered": "in the line \x1b\rq\x03\x11 and on\x1b",
    "to the terminal": "a\x1b]52;c;aGFjaw==\x07b\x9b2Jc\x1b[2Jd",
    "marks": "one \x1b[200~ two \x1b[20 three \x1b[201",
    "lines": "one\r\ntwo\tthree\x00four",
}
"""Words with what a terminal or the console would obey."""


def in_the_line(text: str) -> str:
    return clean(text.rstrip("\r\n")).replace("\n", " ")


def test_what_is_pasted_into_the_line_is_recorded_word_for_word(tmp_path: Path) -> None:
    """Whole or cut anywhere, with anything in it, and bytes that are no text beside it."""
    place = live(tmp_path)
    texts = list(OF_KEYS.values())
    with on_incident(place) as terminal:
        for number, text in enumerate(texts):
            terminal.paste(text)
            terminal.type(f" {number}\r")
        for cut in (3, 9, 20):
            burst = BEGIN + OF_KEYS["F keys"].encode() + END
            terminal.send(burst[:cut])
            terminal.send(burst[cut:])
            terminal.type("\r")
        terminal.send(BEGIN + b"caf\xe9 \x9b2J \xff\xfe" + END + b" \xc3\x28\r")
        terminal.see("caf� ", "saved")
        assert b"\x1b]52" not in terminal.raw
        terminal.type("next\r")
        terminal.see("DW next")  # In the log, and not only in the line.
    assert notes(place) == [
        *(in_the_line(text) + f" {number}" for number, text in enumerate(texts)),
        *[in_the_line(OF_KEYS["F keys"])] * 3,
        "caf� �2J �� �(",
        "next",
    ]
    assert not unforeseen(place)


def test_a_megabyte_that_is_pasted_is_all_there(tmp_path: Path) -> None:
    place = live(tmp_path)
    text = "word \x1b[24~ " * 100_000
    with on_incident(place) as terminal:
        terminal.paste(text)
        terminal.type("end\r")
        terminal.see("saved", without=["saving…"])
    assert notes(place) == [in_the_line(text) + "end"]


def test_on_a_list_over_a_form_and_at_a_locked_desk(tmp_path: Path) -> None:
    """A list takes nothing and says so; a field takes it; a lock is no way in."""
    place = live(tmp_path)
    keys = "x\x1b[24~v\x1bOQ\ro"
    with on_incident(place) as terminal:
        terminal.press("f9")
        terminal.see("▸ What is to be done")
        terminal.paste(keys)
        terminal.see("x�[24~v�OQ o")
        terminal.press("ctrl+l")
        terminal.see("LOCKED", without=["DECISION MAKER"])
        terminal.paste(keys + "\r")
        terminal.press("ctrl+u")
        terminal.paste(PASSPHRASE)
        terminal.press("enter")
        terminal.see("x�[24~v�OQ o", "What is to be done")
        terminal.press("escape")
        terminal.see("DW ▸", without=["Esc leave"])
        terminal.press("tab")
        terminal.paste(keys)
        terminal.see("Nothing here takes what you pasted", "DECISION MAKER", without=["Esc leave"])
    assert not unforeseen(place)


def test_a_paste_without_an_end_locks_nothing(tmp_path: Path) -> None:
    place = live(tmp_path)
    with on_incident(place) as terminal:
        terminal.send(BEGIN + b"half of it\x1b[24~")
        terminal.see("half of it�[24~", "The end of your paste has not come")
        terminal.type(" more")
        terminal.until(lambda screen: typed(screen).endswith("[24~ more"), "what is typed")
        terminal.press("escape")
        terminal.see("Your paste is over")
        terminal.type(" end\r")
        terminal.see("saved", without=["saving…"])
    assert notes(place) == ["half of it�[24~ more end"]
    assert not unforeseen(place)
