"""Acts on a professionals meeting: call it, follow the invitations, hold it, call it off (L6)."""

from __future__ import annotations

import re
from collections.abc import Sequence
from datetime import datetime

from ooh_console.desk.acts import choices
from ooh_console.desk.acts.form import (
    Act,
    Context,
    Field,
    Option,
    Values,
    due_time,
    fixed,
    items,
    named,
    party,
    said,
)
from ooh_console.desk.desk import Recording, Rejected
from ooh_console.domain import bodies as b
from ooh_console.domain.meetings import Invited, Meeting, waiting
from ooh_console.domain.text import is_blank, line, name_key
from ooh_console.domain.times import near_clock

# Which meeting


def _meetings(context: Context) -> tuple[Option, ...]:
    now, tz = context.view.now, context.view.habits.tz
    return tuple(
        Option(one.entry.id, f"the meeting at {near_clock(one.at, now, tz)}")
        for one in waiting(context.view.state)
    )


def _next(context: Context) -> Meeting | None:
    return next(iter(waiting(context.view.state)), None)


def _next_id(context: Context) -> str:
    meeting = _next(context)
    return meeting.entry.id if meeting else ""


def _is_called(_: Values, context: Context) -> bool:
    return _next(context) is not None


# Calling it


def _moves(values: Values, context: Context) -> bool:
    return _is_called(values, context) and said(values, "moves") not in ("", _ANOTHER)


_ANOTHER = "another"


def _which(context: Context) -> tuple[Option, ...]:
    options = tuple(Option(o.value, f"moves {o.words}") for o in _meetings(context))
    return (*options, Option(_ANOTHER, "another meeting besides"))


def _convene(values: Values, context: Context) -> Sequence[Recording]:
    at = due_time(values["at"], context, "at")
    if at is None:
        raise Rejected("Say when the meeting is.", "at")
    moves = said(values, "moves")
    body = b.MeetingConvened(
        at=at,
        number=said(values, "number"),
        invited=named(values, "invited", "Say who is invited."),
        moves="" if moves == _ANOTHER else moves,
        reason=said(values, "reason"),
    )
    return [Recording(body)]


def _number_before(context: Context) -> str:
    meeting = _next(context)
    return meeting.number if meeting else ""


def _invited_before(context: Context) -> str:
    meeting = _next(context)
    return "\n".join(one.who for one in meeting.invitations) if meeting else ""


# Following the invitations


def _invited(context: Context) -> tuple[Option, ...]:
    """Those not told yet first; each with what is known of them."""
    meeting = _next(context)
    if meeting is None:
        return ()
    order = (Invited.NOT_TOLD, Invited.TOLD, Invited.JOINED, Invited.COULD_NOT)
    ordered = sorted(meeting.invitations, key=lambda one: order.index(one.standing))
    return tuple(Option(one.who, f"{one.who} ({one.standing})") for one in ordered)


def _first_invited(context: Context) -> str:
    options = _invited(context)
    return options[0].value if options else ""


def _outcome(context: Context) -> str:
    meeting = _next(context)
    told = meeting is not None and not meeting.of(Invited.NOT_TOLD)
    return "joined" if told else "invited"


def _invite(values: Values, _: Context) -> Sequence[Recording]:
    names = ("meeting", "who", "outcome", "how", "reason")
    body = b.MeetingInvitation.model_validate({name: said(values, name) for name in names})
    return [Recording(body)]


# Holding it


def _present(context: Context) -> str:
    meeting = _next(context)
    return "\n".join(one.who for one in meeting.of(Invited.JOINED)) if meeting else ""


_AT = re.compile(
    r"\s*(?:@\s*(?P<at>\S.*?)|[,;]?\s+by\s+(?P<by>\d{1,2}:\d{2}(?:\s+(?:GMT|BST))?))\s*$"
)


def _action(item: str, otherwise: datetime | None, context: Context) -> Recording:
    """`owner: what @ 03:15`, or `@ 30` for minutes; without a time, the time for all of them."""
    owner, colon, text = item.partition(":")
    found = _AT.search(text)
    due = otherwise
    if found is not None:
        due = due_time(found["at"] or found["by"], context, "actions")
        text = text[: found.start()]
    if not colon or is_blank(text) or is_blank(owner):
        raise Rejected(
            f"«{line(item, 40)}»: write an action as owner: what, or owner: what @ 03:15.",
            "actions",
        )
    return Recording(b.Action(text=text.strip(), owner=owner.strip(), due=due))


def _decides(values: Values, context: Context) -> list[Recording]:
    """The decision maker whom the meeting agreed on: named, and heard to accept, at once."""
    if is_blank(said(values, "name")):
        return []
    heard = b.Acceptance(heard_by=context.view.operator.name, how="in the professionals meeting")
    maker = context.view.state.decision_maker
    if maker is not None and name_key(maker.party.name) == name_key(values["name"]):
        if maker.accepted is not None:
            return []
        return [Recording(b.DecisionMakerAccepted(answer=maker.entry.id, acceptance=heard))]
    reason = "Agreed in the professionals meeting" if maker is not None else ""
    chosen = Recording(
        b.DecisionMakerSet(
            who=party(values), change_reason=reason, given=items(said(values, "given"))
        )
    )
    return [chosen, Recording(b.DecisionMakerAccepted(answer=chosen.id, acceptance=heard))]


def _meeting(values: Values, context: Context) -> Sequence[Recording]:
    """The meeting, point by point; each action with its owner; who decides, where it was agreed."""
    meeting = said(values, "meeting")
    points = named(values, "agreed", "Say what was agreed.")
    held = Recording(
        b.MeetingHeld(
            present=named(values, "present", "Say who joined."),
            points=points,
            meeting="" if meeting == _ANOTHER else meeting,
        )
    )
    due = due_time(said(values, "due"), context, "due")
    actions = [_action(item, due, context) for item in items(said(values, "actions"))]
    return [held, *actions, *_decides(values, context)]


def _called_off(values: Values, _: Context) -> Sequence[Recording]:
    return [Recording(b.MeetingCalledOff(meeting=values["meeting"], reason=values["reason"]))]


def _held_which(context: Context) -> tuple[Option, ...]:
    return (*_meetings(context), Option(_ANOTHER, "one that nobody had called"))


def _names_somebody(values: Values, _: Context) -> bool:
    return not is_blank(said(values, "name"))


WHICH = Field(
    "meeting", "Which meeting", required=True, options=_meetings, closed=True, initial=_next_id
)
_MEETING_AT = Field(
    "at", "When", required=True, hint="minutes from now (15) or a time (02:45)", moment="ahead"
)

MEETING: tuple[Act, ...] = (
    Act(
        "convene",
        "Call a professionals meeting",
        (
            Field(
                "moves",
                "Which meeting",
                required=True,
                options=_which,
                closed=True,
                initial=_next_id,
                applies=_is_called,
            ),
            _MEETING_AT,
            Field("number", "Number to ring", initial=_number_before),
            Field(
                "invited",
                "Invited",
                required=True,
                lines=True,
                hint="one a line",
                initial=_invited_before,
            ),
            Field(
                "reason",
                "Why it is moved",
                required=True,
                applies=_moves,
                missing="The meeting is moved: say why.",
            ),
        ),
        _convene,
    ),
    Act(
        "invite",
        "Invitation to the meeting",
        (
            WHICH,
            Field("who", "Who", required=True, options=_invited, initial=_first_invited),
            Field(
                "outcome",
                "What",
                required=True,
                closed=True,
                options=fixed(
                    Option("invited", "told of it"),
                    Option("joined", "joined"),
                    Option("could-not", "could not join"),
                ),
                initial=_outcome,
            ),
            Field(
                "how",
                "How they were told",
                required=True,
                options=choices.how,
                applies=lambda v, _: said(v, "outcome") == "invited",
                missing="Say how they were told: telephone, radio, in person.",
            ),
            Field(
                "reason",
                "Why not",
                required=True,
                applies=lambda v, _: said(v, "outcome") == "could-not",
                missing="Say why they could not join.",
            ),
        ),
        _invite,
    ),
    Act(
        "meeting",
        "Professionals meeting held",
        (
            Field(
                "meeting",
                "Which meeting",
                required=True,
                options=_held_which,
                closed=True,
                initial=_next_id,
                applies=_is_called,
            ),
            Field(
                "present",
                "Who joined",
                required=True,
                lines=True,
                hint="one a line",
                initial=_present,
            ),
            Field("agreed", "What was agreed", required=True, lines=True, hint="one point a line"),
            Field("actions", "Actions", lines=True, hint="one a line: owner: what @ 03:15"),
            Field(
                "due",
                "Due, where no time is said",
                hint="minutes from now (30) or a time (03:15)",
                moment="ahead",
            ),
            Field(
                "name",
                "Decision maker agreed",
                hint="who decides from now on; they are heard to accept in the meeting",
                options=choices.professionals,
            ),
            *(
                Field(name, label, options=options, applies=_names_somebody)
                for name, label, options in (
                    ("role", "Role or rank", None),
                    ("agency", "Agency", choices.agencies),
                    ("contact", "Telephone or call sign", None),
                    ("given", "Information given", lambda c: (Option(choices.given_so_far(c)),)),
                )
            ),
        ),
        _meeting,
    ),
    Act(
        "meeting-off",
        "Call a meeting off",
        (WHICH, Field("reason", "Why", required=True)),
        _called_off,
    ),
)
