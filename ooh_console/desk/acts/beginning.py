"""The form that opens an incident: where, what, who raised it; and where it is after all."""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import replace

from ooh_console.desk.acts.form import Act, Context, Field, Values, event_time
from ooh_console.desk.desk import Desk, Recording, Rejected
from ooh_console.desk.incident import Incident
from ooh_console.desk.view import View
from ooh_console.domain.bodies import AddressCorrected, IncidentOpened
from ooh_console.domain.holdings import Holdings
from ooh_console.domain.people import Address, address_of, postcode
from ooh_console.domain.state import State
from ooh_console.domain.text import line

UNSAVED = "new"
"""The name under which the text of an incident not yet opened is kept."""

NATURE = "Birth at home, unborn baby on a child protection plan"


def _opened(values: Values, context: Context) -> Sequence[Recording]:
    body = IncidentOpened(
        address=_place(values["address"].strip(), values.get("postcode", "").strip()),
        nature=values["nature"],
        raised_by=values.get("raised_by", ""),
        exercise=context.view.exercise,
    )
    return [Recording(body)]


def _corrected(values: Values, context: Context) -> Sequence[Recording]:
    body = AddressCorrected(
        address=_place(values["address"].strip(), values.get("postcode", "").strip()),
        instead_of=context.view.state.address,
        said_by=values["said_by"],
        reason=values["reason"],
    )
    return [Recording(body)]


def _place(text: str, code: str) -> Address:
    """Agencies asked about what is no postcode would answer that nothing is held there."""
    if not code:
        found = address_of(text)
        return Address(text=found.text or text, postcode=found.postcode)
    try:
        return Address(text=text, postcode=postcode(code))
    except ValueError as error:
        raise Rejected(
            f"Postcode: «{line(code, 30)}» is none, {error}. Leave it empty if nobody knows it.",
            "postcode",
        ) from error


_FIELDS = (
    Field("address", "Address", required=True, hint="number and street, town"),
    Field("postcode", "Postcode", hint="with the house number, it finds markers on the address"),
    Field("nature", "What is happening", required=True, initial=lambda _: NATURE),
    Field("raised_by", "Raised by", hint="who rang: crew, midwife, family"),
)

NEW = Act("new", "New incident", _FIELDS, _opened)
"""Not among the acts on an incident: there is none yet."""


CORRECTION = Act(
    "address",
    "Correct the address",
    (
        replace(_FIELDS[0], initial=lambda c: c.view.state.address.text),
        replace(_FIELDS[1], initial=lambda c: c.view.state.address.postcode),
        Field("said_by", "Who says so", required=True, hint="name and role"),
        Field("reason", "What was wrong", required=True, hint="heard as 14, it is 40"),
    ),
    _corrected,
)


def before(desk: Desk) -> View:
    """What can be shown before there is an incident."""
    return View(
        reference=UNSAVED,
        state=State(),
        holdings=Holdings.unasked(desk.gateway.sources),
        now=desk.clock(),
        count=0,
        habits=desk.habits,
        operator=desk.operator,
        desk=desk.name,
        exercise=desk.exercise,
        problem=desk.ledger.problem or "",
    )


async def begin(desk: Desk, values: Values) -> Incident:
    """Opens an incident from what was typed.

    Raises `Rejected`, `LateWithoutReason` and the ledger's errors; nothing is opened then.
    """
    context = Context(before(desk))
    for field in NEW.all_fields:
        field.check(values, context)
    when = event_time(values.get("when", ""), context)
    (opening,) = NEW.build(values, context)
    assert isinstance(opening.body, IncidentOpened)
    return await Incident.open_new(desk, opening.body, when, values.get("late", ""))
