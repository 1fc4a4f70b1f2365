"""Signing in at agencies from the command line: a real service, a real browser command."""

from __future__ import annotations

import signal
import sys
from collections.abc import Iterator
from pathlib import Path

import httpx
import pytest

from tests.agencies.sign_in_service import CLIENT, Service
from tests.cli.places import Place
from tests.cli.test_following import following, one
from tests.serving import placed

BROWSER = """#!{python}
import sys, urllib.request
print("a browser talks a lot")
print(sys.argv[1], file=open({seen!r}, "a"))
urllib.request.build_opener(urllib.request.ProxyHandler({{}})).open(sys.argv[1], timeout=20).read()
"""


@pytest.fixture
def service() -> Iterator[Service]:
    with placed(Service()) as made:
        yield made


@pytest.fixture
def behind(desk_copy: Place, service: Service, tmp_path: Path) -> Place:
    """The desk, with one agency more that wants a person to sign in; a browser opens here."""
    agency = (
        f"\n[[agency]]\nname = 'Records'\nkind = 'other'\nurl = '{service.base}'\n"
        "offers = ['people', 'plans', 'markers', 'watch-list']\ndeadline = 5\n"
        f"[agency.auth]\nmethod = 'oidc'\nclient_id = '{CLIENT}'\nissuer = '{service.base}'\n"
    )
    file = desk_copy.config / "agencies.toml"
    file.write_text(file.read_text() + agency)
    browser = tmp_path / "browser"
    browser.write_text(BROWSER.format(python=sys.executable, seen=str(tmp_path / "seen")))
    browser.chmod(0o700)
    desk_copy.environ |= {"BROWSER": str(browser), "DISPLAY": ":0"}
    return desk_copy


def signed_in(place: Place) -> int:
    return sum(kind == "signed_in_at_agency" for _, kind, _ in place.register())


def answers_of(document: dict) -> dict[str, str]:
    return {s["offer"]: s["state"] for s in document["sources"] if s["agency"] == "Records"}


def test_where_a_person_is_wanted_is_listed_and_nothing_is_opened(behind, service):
    done = behind.run("agency-sign-in")
    assert done.status == 0
    assert "Records: nobody is signed in: it answers nothing" in done.text
    assert "show REF --follow --ask --sign-in" in done.text
    listed = behind.run("agency-sign-in", "--json").valid("agency-sign-in")
    assert listed["agencies"] == [{"agency": "Records", "signed_in": False, "reason": ""}]
    assert (signed_in(behind), service.visits) == (0, {})


def test_one_signs_in_the_open_incidents_are_asked_again_and_it_ends(behind, tmp_path):
    done = behind.run("agency-sign-in", "rec", "--json")
    document = done.valid("agency-sign-in")
    assert document["agencies"] == [{"agency": "Records", "signed_in": True, "reason": ""}]
    (about,) = document["answers"]
    assert about["reference"] == behind.reference
    assert answers_of(about) == {
        "people": "none-held",
        "plans": "none-held",
        "markers": "none-held",
    }
    (address,) = (tmp_path / "seen").read_text().split()
    lines = done.errors.splitlines()
    assert address in lines, "whole, and on a line by itself"
    assert "You are signed in to Records. It is asked again." in lines
    assert signed_in(behind) == 1
    # What it said is remembered.
    shown = behind.run("show", behind.reference, "--screen", "sources")
    assert "Records" in shown.text
    assert "none held" in shown.text


def test_where_no_browser_opens_the_address_is_said_with_the_port(behind, service):
    behind.environ["DISPLAY"] = ""
    with following(behind, "--ask", "--sign-in") as child:
        assert child.stderr is not None
        said: list[str] = []
        while "Ctrl+C" not in "".join(said):
            said.append(child.stderr.readline().decode())
        assert any("No browser opens here" in one for one in said)
        address = next(one.strip() for one in said if one.startswith("http"))
        port = httpx.URL(httpx.URL(address).params["redirect_uri"]).port
        assert any(f"ssh -L {port}:127.0.0.1:{port}" in one for one in said)
        while "SIGN IN at Records" not in (line := one(child)):
            assert line, "others answer meanwhile, and the alarm stands until somebody signs in"
        with httpx.Client(trust_env=False, follow_redirects=True) as client:
            assert "You are signed in" in client.get(address).text
        while "ended: SIGN IN at Records" not in (line := one(child)):
            assert line
        child.send_signal(signal.SIGINT)
        assert child.wait(30) == 0
    assert service.asked >= 3
    assert signed_in(behind) == 1


def test_what_asks_agencies_signs_in_first(behind):
    without = behind.run("look", "9990000018", "--json").json
    assert answers_of(without)["plans"] == "could-not-check"
    reasons = [one["reason"] for one in without["sources"] if one["agency"] == "Records"]
    assert all("--sign-in" in one for one in reasons if one)
    for command, offer in (
        (("look", "9990000018"), "plans"),
        (("watch-list",), "watch-list"),
        (("show", behind.reference, "--ask"), "plans"),
        (("link", behind.reference), "people"),
    ):
        done = behind.run(*command, "--sign-in", "--json")
        assert answers_of(done.json)[offer] == "none-held", command
    assert behind.run("show", behind.reference, "--sign-in").status == 2


def test_nobody_signed_in_is_said_and_others_are_asked_all_the_same(behind, service):
    service.claims = {"aud": "another desk"}
    done = behind.run("agency-sign-in", "Records")
    assert done.status == 1
    assert "You are not signed in: Records" in done.text
    assert "did not prove who signed in" in done.text
    looked = behind.run("look", "9990000018", "--sign-in", "--json")
    assert looked.status == 1
    assert answers_of(looked.json)["plans"] == "could-not-check"
    assert looked.json["plans"], "what others hold is there"
    assert signed_in(behind) == 0


def test_a_name_that_is_none(behind, service):
    done = behind.run("agency-sign-in", "nobody")
    assert done.status == 2
    assert "«Records»" in done.errors
    assert not service.visits


def test_a_desk_that_can_only_read_opens_nothing(behind, make_newer, tmp_path):
    make_newer(behind)
    done = behind.run("agency-sign-in", "Records")
    assert done.status != 0
    assert not (tmp_path / "seen").exists()
