"""`ooh-console watch-list`: births expected, and what is not ready for each family (L9)."""

from __future__ import annotations

import argparse
from collections.abc import Sequence
from datetime import date

from ooh_console.cli import held_as_json as held
from ooh_console.cli.at_agencies import sign_in_where_wanted
from ooh_console.cli.outcome import FINDING, FINE, CannotDo, Outcome
from ooh_console.cli.shapes import ExpectedShape, WatchCheckShape, WatchList
from ooh_console.cli.sign_in import seated
from ooh_console.cli.watch_list_page import page
from ooh_console.desk.child_protection import allow_look
from ooh_console.desk.desk import Desk
from ooh_console.desk.panels.lines import plain
from ooh_console.desk.panels.watch_list import everything
from ooh_console.desk.watch_list import watch_list
from ooh_console.domain.holdings import Holdings
from ooh_console.domain.readiness import Check, Readiness, Standing
from ooh_console.domain.sources import Offer, SourceState
from ooh_console.domain.times import day, local

_STATES = {
    Standing.READY: "ready",
    Standing.NOT_READY: "not-ready",
    Standing.NOT_KNOWN: "could-not-check",
}


def run(chosen: argparse.Namespace) -> Outcome:
    """Asks every agency; that somebody looked is on the register before anybody is asked.

    Status 1 when a birth that is due now is not ready, or a watch list could not be checked.
    Raises `CannotDo` when nobody can be asked, `Rejected` when it cannot be put on the register,
    what signing in raises, and the ledger's errors.
    """
    with seated(chosen, makes=True) as seat:
        _ready(seat.desk)

        async def work(desk: Desk) -> tuple[Holdings, tuple[Readiness, ...]]:
            await desk.opened("the watch lists, and what agencies hold on each family")
            if chosen.sign_in:
                await sign_in_where_wanted(desk)
            return await watch_list(desk.gateway)

        watch, found = seat.run(work)
        desk = seat.desk
        now = local(desk.clock(), desk.habits.tz)
        today = now.date()
        words = _words(watch, found, today, desk)
        if chosen.print:
            words = page(watch, found, now, desk)
        return Outcome(
            text="\n".join(words),
            document=_document(watch, found, today, desk),
            status=FINDING if _finding(watch, found, today, desk) else FINE,
            notes=desk.notices,
        )


def _ready(desk: Desk) -> None:
    allow_look(desk)
    if not any(Offer.WATCH_LIST in source.offers for source in desk.gateway.sources):
        why = "the agencies of an exercise end with it" if desk.exercise else "none keeps one here"
        raise CannotDo(" ".join((f"No watch list can be asked for: {why}.", *desk.notices)))


def _finding(watch: Holdings, found: Sequence[Readiness], today: date, desk: Desk) -> bool:
    lists = watch.of(Offer.WATCH_LIST)
    return (
        any(one.open and one.family.soon(today) for one in found)
        or any(h.state in (SourceState.COULD_NOT_CHECK, SourceState.NOT_CHECKED) for h in lists)
        or any("is left out" in problem for problem in desk.notices)
    )


def _words(watch: Holdings, found: Sequence[Readiness], today: date, desk: Desk) -> list[str]:
    exercise = "EXERCISE. " if desk.exercise else ""
    births = "1 birth" if len(found) == 1 else f"{len(found)} births"
    open_now = sum(bool(one.open) and one.family.soon(today) for one in found)
    head = f"{exercise}{day(today)}: {births} expected, {open_now} due within 14 days NOT READY."
    return [head, "", plain(everything(watch, found, today))]


def _document(watch: Holdings, found: Sequence[Readiness], today: date, desk: Desk) -> WatchList:
    lists = {holding.agency for holding in watch.of(Offer.WATCH_LIST)}
    return WatchList(
        families=[_family(one, today) for one in found],
        sources=[s for s in held.sources(watch) if s.offer == "watch-list" and s.agency in lists],
        problems=list(desk.notices),
    )


def _family(one: Readiness, today: date) -> ExpectedShape:
    who = one.family
    return ExpectedShape(
        mother=who.mother,
        nhs_number=who.nhs_number,
        expected=who.expected,
        days=who.days(today),
        due_now=who.soon(today),
        ready=not one.open,
        agencies=list(who.agencies),
        notes=[entry.note for _, entry in who.entries if entry.note],
        checks=[_check(check) for check in one.checks],
        perhaps=list(who.perhaps),
        conflict=who.conflict,
    )


def _check(check: Check) -> WatchCheckShape:
    return WatchCheckShape.model_validate(
        {
            "key": check.key,
            "title": check.title,
            "state": _STATES[check.standing],
            "words": check.words,
            "mends": check.mends,
        }
    )
