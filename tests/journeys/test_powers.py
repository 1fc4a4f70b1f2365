"""Powers in a real terminal: the question on an order, the clock on the screen, parents told."""

from __future__ import annotations

from pathlib import Path

import pytest

from ooh_console.desk.desk import Recording
from ooh_console.domain import bodies as b
from tests.journeys.places import live, on_incident, unforeseen
from tests.journeys.terminal import Terminal

NIGHT = (
    Recording(b.DisclosureRestricted(what="the planned order", until="the baby is safe")),
    Recording(b.BirthRecorded(place="home", heard_from="crew")),
)


def fills(terminal: Terminal, *texts: str) -> None:
    """Types into one field after the other."""
    for text in texts:
        terminal.type(text)
        terminal.press("enter")


@pytest.mark.parametrize(("columns", "rows"), [(80, 24), (120, 40)])
def test_a_night_with_police_protection(tmp_path: Path, columns: int, rows: int) -> None:
    place = live(tmp_path, recordings=NIGHT)
    with on_incident(place, columns=columns, rows=rows) as terminal:
        terminal.see("DO NOT TELL FAMILY: the planned order")
        terminal.press("tab", "L")
        terminal.see("No power over the child is in force.")
        terminal.press("w")
        terminal.see("A legal power starts")
        terminal.press("enter")
        terminal.type("Insp. Shah")
        terminal.press("ctrl+s")
        terminal.see("Say whether an emergency protection order is in force.")
        terminal.press("1", "ctrl+s")
        terminal.see(
            "saved POWER STARTED: s46 police protection, by Insp. Shah", "71 h 59 min left"
        )
        terminal.press("F")
        terminal.see("The parents were told")
        fills(terminal, "police protection", "both parents", "Insp. Shah", "CI Ruiz")
        terminal.press("1", "ctrl+s")
        terminal.see("Why: say something here.")
        terminal.type("the baby is with the crew")
        terminal.press("ctrl+s")
        terminal.see("saved PARENTS TOLD (both parents) by Insp. Shah")
        terminal.press("escape")
        terminal.see(
            "s46 police protection until", "71 h 59 min left", without=("(until the baby",)
        )
    shown = place.run("show", place.reference, "--json")
    assert shown.status == 0, shown.errors
    (power,) = shown.json["powers"]
    assert (power["power"], power["epo_in_force"]) == ("s46 police protection", "no")
    assert shown.json["restrictions"] == []
    kinds = [entry["kind"] for entry in shown.json["log"]]
    assert kinds.index("parents_told") + 1 == kinds.index("disclosure_lifted")
    assert unforeseen(place) == ""
