"""`database lost`: what the database had and has no more, and this computer has kept."""

from __future__ import annotations

from collections.abc import Iterator
from itertools import groupby
from operator import attrgetter

from ooh_console.bootstrap import lost_entries
from ooh_console.bootstrap import put_back as put_back_in
from ooh_console.cli.outcome import FINDING, FINE, CannotDo
from ooh_console.cli.printing import put
from ooh_console.cli.sharing import NOT_SHARED
from ooh_console.cli.sign_in import Seat
from ooh_console.cli.wording import counted
from ooh_console.desk.desk import Desk
from ooh_console.desk.marking import Marking
from ooh_console.desk.panels.log import read_by_people
from ooh_console.desk.wording_log import log_line
from ooh_console.domain.entries import Entry
from ooh_console.domain.holdings import Holdings
from ooh_console.domain.sharing import Sharing
from ooh_console.domain.state import fold
from ooh_console.domain.text import line


def lost(seat: Seat, *, put_back: bool) -> int:
    """Lists it, with status 1 while there is some, or puts it back. The look is on the register.

    Raises `CannotDo`, and the ledger's errors.
    """
    desk = seat.desk
    ledger = seat.opening.parts.ledger
    found = read_by_people(lost_entries(ledger))
    if not found:
        if trouble := seat.opening.parts.log.trouble:
            raise CannotDo(trouble)
        raise CannotDo("The database has everything that this computer knows. Nothing was changed.")
    seat.run(lambda desk: desk.opened("what the database lost, and this computer kept"))
    if put_back:
        stands = put_back_in(ledger)
        put(_back(stands, len(found), desk.operator.name))
        return FINDING if stands and stands.refused else FINE
    put(f"{counted(len(found), 'entry', 'entries')} the database had, and has no more:")
    for entry_line in _lines(desk, found):
        put(entry_line)
    put("`ooh-console database lost --put-back` records them there again.")
    return FINDING


def _back(stands: Sharing | None, count: int, by: str) -> str:
    what = counted(count, "entry", "entries")
    if stands and stands.away_since:
        return f"{what} will be put back. {NOT_SHARED}"
    if stands and stands.refused:
        left = counted(stands.refused, "entry", "entries")
        return f"{left} NOT TAKEN by the database, kept here: {line(stands.why, 400)}"
    return f"{what} put back, as signed then; the log says so under {line(by, 60)}."


def _lines(desk: Desk, found: list[Entry]) -> Iterator[str]:
    for incident, entries in groupby(found, key=attrgetter("incident")):
        those = list(entries)
        state = fold([*desk.ledger.bearing(incident), *those])
        marking = Marking.of(state, Holdings(), desk.habits.protocols)
        for entry in those:
            yield f"{incident}: {log_line(entry, state, desk.habits.tz, marking)}"
