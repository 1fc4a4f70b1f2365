"""`watch-list` as a process, against real agencies over HTTP."""

from __future__ import annotations

import re

import pytest

from ooh_console.domain.plans import ROLES, TEMPLATE
from tests.cli.places import Place
from tests.journeys.loopback import Loopback, serving
from tests.journeys.places import configured

JODIE, AMINA = "9990000018", "9990000050"
OFFERS = ("people", "plans", "markers", "watch-list")
READY = {
    "subject": AMINA,
    "version": "4",
    "status": "agreed",
    "fields": {part.key: f"{part.title}: 01632 960100" for part in TEMPLATE},
    "professionals": [{"role": r, "name": "A Example", "telephone": "01632 960101"} for r in ROLES],
}


def agencies(days: str = "2026-11-01") -> list[Loopback]:
    kinds = ("maternity", "social-care", "police", "ambulance", "ooh")
    found = [Loopback(kind.title(), kind, OFFERS, deadline=5) for kind in kinds]
    for one in found:
        one.items = {"plans": [READY], "markers": [{"category": "Dog", "text": "large"}]}
    found[0].items["watch-list"] = [
        {"mother": "Amina Tolworthy", "nhs_number": AMINA, "expected": days}
    ]
    return found


def place(folder, made: list[Loopback]) -> Place:
    config = folder / "config"
    config.mkdir(parents=True, exist_ok=True)
    (config / "agencies.toml").write_text("\n".join(map(configured, made)))
    return Place(folder / "data", config)


def test_the_first_night_is_not_ready(filled):
    done = filled.run("watch-list", "--json")
    assert done.status == 1, done.errors
    found = done.valid("watch-list")
    families = {family["mother"]: family for family in found["families"]}
    jodie = families["Jodie Penhallow"]
    assert (jodie["nhs_number"], jodie["due_now"], jodie["ready"]) == (JODIE, True, False)
    checks = {check["key"]: check for check in jodie["checks"]}
    assert "version 3, draft" in checks["plan-agreed"]["words"]
    assert "holds version 2" in checks["held-police"]["words"]
    assert checks["held-social-care"]["state"] == "not-ready"
    assert "Who decides" in checks["lead"]["words"]
    assert checks["lead"]["mends"] == "Social Care"
    assert checks["markers"]["state"] == "ready"
    assert any("watch lists" in what for _, _, what in filled.register())


def test_all_ready_is_status_0(tmp_path):
    made = agencies()
    with serving(made):
        here = place(tmp_path, made)
        done = here.run("watch-list", "--json")
        found = done.valid("watch-list")
        (family,) = found["families"]
        assert [c["key"] for c in family["checks"] if c["state"] != "ready"] == []
        assert (done.status, family["ready"], family["due_now"]) == (0, True, True)
        words = here.run("watch-list")
        assert words.status == 0
        assert "Amina Tolworthy: OVERDUE" in words.text
        assert "READY" in words.text


@pytest.mark.parametrize(("days", "status"), [("2099-01-01", 0), ("2026-11-01", 1)])
def test_only_what_is_due_now_is_a_finding(tmp_path, days, status):
    made = agencies(days)
    made[2].items["plans"] = []
    with serving(made):
        done = place(tmp_path, made).run("watch-list", "--json")
    (family,) = done.valid("watch-list")["families"]
    assert not family["ready"]
    assert done.status == status


@pytest.mark.parametrize("dark", [0, 2])
def test_an_agency_that_is_dark_is_not_one_with_nothing(tmp_path, dark):
    made = agencies()
    with serving(made):
        made[dark].refuse()
        done = place(tmp_path, made).run("watch-list", "--json")
    found = done.valid("watch-list")
    assert done.status == 1
    sources = {source["agency"]: source["state"] for source in found["sources"]}
    assert sources[made[dark].name] == "could-not-check"
    for family in found["families"]:
        states = {check["key"]: check["state"] for check in family["checks"]}
        assert states["held-police"] == "could-not-check"


def test_a_page_for_the_day_team(filled):
    done = filled.run("watch-list", "--print")
    rows = done.text.splitlines()
    assert max(map(len, rows)) <= 80
    heads = [n for n, text in enumerate(rows) if re.search(r"page \d+ of \d+$", text)]
    assert heads == list(range(0, len(rows), 60)), "every page of 60 rows begins with its header"
    assert len(heads) > 1
    for head in heads:
        assert "BIRTHS EXPECTED" in rows[head]
        assert re.search(r"\d+ [A-Z][a-z]{2} \d{4} \d\d:\d\d (GMT|BST)", rows[head])
        assert rows[head + 1].startswith("NOT FOR THE FAMILY")
    assert "WHO HAS TO MEND WHAT" in rows
    assert "Social Care" in rows
    assert any(row.startswith("[ ] Jodie Penhallow (in ") for row in rows)
    assert "\x1b" not in done.text


def test_hostile_text_is_not_obeyed(tmp_path):
    made = agencies()
    evil = "[/x]\x1b]0;owned\x07\x1b[31m\u202eA\nB" + "x" * 300
    made[0].items["watch-list"][0] |= {"mother": evil, "note": evil}
    with serving(made):
        here = place(tmp_path, made)
        for arguments in ((), ("--print",), ("--json",)):
            done = here.run("watch-list", *arguments)
            assert "\x1b" not in done.text
            assert "\u202e" not in done.text
            if arguments == ("--print",):
                assert max(map(len, done.text.splitlines())) <= 80


def test_without_a_watch_list_nothing_is_called_ready(tmp_path):
    made = [Loopback("Police", "police", ("plans",))]
    with serving(made):
        done = place(tmp_path, made).run("watch-list", "--json")
    assert done.status == 2
    assert "No watch list can be asked for" in done.valid("error")["error"]
