"""Whoever writes a whole sentence gets one full stop, and whoever writes none gets one too."""

from __future__ import annotations

from typing import get_args

import pytest

from ooh_console.desk.wording import sentence
from ooh_console.domain.bodies import Body, IncidentBody, PersonsSame, SignedOff
from ooh_console.domain.state import fold
from ooh_console.domain.text import ended
from tests.journeys.hostile import body
from tests.reports.nights import entries

KINDS = get_args(IncidentBody)


@pytest.mark.parametrize("kind", KINDS, ids=lambda kind: kind.__name__)
@pytest.mark.parametrize("end", [".", "?", "!", "…"])
def test_no_sentence_ends_twice(kind: type[Body], end: str):
    settled = {"person": "a", "same_as": "b"} if kind is PersonsSame else {}
    log = entries([body(kind, f"It was so{end}", **settled)])
    said = sentence(log[1], fold(log))
    assert f"so{end}." not in said, said


def test_what_was_checked_at_a_sign_off_ends_before_what_was_not_answered():
    signed = SignedOff(statement="read", integrity="Checked 07:27 GMT", open_questions=("why?",))
    log = entries([signed])
    assert sentence(log[1], fold(log)).endswith("07:27 GMT. 1 question not answered.")


@pytest.mark.parametrize(
    ("text", "whole"),
    [
        ("at the door", "at the door."),
        ("at the door.", "at the door."),
        ("why?", "why?"),
        ("she said «no.»", "she said «no.»"),
        ("(he left.)", "(he left.)"),
        ("No. 9", "No. 9."),
        ("cut off…", "cut off…"),
        ("أين؟", "أين؟"),
        ("two ", "two."),
    ],
)
def test_ended(text, whole):
    assert ended(text) == whole
