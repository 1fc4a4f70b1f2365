"""How a desk stands to the database that desks share: there, or away since when."""

from __future__ import annotations

from dataclasses import dataclass
from datetime import datetime


@dataclass(frozen=True, slots=True)
class Sharing:
    """Moments are in UTC."""

    away_since: datetime | None = None
    """From when on it could not be reached; `None` while it is there."""
    as_of: datetime | None = None
    """Up to when this desk knows what others recorded."""
    waiting: int = 0
    """How many entries were recorded here and are not shared yet: what people read of them."""
    refused: int = 0
    """How many of them the database refused to take, for good."""
    why: str = ""
    """What was answered, or that nothing was."""
    shared: int = 0
    """How many were shared when it was back the last time."""
    shared_at: datetime | None = None
    lost: int = 0
    """How many were in the database, are there no more, and are kept here: it went back to an
    earlier state, or a standby that had not everything took its place."""
    is_another: bool = False
    """Whether the database that answers holds another log than the one for which something waits
    here: it counts as away."""
