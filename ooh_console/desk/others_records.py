"""An agency that sent somebody else's record: on the register, once for each agency and night."""

from __future__ import annotations

from collections.abc import Iterable
from datetime import date, timedelta

from ooh_console.desk.desk import Desk
from ooh_console.domain.bodies import OthersRecordRefused
from ooh_console.domain.entries import REGISTER
from ooh_console.domain.holdings import Holding
from ooh_console.domain.times import local

NOON = timedelta(hours=12)
"""A night lasts from noon to noon."""
LOOKED_BACK = 500
"""So many of the register's last entries are looked at; a line too many does no harm."""


async def put_on_register(desk: Desk, holdings: Iterable[Holding], incident: str = "") -> None:
    """Records that these agencies sent somebody else's record, and nothing of what was in it.

    `incident` is for whom they were asked. Raises the ledger's errors; a desk that can only read
    lets people read.
    """
    refused: dict[str, list[str]] = {}
    for holding in holdings:
        if holding.others_record:
            refused.setdefault(holding.agency, []).append(holding.offer.value)
    if not refused or desk.ledger.problem:
        return
    night = local(desk.clock() - NOON, desk.habits.tz).date()
    told = desk.others_records | _told(desk)
    new = {agency: offers for agency, offers in refused.items() if (agency, night) not in told}
    desk.others_records |= {(agency, night) for agency in new}
    bodies = (
        OthersRecordRefused(agency=agency, offer=", ".join(offers), incident=incident)
        for agency, offers in new.items()
    )
    if new:
        await desk.register(*bodies)


def _told(desk: Desk) -> set[tuple[str, date]]:
    """The agencies, and the nights, that stand on the register already. Blocking and quick."""
    last = desk.ledger.head(REGISTER)
    rows = desk.ledger.rows(REGISTER, max(1, last - LOOKED_BACK + 1), last) if last else ()
    return {
        (entry.body.agency, local(entry.recorded_at - NOON, desk.habits.tz).date())
        for entry in rows
        if isinstance(entry.body, OthersRecordRefused)
    }
