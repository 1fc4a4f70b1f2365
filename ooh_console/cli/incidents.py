"""`ooh-console incidents`: every incident at this desk, the open ones first."""

from __future__ import annotations

import argparse

from ooh_console.cli import shown_as_json as as_json
from ooh_console.cli.outcome import Outcome
from ooh_console.cli.shapes import Incidents, ListedIncident
from ooh_console.cli.sign_in import seated
from ooh_console.desk.desk import Desk, heads
from ooh_console.desk.incident import Incident
from ooh_console.desk.integrity import entries
from ooh_console.desk.looking_back import as_it_stands
from ooh_console.desk.panels.answers import attending
from ooh_console.desk.view import View
from ooh_console.desk.wording import party
from ooh_console.domain.bodies import IncidentOpened
from ooh_console.domain.entries import body_of
from ooh_console.domain.text import line
from ooh_console.domain.times import day_clock


def run(chosen: argparse.Namespace) -> Outcome:
    """Lists the incidents; that somebody looked is on the register. Status 0.

    Raises what signing in raises, and the ledger's errors.
    """
    with seated(chosen) as seat:
        desk = seat.desk
        seat.run(lambda desk: desk.opened("the list of incidents"))
        views = [as_it_stands(Incident.load(desk, name)) for name in heads(desk.ledger)]
        views.sort(key=_begun, reverse=True)
        views.sort(key=lambda view: view.state.closed is not None)
        problem = desk.ledger.problem
        return Outcome(
            text="\n".join(_words(views, desk)),
            document=Incidents(
                incidents=[_shape(view) for view in views], problems=list(desk.notices)
            ),
            notes=(*desk.notices, *([problem] if problem else [])),
        )


def _begun(view: View) -> float:
    return view.state.opened.occurred_at.timestamp() if view.state.opened else 0.0


def _words(views: list[View], desk: Desk) -> list[str]:
    exercise = "EXERCISE. " if desk.exercise else ""
    if not views:
        return [f"{exercise}No incident at this desk."]
    still = sum(view.state.closed is None for view in views)
    count = f"{len(views)} incident{'' if len(views) == 1 else 's'}"
    found = [f"{exercise}{count}, {still} open."]
    for view in views:
        found += ["", *_incident(view)]
    return found


def _incident(view: View) -> list[str]:
    state, tz = view.state, view.habits.tz
    standing = "closed" if state.closed else "open"
    found = [f"{line(view.reference, 60)}, {standing}. {view.place(120)}."]
    if state.opened:
        nature = line(body_of(state.opened, IncidentOpened).nature, 120)
        found.append(f"  Opened {day_clock(state.opened.occurred_at, tz)}: {nature}.")
    if state.closed:
        found.append(f"  Closed {day_clock(state.closed.occurred_at, tz)}.")
    if not view.alarms:
        found.append(f"  {entries(view.count)}. No alarm stands.")
    else:
        many = "1 alarm" if len(view.alarms) == 1 else f"{len(view.alarms)} alarms, the loudest"
        found.append(
            f"  {entries(view.count)}. {many}: {line(view.alarms[0].words(view.now), 200)}."
        )
    found.append(f"  Decision maker: {_decides(view)}. Lead: {_leads(view)}.")
    found.append(f"  OOH: {attending(state.ooh, view)}.")
    return found


def _decides(view: View) -> str:
    maker = view.state.decision_maker
    if maker is None:
        return "NOT IDENTIFIED"
    return party(maker.party, 60) + ("" if maker.accepted else ", NOT ACCEPTED")


def _leads(view: View) -> str:
    lead = view.state.lead
    return party(lead.party, 60) if lead and lead.party else "NOT IDENTIFIED"


def _shape(view: View) -> ListedIncident:
    state = view.state
    return ListedIncident(
        reference=view.reference,
        place=state.address.words(),
        protected=view.protected.covers(state.address),
        nature=body_of(state.opened, IncidentOpened).nature if state.opened else "",
        opened_at=state.opened.occurred_at if state.opened else None,
        closed_at=state.closed.occurred_at if state.closed else None,
        open=state.closed is None,
        exercise=view.exercise,
        entries=view.count,
        alarms=len(view.alarms),
        loudest=as_json.alarm(view.alarms[0]) if view.alarms else None,
        decision_maker=as_json.decision_maker(view),
        lead=as_json.lead(view),
        ooh=as_json.attending(state.ooh, view),
    )
