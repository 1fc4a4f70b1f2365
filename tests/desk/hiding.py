"""A night at a protected address, named in every text that can name it; and what must hold."""

from __future__ import annotations

import re
from collections.abc import Iterable
from typing import Any

from ooh_console.desk import linking
from ooh_console.desk.acts import ACTS, perform
from ooh_console.desk.incident import Incident
from ooh_console.domain import bodies as b
from ooh_console.domain.people import Address, Relation
from ooh_console.domain.protected import MARK
from ooh_console.domain.sources import Offer
from tests.desk.desks import DOG, MATERNITY, MOTHER, PLAN_2, PLAN_3, POLICE, Room

HIDDEN = {"text": "7 Hidden Reach, Merrowby", "postcode": "ZZ99 9AA"}
TELEPHONE = "07700 900777"
"""The family's: never in one panel with the address."""
NAMED = re.compile(r"hidden\W+reach", re.I)


async def hidden_night(room: Room) -> Incident:
    """Maternity holds the mother's address as protected, police hold it without a word of that."""
    mother = {**MATERNITY[0], "telephone": TELEPHONE}
    mother["addresses"] = [{**HIDDEN, "protected": True}]
    in_text = "At 7 Hidden Reach; knock twice"
    held: dict[tuple[str, Offer], list[dict[str, Any]]] = {
        ("County Maternity", Offer.PEOPLE): [mother, {**MATERNITY[1], "addresses": [HIDDEN]}],
        ("Police", Offer.PEOPLE): [{**one, "addresses": [HIDDEN]} for one in POLICE],
        ("County Maternity", Offer.PLANS): [
            {**PLAN_3, "fields": {**PLAN_3["fields"], "mother": in_text, "home_attends": in_text}}
        ],
        ("Police", Offer.PLANS): [PLAN_2],
        ("Police", Offer.MARKERS): [
            {**DOG, "subject": {"kind": "address", "address": HIDDEN["text"]}},
            {**DOG, "identifier": "M-9", "text": in_text, "subject": {"nhs_number": MOTHER}},
        ],
        ("Police", Offer.COMMITMENTS): [
            {"who": "Unit 7", "state": "holding", "place": in_text, "note": in_text}
        ],
    }
    room.agencies.held = held
    opened = b.IncidentOpened(address=Address.model_validate(HIDDEN), nature="Birth at home")
    incident = await Incident.open_new(room.desk(), opened)
    found = await linking.look(incident.desk, MOTHER)
    await linking.link(incident, found.candidates.certain[0], Relation.MOTHER)
    await incident.refresh()
    await incident.note(in_text)
    await perform(incident, ACTS["action"], {"text": in_text, "owner": "Sam Okafor"})
    await perform(incident, ACTS["birth"], {"place": HIDDEN["text"], "heard_from": "Unit 7"})
    return incident


def leaks(lines: Iterable[str]) -> list[str]:
    """Lines that name the address without the mark, and the family's telephone beside it."""
    lines = list(lines)
    found = [one for one in lines if NAMED.search(one) and MARK not in one]
    if any(NAMED.search(one) for one in lines):
        found += [one for one in lines if TELEPHONE in one]
    return found
