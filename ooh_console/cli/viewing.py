"""An incident as a reading command shows it: as it stands, or as it stood."""

from __future__ import annotations

from dataclasses import replace
from datetime import UTC, datetime

from ooh_console.desk.desk import Desk
from ooh_console.desk.incident import Incident, as_it_stood
from ooh_console.desk.view import View
from ooh_console.domain.entries import Entry

EVER = datetime(9999, 1, 1, tzinfo=UTC)


def as_it_stands(incident: Incident) -> View:
    """The incident now. Where no agency can be asked, with the last screen that was kept.

    An exercise's agencies ended with it, and its clock may have run ahead of ours: it is shown as
    it stood in the end.
    """
    desk = incident.desk
    if desk.gateway.sources:
        return incident.view()
    if desk.exercise:
        return as_it_stood(desk, incident.reference, last_moment(desk, incident.reference))
    kept = as_it_stood(desk, incident.reference, last_moment(desk, incident.reference))
    view = incident.view()
    return replace(view, holdings=kept.holdings, problem=view.problem or kept.problem)


def first_moment(desk: Desk, reference: str) -> datetime:
    """When the first entry was recorded."""
    return desk.ledger.rows(reference, 1, 1)[0].recorded_at


def last_moment(desk: Desk, reference: str) -> datetime:
    """When an entry was last recorded, or a screen last changed."""
    count = desk.ledger.head(reference)
    found = [entry.recorded_at for entry in desk.ledger.rows(reference, count, count)]
    shown = desk.ledger.screen_at(reference, EVER)
    return max([*found, shown.at] if shown else found)


def log_of(desk: Desk, view: View) -> tuple[Entry, ...]:
    """The log that belongs to a view, from the first entry."""
    return desk.ledger.rows(view.reference, 1, view.count)
