"""The one way by which a desk puts entries of an incident in the log."""

from __future__ import annotations

import logging
import time
from collections.abc import Sequence
from datetime import datetime

from ooh_console.desk.desk import Desk, Recording
from ooh_console.domain.entries import Entry, Written
from ooh_console.domain.state import State
from ooh_console.program_log import acts
from ooh_console.program_log.events import tell

_LOG = logging.getLogger(__name__)


async def append(
    desk: Desk,
    incident: str,
    state: State,
    items: Sequence[Written],
    now: datetime,
    contents: Sequence[str] = (),
) -> tuple[Entry, ...]:
    """All of it or nothing, on disk when it returns (I1). Raises the ledger's errors.

    What readers must know of this desk's clock comes with it, at the end. It belongs to the act
    that is under way now, also when the person goes on meanwhile.
    """
    keeping = desk.timekeeping
    carried = keeping.to_carry(state, desk.name) if keeping is not None else ()
    items = [*items, *(desk.written(incident, Recording(body), now, now) for body in carried)]
    act, began = acts.current(), time.monotonic()
    with acts.carried(act):
        entries = await desk.ledger.append(items, desk.signer, contents=contents)
        took = time.monotonic() - began
        kinds = (item.kind for item in items)
        tell(_LOG, "recorded", kinds=kinds, entries=len(entries), ms=took * 1000)
    return entries
