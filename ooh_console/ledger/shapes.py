"""What the ledger hands out, besides entries. All times are moments in UTC."""

from __future__ import annotations

from dataclasses import dataclass
from datetime import datetime
from typing import Protocol


class Signer(Protocol):
    """Somebody who can sign: a name as the register has it, and an Ed25519 key."""

    @property
    def name(self) -> str:
        """The operator's name, as in the entries that this signer signs."""
        ...

    @property
    def public_key(self) -> str:
        """Ed25519, 32 bytes, lower-case hexadecimal."""
        ...

    def sign(self, digest: str) -> str:
        """The signature over the ASCII bytes of a digest, in lower-case hexadecimal."""
        ...


@dataclass(frozen=True, slots=True)
class IncidentHead:
    """One incident at a glance, without reading its log."""

    reference: str
    count: int
    """Number of entries, which is the seq of the last."""
    last_recorded_at: datetime
    last_kind: str
    first_kind: str
    first_body: str
    """The body of the first entry as stored (JSON, usually `incident_opened`)."""


@dataclass(frozen=True, slots=True)
class ScreenShown:
    """What one desk showed from a moment on."""

    incident: str
    desk: str
    at: datetime
    screen: str
    """Digest of the kept content."""


@dataclass(frozen=True, slots=True)
class LastKnown:
    """The last answer of one agency to one question, so that it is there after a restart (I7)."""

    agency: str
    offer: str
    query: str
    digest: str
    """Of the kept content; empty when the agency never answered."""
    fetched_at: datetime
    etag: str = ""
    state: str = ""
    reason: str = ""
