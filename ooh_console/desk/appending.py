"""The one way by which a desk puts entries of an incident in the log."""

from __future__ import annotations

import logging
import time
from collections.abc import Sequence

from ooh_console.desk.desk import Desk
from ooh_console.domain.entries import Entry, Written
from ooh_console.program_log import acts
from ooh_console.program_log.events import tell

_LOG = logging.getLogger(__name__)


async def append(
    desk: Desk, items: Sequence[Written], contents: Sequence[str] = ()
) -> tuple[Entry, ...]:
    """All of it or nothing, on disk when it returns (I1). Raises the ledger's errors.

    It belongs to the act that is under way now, also when the person goes on meanwhile.
    """
    act, began = acts.current(), time.monotonic()
    with acts.carried(act):
        entries = await desk.ledger.append(items, desk.signer, contents=contents)
        took = time.monotonic() - began
        kinds = (item.kind for item in items)
        tell(_LOG, "recorded", kinds=kinds, entries=len(entries), ms=took * 1000)
    return entries
