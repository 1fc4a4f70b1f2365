"""Conditions of a protocol: facts of the night by a closed vocabulary, joined by all, any, not.

In a file a condition is one word (`"born"`), or a table of one key: `{ all = [...] }`,
`{ any = [...] }`, `{ not = ... }`, or a fact that needs more words (`{ marker = ["dog"] }`).
"""

from __future__ import annotations

from collections.abc import Callable, Iterable
from dataclasses import dataclass, field
from datetime import datetime

from ooh_console.domain import facts
from ooh_console.domain.bodies import Power
from ooh_console.domain.entries import Entry, happened
from ooh_console.domain.holdings import Holdings
from ooh_console.domain.people import Relation
from ooh_console.domain.sources import AgencyKind, Offer, SourceState
from ooh_console.domain.state import State
from ooh_console.domain.text import line


@dataclass(frozen=True, slots=True)
class Found:
    """Whether something is so and, where an entry says it, which one (the latest that it takes)."""

    met: bool
    entry: Entry | None = None


@dataclass(frozen=True)
class Facts:
    """What conditions are held against. Each condition is looked at once."""

    state: State
    holdings: Holdings
    _known: dict[Condition, Found] = field(default_factory=dict)

    def find(self, condition: Condition) -> Found:
        """Whether a condition is met."""
        found = self._known.get(condition)
        if found is None:
            found = self._known[condition] = _look(condition, self)
        return found

    def since(self, moment: str) -> datetime | None:
        """When a named moment (`facts.MOMENTS`) came; `None` while it has not."""
        if moment == "opened":
            opened = self.state.opened
            return min(opened.occurred_at, opened.recorded_at) if opened else None
        entry = self.find(Said(moment)).entry
        return entry.occurred_at if entry else None


@dataclass(frozen=True, slots=True)
class Said:
    """One fact by its word."""

    word: str


@dataclass(frozen=True, slots=True)
class Named:
    """A fact that needs more words: `marker`, `linked`, `power`, `referral`, `step`."""

    word: str
    values: tuple[str, ...]


@dataclass(frozen=True, slots=True)
class Answered:
    """How every agency of a kind answered for an offer: `held`, `none-held`, `could-not-check`."""

    word: str
    kind: AgencyKind
    offer: Offer


@dataclass(frozen=True, slots=True)
class Joined:
    """`all`, `any` or `not` of other conditions."""

    word: str
    parts: tuple[Condition, ...]


Condition = Said | Named | Answered | Joined

_STATES = {
    "held": SourceState.HELD,
    "none-held": SourceState.NONE_HELD,
    "could-not-check": SourceState.COULD_NOT_CHECK,
}


# Reading


def read(sent: object, deep: int = 0) -> Condition:
    """A condition as a file has it. Raises `ValueError`: which word is wrong, which are known."""
    if deep > 8:
        raise ValueError("conditions stand in one another more than eight deep")
    if isinstance(sent, str):
        if sent not in facts.FACTS:
            raise ValueError(f"unknown fact {line(sent, 40)!r}: use one of {_list(facts.FACTS)}")
        return Said(sent)
    if not isinstance(sent, dict) or len(sent) != 1:
        raise ValueError("a condition is one fact, or a table of one key such as all, any, not")
    ((word, value),) = sent.items()
    if word in ("all", "any"):
        if not isinstance(value, list) or not value:
            raise ValueError(f"{word!r} takes a list of at least one condition")
        return Joined(word, tuple(read(part, deep + 1) for part in value))
    if word == "not":
        return Joined(word, (read(value, deep + 1),))
    if word in _STATES:
        return _answered(word, value)
    if word in _NAMED:
        return Named(word, _values(word, value))
    known = _list(("all", "any", "not", *_STATES, *_NAMED))
    raise ValueError(f"unknown condition {line(str(word), 40)!r}: use one of {known}")


def _list(words: Iterable[str]) -> str:
    return ", ".join(words)


def _answered(word: str, value: object) -> Answered:
    if not isinstance(value, dict) or set(value) != {"kind", "offer"}:
        raise ValueError(f"{word!r} takes a kind of agency and an offer")
    try:
        return Answered(word, AgencyKind(value["kind"]), Offer(value["offer"]))
    except ValueError as error:
        raise ValueError(f"{word!r}: {error}") from error


def _values(word: str, value: object) -> tuple[str, ...]:
    listed = value if isinstance(value, list) else [value]
    values = tuple(item.strip() for item in listed if isinstance(item, str) and item.strip())
    if not values or len(values) != len(listed):
        raise ValueError(f"{word!r} takes a word, or a list of words")
    allowed = {"linked": [r.value for r in Relation], "power": [p.value[:3] for p in Power]}
    for item in values:
        if word in allowed and item not in allowed[word]:
            raise ValueError(f"{word!r}: unknown {line(item, 30)!r}: {_list(allowed[word])}")
    return values


# Looking


def _look(condition: Condition, night: Facts) -> Found:
    match condition:
        case Said(word):
            said = facts.FACTS[word].look(night.state, night.holdings)
        case Named(word, values):
            said = _NAMED[word](night.state, night.holdings, values)
        case Answered(word, kind, offer):
            said = facts.answered(night.holdings, kind, offer, _STATES[word])
        case Joined("not", (part,)):
            return Found(not night.find(part).met)
        case Joined("all", parts):
            found = [night.find(part) for part in parts]
            entries = [one.entry for one in found if one.entry is not None]
            met = all(one.met for one in found)
            return Found(met, max(entries, key=happened) if met and entries else None)
        case Joined(_, parts):
            return next((one for part in parts if (one := night.find(part)).met), Found(False))
    return Found(said, None) if isinstance(said, bool) else Found(said is not None, said)


_NAMED: dict[str, Callable[[State, Holdings, tuple[str, ...]], Entry | bool | None]] = {
    "marker": lambda _, holdings, words: facts.marked(holdings, words),
    "linked": facts.linked,
    "power": lambda state, _, words: facts.power(state, words),
    "referral": lambda state, _, words: facts.referral(state, words),
    "step": lambda state, _, keys: facts.step(state, keys),
}


# In words


def named_in(condition: Condition) -> frozenset[str]:
    """Every word that a condition looks at: facts, and `marker`, `linked` and the like."""
    if isinstance(condition, Joined):
        return frozenset().union(*map(named_in, condition.parts))
    return frozenset({condition.word})


def words(condition: Condition) -> str:
    """`the baby is born and no power is in force`: for a step that does not apply yet."""
    match condition:
        case Said(word):
            return facts.FACTS[word].words
        case Named("marker", values):
            return f"a marker says {' or '.join(values)}"
        case Named("linked", values):
            return f"{' or '.join(values)} is linked"
        case Named("power", values):
            return f"{' or '.join(values)} is in force"
        case Named("step", values):
            return f"the step {' or '.join(values)} is settled"
        case Named(_, values):
            return f"the referral to {' or '.join(values)} is on record"
        case Answered(word, kind, offer):
            return f"{kind.value} for {offer.value}: {word.replace('-', ' ')}"
        case Joined("not", (Said(word),)):
            return facts.FACTS[word].denied
        case Joined("not", (part,)):
            return f"not: {words(part)}"
        case Joined(word, parts):
            return f" {'and' if word == 'all' else 'or'} ".join(map(words, parts))
