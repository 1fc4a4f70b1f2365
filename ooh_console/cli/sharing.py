"""What a command says of what it recorded, where the database that desks share is away."""

from __future__ import annotations

from ooh_console.desk.desk import Desk
from ooh_console.domain.entries import REGISTER

NOT_SHARED = (
    "NOT YET SHARED: the database is away. It is saved on this computer, and is shared when "
    "somebody signs in here and the database is back."
)
HERE_ALONE = "Until then it holds at this computer alone."


def not_shared(desk: Desk, chain: str) -> str:
    """To be put after what was recorded in an incident, or on the register; empty where other
    desks have it."""
    if not desk.ledger.waiting_from(chain):
        return ""
    return f" {NOT_SHARED} {HERE_ALONE}" if chain == REGISTER else f" {NOT_SHARED}"
