"""What was asked about somebody ends when they are unlinked: their facts leave the screen."""

from __future__ import annotations

from dataclasses import dataclass, replace

from ooh_console.domain.attendance import Commitment
from ooh_console.domain.holdings import Holding, WatchEntry
from ooh_console.domain.markers import Marker
from ooh_console.domain.people import Person
from ooh_console.domain.plans import BirthPlan
from ooh_console.domain.sources import Sought
from ooh_console.domain.tolerant import Fact


@dataclass(frozen=True, slots=True)
class Withdrawn:
    """Whom the agencies are not asked about any more."""

    numbers: frozenset[str]
    identifiers: frozenset[tuple[str, str]]

    @classmethod
    def between(cls, before: Sought, after: Sought) -> Withdrawn:
        """Who was asked about before and is not now."""
        return cls(
            frozenset(before.nhs_numbers) - frozenset(after.nhs_numbers),
            frozenset(before.identifiers) - frozenset(after.identifiers),
        )

    def __bool__(self) -> bool:
        return bool(self.numbers or self.identifiers)

    def without(self, holding: Holding) -> Holding:
        """The holding without the facts that name one of them. A fact that names nobody by number
        or identifier stays until the agency answers again: nothing is dropped on a guess."""
        kept = tuple(fact for fact in holding.facts if not self._is_about(holding.agency, fact))
        return holding if len(kept) == len(holding.facts) else replace(holding, facts=kept)

    def _is_about(self, agency: str, fact: Fact) -> bool:
        match fact:
            case Person() | WatchEntry():
                number, own = fact.nhs_number, getattr(fact, "identifier", "")
            case Marker():
                number, own = fact.subject.nhs_number, fact.subject.identifier
            case BirthPlan() | Commitment():
                number, own = fact.subject, ""
            case _:
                return False
        if number:
            return _digits(number) in self.numbers
        return bool(own) and (agency, own) in self.identifiers


def _digits(number: str) -> str:
    return "".join(number.split()).replace("-", "")
