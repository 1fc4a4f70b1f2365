"""The national child-protection service on the command line: only when asked for, on record."""

from __future__ import annotations

import pytest

from tests.agencies.cpis_service import CpisService, plan
from tests.serving import placed

JODIE = "9990000018"


@pytest.fixture
def service():
    with placed(CpisService()) as made:
        yield made


@pytest.fixture
def desk(fresh, service):
    """A desk to which nobody was added yet, connected to the service alone."""
    (fresh.config / "agencies.toml").write_text(
        f'[[agency]]\nname = "CP-IS"\nadapter = "cpis"\nurl = "{service.base}"\n'
        'offers = ["child-protection", "earlier-looks"]\n'
    )
    return fresh


def test_without_the_word_nobody_asks_it(desk, service):
    done = desk.run("look", JODIE, "--json")
    assert done.status == 0
    found = done.valid("look")
    assert {(s["offer"], s["state"]) for s in found["sources"]} == {
        ("child-protection", "not-checked"),
        ("earlier-looks", "not-checked"),
    }
    assert "is asked only with --child-protection" in found["sources"][0]["reason"]
    done = desk.run("doctor", "--json")
    checks = {c["subject"]: c for c in done.valid("doctor")["checks"]}
    for offer in ("child-protection", "earlier-looks"):
        check = checks[f"CP-IS, {offer}"]
        assert (check["state"], "Is asked only by a person" in check["sentence"]) == ("ok", True)
    assert "clock of CP-IS" not in checks
    assert service.asked == []


def test_with_it_the_look_is_on_record_and_all_of_it_is_said(desk, service):
    service.plans[JODIE].append(plan(code="1", period={"end": "2020-01-31"}))
    done = desk.run("look", JODIE, "--child-protection", "--json")
    assert done.status == 0
    found = done.valid("look")
    first, second = found["child_protection"]
    assert (first["kinds"], first["fully_read"], first["ended"]) == (
        ["unborn-child-protection-plan"],
        True,
        False,
    )
    assert (first["subject"], first["ooh_telephone"]) == (JODIE, "01632 960142")
    assert (second["kinds"], second["fully_read"], second["ended"]) == ([], False, True)
    (look,) = found["earlier_looks"]
    assert (look["at"], look["who"]) == ("2026-11-20T23:05:00Z", "B. Underhay")
    looked = [line[2] for line in desk.register() if line[1] == "record_opened"]
    assert looked == [
        "what agencies hold on NHS number 999 000 0018",
        "child protection at CP-IS: NHS number 999 000 0018",
    ]
    said = desk.run("look", JODIE, "--child-protection").text
    for words in (
        "unborn child: child protection plan, since 14 Oct 2026, until 30 Apr 2027, under NHS "
        "number 999 000 0018. CP-IS.",
        "  Ring at night, the out-of-hours team: 01632 960142.",
        "[ENDED 31 Jan 2020] As coded",
        "  NOT FULLY READ, kinds: a type of plan that the console does not know.",
        "Looked up before: 999 000 0018, 20 Nov 2026 23:05 GMT, by B. Underhay, Nurse, emergency "
        "department, Saltpan General Hospital.",
    ):
        assert words in said


def test_where_it_cannot_be_asked_that_is_said(desk, service, servers, write_config):
    done = desk.run("look", "Jodie", "Penhallow", "--child-protection")
    assert (done.status, "goes with an NHS number" in done.errors) == (2, True)
    write_config(desk.config, servers.agencies[:1])
    done = desk.run("look", JODIE, "--child-protection")
    assert (done.status, "with the adapter cpis. Nobody was asked" in done.errors) == (2, True)
    assert service.asked == []
