"""A professionals meeting in a real terminal: called, followed, held, with the decision maker."""

from __future__ import annotations

from pathlib import Path

import pytest

from tests.journeys.places import live, on_incident, unforeseen
from tests.journeys.terminal import Terminal


def fills(terminal: Terminal, *texts: str) -> None:
    """Types into one field after the other."""
    for text in texts:
        terminal.type(text)
        terminal.press("enter")


@pytest.mark.parametrize(("columns", "rows"), [(80, 24), (120, 40)])
def test_a_meeting_from_the_call_to_the_decision_maker(
    tmp_path: Path, columns: int, rows: int
) -> None:
    place = live(tmp_path, recordings=())
    protocols = place.config / "protocols"
    protocols.mkdir()
    (protocols / "night.toml").write_text(
        'title = "Night"\nsource = "law"\n[[step]]\nid = "meet"\ntext = "Call a meeting"\n'
        'why = "one answer"\ncommand = "convene"\n[[step]]\nid = "wrong"\ntext = "x"\nwhy = "y"\n'
        'when = "borne"\n'
    )
    with on_incident(place, columns=columns, rows=rows) as terminal:
        terminal.press("ctrl+o")
        terminal.see("Protocol", "1 due now", "□ Call a meeting", "Enter opens: Call meeting.")
        terminal.press("enter")
        terminal.see("Call a professionals meeting", "Number to ring")
        fills(terminal, "10", "01632 960155")
        terminal.paste("Insp. Shah; Ruth Ambleside")
        terminal.press("ctrl+s")
        terminal.see("nothing is due now", "✓ done", "Call a meeting", without=("Number to ring",))
        terminal.press("escape")
        terminal.see("MEETING", "in 9 min", "ring 01632 960155", "2 NOT TOLD YET")

        terminal.press("tab", "I")
        terminal.see("READ OUT", "Ring 01632 960155", "Insp. Shah: NOT TOLD YET")
        terminal.press("enter", "enter", "enter")
        terminal.type("radio")
        terminal.press("ctrl+s")
        terminal.see(
            "saved Insp. Shah was told of the meeting (radio).", "1 NOT TOLD YET", "1 told"
        )
        terminal.press("I")
        terminal.see("Ruth Ambleside: NOT TOLD YET", "Insp. Shah: told (radio)")
        terminal.press("enter", "enter", "3", "enter")
        terminal.type("in theatre")
        terminal.press("ctrl+s")
        terminal.see("saved Ruth Ambleside could NOT join the meeting.", "1 could not join")

        terminal.press("j")
        terminal.see("Professionals meeting held", "Ruth Ambleside: could not join (in theatre)")
        terminal.press("tab")
        terminal.paste("Insp. Shah")
        terminal.press("tab")
        terminal.paste("s46 if refused; baby to Westmarch")
        terminal.press("tab")
        terminal.paste("Insp. Shah: find a bed @ soon")
        terminal.press("tab", "tab")
        terminal.type("Insp. Shah")
        terminal.press("ctrl+s")
        terminal.see("«soon» is not a time")
        terminal.press(*["backspace"] * len("soon"))
        terminal.type("30")
        terminal.press("ctrl+s")
        terminal.see("saved MEETING held: Insp. Shah", "Insp. Shah since", "in the professionals")
    shown = place.run("show", place.reference, "--json")
    assert shown.status == 0, shown.errors
    assert shown.json["meetings"] == []
    assert shown.json["decision_maker"]["state"] == "accepted"
    (action,) = shown.json["open_actions"]
    assert (action["owner"], action["text"]) == ("Insp. Shah", "find a bed")
    kinds = [e["kind"] for e in shown.json["log"] if e["kind"] != "holding_seen"]
    assert kinds[-4:] == [
        "meeting_held",
        "action",
        "decision_maker_set",
        "decision_maker_accepted",
    ]
    (step,) = shown.json["steps"]
    assert (step["step"], step["standing"], step["by"]) == ("meet", "done", "Ann Example")
    assert any("night.toml, line 12" in one and "'borne'" in one for one in shown.json["problems"])
    assert unforeseen(place) == ""
