"""Which texts are looked at as sentences, and which as a word that anybody may say."""

from __future__ import annotations

import pytest

from ooh_console.domain.kept_from_family import KeptFromFamily
from ooh_console.domain.matches import Known, contradiction


@pytest.mark.parametrize("before", ["", "x" * 300, "\x1b" * 500, "long word " * 15 + "y" * 400])
def test_a_sentence_is_one_wherever_its_words_begin(before: str) -> None:
    text = f"{before} she said that he hits the child"
    assert KeptFromFamily().with_words([text]).says(f"Crew: {text}")


@pytest.mark.parametrize("text", ["", "not yet", "x" * 300, "a" * 250 + " " + "b" * 250])
def test_a_word_or_two_are_none(text: str) -> None:
    assert not KeptFromFamily().with_words([text]).says(text)


def test_a_name_without_end_is_a_name() -> None:
    """An agency may send a megabyte as one: what is compared is its beginning."""
    one = Known(name="Jodie " + "Penhallow " * 100_000)
    assert contradiction(one, Known(name="PENHALLOW " * 100_000 + "Jodie")) == ""
    assert contradiction(one, Known(name="Kate Marlowe")) == "the names differ"
