"""People in the words of the log."""

from __future__ import annotations

import pytest

from ooh_console.desk.wording_people import at_place


@pytest.mark.parametrize(
    ("typed", "said"),
    [
        ("Westmarch, Side room 4", "at Westmarch, Side room 4"),
        ("home", "at home"),
        ("at home", "at home"),
        ("At home", "At home"),
        ("in the ambulance, A40", "in the ambulance, A40"),
        ("en route", "en route"),
        ("Inverness", "at Inverness"),
        ("", "at "),
    ],
)
def test_where_a_baby_was_born_reads_as_a_sentence(typed: str, said: str) -> None:
    assert at_place(typed) == said
