"""`ooh-console debrief REF`: how long what matters took in one incident."""

from __future__ import annotations

import argparse

from ooh_console.cli.outcome import FINDING, FINE, Outcome
from ooh_console.cli.shapes import Debrief, MeasureShape
from ooh_console.cli.sign_in import seated
from ooh_console.desk.desk import Desk
from ooh_console.desk.incident import Incident
from ooh_console.desk.looking_back import as_it_stands
from ooh_console.desk.panels.debrief import debrief, measured
from ooh_console.desk.panels.lines import plain
from ooh_console.desk.panels.marked import marked
from ooh_console.desk.view import View
from ooh_console.domain.measures import Measure
from ooh_console.domain.times import day_clock


def run(chosen: argparse.Namespace) -> Outcome:
    """Measures an incident; that somebody looked is on the register.

    Status 1 when something took longer than the configuration allows. Raises `Rejected`, what
    signing in raises, and the ledger's errors.
    """
    with seated(chosen) as seat:
        desk = seat.desk
        incident = Incident.load(desk, chosen.reference)

        async def look(_: Desk) -> None:
            await incident.looked_at()

        seat.run(look)
        view = as_it_stands(incident)
        # An exercise that was left goes on no more, closed or not.
        over = view.state.closed is not None or (desk.exercise and not desk.gateway.sources)
        document = _document(view, desk, over=over)
        lines = marked(debrief(view, over=over), view.marking)
        return Outcome(
            text=f"{_head(view, over=over)}\n\n{plain(lines)}",
            document=document,
            status=FINDING if any(one.exceeded for one in document.measures) else FINE,
            notes=desk.notices,
        )


def _head(view: View, *, over: bool) -> str:
    exercise = "EXERCISE. " if view.exercise else ""
    where = view.place(60)
    stands = "" if over else f", so far ({day_clock(view.now, view.habits.tz)})"
    return f"{exercise}Debrief of {view.reference}, {where}{stands}."


def _document(view: View, desk: Desk, *, over: bool) -> Debrief:
    opened = view.state.opened
    return Debrief(
        reference=view.reference,
        at=view.now,
        exercise=view.exercise,
        over=over,
        opened_at=opened.occurred_at if opened else None,
        measures=[_measure(one, view) for one in measured(view)],
        problems=list(desk.notices),
    )


def _measure(one: Measure, view: View) -> MeasureShape:
    return MeasureShape(
        what=one.what.value,
        subject=one.subject,
        people=one.people,
        since=one.since,
        until=one.until,
        minutes=None if one.minutes is None else round(one.minutes, 3),
        limit=one.limit,
        exceeded=one.exceeded(view.now),
    )
