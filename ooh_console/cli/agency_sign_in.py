"""`ooh-console agency-sign-in [NAME …]`: where a person is wanted, and signing in there."""

from __future__ import annotations

import argparse
from collections.abc import Sequence
from dataclasses import replace

from ooh_console.cli import held_as_json as held
from ooh_console.cli.agency_sign_in_shapes import AgencySignedIn, AgencySignIns, AnsweredAbout
from ooh_console.cli.at_agencies import sign_in_at
from ooh_console.cli.outcome import FINDING, FINE, CannotDo, Outcome
from ooh_console.cli.sign_in import seated
from ooh_console.desk.desk import Desk, heads
from ooh_console.desk.incident import Incident
from ooh_console.desk.inquiry import WATCHED
from ooh_console.desk.panels import agency_sign_in as panel
from ooh_console.desk.panels.holdings import source_words
from ooh_console.desk.panels.lines import Line, plain, quiet, row
from ooh_console.desk.screens import spoken
from ooh_console.domain.holdings import Holding
from ooh_console.domain.sources import SourceState
from ooh_console.domain.text import line, name_key

LASTS = (
    "A sign-in lasts as long as the command in which it was made, and is kept nowhere. It lasts "
    "through a night in: show REF --follow --ask --sign-in. Each of these signs in first: "
    "look, show REF --ask, link, watch-list, with --sign-in."
)
ENDED = (
    "The sign-in ended with this command. What was answered is kept, and shown with its age: "
    "show REF."
)


def run(chosen: argparse.Namespace) -> Outcome:
    """Lists these agencies; of those named, signs in at each and asks again about every open
    incident. That somebody signed in is on the register.

    Status 0; 1 when nobody is signed in at one of those named, or it could not be checked after.
    Raises `CannotDo` for a name that is none, what signing in to the desk raises, and the ledger's
    errors.
    """
    with seated(chosen, makes=not chosen.names) as seat:
        desk = seat.desk
        wanted = desk.gateway.signs_in
        if not chosen.names:
            return _listed(desk)
        names = [_named(text, list(wanted)) for text in chosen.names]
        answers: list[tuple[Incident, tuple[Holding, ...]]] = []

        async def work(desk: Desk) -> dict[str, str]:
            tried = {name: await sign_in_at(desk, name) for name in dict.fromkeys(names)}
            signed = {name for name, why in tried.items() if not why}
            for incident in _open_incidents(desk) if signed else ():
                await incident.looked_at()
                await incident.refresh()
                theirs = tuple(
                    h for h in incident.holdings.held if h.agency in signed and h.offer in WATCHED
                )
                answers.append((incident, theirs))
            return tried

        tried = seat.run(work)
        said = [why or f"You are signed in to {line(name, 60)}." for name, why in tried.items()]
        lines = [*map(row, said), *_asked_again(answers, all(tried.values()))]
        could_not = any(
            one.state is SourceState.COULD_NOT_CHECK for _, theirs in answers for one in theirs
        )
        return Outcome(
            text=plain(spoken(lines)),
            document=AgencySignIns(
                agencies=[
                    AgencySignedIn(agency=name, signed_in=not why, reason=why)
                    for name, why in tried.items()
                ],
                answers=[
                    AnsweredAbout(
                        reference=incident.reference,
                        sources=held.sources(replace(incident.holdings, held=theirs)),
                    )
                    for incident, theirs in answers
                ],
                problems=list(desk.notices),
            ),
            status=FINDING if any(tried.values()) or could_not else FINE,
            notes=desk.notices,
        )


def _listed(desk: Desk) -> Outcome:
    wanted = desk.gateway.signs_in
    lines: list[Line] = [
        row(f"{line(name, 60)}: ", panel.standing(signed=signed, waits=False))
        for name, signed in wanted.items()
    ]
    lines += [row(""), quiet(LASTS), quiet(panel.ON_RECORD)] if wanted else []
    return Outcome(
        text=plain(spoken(lines or [quiet(panel.NONE_WANTED)])),
        document=AgencySignIns(
            agencies=[
                AgencySignedIn(agency=name, signed_in=signed, reason="")
                for name, signed in wanted.items()
            ],
            problems=list(desk.notices),
        ),
        notes=desk.notices,
    )


def _named(text: str, wanted: Sequence[str]) -> str:
    """The agency of this name, or the only one that begins so. Raises `CannotDo`."""
    key = name_key(text)
    found = [one for one in wanted if name_key(one) == key]
    found = found or [one for one in wanted if key and name_key(one).startswith(key)]
    if len(found) == 1:
        return found[0]
    if not wanted:
        raise CannotDo(f"{panel.NONE_WANTED} Nothing was opened.")
    named = ", ".join(f"«{line(one, 60)}»" for one in wanted)
    raise CannotDo(
        f"«{line(text, 60)}» is not one of the agencies that want a person to sign in: {named}. "
        "Nothing was opened."
    )


def _open_incidents(desk: Desk) -> list[Incident]:
    every = (Incident.load(desk, reference) for reference in heads(desk.ledger))
    return [one for one in every if one.state.closed is None]


def _asked_again(
    answers: Sequence[tuple[Incident, tuple[Holding, ...]]], nobody: bool
) -> list[Line]:
    if nobody:
        return []
    found: list[Line] = []
    for incident, theirs in answers:
        view = incident.view()
        found += [row(""), row(f"{incident.reference}, {view.place(60)}")]
        found += [
            row(f"  {line(one.agency, 60)}, {one.offer.value}: ", source_words(one, view))
            for one in theirs
        ]
    if not answers:
        found += [row(""), quiet("No incident is open: nothing was asked.")]
    return [*found, row(""), quiet(ENDED), quiet(LASTS)]
