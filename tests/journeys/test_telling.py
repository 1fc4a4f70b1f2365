"""A changed answer, told to everybody, and the desk handed over: key by key in a real terminal."""

from __future__ import annotations

from pathlib import Path

import pytest

from tests.journeys.loopback import Loopback, serving
from tests.journeys.places import live, on_incident, unforeseen


@pytest.mark.parametrize(("columns", "rows"), [(80, 24), (120, 40)])
def test_a_changed_answer_is_told_until_nobody_expects_ooh(
    tmp_path: Path, columns: int, rows: int
) -> None:
    police = Loopback("Police", "police", telephone="01632 960120")
    with serving([police]):
        place = live(tmp_path, [police])
        with on_incident(place, columns=columns, rows=rows) as terminal:
            terminal.press("f4")
            terminal.see("w")
            terminal.press("w", "2")
            terminal.see("saved OOH will attend")
            terminal.press("f6")
            terminal.see("READ OUT", "01632 960120", "Police")
            terminal.type("radio")
            terminal.press("ctrl+s")
            terminal.see("saved TOLD Police")
            terminal.press("f4")
            terminal.see("c")
            terminal.press("c", "1")
            assert "1 still expects OOH" in terminal.see("still expects OOH").lines[0]
            terminal.press("ctrl+t")
            terminal.see("Who knows what", "✗ OLD", "LAST TOLD")
            terminal.press("enter")
            terminal.see("This replaces what you heard before")
            terminal.type("radio")
            terminal.press("ctrl+s")
            terminal.see("◐ told", "Who knows what", without=("✗ OLD",))
            terminal.press("r")
            terminal.see("They read it back", "By whom")
            terminal.type("PC 9")
            terminal.press("ctrl+s")
            terminal.see("● read back", "Who knows what")
            terminal.press("escape")
            screen = terminal.see("Ctrl+P all", without=("still expects OOH:",))
            assert "expects OOH" not in screen.lines[0]
            terminal.press("tab", "H")
            terminal.see("Shift handover", "Answers in force")
            terminal.press("g")
            terminal.see("To whom")
            terminal.type("Kit Example")
            terminal.press("ctrl+s")
            terminal.see("Given to Kit Example", "NOT ACCEPTED")
            terminal.press("y")
            terminal.see("Accepted by", "Kit Example")
            terminal.press("ctrl+s")
            terminal.see("saved SHIFT ACCEPTED by Kit Example")
            terminal.press("escape")
            terminal.see("Ctrl+P all", without=("NOT ACCEPTED, 1",))
    shown = place.run("show", place.reference, "--json").json
    told = {one["recipient"]: one for one in shown["told"]}
    assert told["Police"]["current"]
    assert told["Police"]["read_back"]
    assert told["Kit Example"]["read_back"]
    kinds = [entry["kind"] for entry in shown["log"]]
    assert kinds.count("shift_handed_over") == kinds.count("shift_accepted") == 1
    assert unforeseen(place) == ""
