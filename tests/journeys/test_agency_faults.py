"""Agencies that fail, on the real screen: said in words, nobody else's facts and nothing lost."""

from __future__ import annotations

import time
from pathlib import Path
from typing import Any

import pytest

from ooh_console.agencies.native import PATHS
from ooh_console.domain.holdings import FACTS
from tests.journeys.hostile import of_wrong_types
from tests.journeys.loopback import FAULTS, Loopback, serving
from tests.journeys.places import NUMBER, live, on_incident, seated, unforeseen
from tests.journeys.shown import Shown
from tests.journeys.terminal import Terminal

PATIENT = 6
"""Seconds for an answer: three attempts of a slow machine's, of which the last one counts."""
HANGS = f"did not answer within {PATIENT} s"
REFUSED = "is not there: the connection was refused"
REASONS = {HANGS if why == "hangs" else why: fault for why, fault in FAULTS.items()}


def held(name: str) -> dict[str, list[Any]]:
    """Facts by which an agency is known on the screen."""
    about = {"kind": "person", "name": "Jodie", "nhs_number": NUMBER}
    plan = {"version": "3", "status": "agreed", "subject": NUMBER}
    return {
        "people": [{"name": "Jodie Penhallow", "nhs_number": NUMBER}],
        "plans": [{**plan, "fields": {"concerns": f"concern of {name}"}}],
        "markers": [{"category": "Dog", "text": f"dog of {name}", "subject": about}],
        "commitments": [{"who": f"unit of {name}", "state": "en-route", "subject": NUMBER}],
        "watch-list": [{"mother": f"mother of {name}", "expected": "2027-01-01"}],
    }


def agency(name: str, **more: Any) -> Loopback:
    return Loopback(name, items=held(name), **more)


def facts_of(screen: Shown, name: str) -> bool:
    """Whether everything that this agency holds is on the screen of the incident."""
    plan = any(row.find(f"{name} ") >= 0 and "version 3" in row for row in screen.lines)
    return plan and screen.has(f"dog of {name}") and screen.has(f"unit of {name}")


def sources(terminal: Terminal) -> None:
    """From the line to the page on which every answer is told."""
    terminal.press("tab", "s")
    terminal.see("· 01632", "Esc back")


def told(screen: Shown, name: str) -> list[str]:
    """What that page says of one agency, an offer a row."""
    first = next((n for n, row in enumerate(screen.lines) if f"{name} · 01632" in row), -1)
    return [row for row in screen.lines[first + 1 : first + 5] if row] if first >= 0 else []


def test_one_agency_at_a_time(tmp_path: Path) -> None:
    """Each fault of one of three in turn: the others' facts stay, its own stay from memory."""
    failing = agency("Police", deadline=PATIENT)
    well = [agency("Maternity"), agency("Ambulance")]
    everybody = [well[0], failing, well[1]]
    with serving(everybody):
        place = live(tmp_path, everybody)
        with on_incident(place, columns=120, rows=50) as terminal:
            whole = "everybody's facts"
            terminal.until(lambda s: all(facts_of(s, one.name) for one in everybody), whole)
            sources(terminal)
            for why, fault in REASONS.items():
                failing.fault = fault
                fails(terminal, why)
            failing.fault = None
            asked_again(terminal)
            terminal.see("Police", without=["COULD NOT CHECK"])
            failing.refuse()
            fails(terminal, REFUSED)
    assert not unforeseen(place)


def asked_again(terminal: Terminal) -> None:
    """Back to the incident, every agency asked, and to the page again."""
    terminal.press("escape")
    terminal.see("BIRTH PLAN")
    terminal.press("f5")
    terminal.press("s")
    terminal.see("· 01632", "Esc back")


def fails(terminal: Terminal, why: str) -> None:
    """It is asked again, and the page says for each offer why it could not be checked."""
    asked_again(terminal)

    def all_four(screen: Shown) -> bool:
        rows = told(screen, "Police")
        memory = f"✗ COULD NOT CHECK ({why}); shown from memory,"
        return len(rows) == 4 and all(memory in row for row in rows)

    screen = terminal.until(all_four, why)
    for name in ("Maternity", "Ambulance"):
        assert all("● held" in row for row in told(screen, name)), screen.framed()
    terminal.press("escape")
    screen = terminal.see("COULD NOT CHECK Police")
    assert all(facts_of(screen, name) for name in ("Police", "Maternity", "Ambulance"))
    terminal.press("s")
    terminal.see("· 01632", "Esc back")


def test_all_at_once_then_after_a_restart_and_leaving_while_one_hangs(tmp_path: Path) -> None:
    faults = {HANGS: FAULTS["hangs"], REFUSED: None, **REASONS}
    failing = {
        why: agency(f"Agency {n}", deadline=PATIENT if why == HANGS else 20)
        for n, why in enumerate(faults, 1)
    }
    well = agency("Maternity")
    everybody = [*failing.values(), well]
    with serving(everybody):
        place = live(tmp_path, everybody)
        with on_incident(place, columns=120, rows=60) as terminal:
            terminal.see(*(f"dog of {one.name}" for one in everybody))
            leave(terminal)
        for why, one in failing.items():
            one.fault = faults[why]
        failing[REFUSED].refuse()
        took = []
        for _ in range(3):
            with seated(place, columns=120, rows=60) as terminal:
                for one in failing.values():
                    terminal.see(one.name, "COULD NOT CHECK")
                terminal.press("enter")
                terminal.see("Enter saves")
                sources(terminal)
                screen = terminal.until(lambda s: all_told(s, failing), "every reason")
                assert all("● held" in row for row in told(screen, "Maternity")[1:])
                terminal.press("escape")
                terminal.see(*(f"dog of {one.name}" for one in everybody))
                terminal.press("i")
                terminal.type("all quiet")
                terminal.press("enter")
                terminal.see("saved", "all quiet")
                one, asked = failing[HANGS], failing[HANGS].asked
                terminal.press("f5")
                terminal.until(lambda _, n=asked, one=one: one.asked > n, "a question that hangs")
                took.append(leave(terminal))
            if min(took) < LEAVING:
                break
        assert min(took) < LEAVING, took
    assert not unforeseen(place)


@pytest.mark.parametrize("columns", [80, 120])
def test_wrong_types_in_each_field_hide_nothing(tmp_path: Path, columns: int) -> None:
    """I6: each is shown, marked as not fully read, with its raw text; nobody else's is touched."""
    sent = {o.value: of_wrong_types(FACTS[o], NUMBER) for o in PATHS}
    odd, well = Loopback("Odd", items=sent), agency("Maternity")
    with serving([odd, well]):
        place = live(tmp_path, [odd, well])
        with seated(place, columns=columns, rows=40) as terminal:
            terminal.see("not fully read", "mother of Maternity")
            terminal.press("enter")
            terminal.see("dog of Maternity", *(["not fully read"] if columns > 80 else []))
            for page in ("f7", "f8"):
                terminal.press(page)
                read_to(terminal, "NOT FULLY READ")
                read_to(terminal, '"identifier":')
                terminal.press("escape")
                terminal.see("DECISION MAKER")
            leave(terminal)
    shown = place.run("show", place.reference, "--json").json
    for name in ("plans", "markers", "commitments"):
        facts = [one for one in shown[name] if one["agency"] == "Odd"]
        assert len(facts) == len(sent[name]), name
        assert not any(one["fully_read"] for one in facts), name
    assert not unforeseen(place)


def read_to(terminal: Terminal, words: str) -> None:
    """Pages down until these words are in sight."""
    before = ""
    while words not in (screen := terminal.screen).text:
        assert screen.text != before, f"{words!r} is not on this page:\n{screen.framed()}"
        before = screen.text
        terminal.press("pagedown")
        terminal.until(lambda now, before=before: now.text != before, "the rest of the page")


LEAVING = 2.0
"""Seconds that leaving takes at most, whoever hangs: what the console promises."""


def leave(terminal: Terminal) -> float:
    """Seconds from the key to the end of the program."""
    began = time.monotonic()
    terminal.press("ctrl+q")
    assert terminal.wait() == 0
    return time.monotonic() - began


def all_told(screen: Shown, failing: dict[str, Loopback]) -> bool:
    """Whether each reason is told, and what was held before is shown with its age."""
    return all(
        len(rows := told(screen, one.name)) == 4
        and all(f"({why}); shown from memory," in row for row in rows)
        for why, one in failing.items()
    )
