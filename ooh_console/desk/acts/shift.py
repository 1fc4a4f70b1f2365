"""Acts of the shift: the desk is handed over and accepted by name; the manager is called in."""

from __future__ import annotations

from collections.abc import Sequence

from ooh_console.desk.acts import choices
from ooh_console.desk.acts.form import Act, Context, Field, Option, Values, fixed
from ooh_console.desk.answering import on_record
from ooh_console.desk.desk import Recording, Rejected
from ooh_console.desk.handover import gathered
from ooh_console.desk.script import script
from ooh_console.domain import bodies as b
from ooh_console.domain.entries import body_of
from ooh_console.domain.text import name_key


def _give(values: Values, context: Context) -> Sequence[Recording]:
    if name_key(values["to"]) == name_key(context.view.operator.name):
        raise Rejected("You hand the desk to somebody else: say to whom.", "to")
    return [
        Recording(
            b.ShiftHandedOver.model_validate(
                {
                    "to": values["to"],
                    "summary": values.get("summary", ""),
                    **gathered(context.view),
                }
            )
        )
    ]


def _take(values: Values, context: Context) -> Sequence[Recording]:
    """The desk, and with it each answer in force, told in the script's words and confirmed."""
    state = context.view.state
    waiting = state.shift_waiting
    if waiting is None:
        raise Rejected("No handover of the shift is waiting: the outgoing person gives it first.")
    by = values["by"]
    found = [Recording(b.ShiftAccepted(handover=waiting.id, by=by))]
    for topic in b.Topic:
        answer = state.answer(topic)
        if answer is None:
            continue
        told = Recording(
            b.NoticeGiven(
                topic=topic,
                answer=answer.id,
                recipient=by,
                how="shift handover",
                words=script(topic, context.view),
            )
        )
        found += [told, Recording(b.NoticeConfirmed(notice=told.id, by=by))]
    return found


def _incoming(context: Context) -> str:
    """Whoever sits at the desk, unless it is the person who gave it; then the one named."""
    waiting = context.view.state.shift_waiting
    me = context.view.operator.name
    if waiting is None or name_key(waiting.operator) != name_key(me):
        return me
    return body_of(waiting, b.ShiftHandedOver).to


def _manager(values: Values, _: Context) -> Sequence[Recording]:
    names = ("who", "about", "how", "reached", "said")
    return [Recording(b.ManagerCalled.model_validate({n: values.get(n, "") for n in names}))]


def _alarms(context: Context) -> tuple[Option, ...]:
    return tuple(Option(on_record(alarm, context.view)) for alarm in context.view.alarms)


def _loudest(context: Context) -> str:
    found = _alarms(context)
    return found[0].value if found else ""


SHIFT: tuple[Act, ...] = (
    Act(
        "shift-give",
        "Hand over the shift",
        (
            Field("to", "To whom", required=True),
            Field("summary", "What they must know besides"),
        ),
        _give,
    ),
    Act(
        "shift-accept",
        "Accept the shift",
        (Field("by", "Accepted by (your name)", required=True, initial=_incoming),),
        _take,
    ),
    Act(
        "manager",
        "Call the on-call manager",
        (
            Field("about", "About which alarm", required=True, options=_alarms, initial=_loudest),
            Field("who", "Manager", required=True),
            Field("how", "How", required=True, options=choices.how),
            Field(
                "reached",
                "Reached?",
                required=True,
                closed=True,
                options=fixed("reached", "not reached"),
                initial=lambda _: "reached",
            ),
            Field(
                "said",
                "What they said",
                required=True,
                applies=lambda v, _: v.get("reached") != "not reached",
                missing="Say what the manager said.",
            ),
        ),
        _manager,
    ),
)
