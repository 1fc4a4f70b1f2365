"""`link REF`: people searched at every agency and linked, by key and at a terminal."""

from __future__ import annotations

from collections.abc import Iterator
from contextlib import contextmanager
from typing import Any

import pexpect
import pytest

from tests.cli.places import Place, agencies_toml


def listed(place: Place, *more: str) -> Any:
    return place.run("link", place.reference, *more, "--json").valid("link")


def named(document: Any, name: str) -> Any:
    return next(one for one in document["found"] if name in one["candidate"]["name"])


def linked(place: Place) -> list[tuple[str, str]]:
    people = place.run("show", place.reference, "--json").json["people"]
    return [(one["name"], one["relation"]) for one in people]


@pytest.fixture
def nobody(desk_copy: Place) -> Place:
    """An incident to which nobody is linked yet."""
    done = desk_copy.run(
        "new", "address=14 Saltpan Lane, Merrowby", "postcode=ZZ99 3VZ", "nature=birth", "--json"
    )
    desk_copy.reference = done.json["incident"]
    return desk_copy


def test_whoever_is_held_at_the_address_is_listed_and_nobody_is_linked(nobody):
    done = nobody.run("link", nobody.reference)
    assert done.status == 0
    rows = [one.strip() for one in done.text.splitlines()]
    assert rows[0].startswith(f"Link people, {nobody.reference}, 14 Saltpan Lane")
    assert "County Maternity: held, just now" in rows
    assert "Ambulance: none held, just now" in rows
    mother = next(n for n, one in enumerate(rows) if "Jodie Penhallow, NHS 999 000 0018" in one)
    assert rows[mother + 1] == (
        "held by County Maternity, Social Care, Police, OOH social care · mother?"
    )
    assert rows[mother + 2].startswith("Key ")
    assert linked(nobody) == []
    looks = [what for _, kind, what in nobody.register() if kind == "record_opened"]
    assert f"incident {nobody.reference}" in looks
    assert any(one.startswith("people: the people around ") for one in looks)


def test_the_mother_by_number_then_her_family(nobody):
    found = listed(nobody, "9990000018")
    mother = named(found, "Jodie Penhallow")
    assert (mother["relation"], mother["linked_as"], mother["in_doubt"]) == ("mother", None, [])
    one = nobody.run("link", nobody.reference, "9990000018", "--choose", mother["key"])
    assert one.status == 0
    assert "LINK Jodie Penhallow, NHS 999 000 0018" in one.text
    assert "Probably the mother." in one.text
    assert linked(nobody) == [], "seen and not linked"
    chosen = ("--choose", mother["key"], "--relation", "mother")
    wrong = nobody.run("link", nobody.reference, "9990000018", *chosen[:3], "m")
    assert (wrong.status, linked(nobody)) == (2, []), "mother, or mother's partner"
    done = listed(nobody, "9990000018", *chosen)
    assert done["recorded"]["kind"] == "person_linked"
    assert done["recorded"]["body"]["match"] == "nhs-number"
    assert named(done, "Jodie")["linked_as"] == "mother"
    partner = named(listed(nobody), "Craig")
    assert partner["under"] == "Family of Jodie Penhallow"
    assert partner["relation"] == "mother's partner"
    last = listed(nobody, "--choose", partner["key"], "--relation", "mother's p", "--also")
    assert set(last["recorded"]["body"]["identifiers"]) == {"Police", "Social Care"}
    stands = {one["linked_as"] for one in last["found"]} - {None}
    assert stands == {"mother", "mother's partner"}


def test_a_possible_match_is_linked_only_when_somebody_confirms_it(nobody):
    search = ("Jodie Penhallow", "--born", "17/04/2003")
    mother = named(listed(nobody, *search), "Jodie Penhallow")
    assert mother["in_doubt"] == ["a POSSIBLE MATCH by name and date only"]
    assert mother["under"].startswith("POSSIBLE MATCH")
    chosen = (*search, "--choose", mother["key"], "--relation", "mother")
    refused = nobody.run("link", nobody.reference, *chosen)
    assert refused.status == 2
    assert "POSSIBLE MATCH" in refused.errors
    assert "--confirm" in refused.errors
    assert linked(nobody) == []
    assert listed(nobody, *chosen, "--confirm")["recorded"]["body"]["match"] == "possible-confirmed"


def test_one_number_for_two_people_names_both_and_is_asked(nobody):
    """The other agency holds the mother's number for somebody else."""
    with other_agency() as other:
        file = nobody.config / "agencies.toml"
        file.write_text(file.read_text() + other)
        found = listed(nobody, "9990000018")
        mother = named(found, "Jodie")
        assert any("CONFLICT" in one for one in mother["in_doubt"])
        assert any("CONFLICT, the dates of birth differ" in one for one in mother["words"])
        chosen = ("9990000018", "--choose", mother["key"], "--relation", "mother")
        assert nobody.run("link", nobody.reference, *chosen).status == 2
        assert linked(nobody) == []
        assert listed(nobody, *chosen, "--confirm")["recorded"]


@contextmanager
def other_agency() -> Iterator[str]:
    from starlette.applications import Starlette
    from starlette.responses import JSONResponse
    from starlette.routing import Route

    from tests.serving import serving

    person = {
        "identifier": "X1",
        "nhs_number": "9990000018",
        "name": "Mary Someone",
        "born": "1961-01-02",
    }

    async def people(_: Any) -> JSONResponse:
        return JSONResponse({"items": [person]})

    with serving(Starlette(routes=[Route("/v1/people", people)])) as base:
        yield (
            f"\n[[agency]]\nname = 'Other'\nkind = 'other'\nurl = '{base}'\noffers = ['people']\n"
            "[agency.auth]\nmethod = 'none'\n"
        )


@pytest.mark.parametrize(
    ("more", "why"),
    [
        (("9990000019",), "check digit"),
        (("Jodie", "--address", "14 Saltpan Lane"), "--address goes alone"),
        (("--choose", "ffffff"), "Nobody of this search has the key"),
    ],
)
def test_what_cannot_be_asked_or_chosen_links_nobody(desk_copy, more, why):
    before = linked(desk_copy)
    done = desk_copy.run("link", desk_copy.reference, *more)
    assert done.status == 2
    assert why in done.errors
    assert linked(desk_copy) == before


def test_whoever_is_linked_is_not_linked_twice(desk_copy):
    mother = named(listed(desk_copy), "Jodie")
    assert mother["linked_as"] == "mother"
    chosen = ("--choose", mother["key"], "--relation", "other", "--confirm")
    done = desk_copy.run("link", desk_copy.reference, *chosen)
    assert done.status == 2
    assert "is linked already, as mother" in done.errors
    assert "--form relink" in done.errors
    assert len(linked(desk_copy)) == 1


def test_an_agency_that_is_dark_is_said_and_is_a_finding(nobody, servers):
    dark = servers.agencies[0].model_copy(update={"url": "http://127.0.0.1:9"})
    (nobody.config / "agencies.toml").write_text(agencies_toml((dark,)))
    done = nobody.run("link", nobody.reference)
    assert done.status == 1
    assert f"{dark.name}: ring {dark.telephone} · COULD NOT CHECK" in done.text
    assert "Nobody found SO FAR: not every agency could be checked." in done.text


def test_where_no_agency_can_be_asked(nobody):
    (nobody.config / "agencies.toml").write_text("")
    done = nobody.run("link", nobody.reference)
    assert done.status == 2
    assert "record REF --form link" in done.errors


# At a terminal


@contextmanager
def talking(place: Place, *more: str) -> Iterator[Any]:
    """A real terminal with the command in it."""
    program, *arguments = place.command("link", place.reference, *more)
    child = pexpect.spawn(
        program, arguments, env=place.environment(), encoding="utf-8", timeout=60, echo=False
    )
    try:
        yield child
    finally:
        child.close(force=True)


def hear(child: Any, words: str) -> str:
    """What was said up to these words."""
    child.expect_exact(words)
    return str(child.before)


def ended(child: Any) -> int:
    child.expect(pexpect.EOF)
    child.wait()
    return int(child.exitstatus)


def test_a_family_by_numbers_at_a_terminal(nobody):
    with talking(nobody) as talk:
        assert "1. Jodie Penhallow" in hear(talk, "Number of whom to link, or Enter to end:")
        talk.sendline("7000")
        assert "is not in the list" in hear(talk, "Number of whom")
        talk.sendline("1")
        hear(talk, "What are they to the baby?")
        talk.sendline("")  # As it is probable.
        hear(talk, "Linked mother: Jodie Penhallow")
        assert "1. mother's partner: RUDDERHAM Craig" in hear(talk, "Number of whom")
        talk.sendline("1")
        hear(talk, "Take in who may be the same person?")
        talk.sendline("yes")
        hear(talk, "What are they")
        talk.sendline("father")
        hear(talk, "Linked father")
        hear(talk, "Number of whom")
        talk.sendline("")
        hear(talk, "2 linked.")
        assert ended(talk) == 0
    assert [relation for _, relation in linked(nobody)] == ["mother", "father"]


def test_a_match_in_doubt_needs_a_yes_and_ctrl_c_leaves_at_once(nobody):
    with talking(nobody, "Craig", "Rudderham") as talk:
        hear(talk, "Number of whom to link, or Enter to end:")
        talk.sendline("1")
        assert "POSSIBLE MATCH" in hear(talk, "Type yes if it is the right person:")
        talk.sendline("")
        hear(talk, "Nobody was linked.")
        hear(talk, "Number of whom")
        talk.sendintr()
        hear(talk, "Stopped.")
        assert ended(talk) == 130
    assert linked(nobody) == []
