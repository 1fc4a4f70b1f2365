"""`ooh-console link REF`: people searched at every agency, and linked to an incident."""

from __future__ import annotations

import argparse
from collections.abc import Sequence

from ooh_console.cli import held_as_json as held
from ooh_console.cli import shown_as_json as as_json
from ooh_console.cli.at_agencies import sign_in_where_wanted
from ooh_console.cli.desk import at_a_terminal
from ooh_console.cli.link_shapes import Linking
from ooh_console.cli.link_talk import talk
from ooh_console.cli.link_words import (
    CORRECTED,
    RELATIONS,
    Numbered,
    family_of,
    in_full,
    listed,
    numbered,
    relation_of,
    said,
    shape,
)
from ooh_console.cli.outcome import FINDING, FINE, CannotDo, Outcome
from ooh_console.cli.sign_in import seated
from ooh_console.desk.incident import Incident
from ooh_console.desk.linking import Found, Search, link, search_around, search_for, searching
from ooh_console.desk.panels.candidates import linked_already
from ooh_console.desk.panels.lines import plain
from ooh_console.domain.entries import Entry
from ooh_console.domain.people import address_of
from ooh_console.domain.sources import Offer, SourceState
from ooh_console.domain.text import is_blank, line


def run(chosen: argparse.Namespace) -> Outcome:
    """Asks every agency that offers people, and lists them; links whoever is chosen.

    Status 0; 1 when somebody could not be asked, so that the list may not be whole. Raises
    `CannotDo` (nobody to ask about, no such key, a match that is not confirmed), `Rejected`, what
    signing in and recording raise; nothing is linked then.
    """
    with seated(chosen, records=True) as seat:
        desk = seat.desk
        incident = Incident.load(desk, chosen.reference)
        search = _search(chosen, incident)
        _ready(incident)

        async def asked() -> Found:
            await incident.looked_at()
            if chosen.sign_in:
                await sign_in_where_wanted(desk)
            *_, last = [found async for found in searching(desk, search)]
            return last

        with seat.running() as does:
            found = does(asked())
            people = numbered(incident, found)
            if not chosen.choose:
                if not chosen.json and at_a_terminal():
                    return talk(incident, found, does)
                return _listed(incident, found, people)
            one = _of_key(chosen.choose, people)
            if not chosen.relation:
                return _in_full(incident, found, people, one)
            entries = does(linking(incident, one, chosen))
            return _recorded(incident, found, one, entries[0])


def _search(chosen: argparse.Namespace, incident: Incident) -> Search:
    """Whom the words mean; without any, everybody around the incident. Raises `CannotDo`."""
    who = " ".join(" ".join(chosen.who).split())
    if chosen.address:
        if who or chosen.born:
            raise CannotDo("--address goes alone: a name is asked about without it.")
        place = address_of(chosen.address)
        return search_for("", address=place.text, postcode=place.postcode)
    if not is_blank(who):
        return search_for(who, chosen.born or "")
    if chosen.born:
        raise CannotDo("--born goes with a name.")
    around = search_around(incident)
    if not (around.sought.addresses or around.sought.nhs_numbers):
        raise CannotDo(
            "The incident has no address and nobody is linked: say whom to look for, an NHS number "
            "or a name. Nobody was asked."
        )
    return around


def _ready(incident: Incident) -> None:
    desk = incident.desk
    if desk.ledger.problem:
        raise CannotDo(f"{desk.ledger.problem} Nobody was asked, and nobody can be linked.")
    if not any(Offer.PEOPLE in source.offers for source in desk.gateway.sources):
        why = "the agencies of an exercise end with it" if desk.exercise else "none offers people"
        raise CannotDo(
            f"No agency can be asked for people here: {why}. `record REF --form link` types "
            "somebody in."
        )


def _of_key(key: str, people: Sequence[Numbered]) -> Numbered:
    """Whoever has this key in the list of now. Raises `CannotDo`."""
    found = next((one for one in people if one.key == key.strip().casefold()), None)
    if found is None:
        raise CannotDo(
            f"Nobody of this search has the key «{line(key, 20)}» now: choose by the key that the "
            "list names. A number is good for one list alone. Nobody was linked."
        )
    if found.item.linked:
        raise CannotDo(f"{linked_already(found.item)} {CORRECTED}")
    return found


async def linking(
    incident: Incident, one: Numbered, chosen: argparse.Namespace
) -> tuple[Entry, ...]:
    """Links whom the options name. Raises `CannotDo`, and as `link` does."""
    relation = relation_of(chosen.relation)
    if one.in_doubt and not chosen.confirm:
        raise CannotDo(
            f"This is {'; '.join(one.in_doubt)}. --confirm says that it is the right person. "
            "Nobody was linked."
        )
    if chosen.also and not one.candidate.perhaps:
        raise CannotDo("--also: nobody else may be the same person. Nobody was linked.")
    also = one.candidate.perhaps if chosen.also else ()
    return await link(incident, one.candidate, relation, also=also)


# What it comes to


def _listed(incident: Incident, found: Found, people: Sequence[Numbered]) -> Outcome:
    lines = plain(listed(incident, found, people))
    if people:
        lines += (
            "\nTo choose: the same command with --choose KEY; nothing is recorded by that alone."
        )
    return _outcome(lines, incident, found, people)


def _in_full(
    incident: Incident, found: Found, people: Sequence[Numbered], one: Numbered
) -> Outcome:
    lines = plain(
        in_full(
            incident, found, one, "--confirm says", "--also takes in who may be the same person."
        )
    )
    how = f"--relation, one of: {RELATIONS}"
    doubt = f", and --confirm: this is {'; '.join(one.in_doubt)}" if one.in_doubt else ""
    lines += f"\nNothing was recorded. To link them add {how}{doubt}."
    return _outcome(lines, incident, found, people, one)


def _outcome(
    text: str,
    incident: Incident,
    found: Found,
    people: Sequence[Numbered],
    one: Numbered | None = None,
    entry: Entry | None = None,
) -> Outcome:
    could_not = any(each.state is SourceState.COULD_NOT_CHECK for each in found.sources)
    view, notices = incident.view(), incident.desk.notices
    sources = held.sources(found.holdings)
    return Outcome(
        text=text,
        document=Linking(
            incident=incident.reference,
            exercise=view.exercise,
            asked=found.search.words,
            sources=[each for each in sources if each.offer == Offer.PEOPLE.value],
            found=[shape(each, found) for each in people],
            chosen=shape(one, found) if one is not None else None,
            recorded=as_json.entry_shape(entry, view) if entry is not None else None,
            problems=list(notices),
        ),
        status=FINDING if could_not and entry is None else FINE,
        notes=(*notices, *([incident.warning] if incident.warning else [])),
    )


def _recorded(incident: Incident, found: Found, one: Numbered, entry: Entry) -> Outcome:
    people = numbered(incident, found)
    family = plain(family_of(people))
    more = f"\n\n{family}" if family else ""
    return _outcome(f"{said(incident, entry)}{more}", incident, found, people, one, entry)
