"""What must not reach the family, and which other texts say it as well (I9).

A program finds a text that quotes; it does not find the same thing said in other words. Whoever
leaves something out by these rules must say so.
"""

from __future__ import annotations

import re
import unicodedata
from collections.abc import Collection, Iterable, Iterator
from dataclasses import dataclass, field, replace
from functools import lru_cache

from ooh_console.domain.alarms.steps import SHORT
from ooh_console.domain.bodies import (
    DisclosureRestricted,
    MarkerRead,
    PlanReadOut,
    ProtocolStep,
    Referral,
)
from ooh_console.domain.conditions import named_in
from ooh_console.domain.copies import copies
from ooh_console.domain.entries import Entry, body_of
from ooh_console.domain.holdings import Holdings
from ooh_console.domain.plans import restricted_in
from ooh_console.domain.protocol import Protocol, Step
from ooh_console.domain.state import State
from ooh_console.domain.text import clean, line

QUOTED_WORDS = 5
"""So many words in a row that stand in a restricted text are a quotation of it."""
_COMMON_WORDS = 8
_REMEMBERED = 500
"""Characters of a text of which it is remembered what it was found to be."""
_MOST_REMEMBERED = 5_000
"""So many texts, where the same is asked for every second."""
_MARKED = re.compile(
    r"\bDO\s+NOT\s+TELL\b|\bM\W?A\W?R\W?A\W?C\b|\bmulti\W?agency\s+risk\s+assessment\b"
    r"|\bMAPPA\b|\bIDVAs?\b|\bindependent\s+domestic\s+(?:violence|abuse)\s+advis"
    r"|\b(?-i:DASH)\b|\brefuge\b|\bClare\W?s\s+law\b",
    re.IGNORECASE,
)
"""What says of itself that it is not for the family. A MARAC is one: whoever is spoken of there
must not hear that it exists or has met. So it is with whatever tells that somebody spoke of abuse:
the advocate (IDVA), the risk checklist (DASH), a place in a refuge, a disclosure."""
_WORD = re.compile(r"\w+")


@dataclass(frozen=True)
class KeptFromFamily:
    """The restricted texts of one incident. `keys` are the parts of the birth plan among them."""

    texts: tuple[str, ...] = ()
    keys: frozenset[str] = frozenset()
    _exact: frozenset[tuple[str, ...]] = frozenset()
    _runs: tuple[tuple[int, frozenset[tuple[str, ...]]], ...] = ()
    _seen: dict[str, bool | None] = field(default_factory=dict, compare=False, repr=False)

    @classmethod
    def of(
        cls, state: State, holdings: Holdings, protocols: Iterable[Protocol] = ()
    ) -> KeptFromFamily:
        """Everything that is restricted and was not lifted, struck entries too: what was struck
        through may stand again in another entry, in better words. Of the protocols, the steps that
        may not be shown."""
        plans = [copy.plan for copy in copies(state, holdings)]
        keys = restricted_in(plans)
        said = tuple(_restrictions(state))
        parts = [plan.fields[key] for plan in plans for key in plan.fields if key in keys]
        parts += list(_read_out(state, keys))
        common = (*_markers(state, holdings), *_hidden_steps(protocols))
        return cls.saying(said, parts, keys, common)

    @classmethod
    def saying(
        cls,
        said: Iterable[str],
        parts: Iterable[str] = (),
        keys: Iterable[str] = (),
        common: Iterable[str] = (),
    ) -> KeptFromFamily:
        """`said` is what a person restricted, in their words; `parts` are parts of a plan, of which
        a short one (`none`, `not known`) is found only where it stands alone; so with `common`,
        what markers and steps say (`until the scene is safe`), and more of it makes a quotation."""
        said, parts, common = tuple(said), tuple(parts), tuple(common)
        return cls((*said, *parts), frozenset(keys), *_quotations(said, parts, common))

    def with_words(self, texts: Iterable[str]) -> KeptFromFamily:
        """The same, and what quotes one of these: what was said beside something restricted. Where
        it is but a word or two (`not yet`), anybody else may say the same."""
        own = KeptFromFamily.saying((), filter(_more_than_two_words, texts))
        if not own._exact:
            return self
        runs: dict[int, frozenset[tuple[str, ...]]] = dict(self._runs)
        for length, each in own._runs:
            runs[length] = runs.get(length, frozenset()) | each
        exact = self._exact | own._exact
        return replace(self, _exact=exact, _runs=tuple(sorted(runs.items())), _seen={})

    def says(self, text: str) -> bool:
        """Whether a text is one of these, quotes one, or says of itself that it is restricted."""
        return self._found(text) is not None

    def quotes(self, text: str) -> bool:
        """The same, but not for a word alone that anybody may say (`none`, `mother`)."""
        return self._found(text) is True

    def _found(self, text: str) -> bool | None:
        """`True`: it quotes; `False`: it is a word alone; `None`: neither. What is short is looked
        at once: the same text stands in an entry, in its reports and in what they are made of."""
        if len(text) > _REMEMBERED:
            return self._look(text)
        if text not in self._seen:
            self._seen[text] = self._look(text)
        return self._seen[text]

    def tidy(self) -> None:
        """Forgets what was found, where that is much: on a screen that stands all night, a row
        with an age in it is another text every second."""
        if len(self._seen) > _MOST_REMEMBERED:
            self._seen.clear()

    def _look(self, text: str) -> bool | None:
        if not text:
            return None
        plain = clean(text)
        if _MARKED.search(plain):
            return True
        if not self._exact:
            return None
        found = _words(plain)
        quoted = any(not each.isdisjoint(_in_a_row(found, length)) for length, each in self._runs)
        if found in self._exact:
            return quoted or len(found) > 1
        return True if quoted else None

    def holds(self, body: DisclosureRestricted) -> bool:
        """Whether this restriction is one of these: in force, or said by something that is."""
        return body.what in self.texts or self.says(body.what) or self.says(body.until)


@lru_cache(maxsize=8)
def _quotations(
    said: tuple[str, ...], parts: tuple[str, ...], common: tuple[str, ...]
) -> tuple[frozenset[tuple[str, ...]], tuple[tuple[int, frozenset[tuple[str, ...]]], ...]]:
    """The texts word by word, and of each length of a quotation all that there are. Screens ask
    for the same ones every second."""
    exact: set[tuple[str, ...]] = set()
    runs: dict[int, set[tuple[str, ...]]] = {}
    kinds = ((said, 1, QUOTED_WORDS), (parts, 3, QUOTED_WORDS), (common, 3, _COMMON_WORDS))
    for texts, at_least, at_most in kinds:
        for text in texts:
            found = _words(clean(text))
            exact.add(found)
            if len(found) < at_least or len("".join(found)) < 4:
                continue
            length = min(len(found), at_most)
            runs.setdefault(length, set()).update(_in_a_row(found, length))
    exact.discard(())
    frozen = tuple((length, frozenset(each)) for length, each in sorted(runs.items()))
    return frozenset(exact), frozen


def _restrictions(state: State) -> Iterator[str]:
    in_force = {entry.id for entry in state.restrictions}
    for entry in state.kinds.get("disclosure_restricted", ()):
        if entry.id in in_force or entry.id in state.struck:
            body = body_of(entry, DisclosureRestricted)
            yield body.what
            yield body.until


def _markers(state: State, holdings: Holdings) -> Iterator[str]:
    """What a marker says of one person is not for the other, nor for that one."""
    for _, marker in holdings.markers:
        yield from filter(_more_than_two_words, (marker.text, marker.raw))
    for entry in state.kinds.get("marker_read", ()):
        summary = body_of(entry, MarkerRead).summary
        if _more_than_two_words(summary):
            yield summary


def _read_out(state: State, keys: frozenset[str]) -> Iterator[str]:
    for entry in state.kinds.get("plan_read_out", ()):
        body = body_of(entry, PlanReadOut)
        for key, text in body.fields.items():
            if key in keys or key in body.not_for_family:
                yield text


_TELLING = frozenset({"marker", "referral", "flight-risk", "restriction-in-force"})
"""What only those know who know what is restricted."""
_SETTLING = frozenset({"marker", "referral"})


def may_show(protocol: Protocol) -> Protocol | None:
    """The protocol with those of its steps whose condition tells of nothing restricted; `None`
    where its own does: that it applies at all would tell."""
    if named_in(protocol.when) & _TELLING:
        return None
    kept = tuple(step for step in protocol.step if not _tells(step))
    return protocol.model_copy(update={"step": kept})


def _tells(step: Step) -> bool:
    """A step that a referral settles would stand there as open, since referrals are left out."""
    evidence = named_in(step.done_when) if step.done_when is not None else frozenset()
    return bool(named_in(step.when) & _TELLING or evidence & _SETTLING)


def _hidden_steps(protocols: Iterable[Protocol]) -> Iterator[str]:
    """The words of the steps that may not be shown: they stand in handovers and alarms as well."""
    for protocol in protocols:
        shown = may_show(protocol)
        kept = {step.id for step in shown.step} if shown else set()
        for step in protocol.step:
            if step.id not in kept:
                yield step.text
                # As an alarm has it, and so whatever was recorded of that alarm.
                yield line(step.text, SHORT)


def is_restricted(entry: Entry, shown: Collection[Protocol]) -> bool:
    """Whether an entry is not for the family whatever it says: a restriction, a marker, a referral
    (that there is one, or that it was decided against, may put somebody at risk), a step of a
    protocol that is not among those shown."""
    body = entry.body
    if isinstance(body, ProtocolStep):
        known = {(p.id, step.id) for p in shown for step in p.step}
        return (body.protocol, body.step) not in known
    return isinstance(body, DisclosureRestricted | MarkerRead | Referral)


def _words(text: str) -> tuple[str, ...]:
    """The words of a cleaned text, so that case, accents and punctuation make no difference."""
    plain = text.replace("'", "").replace("’", "")
    if not plain.isascii():
        spelt = unicodedata.normalize("NFKD", plain)
        plain = "".join(char for char in spelt if not unicodedata.combining(char))
    return tuple(_WORD.findall(plain.casefold()))


def _more_than_two_words(text: str) -> bool:
    """Most say so in their first line; the rest of a long one is looked through only if not."""
    return any(len(_words(clean(part))) > 2 for part in (text[:200], text) if part)


def _in_a_row(found: tuple[str, ...], length: int) -> Iterator[tuple[str, ...]]:
    return (found[at : at + length] for at in range(len(found) - length + 1))
