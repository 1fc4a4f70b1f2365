"""Whose births are expected: the entries of every agency's watch list, put together by mother."""

from __future__ import annotations

from collections.abc import Iterator
from dataclasses import dataclass, replace
from datetime import date

from ooh_console.domain.holdings import Holding, Holdings, WatchEntry
from ooh_console.domain.matches import Known, alike, contradiction
from ooh_console.domain.sources import Offer
from ooh_console.domain.text import is_blank, line

SOON_DAYS = 14
"""A birth expected within so many days, or overdue, or without a date, must be ready now."""


@dataclass(frozen=True, slots=True)
class Family:
    """A birth that one agency or several expect."""

    mother: str
    nhs_number: str
    expected: date | None
    entries: tuple[tuple[Holding, WatchEntry], ...]
    perhaps: tuple[str, ...] = ()
    """Other births on these lists that may be the same one, by name alone: for people to say."""
    conflict: str = ""
    """Another mother who is expected under the same NHS number; empty when there is none."""

    def days(self, today: date) -> int | None:
        """Days until it is expected, the earliest date sent; negative when overdue."""
        return (self.expected - today).days if self.expected else None

    def soon(self, today: date) -> bool:
        """Whether it must be ready now."""
        days = self.days(today)
        return days is None or days <= SOON_DAYS

    def is_about(self, entry: WatchEntry) -> bool:
        """Whether an entry of a watch list is about this family."""
        if entry.nhs_number:
            same = entry.nhs_number == self.nhs_number
            return same and not contradiction(Known(name=self.mother), Known(name=entry.mother))
        return any(e.digest == entry.digest for _, e in self.entries)

    def same_as(self, other: Family) -> bool:
        """Whether this is that family, whatever was sent about it since."""
        return any(self.is_about(entry) for _, entry in other.entries)

    @property
    def agencies(self) -> tuple[str, ...]:
        """On whose watch list it stands."""
        return tuple(dict.fromkeys(holding.agency for holding, _ in self.entries))


def families(watch: Holdings) -> tuple[Family, ...]:
    """One family for each mother; overdue first, without a date before all.

    Only an NHS number makes two entries one family, and not where their names contradict each
    other. By name alone they are two, each with the other as one that may be the same.
    """
    found: dict[str, list[tuple[Holding, WatchEntry]]] = {}
    for holding in watch.of(Offer.WATCH_LIST):
        for fact in holding.facts:
            if isinstance(fact, WatchEntry):
                key = fact.nhs_number or f"{holding.agency} {fact.digest}"
                found.setdefault(key, []).append((holding, fact))
    apart = [one for entries in found.values() for one in _mothers(entries)]
    return tuple(sorted(_beside(tuple(map(_family, apart))), key=_order))


def _mothers(
    entries: list[tuple[Holding, WatchEntry]],
) -> list[list[tuple[Holding, WatchEntry]]]:
    """Entries under one number, by mother."""
    mothers: list[list[tuple[Holding, WatchEntry]]] = []
    for pair in entries:
        name = Known(name=pair[1].mother)
        mine = (
            one
            for one in mothers
            if not any(contradiction(name, Known(name=fact.mother)) for _, fact in one)
        )
        first = next(mine, None)
        if first is None:
            mothers.append([pair])
        else:
            first.append(pair)
    return mothers


def _beside(found: tuple[Family, ...]) -> Iterator[Family]:
    """Each family with those that may be the same, and with whoever has the same number."""
    for one in found:
        others = [other for other in found if other is not one]
        same_number = [o for o in others if one.nhs_number and o.nhs_number == one.nhs_number]
        alike_ = [
            o
            for o in others
            if not (one.nhs_number and o.nhs_number)
            and alike(Known(name=one.mother), Known(name=o.mother))
        ]
        yield replace(
            one,
            perhaps=tuple(f"{line(o.mother, 40)} ({', '.join(o.agencies)})" for o in alike_),
            conflict="; ".join(
                f"{line(o.mother, 40) or 'name not sent'} ({', '.join(o.agencies)})"
                for o in same_number
            ),
        )


def _family(entries: list[tuple[Holding, WatchEntry]]) -> Family:
    facts = [fact for _, fact in entries]
    return Family(
        mother=next((f.mother for f in facts if not is_blank(f.mother)), ""),
        nhs_number=next((f.nhs_number for f in facts if f.nhs_number), ""),
        expected=min((f.expected for f in facts if f.expected), default=None),
        entries=tuple(entries),
    )


def _order(family: Family) -> tuple[date, str]:
    return family.expected or date.min, family.mother
