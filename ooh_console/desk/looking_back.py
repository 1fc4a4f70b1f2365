"""The night as it stood: the entries known at a desk by a moment, and what was shown then."""

from __future__ import annotations

from collections import Counter
from collections.abc import Iterable, Sequence
from datetime import UTC, datetime
from typing import TYPE_CHECKING

from ooh_console.desk.desk import Desk, Rejected
from ooh_console.desk.view import View
from ooh_console.domain.apart import seen_at
from ooh_console.domain.bodies import HoldingSeen
from ooh_console.domain.entries import Entry
from ooh_console.domain.holdings import Holdings
from ooh_console.domain.state import State, fold

if TYPE_CHECKING:
    from ooh_console.desk.incident import Incident

EVER = datetime(9999, 1, 1, tzinfo=UTC)


def first_moment(desk: Desk, reference: str) -> datetime:
    """When the first entry was recorded."""
    return desk.ledger.rows(reference, 1, 1)[0].recorded_at


def last_moment(desk: Desk, reference: str) -> datetime:
    """When an entry was last recorded, or a screen last changed; now, where nothing is there."""
    count = desk.ledger.head(reference)
    found = [entry.recorded_at for entry in desk.ledger.rows(reference, count, count)]
    shown = desk.ledger.screen_at(reference, EVER)
    return max([*found, shown.at] if shown else found, default=desk.clock())


def last_holdings(desk: Desk, reference: str) -> Holdings:
    """What agencies held when the screen last changed, for a desk that can ask nobody."""
    try:
        return as_it_stood(desk, reference, last_moment(desk, reference)).holdings
    except Rejected:  # There is nothing, or nothing but notes: its opening was lost.
        return Holdings()


def as_it_stands(incident: Incident) -> View:
    """The incident now. Where no agency can be asked, with the last screen that was kept.

    An exercise's agencies ended with it, and its clock may have run ahead of ours: it is shown as
    it stood in the end.
    """
    desk = incident.desk
    if desk.exercise and not desk.gateway.sources:
        return as_it_stood(desk, incident.reference, last_moment(desk, incident.reference))
    return incident.view()


def shown_screens(desk: Desk, reference: str) -> list[tuple[datetime, Holdings]]:
    """What one desk showed from each moment on, oldest first: this desk, or, where it showed
    nothing, the one that showed most. A screen that is not kept any more is left out."""
    shown = desk.ledger.screens(reference)
    desks = Counter(one.desk for one in shown)
    whose = desk.name if desk.name in desks else next((n for n, _ in desks.most_common(1)), "")
    read: dict[str, Holdings | None] = {}
    for one in shown:
        if one.desk == whose and one.screen not in read:
            read[one.screen] = _holdings(desk, one.screen)
    found = ((one.at, read.get(one.screen)) for one in shown if one.desk == whose)
    return [(at, holdings) for at, holdings in found if holdings is not None]


def shown_until(desk: Desk, view: View) -> tuple[tuple[datetime, Holdings], ...]:
    """The same of one view's incident, up to its moment."""
    return tuple(one for one in shown_screens(desk, view.reference) if one[0] <= view.now)


def _holdings(desk: Desk, screen: str) -> Holdings | None:
    text = desk.ledger.content(screen)
    try:
        return Holdings.from_content(text, desk.ledger.content) if text else None
    except ValueError:  # Changed in the file: checking the log says so.
        return None


def as_it_stood(
    desk: Desk,
    reference: str,
    at: datetime,
    log: Iterable[Entry] | None = None,
    whose: str = "",
) -> View:
    """The screen as it stood at a moment: the entries known by then, what was shown then.

    `whose` desk it was; if none is named, the screen of this desk is preferred over another's.
    `log` are its entries, where they are at hand. Raises `Rejected` when the incident did not exist
    there by then.
    """
    ledger = desk.ledger
    shown = ledger.screen_at(reference, at, whose or desk.name) or ledger.screen_at(reference, at)
    where = whose or (shown.desk if shown else desk.name)
    every = list(ledger.bearing(reference) if log is None else log)
    whole = fold(every)
    entries = _known(every, at, where, whole)
    if not entries:
        raise Rejected(f"Nothing was recorded about {reference} by then.")
    state = fold(entries)
    seen = [e for e in state.live("holding_seen") if isinstance(e.body, HoldingSeen)]
    screen = shown.screen if shown else ""
    if seen and (shown is None or seen[-1].recorded_at > shown.at):
        body = seen[-1].body
        screen = body.screen if isinstance(body, HoldingSeen) else screen
    kept = _holdings(desk, screen) if screen else None
    holdings = Holdings.unasked(desk.gateway.sources) if kept is None else kept
    note = "" if kept else "No screen was kept by then: what agencies held is not known."
    if screen and kept is None:
        note = "The screen of then cannot be read: what agencies held is not known."
    return View(
        reference=reference,
        state=state,
        holdings=holdings,
        now=at,
        count=count_at(desk, reference, at, where, whole),
        habits=desk.habits,
        operator=desk.operator,
        desk=where,
        exercise=desk.exercise or state.exercise,
        problem=note,
        as_it_stood=True,
    )


def log_of(desk: Desk, view: View) -> Sequence[Entry]:
    """The log that belongs to a view, from the first entry."""
    if view.as_it_stood:
        whole = fold(desk.ledger.bearing(view.reference))
        if whole.deliveries:
            return _known(_every(desk, view.reference), view.now, view.desk, whole)
    return desk.ledger.rows(view.reference, 1, view.count)


def known_in(log: Iterable[Entry], view: View) -> list[Entry]:
    """Of a whole log, the entries that were known at the desk and the moment of a view."""
    every = list(log)
    return _known(every, view.now, view.desk, fold(every))


def count_at(desk: Desk, reference: str, at: datetime, where: str, whole: State) -> int:
    """How many entries a desk knew by then; `whole` is the state of the whole log."""
    if whole.deliveries:
        return len(_known(_every(desk, reference), at, where, whole))
    # None was shared late: they are in the order of recording.
    low, high = 0, desk.ledger.head(reference)
    while low < high:
        middle = (low + high + 1) // 2
        row = desk.ledger.rows(reference, middle, middle)
        if row and row[0].recorded_at <= at:
            low = middle
        else:
            high = middle - 1
    return low


def _every(desk: Desk, reference: str) -> Sequence[Entry]:
    return desk.ledger.rows(reference, 1, desk.ledger.head(reference))


def _known(log: Iterable[Entry], at: datetime, where: str, whole: State) -> list[Entry]:
    return [entry for entry in log if seen_at(entry, where, whole) <= at]
