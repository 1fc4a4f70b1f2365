"""What belongs to an incident as a reading command shows it: its beginning, its log."""

from __future__ import annotations

from datetime import datetime

from ooh_console.desk.desk import Desk
from ooh_console.desk.view import View
from ooh_console.domain.entries import Entry


def first_moment(desk: Desk, reference: str) -> datetime:
    """When the first entry was recorded."""
    return desk.ledger.rows(reference, 1, 1)[0].recorded_at


def log_of(desk: Desk, view: View) -> tuple[Entry, ...]:
    """The log that belongs to a view, from the first entry."""
    return desk.ledger.rows(view.reference, 1, view.count)
