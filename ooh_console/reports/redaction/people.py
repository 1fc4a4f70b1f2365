"""Who is called what: one pseudonym for a person, however they are spelt."""

from __future__ import annotations

from collections import Counter
from collections.abc import Iterable
from dataclasses import dataclass, field

from ooh_console.domain.people import Relation
from ooh_console.domain.text import is_blank
from ooh_console.reports.redaction.vocabulary import folded, name_words, role_of

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
    _nearly: dict[str, list[str]] = field(default_factory=dict)
    _seen: dict[str, tuple[Somebody, ...]] = field(default_factory=dict)

    def family(self, relation: Relation, names: Iterable[str]) -> str:
        """The pseudonym of somebody of the family, who may be known by several names."""
        kind = _FAMILY[relation]
        words = {word for name in names for word in name_words(name)}
        return self._add(self._label(kind), words, family=True).label

    def spelt(self, label: str, name: str) -> None:
        """Another spelling of somebody who has a pseudonym."""
        one = next((one for one in self.everybody if one.label == label), None)
        if one is not None:
            self._learn(one, name_words(name))

    def professional(self, name: str, *more: str, role: str = "") -> str:
        """The pseudonym of somebody who acts for an agency; the text itself where it names nobody.

        `more` are words that stand with the name: role, agency.
        """
        words = name_words(name)
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
        return self._add(self._label(role or role_of(name, *more)), set(words)).label

    def relative(self, word: str) -> None:
        """A word that is the name of somebody of the family, and nobody knows of whom."""
        if word not in self._by_word:
            self._add(RELATIVE, {word}, family=True)

    def called(self, words: Iterable[str]) -> str:
        """Who is meant by these names side by side; empty when they are no names."""
        found = [self.meant(word) for word in words]
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
        self._seen.clear()
        for word in words:
            if word in one.words:
                continue
            one.words.add(word)
            self._by_word.setdefault(word, []).append(one)
            if _ALIKE_FROM <= len(word) <= _LONGEST:
                for part in _shortened(word):
                    self._nearly.setdefault(part, []).append(word)


def _same(known: set[str], words: frozenset[str]) -> bool:
    """`Insp. Shah` is `Unit PA21, Insp. Shah`."""
    return words <= known or known <= words


def _shortened(word: str) -> frozenset[str]:
    """The word, and the word without each of its letters: two that differ in one letter share one
    of these."""
    word = folded(word)
    return frozenset((word, *(word[:at] + word[at + 1 :] for at in range(len(word)))))
