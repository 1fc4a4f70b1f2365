"""Where what agencies last said is kept, so that it is there after a restart: in the ledger."""

from __future__ import annotations

from collections.abc import Iterable

from ooh_console.agencies.gateway import Answer, Gateway
from ooh_console.bootstrap.clock import utcnow
from ooh_console.desk.remembering import Kept, RememberingGateway
from ooh_console.domain.holdings import Holding
from ooh_console.ledger.log import Log
from ooh_console.ledger.shapes import LastKnown


def remembering(gateway: Gateway, ledger: Log) -> RememberingGateway:
    """The gateway with a memory: every answer is kept, and known again after a restart."""

    def recall(key: str, holding: Holding, etag: str) -> None:
        gateway.recall(Answer(key, holding, etag))

    return RememberingGateway(gateway, ledger, _OnDisk(ledger), recall)


class _OnDisk:
    """The shelf in the ledger."""

    def __init__(self, ledger: Log) -> None:
        self._ledger = ledger

    async def put(self, kept: Kept) -> None:
        holding = kept.holding
        await self._ledger.remember(
            LastKnown(
                agency=holding.agency,
                offer=holding.offer.value,
                query=kept.key,
                digest=kept.digest,
                fetched_at=holding.fetched_at or utcnow(),
                etag=kept.etag,
                state=holding.state.value,
                reason=holding.reason,
            )
        )

    def of(self, key: str) -> Iterable[tuple[str, str]]:
        return [(k.digest, k.etag) for k in self._ledger.last_known() if k.query == key]
