"""Legal powers and their clocks (Children Act 1989 s38, s44, s46), in elapsed hours."""

from __future__ import annotations

from datetime import datetime, timedelta

from ooh_console.domain.bodies import Power, PowerStarted
from ooh_console.domain.entries import Entry, body_of

POLICE_PROTECTION_AT_MOST = timedelta(hours=72)
"""s46(6): no child may be kept in police protection for more than 72 hours."""


def expires(entry: Entry) -> datetime:
    """When the power started by this entry ends at the latest, in UTC.

    72 hours are 72 hours, also over a clock change.
    """
    body = body_of(entry, PowerStarted)
    if body.power is Power.POLICE_PROTECTION:
        limit = entry.occurred_at + POLICE_PROTECTION_AT_MOST
        return min(body.expires, limit) if body.expires else limit
    assert body.expires is not None, "the body's own rule"
    return body.expires
