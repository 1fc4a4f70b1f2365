"""`ooh-console new`: opens an incident."""

from __future__ import annotations

import argparse

from ooh_console.cli import shown_as_json as as_json
from ooh_console.cli.forms import asked, pair, refused
from ooh_console.cli.outcome import CannotDo, Outcome
from ooh_console.cli.shapes import Recorded
from ooh_console.cli.sharing import not_shared
from ooh_console.cli.sign_in import seated
from ooh_console.desk.acts.beginning import NEW, before, begin
from ooh_console.desk.acts.by_name import filled
from ooh_console.desk.acts.form import Context
from ooh_console.desk.desk import Rejected
from ooh_console.desk.wording import sentence
from ooh_console.domain.entries import LateWithoutReason
from ooh_console.domain.times import day_clock


def run(chosen: argparse.Namespace) -> Outcome:
    """Opens an incident from what was typed, or says what is asked. Status 0.

    Raises `CannotDo` (a field that is missing or wrong), and what signing in and recording raise;
    nothing is opened then.
    """
    typed = [pair(text) for text in chosen.fields]
    with seated(chosen, records=bool(typed)) as seat:
        desk = seat.desk
        context = Context(before(desk))
        if not typed:
            return asked(NEW, typed, context, desk.notices)
        try:
            values = filled(NEW, typed, context)
            incident = seat.run(lambda desk: begin(desk, values))
        except Rejected as error:
            raise refused(error) from error
        except LateWithoutReason as error:
            raise CannotDo(f"late: {error} Nothing was recorded.") from error
        (entry,) = desk.ledger.rows(incident.reference, 1, 1)
        exercise = "EXERCISE. " if desk.exercise else ""
        at = day_clock(entry.occurred_at, desk.habits.tz)
        words = sentence(entry, incident.state, desk.habits.tz)
        return Outcome(
            text=f"{exercise}{incident.reference} is open, {at}: {words} Link people next: "
            f"link {incident.reference}.{not_shared(desk, incident.reference)}",
            document=Recorded(
                recorded=as_json.entry_shape(entry, incident.view()), incident=incident.reference
            ),
            notes=desk.notices,
        )
