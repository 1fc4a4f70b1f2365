"""`ooh-console show REF`: one incident as text, as it stands or as it stood, whole or one page."""

from __future__ import annotations

import argparse
from dataclasses import replace

from ooh_console.cli import shown_as_json as as_json
from ooh_console.cli.at_agencies import sign_in_where_wanted
from ooh_console.cli.moments import stood_at
from ooh_console.cli.outcome import FINDING, FINE, CannotDo, Outcome
from ooh_console.cli.sign_in import Seat, seated
from ooh_console.cli.twins import as_document, twin_lines, which
from ooh_console.desk.child_protection import look
from ooh_console.desk.desk import Desk
from ooh_console.desk.incident import Incident
from ooh_console.desk.looking_back import (
    as_it_stands,
    as_it_stood,
    log_of,
    shown_until,
)
from ooh_console.desk.panels.lines import plain
from ooh_console.desk.panels.screen import screen
from ooh_console.desk.view import View
from ooh_console.domain.sources import SourceState


def run(chosen: argparse.Namespace) -> Outcome | int:
    """Shows an incident; that somebody did is on the register.

    Status 0; with `--ask` 1 when an agency could not be checked. Raises `CannotDo`, `Rejected`,
    what signing in raises, and the ledger's errors.
    """
    if chosen.sign_in and not chosen.ask:
        raise CannotDo("--sign-in goes with --ask: the agencies are asked once you are signed in.")
    if chosen.follow:
        from ooh_console.cli import following

        return following.run(chosen)
    if chosen.ask and chosen.at:
        raise CannotDo("--ask asks the agencies now, and --at shows what was: choose one of them.")
    named = which(chosen.screen, only=chosen.only, since=chosen.since)
    with seated(chosen) as seat:
        desk = seat.desk
        incident = Incident.load(desk, chosen.reference)
        before = _stood(desk, chosen.reference, chosen.since, "--since") if chosen.since else None
        view = (
            _looked_back(seat, chosen)
            if chosen.at
            else _stands(seat, incident, chosen, screen=named.name if named else "")
        )
        if named is not None and named.name == "review":
            view = replace(view, screens=shown_until(desk, view))
        log = log_of(desk, view)
        failed = any(h.state is SourceState.COULD_NOT_CHECK for h in view.holdings.held)
        status = FINDING if chosen.ask and failed else FINE
        if named is not None:
            lines = twin_lines(named, view, log, before)
            page = as_document(named, view, lines, desk.notices)
            return Outcome(plain(lines), page, status, desk.notices)
        return Outcome(
            text=plain(screen(view, log)),
            document=as_json.show(view, log, desk.notices),
            status=status,
            notes=desk.notices,
        )


def _stands(seat: Seat, incident: Incident, chosen: argparse.Namespace, *, screen: str) -> View:
    if chosen.ask and not seat.desk.gateway.sources:
        raise CannotDo(
            "No agency can be asked here: "
            + ("the agencies of an exercise end with it." if seat.desk.exercise else "see doctor.")
        )

    async def work(desk: Desk) -> None:
        await incident.looked_at()
        if chosen.sign_in:
            await sign_in_where_wanted(desk)
        if chosen.ask:
            await (look(incident) if screen == "child-protection" else incident.refresh())
        if screen == "review" and desk.check is not None:
            await incident.check()

    seat.run(work)
    return replace(as_it_stands(incident), integrity=incident.integrity)


def _looked_back(seat: Seat, chosen: argparse.Namespace) -> View:
    view = _stood(seat.desk, chosen.reference, chosen.at, "--at")
    about = f"as it stood at {view.now.isoformat()}"
    seat.run(lambda desk: desk.opened(f"incident {chosen.reference}", about))
    return view


def _stood(desk: Desk, reference: str, text: str, option: str) -> View:
    moment = stood_at(desk, reference, text, option)
    return as_it_stood(desk, reference, moment.at, whose=moment.desk)
