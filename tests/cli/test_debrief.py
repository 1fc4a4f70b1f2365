"""`debrief`: what a person reads and what a program gets; late is a finding."""

from __future__ import annotations

import re
from datetime import timedelta

from ooh_console.domain.measures import What


def test_debrief_in_words(filled):
    done = filled.run("debrief", filled.reference)
    assert done.status == 1, "the decision maker has not accepted for hours"
    assert done.text.startswith(f"Debrief of {filled.reference}, 14 Saltpan Lane, Merrowby")
    assert ", so far (" in done.text, "this night is not over"
    rows = [" ".join(row.split()) for row in done.text.splitlines()]
    for words in (
        r"15 \d\d:\d\d \w+ Birth plan opened",
        r"4 \d\d:\d\d \w+ Decision maker named 5 min: in time",
        r"not yet accepted, from being named 3 min: LATE",
        r"not yet All \d+ warning markers read",
        r"not yet All told: OOH attendance changed \d\d:\d\d \w+, 1 to tell",
    ):
        assert any(re.fullmatch(words, row) for row in rows), words
    assert all(len(row) <= 80 for row in done.text.splitlines()[2:] if "read:" not in row)


def test_debrief_for_a_program(filled, start):
    found = filled.run("debrief", filled.reference, "--json").valid("debrief")
    assert (found["reference"], found["over"]) == (filled.reference, False)
    by = {one["what"]: one for one in found["measures"]}
    assert set(by) == {what.value for what in What}
    assert by["ooh-answered"]["minutes"] == 5
    assert by["plan-opened"]["until"] == f"{start + timedelta(minutes=15):%Y-%m-%dT%H:%M:%SZ}"
    assert by["acceptance"]["minutes"] is None
    assert (by["acceptance"]["limit"], by["acceptance"]["exceeded"]) == (3, True)
    assert (by["fully-told"]["subject"], by["fully-told"]["people"]) == ("OOH attendance", 1)


def test_who_looked_is_on_the_register(desk_copy):
    desk_copy.run("debrief", desk_copy.reference)
    assert desk_copy.register()[-1] == (
        "Ann Example",
        "record_opened",
        f"incident {desk_copy.reference}",
    )


def test_no_such_incident(filled):
    done = filled.run("debrief", "000000-XXXX", "--json")
    assert done.status == 2
    assert "000000-XXXX" in done.valid("error")["error"]
