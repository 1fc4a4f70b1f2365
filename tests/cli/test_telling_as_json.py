"""Who knows which answer, as JSON: each of the five states, and the chosen hospital."""

from __future__ import annotations

from ooh_console.cli.telling_as_json import circulation, hospital
from ooh_console.desk.incident import Incident
from ooh_console.domain.circulation import Knows
from tests.desk.acting import do
from tests.desk.desks import Room

TOPIC = {"topic": "chosen hospital", "how": "radio"}


async def chosen(room: Room, name: str, incident: Incident | None = None) -> Incident:
    incident = incident or await room.incident()
    why = {"change_reason": "full"} if incident.state.live("hospital_chosen") else {}
    await do(incident, "hospital", name=name, ward="Side room 4", decided_by="Insp. Shah", **why)
    return incident


async def test_each_state_of_knowing(room: Room) -> None:
    incident = await chosen(room, "Westmarch")
    await do(incident, "tell", **TOPIC, recipient="Ward 4")
    await chosen(room, "Eastmarch", incident)
    for recipient in ("Police", "Social care", "Crew A412"):
        await do(incident, "tell", **TOPIC, recipient=recipient)
    notices = {told.recipient: told.notice.id for told in incident.state.told}
    await do(incident, "confirm", notice=notices["Police"], by="Sgt Example")
    refuses = {"outcome": "refused", "words": "not ours"}
    await do(incident, "confirm", notice=notices["Crew A412"], by="Crew", **refuses)
    found = {one.recipient: one for one in circulation(incident.view())}
    assert {name: one.knows for name, one in found.items()} == {
        "County Maternity": "not-told",
        "Social care": "told",
        "Police": "confirmed",
        "Ward 4": "old-answer",
        "Crew A412": "refused",
    }
    assert len({one.knows for one in found.values()}) == len(Knows)
    assert found["Police"].confirmed_at == room.clock.now
    assert found["Crew A412"].refused_at == room.clock.now
    assert found["Social care"].entry == notices["Social care"]
    assert found["County Maternity"].told_at is None


async def test_the_chosen_hospital_is_the_one_in_force(room: Room) -> None:
    incident = await chosen(room, "Westmarch")
    await chosen(room, "Eastmarch", incident)
    found = hospital(incident.view())
    assert found is not None
    assert (found.name, found.ward, found.change_reason) == ("Eastmarch", "Side room 4", "full")
    assert found.decided_by == "Insp. Shah"
    assert found.entry == incident.state.live("hospital_chosen")[-1].id
