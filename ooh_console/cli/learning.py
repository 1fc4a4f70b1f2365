"""`ooh-console learning`: how long what matters took, over every incident of this desk."""

from __future__ import annotations

import argparse
import re
from collections.abc import Sequence

from ooh_console.cli.learning_shapes import LearningMonth, LearningOverNights, LearningRow
from ooh_console.cli.outcome import FINE, CannotDo, Outcome
from ooh_console.cli.sign_in import seated
from ooh_console.desk.desk import Desk, heads
from ooh_console.desk.exporting import counted_out
from ooh_console.desk.incident import Incident
from ooh_console.desk.looking_back import as_it_stands, log_of
from ooh_console.desk.panels.debrief import measured
from ooh_console.desk.panels.learning import NAMES, learning, unit
from ooh_console.desk.view import View
from ooh_console.domain.learning import Month, NightMeasured, by_month
from ooh_console.domain.protocol import steps
from ooh_console.domain.tallies import tallies
from ooh_console.domain.times import local
from ooh_console.reports.csv_text import Own, csv_bytes

_HEAD = (
    "month",
    "nights",
    "incidents",
    "measure",
    "in words",
    "unit",
    "times",
    "never",
    "not yet",
    "median",
    "worst",
    "alarm after minutes",
    "late",
)


def run(chosen: argparse.Namespace) -> Outcome:
    """Measures every incident; that somebody looked is on the register. Status 0.

    The table as a file is for the on-call manager, and that it left is on the register.

    Raises `CannotDo` for a month that is none, `NotAllowed`, what signing in raises, and the
    ledger's errors.
    """
    since = chosen.since
    if since and not re.fullmatch(r"[0-9]{4}-(0[1-9]|1[0-2])", since):
        raise CannotDo("--from is a month such as 2026-11. Nothing was looked up.")
    if chosen.csv and chosen.json:
        raise CannotDo("--csv and --json are two forms of the same: choose one of them.")
    with seated(chosen) as seat:
        desk = seat.desk
        what = f"the measures of every incident{f' from {since}' if since else ''}"
        seat.run(lambda desk: desk.opened(what))
        views = [as_it_stands(Incident.load(desk, name)) for name in heads(desk.ledger)]
        nights = [_night(view, desk) for view in views if view.state.opened is not None]
        months = by_month(nights, since)
        table = _csv(months) if chosen.csv else None
        if table is not None:
            seat.run(lambda desk: counted_out(desk, f"{what}, as CSV", table))
        notes = [*desk.notices, *_left_out(views)]
        return Outcome(
            text="\n".join(learning(months, since)),
            document=LearningOverNights(
                since=since or None,
                months=[_shape(month) for month in months],
                problems=notes,
            ),
            status=FINE,
            notes=(*notes, *([desk.ledger.problem] if desk.ledger.problem else [])),
            file=table,
        )


def _night(view: View, desk: Desk) -> NightMeasured:
    state = view.state
    assert state.opened is not None
    # After the closing nothing is late any more, however long ago that was.
    until = state.closed.occurred_at if state.closed else view.now
    began = local(state.opened.occurred_at, view.habits.tz)
    stood = steps(view.habits.protocols, state, view.holdings, until)
    return NightMeasured(
        month=f"{began:%Y-%m}",
        exercise=view.exercise,
        over=state.closed is not None or (desk.exercise and not desk.gateway.sources),
        until=until,
        measures=measured(view),
        tallies=tallies(state, log_of(desk, view), stood, until),
    )


def _left_out(views: Sequence[View]) -> list[str]:
    """An incident whose opening cannot be read has no beginning to measure from."""
    names = [view.reference for view in views if view.state.opened is None]
    return [f"Not measured, since its opening cannot be read: {name}." for name in names]


def _shape(month: Month) -> LearningMonth:
    return LearningMonth(
        month=month.month,
        exercise=month.exercise,
        incidents=month.incidents,
        measures=[
            LearningRow(
                what=row.what.value,
                unit=unit(row.what),
                times=row.times,
                never=row.never,
                not_yet=row.not_yet,
                median=_rounded(row.median),
                worst=_rounded(row.worst),
                limit=row.limit,
                late=row.late,
            )
            for row in month.rows
        ],
    )


def _csv(months: Sequence[Month]) -> bytes:
    return csv_bytes(
        _HEAD,
        (
            (
                Own(month.month),
                "exercise" if month.exercise else "live",
                month.incidents,
                row.what.value,
                NAMES[row.what],
                unit(row.what),
                row.times,
                row.never,
                row.not_yet,
                _rounded(row.median),
                _rounded(row.worst),
                row.limit,
                row.late,
            )
            for month in months
            for row in month.rows
        ),
    )


def _rounded(value: float | None) -> float | None:
    return None if value is None else round(value, 3)
