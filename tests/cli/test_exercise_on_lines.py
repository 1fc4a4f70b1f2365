"""`exercise --lines`: a night that runs while other commands are its desk."""

from __future__ import annotations

import shlex
from contextlib import contextmanager
from dataclasses import replace
from pathlib import Path

import pexpect
import pytest

from tests.cli.places import ROOT, Place

CONFIG = ROOT / "config"


@contextmanager
def running(place: Place, *more: str):
    """The night, and the place of its desk."""
    program, *arguments = place.command("exercise", "first-night", "--lines", *more)
    child = pexpect.spawn(
        program, arguments, env=place.environment(), encoding="utf-8", timeout=60, echo=False
    )
    try:
        child.expect(r"export OOH_CONSOLE_DATA=([^\r]+)\r")
        (folder,) = shlex.split(child.match[1])
        child.expect_exact("on-call manager).")
        yield child, replace(place, data=Path(folder), environ={})
    finally:
        child.close(force=True)


@pytest.fixture
def place(tmp_path: Path) -> Place:
    return Place(tmp_path / "data", CONFIG)


def test_a_night_is_practised_by_commands_alone(place):
    with running(place, "--speed", "10") as (child, desk):
        expected = desk.run("watch-list", "--json")
        assert "Jodie Penhallow" in [one["mother"] for one in expected.json["families"]]
        new = ("new", "address=14 Saltpan Lane, Merrowby", "postcode=ZZ99 3VZ", "nature=birth")
        opened = desk.run(*new, "--json")
        assert opened.json["recorded"]["desk"] == "duty desk"
        reference = opened.json["incident"]
        search = ("link", reference, "9990000018")
        key = desk.run(*search, "--json").json["found"][0]["key"]
        assert desk.run(*search, "--choose", key, "--relation", "mother").status == 0
        shown = desk.run("show", reference, "--ask", "--json").json
        assert shown["exercise"]
        assert {one["agency"] for one in shown["plans"]} >= {"County Maternity"}
        # The night has its own clock, which is everybody's.
        assert shown["at"] >= opened.json["recorded"]["recorded_at"]
        will = ("record", reference, "--form", "attendance-will", "who=Sam", "eta=30")
        assert desk.run(*will, "--operator", "Jo Whitlock").status == 2
        assert desk.run(*will).status == 0
        child.sendintr()
        child.expect_exact("EXERCISE ended")
        child.expect(pexpect.EOF)
        child.wait()
        assert child.exitstatus == 0
    # What was recorded stays; nobody is asked any more.
    after = desk.run("show", reference, "--ask")
    assert after.status == 2
    assert "the agencies of an exercise end with it" in after.errors
    assert "EXERCISE" in desk.run("show", reference).text


def test_one_that_was_killed_runs_no_more(place):
    with running(place) as (child, desk):
        child.kill(9)
        child.expect(pexpect.EOF)
        child.wait()
        done = desk.run("watch-list")
        assert done.status == 2
        assert "the agencies of an exercise end with it" in done.errors
