"""`ooh-console look`: what every agency holds, without opening an incident."""

from __future__ import annotations

import argparse

from ooh_console.cli import held_as_json as held
from ooh_console.cli.asking import Found, ask, in_words, sought_in
from ooh_console.cli.at_agencies import sign_in_where_wanted
from ooh_console.cli.look_words import words
from ooh_console.cli.outcome import FINDING, FINE, CannotDo, Outcome
from ooh_console.cli.shapes import Look
from ooh_console.cli.sign_in import seated
from ooh_console.desk.child_protection import allow_look, put_on_record, services
from ooh_console.desk.desk import Desk
from ooh_console.desk.others_records import put_on_register
from ooh_console.desk.restrictions import ends_for
from ooh_console.domain.disputes import disputes, numbers_in_doubt
from ooh_console.domain.plans import restricted_in
from ooh_console.domain.sources import SourceState
from ooh_console.domain.state import State
from ooh_console.domain.times import local


def run(chosen: argparse.Namespace) -> Outcome:
    """Asks every agency at once. The look is on the register before anybody is asked.

    Status 0; 1 when an agency could not be checked, or was left out for a fault in its
    configuration. Raises `CannotDo` when nobody can be asked, `Rejected` when the look cannot be
    put on the register, what signing in raises, and the ledger's errors.
    """
    sought = sought_in(chosen)
    if chosen.child_protection and not sought.nhs_numbers:
        raise CannotDo(
            "--child-protection goes with an NHS number: the mother's, for an unborn child. Nobody "
            "was asked."
        )
    with seated(chosen, makes=True) as seat:
        _ready(seat.desk)
        if chosen.child_protection and not services(seat.desk.gateway.sources):
            raise CannotDo(
                "No agency of this desk answers --child-protection: `agencies.toml` has an "
                "example, with the adapter cpis. Nobody was asked."
            )

        async def work(desk: Desk) -> Found:
            await desk.opened(f"what agencies hold on {in_words(sought)}")
            if chosen.child_protection:
                await put_on_record(desk, in_words(sought))
            if chosen.sign_in:
                await sign_in_where_wanted(desk)
            found = await ask(desk.gateway, sought, child_protection=chosen.child_protection)
            await put_on_register(desk, found.holdings.held)
            return found

        found = seat.run(work)
        desk = seat.desk
        failed = any(h.state is SourceState.COULD_NOT_CHECK for h in found.holdings.held)
        left_out = any("is left out" in problem for problem in desk.notices)
        return Outcome(
            text="\n".join(words(found, desk)),
            document=_document(found, desk),
            status=FINDING if failed or left_out else FINE,
            notes=desk.notices,
        )


def _ready(desk: Desk) -> None:
    allow_look(desk)
    if not desk.gateway.sources:
        why = "the agencies of an exercise end with it" if desk.exercise else "none is configured"
        raise CannotDo(" ".join((f"No agency can be asked here: {why}.", *desk.notices)))


def _document(found: Found, desk: Desk) -> Look:
    now = desk.clock()
    today = local(now, desk.habits.tz).date()
    holdings = found.holdings
    restricted = restricted_in(plan for _, plan in holdings.plans)
    ends = ends_for(desk, found.sought.nhs_numbers)
    conflicts = disputes(State(), holdings)
    doubt = numbers_in_doubt(conflicts)
    return Look(
        people=held.candidates(found.people, holdings),
        sources=held.sources(holdings),
        plans=[held.plan(h, plan, now, restricted, ends, doubt) for h, plan in holdings.plans],
        markers=[
            held.marker(h, marker, now, today, desk.habits.meanings, doubt)
            for h, marker in holdings.markers
        ],
        commitments=[
            held.commitment(h, promise, now, doubt) for h, promise in holdings.commitments
        ],
        child_protection=held.child_protections(holdings, today),
        earlier_looks=held.earlier_looks(holdings),
        problems=list(desk.notices),
        number_conflicts=[held.conflict(one) for one in conflicts],
    )
