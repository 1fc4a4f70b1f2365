"""Nights put together in memory: entries of any kind, and facts as agencies send them."""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from datetime import UTC, datetime, timedelta
from typing import Any

from ooh_console.desk.desk import Habits, Recording
from ooh_console.desk.ports import Operator
from ooh_console.desk.view import View
from ooh_console.domain import bodies as b
from ooh_console.domain.entries import Entry, read, write
from ooh_console.domain.holdings import FACTS, Holding, Holdings
from ooh_console.domain.people import Address
from ooh_console.domain.sources import AgencyKind, Offer, Source
from ooh_console.domain.state import fold
from ooh_console.reports.night import Night

MOTHER = "9990000018"
START = datetime(2026, 11, 25, 2, 3, tzinfo=UTC)
OPENING = b.IncidentOpened(
    address=Address(text="14 Saltpan Lane, Merrowby", postcode="ZZ99 3VZ"), nature="labour"
)
WHO = {
    "operator": "Ann Example",
    "role": "duty worker",
    "agency": b.OOH,
    "desk": "desk 1",
}


def entries(recordings: Sequence[Recording | Any], **who: str) -> tuple[Entry, ...]:
    """A log, one minute an entry; a body alone gets an id of its own."""
    found = []
    for place, one in enumerate([OPENING, *recordings]):
        recording = one if isinstance(one, Recording) else Recording(one)
        at = START + timedelta(minutes=place)
        written = write(
            id=recording.id,
            incident="261125-AB2C",
            body=recording.body,
            occurred_at=at,
            recorded_at=at,
            late_reason="",
            **{**WHO, **who},
        )
        found.append(read(written, place + 1))
    return tuple(found)


def holdings(facts: Mapping[str, Mapping[str, Sequence[Any]]]) -> Holdings:
    """Agency to offer to facts as they are sent."""
    sources, held = [], []
    for agency, offers in facts.items():
        sources.append(Source(agency, AgencyKind.OTHER, tuple(map(Offer, offers)), "01632 960110"))
        for offer, items in offers.items():
            empty = Holding(agency, Offer(offer))
            read_ = [FACTS[Offer(offer)].read(item) for item in items]
            held.append(empty.answered(read_, START))
    return Holdings(tuple(sources), tuple(held))


def made(
    recordings: Sequence[Recording | Any] = (),
    facts: Mapping[str, Mapping[str, Sequence[Any]]] | None = None,
    *,
    log: tuple[Entry, ...] | None = None,
) -> Night:
    """A night of these entries, in which agencies hold these facts."""
    log = entries(recordings) if log is None else log
    now = log[-1].recorded_at + timedelta(minutes=1)
    view = View(
        reference="261125-AB2C",
        state=fold(log),
        holdings=holdings(facts or {}),
        now=now,
        count=len(log),
        habits=Habits(),
        operator=Operator("Ann Example", "duty worker", b.OOH),
        desk="desk 1",
    )
    return Night(view, log, now, "Ann Example, duty worker, OOH", "OFFICIAL-SENSITIVE")
