"""An incident as a reading command shows it: as it stands, or as it stood."""

from __future__ import annotations

from datetime import datetime

from ooh_console.desk.desk import Desk
from ooh_console.desk.incident import Incident
from ooh_console.desk.looking_back import as_it_stood, last_moment
from ooh_console.desk.view import View
from ooh_console.domain.entries import Entry


def as_it_stands(incident: Incident) -> View:
    """The incident now. Where no agency can be asked, with the last screen that was kept.

    An exercise's agencies ended with it, and its clock may have run ahead of ours: it is shown as
    it stood in the end.
    """
    desk = incident.desk
    if desk.exercise and not desk.gateway.sources:
        return as_it_stood(desk, incident.reference, last_moment(desk, incident.reference))
    return incident.view()


def first_moment(desk: Desk, reference: str) -> datetime:
    """When the first entry was recorded."""
    return desk.ledger.rows(reference, 1, 1)[0].recorded_at


def log_of(desk: Desk, view: View) -> tuple[Entry, ...]:
    """The log that belongs to a view, from the first entry."""
    return desk.ledger.rows(view.reference, 1, view.count)
