"""The child-protection service asked by NHS number; what that needs is loaded when it is asked."""

from __future__ import annotations

from typing import TYPE_CHECKING

from ooh_console.agencies.adapter import CouldNotCheck, Fetched
from ooh_console.agencies.agency import Agency
from ooh_console.domain.notices import Notice, Receipt
from ooh_console.domain.sources import Offer, Sought

if TYPE_CHECKING:
    from ooh_console.agencies.transfer import Transfer

_NO_NOTICES = "takes no notices"


class CpisAdapter:
    """Asks for plans and for earlier looks, one request a person; it changes nothing there."""

    async def fetch(
        self, client: Transfer, agency: Agency, offer: Offer, sought: Sought, etag: str
    ) -> Fetched:
        """See `Adapter.fetch`. There is never an etag: each look is a look."""
        from ooh_console.agencies.cpis.asking import ask

        return await ask(client, agency, offer, sought.nhs_numbers)

    async def send(self, client: Transfer, agency: Agency, notice: Notice) -> Receipt:
        """See `Adapter.send`. It takes none."""
        raise CouldNotCheck(_NO_NOTICES)

    async def receipt(self, client: Transfer, agency: Agency, key: str) -> Receipt:
        """See `Adapter.receipt`. There are none."""
        raise CouldNotCheck(_NO_NOTICES)
