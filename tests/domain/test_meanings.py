"""What markers mean: by code within a category, by category, by code; and what always shows."""

from __future__ import annotations

import pytest
from hypothesis import given
from hypothesis import strategies as st
from pydantic import ValidationError

from ooh_console.domain.markers import Marker
from ooh_console.domain.meanings import (
    Meaning,
    code_known,
    dangerous,
    holds,
    meanings_of,
    perhaps,
)
from tests.domain.strategies import ANYTHING


def meaning(name: str, **more: object) -> Meaning:
    return Meaning.model_validate({"name": name, "meaning": "plain", "do": ["do it"], **more})


DOG = meaning("Dog", words=["dog*"], codes=["DG"], always_on_screen=True)
UNSAFE = meaning("Unsafe", codes=["U"], within=["scene safety", "SS"])
SCENE = meaning("Scene", words=["scene safety"])
VIOLENT = meaning("Violent", words=["violen*"], codes=["VI", "U"])
KNOWN = (DOG, UNSAFE, SCENE, VIOLENT)


def names(**sent: str) -> list[str]:
    return [one.name for one in meanings_of(Marker.read(sent), KNOWN)]


def test_by_category_code_and_code_within_category() -> None:
    assert names(category="Dangerous DOGS") == ["Dog"]
    assert names(category="Scene-Safety", code="u") == ["Unsafe"]
    assert names(category="SS", code="U") == ["Unsafe"]
    assert names(category="Scene safety", code="Q") == ["Scene"]
    assert names(category="Other", code="VI") == ["Violent"]
    assert names(category="Dogma", code="") == ["Dog"], "the * is the rest of a word"
    assert names(category="Other", code="U") == ["Violent"], "not Unsafe: another category"
    assert names(category="Dangerous dog", code="VI") == ["Dog", "Violent"], "each is said"
    assert names(category="Underdog") == []
    assert names() == []


def test_a_code_that_nothing_explains_is_said_to_be_so() -> None:
    for sent, known in (
        ({"category": "Dog", "code": "XX"}, False),
        ({"category": "Dog", "code": "dg"}, True),
        ({"category": "Dog"}, True),
        ({"category": "Else", "code": "XX"}, False),
    ):
        assert code_known(Marker.read(sent), KNOWN) is known


def test_words_of_the_text_hint_where_nothing_else_says_anything() -> None:
    marker = Marker.read({"text": "LARGE DOG IN YARD"})
    assert names(text="LARGE DOG IN YARD") == []
    assert perhaps(marker, KNOWN) == (DOG,)
    assert perhaps(Marker.read({"category": "Violent", "text": "dog"}), KNOWN) == ()


@pytest.mark.parametrize(
    "sent",
    [
        {"category": "Dangerous dog"},
        {"text": "two DOGS, loose"},
        {"category": "Firearm"},
        {"category": "x", "text": "keeps a knife by the door"},
        {"category": "Weapons"},
        {"subject": {"kind": 7}, "free words": "shotgun"},
    ],
)
@pytest.mark.parametrize("known", [KNOWN, ()])
def test_dog_and_weapons_always_show_whatever_is_configured(
    sent: dict[str, object], known: tuple[Meaning, ...]
) -> None:
    assert dangerous(Marker.read(sent), known)


def test_what_always_shows_can_be_configured_besides() -> None:
    petrol = meaning("Petrol", words=["petrol"], always_on_screen=True)
    marker = Marker.read({"category": "Petrol in the shed"})
    assert dangerous(marker, (petrol,))
    assert not dangerous(marker, KNOWN)


@pytest.mark.parametrize(
    ("wrong", "says"),
    [
        ({"words": []}, "give words of the category, or codes"),
        ({"words": ["*"]}, "at least one letter or digit"),
        ({"words": [" "]}, "say something here"),
        ({"words": ["x"], "within": ["y"]}, "there are no codes"),
        ({"words": ["x"], "meaning": ""}, "say something here"),
        ({"words": ["x"], "do": []}, "at least 1 item"),
        ({"words": ["x"], "colour": "red"}, "Extra inputs"),
    ],
)
def test_an_entry_that_explains_nothing_is_refused(wrong: dict[str, object], says: str) -> None:
    with pytest.raises(ValidationError, match=says):
        meaning("Wrong", **wrong)


@given(ANYTHING, ANYTHING, ANYTHING)
def test_whatever_is_sent_something_is_said_of_it(category: str, code: str, text: str) -> None:
    marker = Marker.read({"category": category, "code": code, "text": text})
    found = meanings_of(marker, KNOWN)
    assert set(found) <= set(KNOWN)
    assert len(set(found)) == len(found)
    assert not (found and perhaps(marker, KNOWN))
    assert isinstance(dangerous(marker, KNOWN), bool)


@given(st.text("ab *.-_[(\\", min_size=1, max_size=6).filter(lambda t: any(map(str.isalnum, t))))
def test_a_pattern_is_never_more_than_words(pattern: str) -> None:
    whole = Meaning.model_validate(
        {"name": "x", "meaning": "x", "do": ["x"], "words": [pattern]}
    ).words
    assert holds(f"before {pattern.replace('*', '')} after", whole) or "*" in pattern
    assert not holds("zzz", whole)
