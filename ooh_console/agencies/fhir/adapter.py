"""A FHIR R4 server asked over its own standard; what that needs is loaded at the first question."""

from __future__ import annotations

from collections.abc import Callable, Sequence
from datetime import datetime
from typing import TYPE_CHECKING

from ooh_console.agencies.adapter import CouldNotCheck, Fetched
from ooh_console.agencies.agency import Agency
from ooh_console.agencies.unhurried import beside
from ooh_console.domain.notices import Notice, Receipt
from ooh_console.domain.sources import Offer, Sought

if TYPE_CHECKING:
    from ooh_console.agencies.fhir.searching import Inquiry
    from ooh_console.agencies.transfer import Transfer
    from ooh_console.domain.tolerant import Fact


class FhirAdapter:
    """Asks over FHIR. Times are those of `clock`, in UTC."""

    def __init__(self, clock: Callable[[], datetime], watch_days: int) -> None:
        self._clock = clock
        self._watch_days = watch_days

    async def fetch(
        self, client: Transfer, agency: Agency, offer: Offer, sought: Sought, etag: str
    ) -> Fetched:
        """See `Adapter.fetch`. There is never an etag: an answer is many requests."""
        from ooh_console.agencies.fhir.searching import Inquiry

        with Inquiry(client, agency) as inquiry:
            facts = await self._facts(inquiry, agency, offer, sought)
        missing = "; ".join(inquiry.missing)
        if not missing:
            return Fetched(tuple(facts))
        words = f"answered only in part: {missing}"
        return Fetched(tuple(facts), missing=words, retry_after=inquiry.retry_after)

    async def send(self, client: Transfer, agency: Agency, notice: Notice) -> Receipt:
        """See `Adapter.send`."""
        from ooh_console.agencies.fhir import notices
        from ooh_console.agencies.fhir.searching import ACCEPT

        content, headers = notices.communication(notice), notices.if_none_exist(notice.key)
        try:
            reply = await client.post(agency, "/Communication", content, headers, ACCEPT)
        except CouldNotCheck as failure:
            if failure.status != 412:
                raise
            # It is there more than once already: it was taken, and once more would not help.
            return await self.receipt(client, agency, notice.key)
        return await beside(lambda: notices.taken(reply.body, notice.key))

    async def receipt(self, client: Transfer, agency: Agency, key: str) -> Receipt:
        """See `Adapter.receipt`."""
        from ooh_console.agencies.fhir import notices
        from ooh_console.agencies.fhir.references import resource_key
        from ooh_console.agencies.fhir.searching import Inquiry

        with Inquiry(client, agency) as inquiry:
            ours, known = [notices.by_key(key)], inquiry.known
            found = await inquiry.search("Communication", ours, lambda o: notices.is_ours(o, key))
            sent = notices.ours(found, key)
            name = resource_key(sent)
            answers = await inquiry.search(
                "Communication", [("part-of", name)], lambda o: notices.answers(o, name, known)
            )
            await inquiry.bring(one.get("sender") for one in answers if isinstance(one, dict))
        return await beside(lambda: notices.receipt(sent, answers, key, known))

    async def _facts(
        self, inquiry: Inquiry, agency: Agency, offer: Offer, sought: Sought
    ) -> Sequence[Fact]:
        from ooh_console.agencies.fhir import asking

        match offer:
            case Offer.PEOPLE:
                return await asking.people(inquiry, agency, sought, self._clock().date())
            case Offer.PLANS:
                return await asking.birth_plans(inquiry, agency, sought)
            case Offer.MARKERS:
                return await asking.markers(inquiry, agency, sought)
            case Offer.COMMITMENTS:
                return await asking.commitments(inquiry, agency, sought)
            case Offer.WATCH_LIST:
                return await asking.watch_list(inquiry)
            case _:
                raise CouldNotCheck("is not asked for this over FHIR")
