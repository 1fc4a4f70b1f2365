"""`look`: every agency at once, whatever happens to any of them, and the look on the register."""

from __future__ import annotations

import socket

import pytest

from ooh_console.agencies.agency import Agency
from ooh_console.domain.sources import AgencyKind, Offer

JODIE = "9990000018"


def agency_at(port: int, name: str) -> Agency:
    return Agency(
        name=name,
        kind=AgencyKind.OTHER,
        url=f"http://127.0.0.1:{port}",
        offers=(Offer.PEOPLE, Offer.MARKERS),
    )


@pytest.fixture
def closed_port():
    """A port at which nobody listens, and nobody else can begin to."""
    with socket.socket() as taken:
        taken.bind(("127.0.0.1", 0))
        yield taken.getsockname()[1]


@pytest.fixture
def silent():
    """A server that takes every question and answers none."""
    with socket.create_server(("127.0.0.1", 0)) as listening:
        yield listening


def test_a_desk_without_operators_may_look(blank):
    done = blank.run("look", JODIE, "--json")
    assert done.status == 0
    found = done.valid("look")
    assert {"people", "sources", "plans", "markers", "commitments"} <= set(found)
    person = found["people"][0]
    assert (person["match"], person["nhs_number"]) == ("nhs-number", JODIE)
    assert set(person["agencies"]) >= {"County Maternity", "Social Care", "Police"}
    states = {(s["agency"], s["offer"]): s["state"] for s in found["sources"]}
    assert states["Social Care", "plans"] == "none-held"
    assert {plan["agency"]: (plan["version"], plan["status"]) for plan in found["plans"]} == {
        "County Maternity": ("3", "draft"),
        "Police": ("2", "draft"),
    }
    assert "legal_status" in found["plans"][0]["restricted"]
    # An address marker: found by the address that agencies hold of her.
    assert any(
        m["about"] == "address" and m["category"] == "Dangerous dog" for m in found["markers"]
    )
    assert any(not marker["fully_read"] for marker in found["markers"])
    looked = [line for line in blank.register() if line[1] == "record_opened"]
    assert len(looked) == 1
    assert looked[0][0].startswith("account ")
    assert "999 000 0018" in looked[0][2]


def test_in_words_for_a_screen_reader(blank):
    done = blank.run("look", "999", "000", "0018")
    told = [one for one in done.text.splitlines() if ", about the address " in one]
    assert told
    assert all(one.lstrip().startswith("[DO NOT TELL FAMILY] ") for one in told)
    assert done.status == 0
    assert "CERTAIN, same NHS number. Held by County Maternity, Social Care" in done.text
    assert "[DO NOT TELL FAMILY] Police protection (s46)" in done.text
    assert "Social Care, plans: ○ none held." in done.text
    assert "NOT FULLY READ" in done.text
    assert not any(sign in done.text for sign in "│─┌|")


def test_a_name_is_a_possible_match_and_said_so(blank):
    done = blank.run("look", "Jodie", "Penhallow", "--born", "2003-04-17", "--json")
    assert done.status == 0
    found = done.valid("look")
    assert {one["match"] for one in found["people"]} == {"possible"}
    assert found["plans"] == []
    plans = [s for s in found["sources"] if s["offer"] == "plans"]
    assert {(s["state"], s["reason"]) for s in plans} == {("not-checked", "is asked by NHS number")}
    words = blank.run("look", "Jodie Penhallow").text
    assert "POSSIBLE MATCH, by name and date alone: nobody has confirmed it" in words
    assert "look again with the number of the person meant" in words


def test_an_address_alone(blank):
    found = blank.run("look", "--address", "14 Saltpan Lane, zz993vz", "--json").valid("look")
    assert any(marker["category"] == "Dangerous dog" for marker in found["markers"])


def test_one_agency_down_hides_no_other(blank, servers, write_config, closed_port):
    write_config(blank.config, (*servers.agencies, agency_at(closed_port, "Gone")))
    done = blank.run("look", JODIE, "--json")
    assert done.status == 1
    found = done.valid("look")
    gone = [s for s in found["sources"] if s["agency"] == "Gone"]
    assert {s["state"] for s in gone} == {"could-not-check"}
    assert all("refused" in s["reason"] and s["fetched_at"] is None for s in gone)
    assert len(found["plans"]) == 2
    words = blank.run("look", JODIE)
    assert words.status == 1
    assert "COULD NOT CHECK Gone, markers: is not there: the connection was refused." in words.text


def test_one_that_hangs_costs_its_deadline(blank, servers, write_config, silent):
    hanging = agency_at(silent.getsockname()[1], "Hanging")
    write_config(blank.config, (*servers.agencies[:1], hanging), deadline=0.3)
    done = blank.run("look", JODIE, "--json")
    assert done.status == 1
    assert any("did not answer within" in s["reason"] for s in done.valid("look")["sources"])
    assert done.json["plans"]


def test_no_key_for_an_agency(blank):
    blank.environ = {}
    done = blank.run("look", JODIE, "--json")
    assert done.status == 1
    reasons = {s["reason"] for s in done.valid("look")["sources"]}
    assert any("we have no key for it" in reason for reason in reasons)


@pytest.mark.parametrize(
    ("arguments", "why"),
    [
        (["9990000019"], "check digit"),
        (["999000001"], "ten digits"),
        ([], "Say whom or where"),
        ([" "], "Say whom or where"),
        ([JODIE, "--born", "2003-04-17"], "--born goes with a name"),
        (["Jodie", "--born", "17/04/2003"], "is not a day"),
    ],
)
def test_what_cannot_be_asked_asks_nobody(fresh, arguments, why):
    done = fresh.run("look", "--json", *arguments)
    assert done.status == 2
    assert why in done.valid("error")["error"]
    assert not fresh.data.exists()


def test_an_agency_that_configuration_leaves_out_is_a_finding(blank):
    broken = blank.config / "agencies.toml"
    broken.write_text(broken.read_text() + '\n[[agency]]\nname = "Half"\nurl = "ftp://x"\n')
    done = blank.run("look", JODIE, "--json")
    assert done.status == 1
    assert any("Half is left out" in problem for problem in done.valid("look")["problems"])
    assert "agencies.toml, line" in done.errors


def test_no_agency_at_all(blank):
    (blank.config / "agencies.toml").write_text("[[agency]\n")
    done = blank.run("look", JODIE, "--json")
    assert done.status == 2
    assert "agencies.toml, line 1" in done.valid("error")["error"]


def test_a_look_that_cannot_be_recorded_is_not_made(desk_copy, make_newer):
    make_newer(desk_copy)
    done = desk_copy.run("look", JODIE)
    assert (done.status, done.text) == (2, "")
    assert "nobody was asked" in done.errors
