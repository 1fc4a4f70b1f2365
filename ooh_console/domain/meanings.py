"""What a warning marker means in plain words, what to do and what not to do (L12, L13).

Codes and their words differ from place to place, so they are configuration (`markers.toml`).
"""

from __future__ import annotations

import re
from collections.abc import Iterable
from functools import lru_cache
from typing import Annotated, Self

from pydantic import (
    AfterValidator,
    BaseModel,
    ConfigDict,
    Field,
    StringConstraints,
    model_validator,
)

from ooh_console.domain.markers import Marker
from ooh_console.domain.text import clean, is_blank

NOT_KNOWN = "meaning not known here"


def _readable(text: str) -> str:
    if is_blank(text):
        raise ValueError("say something here")
    return " ".join(clean(text).split())


def _has_a_letter(text: str) -> str:
    # A pattern of signs alone would be found in everything.
    if not any(char.isalnum() for char in text):
        raise ValueError("give at least one letter or digit")
    return text


Sentence = Annotated[str, StringConstraints(max_length=600, strict=True), AfterValidator(_readable)]
Pattern = Annotated[
    str,
    StringConstraints(max_length=80, strict=True),
    AfterValidator(_readable),
    AfterValidator(_has_a_letter),
]


class Meaning(BaseModel):
    """One entry of `markers.toml`.

    A marker is of this meaning when its category holds one of `words` (whole words, any case; a
    `*` stands for the rest of a word), or its code is one of `codes`. With `within`, a code counts
    only in a category that holds one of those words, since `U` or `S` alone mean other things
    elsewhere.
    """

    model_config = ConfigDict(frozen=True, extra="forbid")
    name: Sentence
    meaning: Sentence
    do: tuple[Sentence, ...] = Field(min_length=1)
    do_not: tuple[Sentence, ...] = ()
    words: tuple[Pattern, ...] = ()
    codes: tuple[Pattern, ...] = ()
    within: tuple[Pattern, ...] = ()
    always_on_screen: bool = False
    """Stands on the one screen whatever else does: dog and weapons."""

    @model_validator(mode="after")
    def _found_by_something(self) -> Self:
        if not self.words and not self.codes:
            raise ValueError("give words of the category, or codes, by which it is found")
        if self.within and not self.codes:
            raise ValueError("'within' says where codes count, and there are no codes")
        return self


Meanings = tuple[Meaning, ...]


def meanings_of(marker: Marker, known: Iterable[Meaning]) -> Meanings:
    """What this marker means: by its code within its category; else by its category, and then by
    its code alone. Empty when nothing here says so. Several entries may say it; each is given."""
    ranked = [(rank, one) for one in known if (rank := _rank(marker, one))]
    within = tuple(one for rank, one in ranked if rank == 3)
    ranked.sort(key=lambda pair: -pair[0])
    return within or tuple(one for _, one in ranked)


def _rank(marker: Marker, one: Meaning) -> int:
    code = marker.code.strip().casefold()
    coded = bool(code) and code in (each.casefold() for each in one.codes)
    if coded and one.within:
        # In another category the same letter means something else.
        return 3 if holds(marker.category, one.within) else _by_words(marker, one)
    return _by_words(marker, one) or int(coded)


def _by_words(marker: Marker, one: Meaning) -> int:
    return 2 if holds(marker.category, one.words) else 0


def code_known(marker: Marker, known: Iterable[Meaning]) -> bool:
    """Whether the code that was sent, if any, is one of a meaning found; else it is shown raw."""
    code = marker.code.strip().casefold()
    found = meanings_of(marker, known)
    return not code or any(code in (c.casefold() for c in one.codes) for one in found)


def perhaps(marker: Marker, known: Iterable[Meaning]) -> Meanings:
    """What its own words hint at, where neither category nor code says anything: to be read by a
    person, since «no dog» holds the word as well."""
    known = tuple(known)
    if meanings_of(marker, known):
        return ()
    words = marker.text or marker.raw
    return tuple(one for one in known if holds(words[:4_000], one.words))


_ALWAYS = ("dog*", "weapon*", "firearm*", "shotgun*", "knife", "knives", "gun*", "blade*")
"""Dog and weapons are never left to configuration alone."""


def dangerous(marker: Marker, known: Iterable[Meaning]) -> bool:
    """Whether it always stands on the one screen: by its meaning, or by any of its words."""
    known = tuple(known)
    if any(one.always_on_screen for one in (*meanings_of(marker, known), *perhaps(marker, known))):
        return True
    return holds(f"{marker.category} {marker.text or marker.raw}"[:4_000], _ALWAYS)


def holds(text: str, patterns: tuple[str, ...]) -> bool:
    """Whether one of the patterns stands in the text as whole words."""
    return bool(patterns) and _compiled(patterns).search(_plain(text)) is not None


@lru_cache(maxsize=512)
def _plain(text: str) -> str:
    # The screen asks this of every marker and every meaning, each second.
    return " ".join(re.split(r"[^\w*]+", clean(text).casefold())).strip()


@lru_cache(maxsize=512)
def _compiled(patterns: tuple[str, ...]) -> re.Pattern[str]:
    each = (re.escape(_plain(pattern)).replace(r"\*", r"\w*") for pattern in patterns)
    return re.compile(rf"(?<!\w)(?:{'|'.join(each)})(?!\w)")
