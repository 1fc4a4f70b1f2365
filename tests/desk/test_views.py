"""What a view takes over from the one before is what it would work out itself."""

from __future__ import annotations

import itertools
from dataclasses import replace

from ooh_console.desk.desk import Recording as R
from ooh_console.desk.incident import Incident
from ooh_console.desk.view import _TIMELESS, View
from ooh_console.domain import bodies as b
from ooh_console.domain.sources import Offer
from tests.desk.desks import DOG, MOTHER, PLACE, PLAN_3, POLICE, VIOLENT, Room, link_typed


def worked_out(view: View) -> View:
    """With everything that it can work out."""
    for name in _TIMELESS:
        getattr(view, name)
    return view


def right(incident: Incident) -> View:
    view = worked_out(incident.view())
    anew = replace(view)
    assert {name: getattr(view, name) for name in _TIMELESS} == {
        name: getattr(anew, name) for name in _TIMELESS
    }
    return view


async def test_after_each_entry_and_each_answer(room: Room) -> None:
    incident = await room.incident()
    found = [right(incident)]
    await incident.refresh()
    found.append(right(incident))
    await link_typed(incident, "Jodie Penhallow", "mother", MOTHER, "17/04/2003")
    found.append(right(incident))
    for body in (
        b.DisclosureRestricted(what="removal at noon", until="the baby is safe"),
        b.PlanReadOut(agency="Social care", read_by="Ann", fields={"concerns": "Neglect"}),
    ):
        await incident.record([R(body)])
        found.append(right(incident))
    held = room.agencies.held
    held["Police", Offer.MARKERS] = [{**DOG, "text": "bites whoever comes in"}, VIOLENT]
    held["Police", Offer.PEOPLE] = [{**POLICE[1], "name": "MARLOWE Kate", "born": "1990-01-01"}]
    held["County Maternity", Offer.PLANS] = [{**PLAN_3, "version": "4"}]
    protected = {"text": PLACE["text"], "postcode": PLACE["postcode"], "protected": True}
    held["Social care", Offer.PEOPLE] = [{"name": "PENHALLOW Jodie", "addresses": [protected]}]
    await incident.refresh()
    last = right(incident)
    assert last.disputes
    assert last.in_doubt
    assert "NOT TELL" in "".join(last.marking.belong("removal at noon"))
    texts = [view.marking.kept.texts for view in (*found, last)]
    assert len({*texts}) > 2, "what was recorded and answered made a difference"


async def test_only_time_goes_on(room: Room) -> None:
    """It is worked out once, and an alarm that is due by then sounds all the same."""
    incident = await room.incident()
    await incident.refresh()
    before = worked_out(incident.view())
    silent = {alarm.text for alarm in before.alarms}
    room.clock.forward(60)
    after = incident.view()
    assert after.marking is before.marking
    assert {alarm.text for alarm in after.alarms} > silent
    # All night, and in each second some row with another age in it: not all of it is remembered.
    most, ages = 0, itertools.count()
    for _ in range(20):
        marking = incident.view().marking
        assert marking is before.marking
        for age in itertools.islice(ages, 1_000):
            assert not marking.missing(f"Crew A412 OVERDUE by {age} s")
        most = max(most, len(marking.kept._seen))
    assert 1_000 <= most < 8_000
    await incident.record([R(b.DisclosureRestricted(what="removal at noon", until="then"))])
    assert incident.view().marking is not before.marking
