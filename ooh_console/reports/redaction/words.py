"""Somebody's own words with every known name, place and number replaced."""

from __future__ import annotations

import re
from collections.abc import Iterable, Iterator, Sequence
from dataclasses import dataclass, field

from ooh_console.domain.text import clean
from ooh_console.reports.redaction.dates import Place, dated
from ooh_console.reports.redaction.everyday import EVERYDAY, says_so
from ooh_console.reports.redaction.likeness import may_be_initials
from ooh_console.reports.redaction.patterns import linked, numbered
from ooh_console.reports.redaction.people import Cast
from ooh_console.reports.redaction.settling import Settled
from ooh_console.reports.redaction.vocabulary import NO_NAMES, WORD, folded

_BETWEEN = re.compile(r"[\s,.\-–'’]{0,3}")
_TOGETHER = re.compile(r"[\s,\-–'’]{0,3}")
_ENDS = re.compile(r"[.!?:;\n«»\"“”•]")
_OWNING = re.compile(r"['’ʼ][sS]$")
_SAID_TWICE = re.compile(r"\b(mother|father)\s+$", re.IGNORECASE)
_INITIALS = re.compile(r"(?<![\w.])(?:(?:[A-Z]\.[ ]?){2,3}|[A-Z]{2,3})(?!\w)")
_LONGEST = 60
_GREAT = r"[A-ZÀ-ÞŁŚŻ][^\W_]{0,30}[^\W\dA-Z_][^\W_]{0,30}(?:['’][^\W_]{1,30})*"
_INSIDE = re.compile(rf"(?<=[^\W_]|[,)])[ ]({_GREAT})")
_BEFORE = re.compile(rf"\b({_GREAT})(?=[ ]{_GREAT})")
_TRAILING = re.compile(r"[ ][B-HJ-Z](?![\w.'’])")
"""`Jodie P`: the initial goes too."""
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
    small: set[str] = field(default_factory=set)
    """Words that somebody wrote without a capital."""
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
        text = dated(self._identified(text, settled), settled, clock)
        text = self._named(self._initials(text, settled), settled)
        return settled.ended(numbered(text, settled))

    def unknown(self, text: str) -> Iterator[str]:
        """Words with a capital in the middle of a sentence, or before another such word, of which
        nobody knows what they name."""
        text = clean(text)
        for pattern in (_INSIDE, _BEFORE):
            for found in pattern.finditer(text):
                word = folded(found[1])
                known = word in NO_NAMES | _MONTHS | self.spared or word in self._phrases
                known = known or bool(self.cast.meant(word) or self.cast.common(word))
                if not known and not self.cast.within(found[1]):
                    yield word

    def _identified(self, text: str, settled: Settled) -> str:
        """The text without known numbers and addresses: before dates are looked for, which may
        stand in them."""
        found = list(WORD.finditer(text))
        spelt = [folded(one[0]) for one in found]
        parts: list[str] = []
        end = at = 0
        while at < len(found):
            length, label = self._phrased(spelt, at)
            words = "".join(spelt[at : at + length])
            if len(words) > 4 and any(char.isdigit() for char in words):
                parts += [text[end : found[at].start()], settled.put(label)]
                end = found[at + length - 1].end()
            at += max(1, length)
        return "".join((*parts, text[end:]))

    def _initials(self, text: str, settled: Settled) -> str:
        def one(found: re.Match[str]) -> str:
            letters = "".join(filter(str.isalpha, found[0]))
            label = self.cast.by_initials(letters) if may_be_initials(found[0]) else ""
            return (
                f"{settled.put(label)}{found[0][-1:].strip('.' + letters)}" if label else found[0]
            )

        return _INITIALS.sub(one, text)

    def _named(self, text: str, settled: Settled) -> str:
        found = list(WORD.finditer(text))
        here = Words(text, found, [folded(one[0]) for one in found])
        parts: list[str] = []
        end = at = 0
        while at < len(found):
            length, label = self._here(here, at)
            if not length:
                at += 1
                continue
            last = found[at + length - 1]
            owning = "'s" if _OWNING.search(last[0]) else ""
            parts += [_led(text[end : found[at].start()], label), settled.put(label), owning]
            end = last.end()
            at += length
            if not owning and label not in _PLACES and (more := _TRAILING.match(text, end)):
                end = more.end()
        return "".join((*parts, text[end:]))

    def _phrased(self, spelt: Sequence[str], at: int) -> tuple[int, str]:
        for words, label in self._phrases.get(spelt[at], ()):
            if tuple(spelt[at : at + len(words)]) == words:
                return len(words), label
        return 0, ""

    def _here(self, here: Words, at: int) -> tuple[int, str]:
        """How many words from here on are replaced, and by what."""
        length, label = self._phrased(here.spelt, at)
        if length:
            return length, label
        while at + length < len(here.found):
            named = self._is_name(here, at + length)
            if not named:
                if named is None and not length:
                    return 1, PERHAPS
                break
            length += 1
            if not here.beside(at + length - 1, _BETWEEN):
                break
        if length:
            return length, self.cast.called(here.spelt[at : at + length])
        return self._like(here, at)

    def _is_name(self, here: Words, at: int) -> bool | None:
        """Whether a word is a name; `None` for perhaps."""
        word, spelt = here.found[at][0], here.spelt[at]
        if self.cast.meant(spelt):
            # `Jo` is a name, `jo` may be the end of a word that was cut.
            return len(spelt) > 2 or word[:1].isupper()
        own = self.cast.common(spelt)
        if not own:
            return False
        if len(here.before(at)) == 1 and here.found[at - 1][0] not in "AIai":
            return True
        for other in (at - 1, at + 1):
            if 0 <= other < len(here.found) and here.beside(min(at, other), _TOGETHER):
                near = (*self.cast.meant(here.spelt[other]), *self.cast.common(here.spelt[other]))
                if any(one in near for one in own) and here.spelt[other] != spelt:
                    return True
        return says_so(
            spelt,
            word,
            here.before(at),
            here.spelt[at + 1] if at + 1 < len(here.found) else "",
            starts=here.starts(at),
            family=any(one.family for one in own),
        )

    def _like(self, here: Words, at: int) -> tuple[int, str]:
        """The same for what is only like a name."""
        word, spelt = here.found[at][0], here.spelt[at]
        if spelt in NO_NAMES | self.spared or len(spelt) > _LONGEST:
            return 0, ""
        if label := self.cast.within(word):
            return 1, label
        great = word[:1].isupper() and spelt not in self.small and spelt not in _MONTHS
        if great and (spelt not in EVERYDAY or not here.starts(at)) and self.cast.perhaps(spelt):
            return 1, PERHAPS
        return 0, ""


@dataclass(frozen=True, slots=True)
class Words:
    """A text, its words as they are typed, and folded."""

    text: str
    found: Sequence[re.Match[str]]
    spelt: Sequence[str]

    def _between(self, at: int) -> str:
        """What stands between a word and the next."""
        return self.text[self.found[at].end() : self.found[at + 1].start()]

    def beside(self, at: int, gap: re.Pattern[str]) -> bool:
        """Whether no more than the gap stands between a word and the next."""
        return at + 1 < len(self.found) and gap.fullmatch(self._between(at)) is not None

    def before(self, at: int) -> str:
        """The word before, where both stand in one sentence: `Mr. Young`."""
        if not at or (len(self.spelt[at - 1]) > _SHORT and not self.beside(at - 1, _TOGETHER)):
            return ""
        return self.spelt[at - 1] if self.beside(at - 1, _BETWEEN) else ""

    def starts(self, at: int) -> bool:
        """Whether a sentence begins with a word."""
        return not at or _ENDS.search(self._between(at - 1)) is not None


PERHAPS = "[name?]"
_SHORT = 4
"""Titles of so many letters may end with a full stop."""


def _led(before: str, label: str) -> str:
    """What stands before a label, without a title or an initial that goes with the name."""
    if label not in _NAMES | _FAMILY and not label[-1:].isdigit():
        return before
    before = _INITIAL.sub("", before)
    return _SAID_TWICE.sub(lambda said: "" if said[1].title() == label else said[0], before)


_PLACES = frozenset({"[address]", "[postcode]", "[identifier]", "[name?]"})
_NAMES = frozenset({"[name]", "[family name]"})
_FAMILY = frozenset({"Mother", "Father"})


def never_small(names: Iterable[str], texts: Iterable[str]) -> frozenset[str]:
    """Of words that begin with a capital, those that nobody wrote small: most of them are names."""
    return frozenset({folded(name) for name in names} - small_words(texts))


def small_words(texts: Iterable[str]) -> set[str]:
    """The words that somebody wrote without a capital."""
    return {folded(found) for text in texts for found in WORD.findall(text) if found[:1].islower()}
