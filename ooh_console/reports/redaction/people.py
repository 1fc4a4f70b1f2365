"""Who is called what: one pseudonym for a person, however they are spelt."""

from __future__ import annotations

from collections import Counter
from collections.abc import Iterable
from dataclasses import dataclass, field

from ooh_console.domain.people import Relation
from ooh_console.domain.text import is_blank
from ooh_console.reports.redaction.everyday import (
    EVERYDAY,
    acting_common_words,
    common,
    own_common_words,
)
from ooh_console.reports.redaction.likeness import initials, joined, parts, short_for
from ooh_console.reports.redaction.vocabulary import folded, name_words, role_of, words_of

SOMEBODY, RELATIVE = "[name]", "[family name]"
_ALIKE_FROM = 6
"""From this length on a word counts as a name too when one letter is wrong, missing or too much."""
_LONGEST = 40
"""No name is longer, and a text without a space may be a megabyte."""
_FAMILY = {
    Relation.MOTHER: "Mother",
    Relation.FATHER: "Father",
    Relation.PARTNER: "Mother's partner",
    Relation.UNBORN: "Baby",
    Relation.BABY: "Baby",
    Relation.SIBLING: "Sibling",
    Relation.GRANDPARENT: "Grandparent",
    Relation.OTHER: "Relative",
}
_ALONE = frozenset({"Mother", "Father"})


@dataclass(slots=True)
class Somebody:
    """One person, under every word by which they were called."""

    label: str
    words: set[str]
    family: bool = False


@dataclass
class Cast:
    """Everybody of a night, in the order in which they were met."""

    everybody: list[Somebody] = field(default_factory=list)
    _counts: Counter[str] = field(default_factory=Counter)
    _by_word: dict[str, list[Somebody]] = field(default_factory=dict)
    _by_common: dict[str, list[Somebody]] = field(default_factory=dict)
    """By those of their names that are words as well."""
    _by_initials: dict[str, list[Somebody]] = field(default_factory=dict)
    _nearly: dict[str, list[str]] = field(default_factory=dict)
    _seen: dict[str, tuple[Somebody, ...]] = field(default_factory=dict)
    _inside: dict[str, str] = field(default_factory=dict)
    _likely: dict[str, bool] = field(default_factory=dict)

    def family(self, relation: Relation, names: Iterable[str]) -> str:
        """The pseudonym of somebody of the family, who may be known by several names."""
        kind = _FAMILY[relation]
        one = self._add(self._label(kind), set(), family=True)
        for name in names:
            self._spelt(one, name)
        return one.label

    def spelt(self, label: str, name: str) -> None:
        """Another spelling of somebody who has a pseudonym."""
        one = next((one for one in self.everybody if one.label == label), None)
        if one is not None:
            self._spelt(one, name)

    def _spelt(self, one: Somebody, name: str) -> None:
        """Every word of the name of somebody of the family, and what may be made of it."""
        self._learn(one, name_words(name) | own_common_words(words_of(name)))
        self._otherwise(one, name)

    def _otherwise(self, one: Somebody, name: str) -> None:
        """Ways of writing a name that tell nobody apart."""
        for word in joined(name, one.words) - one.words:
            self._found_by(word, one)
        for letters in initials(name):
            known = self._by_initials.setdefault(letters, [])
            if one not in known:
                known.append(one)

    def professional(self, name: str, *more: str, role: str = "") -> str:
        """The pseudonym of somebody who acts for an agency; the text itself where it names nobody.

        `more` are words that stand with the name: role, agency.
        """
        words = name_words(name) | acting_common_words(name)
        if not words or is_blank(name):
            return name
        known = [one for one in self.everybody if not one.family and _same(one.words, words)]
        if len(known) == 1:
            self._learn(known[0], words)
            return known[0].label
        exact = next((one for one in known if one.words == words), None)
        if exact is not None:
            return exact.label
        kin = [one for one in self.everybody if one.family and words <= one.words]
        if len(kin) == 1:
            return kin[0].label
        one = self._add(self._label(role or role_of(name, *more)), set(words))
        self._otherwise(one, name)
        return one.label

    def relative(self, word: str) -> None:
        """A word that is the name of somebody of the family, and nobody knows of whom."""
        if word not in self._by_word:
            self._add(RELATIVE, {word}, family=True)

    def called(self, words: Iterable[str]) -> str:
        """Who is meant by these names side by side; empty when they are no names."""
        found = [(*self.meant(word), *self.common(word)) for word in words]
        if not found or not all(found):
            return ""
        common = [one for one in found[0] if all(one in each for each in found)]
        if len(common) == 1:
            return common[0].label
        everybody = [one for each in found for one in each]
        return RELATIVE if all(one.family for one in everybody) else SOMEBODY

    def meant(self, word: str) -> tuple[Somebody, ...]:
        """Everybody who is called by a word, spelt so or nearly so."""
        found = self._seen.get(word)
        if found is None:
            found = self._seen[word] = tuple(self._look(word))
        return found

    def common(self, word: str) -> tuple[Somebody, ...]:
        """Everybody one of whose names is this word, which is no name everywhere."""
        return tuple(self._by_common.get(word, ()))

    def by_initials(self, letters: str) -> str:
        """Who is meant by initials; empty where nobody is known by them."""
        found = self._by_initials.get(letters.casefold(), [])
        if len(found) < 2:
            return found[0].label if found else ""
        return RELATIVE if all(one.family for one in found) else SOMEBODY

    def within(self, typed: str) -> str:
        """A name that stands within a word: `JodieP`, `Penhallows`, `jodiepenhallow`. Empty when
        there is none."""
        if typed not in self._inside:
            self._inside[typed] = self._within(typed)
        return self._inside[typed]

    def _within(self, typed: str) -> str:
        spelt = folded(typed)
        found = [
            word
            for word in parts(typed)
            if len(word) > 2 and (word in self._by_word or word in self._by_common)
        ]
        if not found and typed[:1].isupper():
            for one in (spelt.removesuffix("s"), spelt.removesuffix("es")):
                known = (*self._by_word.get(one, ()), *self._by_common.get(one, ()))
                if known and one != spelt:
                    # The whole family, or a possessive in haste.
                    return RELATIVE if all(each.family for each in known) else SOMEBODY
        if not found:
            found = [word for word in self._by_word if _stands_in(word, spelt)]
        return self.called(found[:1]) or (SOMEBODY if found else "")

    def perhaps(self, spelt: str) -> bool:
        """Whether a word may be a short form of a name of the family, or five letters of it with
        one wrong."""
        if spelt not in self._likely:
            self._likely[spelt] = self._perhaps(spelt)
        return self._likely[spelt]

    def _perhaps(self, spelt: str) -> bool:
        names = [w for one in self.everybody if one.family for w in one.words]
        if any(short_for(spelt, names)):
            return True
        near = [w for w in names if len(w) == _ALIKE_FROM - 1 and abs(len(w) - len(spelt)) < 2]
        return len(spelt) > 3 and any(_shortened(spelt) & _shortened(word) for word in near)

    def _look(self, word: str) -> list[Somebody]:
        exact = self._by_word.get(word)
        if exact is not None or not _ALIKE_FROM - 1 <= len(word) <= _LONGEST:
            return exact or []
        near = {name for part in _shortened(word) for name in self._nearly.get(part, ())}
        return [one for name in sorted(near) for one in self._by_word[name]]

    def _label(self, kind: str) -> str:
        self._counts[kind] += 1
        number = self._counts[kind]
        return kind if kind in _ALONE and number == 1 else f"{kind} {number}"

    def _add(self, label: str, words: set[str], *, family: bool = False) -> Somebody:
        one = Somebody(label, set(), family)
        self.everybody.append(one)
        self._learn(one, words)
        return one

    def _learn(self, one: Somebody, words: Iterable[str]) -> None:
        for remembered in (self._seen, self._inside, self._likely):
            remembered.clear()
        for word in words:
            if word in one.words:
                continue
            one.words.add(word)
            if common(word):
                self._by_common.setdefault(word, []).append(one)
            else:
                self._found_by(word, one)

    def _found_by(self, word: str, one: Somebody) -> None:
        known = self._by_word.setdefault(word, [])
        if one not in known:
            known.append(one)
        if _ALIKE_FROM <= len(word) <= _LONGEST:
            for part in _shortened(word):
                self._nearly.setdefault(part, []).append(word)


def _same(known: set[str], words: frozenset[str]) -> bool:
    """`Insp. Shah` is `Unit PA21, Insp. Shah`."""
    return words <= known or known <= words


def _stands_in(name: str, word: str) -> bool:
    """Six letters are no chance; of a script that joins words, three."""
    least = _ALIKE_FROM if name.isascii() else 3
    if word.startswith(name) and len(word) - 1 == len(name) == _ALIKE_FROM - 1:
        return True  # `craigr`
    return len(word) > len(name) >= least and name in word and word not in EVERYDAY


def _shortened(word: str) -> frozenset[str]:
    """The word, and the word without each of its letters: two that differ in one letter share one
    of these."""
    word = folded(word)
    return frozenset((word, *(word[:at] + word[at + 1 :] for at in range(len(word)))))
