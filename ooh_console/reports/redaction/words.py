"""Somebody's own words with every known name, place and number replaced."""

from __future__ import annotations

import re
from collections.abc import Iterable, Iterator, Sequence
from dataclasses import dataclass, field

from ooh_console.domain.text import clean
from ooh_console.reports.redaction.dates import Place, dated
from ooh_console.reports.redaction.patterns import linked, numbered
from ooh_console.reports.redaction.people import Cast
from ooh_console.reports.redaction.settling import Settled
from ooh_console.reports.redaction.vocabulary import NO_NAMES, WORD, folded

_BETWEEN = re.compile(r"[\s,.\-–'’]{0,3}")
_GREAT = r"[A-ZÀ-ÞŁŚŻ][^\W_]{0,30}[^\W\dA-Z_][^\W_]{0,30}(?:['’][^\W_]{1,30})*"
_INSIDE = re.compile(rf"(?<=[^\W_]|[,)])[ ]({_GREAT})")
_BEFORE = re.compile(rf"\b({_GREAT})(?=[ ]{_GREAT})")
_INITIAL = re.compile(
    r"(?:\b(?:[^\W\d_]|Insp|Sgt|PC|DS|DC|DI|DCI|Supt|Dr|Mr|Mrs|Ms|Miss|Prof|Unit)\.?\s?)+$"
)
"""What stands before a name and goes with it."""
_MONTH_NAMES = """
jan january feb february mar march apr april may jun june jul july aug august sep sept september oct
october nov november dec december
"""
_MONTHS = frozenset(_MONTH_NAMES.split())


@dataclass
class Replacing:
    """The words to look for, and what stands in their place."""

    cast: Cast
    spared: set[str] = field(default_factory=set)
    """Words of names that are kept."""
    _phrases: dict[str, list[tuple[tuple[str, ...], str]]] = field(default_factory=dict)

    def phrase(self, text: str, label: str) -> None:
        """These words in a row become the label, in any case and spelling."""
        words = tuple(folded(found) for found in WORD.findall(text))
        if not words:
            return
        known = self._phrases.setdefault(words[0], [])
        if all(words != other for other, _ in known):
            known.append((words, label))
            known.sort(key=lambda one: -len(one[0]))

    def words(self, text: str, clock: Place | None) -> str:
        """The text with names and places replaced; then numbers, dates and the like. Without a
        `clock` dates and times stay."""
        settled = Settled()
        text = linked(Settled.begun(clean(text)), settled)
        text = self._named(dated(text, settled, clock), settled)
        return settled.ended(numbered(text, settled))

    def unknown(self, text: str) -> Iterator[str]:
        """Words with a capital in the middle of a sentence, or before another such word, of which
        nobody knows what they name."""
        text = clean(text)
        for pattern in (_INSIDE, _BEFORE):
            for found in pattern.finditer(text):
                word = folded(found[1])
                known = word in NO_NAMES | _MONTHS | self.spared or word in self._phrases
                if not known and not self.cast.meant(word):
                    yield word

    def _named(self, text: str, settled: Settled) -> str:
        found = list(WORD.finditer(text))
        spelt = [folded(one[0]) for one in found]
        parts: list[str] = []
        end = at = 0
        while at < len(found):
            length, label = self._here(text, found, spelt, at)
            if not length:
                at += 1
                continue
            before = text[end : found[at].start()]
            if label in _NAMES or label[-1:].isdigit() or label in _FAMILY:
                before = _INITIAL.sub("", before)
            parts += [before, settled.put(label)]
            end = found[at + length - 1].end()
            at += length
        return "".join((*parts, text[end:]))

    def _here(
        self, text: str, found: Sequence[re.Match[str]], spelt: Sequence[str], at: int
    ) -> tuple[int, str]:
        """How many words from here on are replaced, and by what."""
        for words, label in self._phrases.get(spelt[at], ()):
            if tuple(spelt[at : at + len(words)]) == words:
                return len(words), label
        length = 0
        while at + length < len(found) and self._is_name(found[at + length][0], spelt[at + length]):
            last = found[at + length]
            length += 1
            if at + length < len(found):
                gap = text[last.end() : found[at + length].start()]
                if not _BETWEEN.fullmatch(gap):
                    break
        return (length, self.cast.called(spelt[at : at + length])) if length else (0, "")

    def _is_name(self, word: str, spelt: str) -> bool:
        # `Jo` is a name, `jo` may be the end of a word that was cut.
        return bool(self.cast.meant(spelt)) and (len(spelt) > 2 or word[:1].isupper())


_NAMES = frozenset({"[name]", "[family name]"})
_FAMILY = frozenset({"Mother", "Father"})


def never_small(names: Iterable[str], texts: Iterable[str]) -> frozenset[str]:
    """Of words that begin with a capital, those that nobody wrote small: most of them are names."""
    wanted = {folded(name) for name in names}
    small = {folded(found) for text in texts for found in WORD.findall(text) if found[:1].islower()}
    return frozenset(wanted - small)
