"""The console's own contract, version 1, from the asking side (`contract.py` describes it)."""

from __future__ import annotations

from collections.abc import Callable
from datetime import datetime, timedelta
from typing import TYPE_CHECKING, Any
from urllib.parse import quote

from ooh_console.agencies.adapter import CouldNotCheck, Fetched, own_identifiers
from ooh_console.agencies.agency import Agency
from ooh_console.agencies.jsontext import NO_RECORD, flat, json_members, json_value
from ooh_console.agencies.unhurried import beside
from ooh_console.domain.holdings import FACTS
from ooh_console.domain.notices import Notice, Receipt
from ooh_console.domain.sources import Offer, Sought
from ooh_console.domain.text import line
from ooh_console.domain.tolerant import Fact

if TYPE_CHECKING:
    from ooh_console.agencies.transfer import Transfer

PATHS: dict[Offer, str] = {
    Offer.PEOPLE: "/v1/people",
    Offer.PLANS: "/v1/plans",
    Offer.MARKERS: "/v1/markers",
    Offer.COMMITMENTS: "/v1/commitments",
    Offer.WATCH_LIST: "/v1/watch-list",
}

NOTICES = "/v1/notices"
CHANGES = "/v1/changes"

VERSION = "1.1.0"
MAJOR = VERSION.partition(".")[0]
"""The version of the contract that the console speaks."""
MOST_OF_A_MARK = 1_000
"""Characters."""

MOST_ITEMS = 5_000
OFF_THE_LOOP = 32_768
"""Bytes. Reading a longer answer takes so long that it is done beside the event loop."""


class NativeAdapter:
    """Asks over the native contract. Times are those of `clock`, in UTC."""

    def __init__(self, clock: Callable[[], datetime], watch_days: int) -> None:
        self._clock = clock
        self._watch_days = watch_days

    async def fetch(
        self, client: Transfer, agency: Agency, offer: Offer, sought: Sought, etag: str
    ) -> Fetched:
        """See `Adapter.fetch`."""
        params = self._params(agency, offer, sought)
        reply = await client.get(agency, PATHS[offer], params, etag)
        if reply is None:
            return Fetched(None, etag)
        _check_version(reply.version)
        if len(reply.body) > OFF_THE_LOOP:
            facts = await beside(lambda: read(offer, reply.body))
        else:
            facts = read(offer, reply.body)
        return Fetched(facts, reply.etag)

    async def send(self, client: Transfer, agency: Agency, notice: Notice) -> Receipt:
        """See `Adapter.send`."""
        headers = {"Idempotency-Key": notice.key}
        reply = await client.post(agency, NOTICES, notice.content(), headers)
        return read_receipt(reply.body, notice.key)

    async def receipt(self, client: Transfer, agency: Agency, key: str) -> Receipt:
        """See `Adapter.receipt`."""
        reply = await client.get(agency, f"{NOTICES}/{quote(key, safe='')}", (), "")
        assert reply is not None, "asked without an etag"
        return read_receipt(reply.body, key)

    async def changes(
        self, client: Transfer, agency: Agency, sought: Sought, since: str
    ) -> tuple[str, frozenset[Offer]]:
        """The agency's mark for what it holds now on those sought, and which offers have changed
        since the mark `since` (without one, it only gives its mark). Raises `CouldNotCheck`."""
        params = self._params(agency, Offer.MARKERS, sought)
        reply = await client.get(
            agency, CHANGES, [*params, *([("since", since)] * bool(since))], ""
        )
        assert reply is not None, "asked without an etag"
        _check_version(reply.version)
        sent = json_value(reply.body)
        mark = sent.get("mark") if isinstance(sent, dict) else None
        changed = sent.get("changed") if isinstance(sent, dict) else None
        if not (isinstance(mark, str) and 0 < len(mark) <= MOST_OF_A_MARK):
            raise CouldNotCheck("did not say from when on it can tell what has changed")
        if not isinstance(changed, list):
            raise CouldNotCheck("did not say what has changed")
        return mark, frozenset(offer for offer in FACTS if offer.value in changed)

    def _params(self, agency: Agency, offer: Offer, sought: Sought) -> list[tuple[str, str]]:
        if offer is Offer.WATCH_LIST:
            until = (self._clock() + timedelta(days=self._watch_days)).date()
            return [("until", until.isoformat())]
        params = [("nhs_number", number) for number in sought.nhs_numbers]
        if offer is Offer.PEOPLE:
            params += [("name", sought.name)] if sought.name else []
            params += [("born", sought.born.isoformat())] if sought.born else []
        if offer is not Offer.COMMITMENTS:
            params += [("identifier", own) for own in own_identifiers(agency, sought)]
        if offer is not Offer.PLANS:
            for address in sought.addresses:
                if address.text or address.postcode:
                    params += [("address", address.text), ("postcode", address.postcode)]
        return params


def _check_version(version: str) -> None:
    """Raises `CouldNotCheck` when the agency says that it speaks another version."""
    if version and version.partition(".")[0] != MAJOR:
        said = line(version, 12)
        raise CouldNotCheck(f"speaks version {said} of the contract, and this console {MAJOR}")


def read(offer: Offer, body: bytes) -> tuple[Fact, ...]:
    """The facts in one answer, every item of it, however badly it reads (I6).

    Raises `CouldNotCheck` when there are no items to be found in it.
    """
    items: list[Any] | None = None
    for name, value in json_members(body, "items"):
        if name == "items":
            items = value if isinstance(value, list) else None
        elif name is None and items is not None:
            items.append(value)
    if items is None:
        raise CouldNotCheck(NO_RECORD)
    if len(items) > MOST_ITEMS:
        raise CouldNotCheck(f"sent more than {MOST_ITEMS:,} records in one answer")
    kind = FACTS[offer]
    return tuple(kind.read(flat(item)) for item in items)


def read_receipt(body: bytes, key: str) -> Receipt:
    """What an agency says of the notice with this key.

    Raises `CouldNotCheck` when it says nothing, or speaks of another notice: somebody must ring.
    """
    receipt = Receipt.read(flat(json_value(body)))
    if receipt.key and receipt.key.casefold() != key.casefold():
        raise CouldNotCheck("answered about another notice than the one that it was sent")
    if receipt.state is None or not receipt.key:
        raise CouldNotCheck("sent a receipt that cannot be read")
    return receipt
