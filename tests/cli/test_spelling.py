"""A reference in lower case, as somebody types it at night, is the same reference."""

from __future__ import annotations

import pytest

from ooh_console.cli.arguments import parse
from ooh_console.cli.spelling import reference


@pytest.mark.parametrize(
    ("typed", "meant"),
    [
        ("261125-ab2c", "261125-AB2C"),
        (" 261125-Ab2C\n", "261125-AB2C"),
        ("261125-AB2C", "261125-AB2C"),
        ("night.json", "night.json"),
        ("r1", "r1"),
        ("", ""),
    ],
)
def test_only_what_is_a_reference_is_spelt_anew(typed, meant):
    assert reference(typed) == meant


@pytest.mark.parametrize("command", ["show", "debrief", "report", "link", "record"])
def test_every_command_that_takes_one_takes_it_so(command):
    more = ["words"] if command == "record" else []
    assert parse([command, "261125-ab2c", *more]).reference == "261125-AB2C"


def test_verify_takes_it_so_and_a_file_by_its_own_name(filled):
    done = filled.run("verify", filled.reference.lower())
    assert done.status == 0, done.errors
    (filled.data / filled.reference.lower()).write_text("no export")
    done = filled.run("verify", str(filled.data / filled.reference.lower()))
    assert done.status == 2
