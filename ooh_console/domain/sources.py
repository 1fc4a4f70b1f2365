"""Who can be asked for what, about whom, and the four answers that must never look alike (I7)."""

from __future__ import annotations

from dataclasses import dataclass
from datetime import date
from enum import StrEnum

from ooh_console.domain.canonical import canonical, digest
from ooh_console.domain.people import Address


class Offer(StrEnum):
    """What an agency can be asked for."""

    PEOPLE = "people"
    PLANS = "plans"
    MARKERS = "markers"
    COMMITMENTS = "commitments"
    WATCH_LIST = "watch-list"
    NOTICES = "notices"
    CHANGES = "changes"
    """What of the others has changed since it was last asked."""
    CHILD_PROTECTION = "child-protection"
    EARLIER_LOOKS = "earlier-looks"


BY_HAND: frozenset[Offer] = frozenset({Offer.CHILD_PROTECTION, Offer.EARLIER_LOOKS})
"""What may be asked for only by a person, each time anew: never by a refresh or a check, since each
look is on record at the service, and it forbids access that nobody attends."""


ABOUT_NOBODY: frozenset[Offer] = frozenset({Offer.WATCH_LIST})
"""What is asked about nobody in particular, so never within an incident: that it was not asked
there is no wait, and no lack."""


class AgencyKind(StrEnum):
    """What sort of agency it is."""

    MATERNITY = "maternity"
    SOCIAL_CARE = "social-care"
    POLICE = "police"
    AMBULANCE = "ambulance"
    OOH = "ooh"
    OTHER = "other"


class SourceState(StrEnum):
    """The four answers that must never look alike (I7)."""

    HELD = "held"
    NONE_HELD = "none-held"
    COULD_NOT_CHECK = "could-not-check"
    NOT_CHECKED = "not-checked"


STATE_WORDS: dict[SourceState, str] = {
    SourceState.HELD: "held",
    SourceState.NONE_HELD: "none held",
    SourceState.COULD_NOT_CHECK: "COULD NOT CHECK",
    SourceState.NOT_CHECKED: "not checked yet",
}


STATE_SHAPES: dict[SourceState, str] = {
    SourceState.HELD: "●",
    SourceState.NONE_HELD: "○",
    SourceState.COULD_NOT_CHECK: "✗",
    SourceState.NOT_CHECKED: "…",
}


@dataclass(frozen=True, slots=True)
class Source:
    """An agency and what it is asked for. `offers` keeps the order of the configuration."""

    agency: str
    kind: AgencyKind
    offers: tuple[Offer, ...]
    telephone: str = ""

    @property
    def only_looked_up(self) -> bool:
        """Whether it is a service in which people look: nobody there comes, is told an answer, or
        holds a birth plan."""
        return bool(self.offers) and BY_HAND.issuperset(self.offers)


@dataclass(frozen=True, slots=True)
class Sought:
    """Whom an agency is asked about. Empty parts are not asked for."""

    nhs_numbers: tuple[str, ...] = ()
    name: str = ""
    born: date | None = None
    addresses: tuple[Address, ...] = ()
    identifiers: tuple[tuple[str, str], ...] = ()
    """(agency, that agency's own identifier)."""

    def key(self) -> str:
        """Names the question, so that an answer from memory is only ever given to the same one."""
        return digest(
            canonical(
                [
                    sorted(self.nhs_numbers),
                    " ".join(self.name.casefold().split()),
                    self.born.isoformat() if self.born else "",
                    sorted(address.key for address in self.addresses),
                    sorted(list(pair) for pair in self.identifiers),
                ]
            )
        )
