"""What every adapter does: one question to one agency, for facts or a plain reason."""

from __future__ import annotations

from collections.abc import Iterable
from dataclasses import dataclass
from typing import TYPE_CHECKING, Protocol

from ooh_console.agencies.agency import Agency
from ooh_console.domain.notices import Notice, Receipt
from ooh_console.domain.sources import Offer, Sought
from ooh_console.domain.tolerant import Fact

if TYPE_CHECKING:
    from ooh_console.agencies.transfer import Transfer


class CouldNotCheck(Exception):
    """The agency could not be asked, or its answer cannot be used.

    `reason` continues a sentence that begins with the agency's name: `did not answer within 8 s`.
    """

    def __init__(
        self,
        reason: str,
        *,
        passing: bool = False,
        retry_after: float | None = None,
        status: int | None = None,
        codes: Iterable[str] = (),
    ) -> None:
        super().__init__(reason)
        self.reason = reason
        self.passing = passing
        """Whether asking again at once may help."""
        self.retry_after = retry_after
        """Seconds for which the agency asked to be left alone."""
        self.status = status
        """The HTTP status, where that is what was wrong."""
        self.codes = frozenset(codes)
        """By what codes the agency itself calls the error, if it does."""


@dataclass(frozen=True, slots=True)
class Fetched:
    """An agency's answer. `facts` is `None` when what it sent last time still holds."""

    facts: tuple[Fact, ...] | None
    etag: str = ""
    """Names this answer to this question; means nothing to anybody else."""
    missing: str = ""
    """What the answer lacks, when it is not whole; continues a sentence that begins with the
    agency's name: `answered only in part: ...`. Such an answer has no etag."""
    retry_after: float | None = None
    """Seconds for which the agency asked to be left alone, in the middle of its answer."""


class Adapter(Protocol):
    """Speaks one kind of interface."""

    async def fetch(
        self, client: Transfer, agency: Agency, offer: Offer, sought: Sought, etag: str
    ) -> Fetched:
        """One attempt at one question. Raises `CouldNotCheck`.

        `etag` is that of the facts at hand, or empty. The caller sees to deadline and repetition.
        """
        ...

    async def send(self, client: Transfer, agency: Agency, notice: Notice) -> Receipt:
        """One attempt at giving a notice; what the agency says to it. Raises `CouldNotCheck`."""
        ...

    async def receipt(self, client: Transfer, agency: Agency, key: str) -> Receipt:
        """One attempt at asking what became of a notice. Raises `CouldNotCheck`."""
        ...


def own_identifiers(agency: Agency, sought: Sought) -> tuple[str, ...]:
    """The identifiers under which this very agency holds the people sought."""
    return tuple(own for name, own in sought.identifiers if name == agency.name and own)


def can_ask(agency: Agency, offer: Offer, sought: Sought) -> bool:
    """Whether enough is known to ask this at all.

    Plans are held by person; markers by person and by address; child protection by NHS number
    alone; a watch list needs nothing.
    """
    person = bool(sought.nhs_numbers or own_identifiers(agency, sought))
    place = any(address.text or address.postcode for address in sought.addresses)
    match offer:
        case Offer.PEOPLE:
            return person or place or bool(sought.name)
        case Offer.PLANS:
            return person
        case Offer.CHILD_PROTECTION | Offer.EARLIER_LOOKS:
            return bool(sought.nhs_numbers)
        case Offer.MARKERS:
            return person or place
        case Offer.COMMITMENTS:
            return bool(sought.nhs_numbers) or place
        case Offer.WATCH_LIST:
            return True
        case _:
            return False
