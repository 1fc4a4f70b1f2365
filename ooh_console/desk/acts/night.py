"""Acts on the course of the night: actions, birth, powers, what the family may know, the end."""

from __future__ import annotations

from collections.abc import Sequence

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
    party,
    said,
)
from ooh_console.desk.desk import Recording, Rejected
from ooh_console.domain import bodies as b
from ooh_console.domain.text import is_blank, line


def _action(values: Values, context: Context) -> Sequence[Recording]:
    due = due_time(values.get("due", ""), context, "due")
    return [Recording(b.Action(text=values["text"], owner=values["owner"], due=due))]


def _done(values: Values, _: Context) -> Sequence[Recording]:
    return [Recording(b.ActionDone(action=values["action"], outcome=values.get("outcome", "")))]


def _decision(values: Values, _: Context) -> Sequence[Recording]:
    body = b.Decision(
        what=values["what"],
        options=items(values.get("options", "")),
        reason=values["reason"],
        decided_by=values["decided_by"],
    )
    return [Recording(body)]


def _birth(values: Values, _: Context) -> Sequence[Recording]:
    body = b.BirthRecorded(
        place=values["place"],
        heard_from=values["heard_from"],
        condition=values.get("condition", ""),
    )
    return [Recording(body)]


def _power(values: Values, context: Context) -> Sequence[Recording]:
    body = b.PowerStarted.model_validate(
        {
            "power": values["power"],
            "by": party(values),
            "epo_in_force": values.get("epo_in_force", ""),
            "expires": due_time(values.get("expires", ""), context, "expires"),
            "authority": values.get("authority", ""),
        }
    )
    return [Recording(body)]


def _power_end(values: Values, _: Context) -> Sequence[Recording]:
    return [Recording(b.PowerEnded(started=values["started"], reason=values["reason"]))]


def _restrict(values: Values, _: Context) -> Sequence[Recording]:
    return [Recording(b.DisclosureRestricted(what=values["what"], until=values["until"]))]


def _disclose(values: Values, _: Context) -> Sequence[Recording]:
    body = b.DisclosureLifted(
        restriction=values.get("restriction", ""),
        decided_by=values["decided_by"],
        reason=values["reason"],
    )
    return [Recording(body)]


def _named(values: Values, name: str, sentence: str) -> tuple[str, ...]:
    """The people of a list; `;` alone names nobody."""
    found = tuple(item for item in items(values[name]) if not is_blank(item))
    if not found:
        raise Rejected(sentence, name)
    return found


def _convene(values: Values, context: Context) -> Sequence[Recording]:
    at = due_time(values["at"], context, "at")
    if at is None:
        raise Rejected("Say when the meeting is.", "at")
    body = b.MeetingConvened(
        at=at,
        number=values.get("number", ""),
        invited=_named(values, "invited", "Say who is invited."),
    )
    return [Recording(body)]


def _meeting(values: Values, context: Context) -> Sequence[Recording]:
    """The meeting, and each action agreed in it as an action: `owner: what`, a line each."""
    present = _named(values, "present", "Say who joined.")
    held = Recording(b.MeetingHeld(present=present, agreed=values["agreed"]))
    due = due_time(values.get("due", ""), context, "due")
    actions = []
    for item in items(values.get("actions", "")):
        owner, colon, text = item.partition(":")
        if not colon or is_blank(text) or is_blank(owner):
            raise Rejected(f"«{line(item, 40)}»: write an action as owner: what.", "actions")
        actions.append(Recording(b.Action(text=text.strip(), owner=owner.strip(), due=due)))
    return [held, *actions]


_IIMARCH = (
    ("information", "Information"),
    ("intent", "Intent"),
    ("method", "Method"),
    ("administration", "Administration"),
    ("risk", "Risk assessment"),
    ("communications", "Communications"),
    ("humanitarian", "Humanitarian issues"),
)


def _briefing(values: Values, _: Context) -> Sequence[Recording]:
    parts = {name: values.get(name, "") for name, _title in _IIMARCH}
    present = _named(values, "present", "Say who was there.")
    return [Recording(b.BriefingHeld.model_validate({"present": present, **parts}))]


def _referral(values: Values, _: Context) -> Sequence[Recording]:
    body = b.Referral(
        to=values["to"], made=values.get("made") != "no", reason=values.get("reason", "")
    )
    return [Recording(body)]


def still_open(context: Context) -> tuple[str, ...]:
    """The open actions in words, for the handover and the closing."""
    bodies = (entry.body for entry in context.view.state.open_actions)
    return tuple(
        line(f"{body.owner}: {body.text}", 200) for body in bodies if isinstance(body, b.Action)
    )


def _handover(values: Values, context: Context) -> Sequence[Recording]:
    body = b.Handover(to=values["to"], summary=values["summary"], open_actions=still_open(context))
    return [Recording(body)]


def _close(values: Values, context: Context) -> Sequence[Recording]:
    return [Recording(b.IncidentClosed(reason=values["reason"], open_actions=still_open(context)))]


def _strike(values: Values, context: Context) -> Sequence[Recording]:
    target = values.get("entry", "") or (context.entry.id if context.entry else "")
    if not target:
        raise Rejected("Choose the entry in the log first.", "entry")
    return [Recording(b.Correction(entry=target, reason=values["reason"]))]


def _review_note(values: Values, context: Context) -> Sequence[Recording]:
    target = values.get("entry", "") or (context.entry.id if context.entry else "")
    return [Recording(b.ReviewNote(text=values["text"], entry=target))]


def _learning(values: Values, _: Context) -> Sequence[Recording]:
    return [Recording(b.Learning(point=values["point"], text=values["text"]))]


def _sign_off(values: Values, _: Context) -> Sequence[Recording]:
    return [Recording(b.SignedOff(statement=values["statement"]))]


def _ask_epo(_: Context) -> Sequence[Option]:
    return (Option("no"), Option("yes"), Option("not known"))


NIGHT: tuple[Act, ...] = (
    Act(
        "action",
        "Action",
        (
            Field("text", "What is to be done", required=True),
            Field("owner", "Owner", required=True, options=choices.professionals),
            Field("due", "Due", hint="minutes from now (30) or a time (03:15)", moment="ahead"),
        ),
        _action,
    ),
    Act(
        "done",
        "Action done",
        (
            Field(
                "action", "Which action", required=True, options=choices.open_actions, closed=True
            ),
            Field("outcome", "Outcome"),
        ),
        _done,
    ),
    Act(
        "decision",
        "Decision",
        (
            Field("what", "What was decided", required=True),
            Field("options", "Options considered", lines=True, hint="one a line"),
            Field("reason", "Why", required=True),
            Field("decided_by", "Decided by", required=True, initial=choices.me),
        ),
        _decision,
    ),
    Act(
        "birth",
        "Birth",
        (
            Field(
                "place",
                "Where",
                required=True,
                initial=lambda c: line(c.view.state.address.words(), 100),
            ),
            Field("heard_from", "Heard from", required=True),
            Field("condition", "Condition of mother and baby"),
        ),
        _birth,
    ),
    Act(
        "power",
        "A legal power starts",
        (
            Field(
                "power",
                "Power",
                required=True,
                closed=True,
                options=fixed(*(Option(power.value) for power in b.Power)),
                initial=lambda _: b.Power.POLICE_PROTECTION.value,
            ),
            Field("name", "By whom", required=True),
            Field("role", "Role or rank"),
            Field("agency", "Agency", options=choices.agencies),
            Field(
                "epo_in_force",
                "Is an emergency protection order in force?",
                options=_ask_epo,
                closed=True,
                hint="asked before s46 is used",
                required=True,
                applies=lambda v, _: said(v, "power") == b.Power.POLICE_PROTECTION,
                missing="Say whether an emergency protection order is in force (s46(7)).",
            ),
            Field("authority", "Authority", hint="who authorised it, or court and number"),
            Field(
                "expires",
                "Ends",
                hint="as the order says: 2 Dec 17:00",
                moment="ahead",
                required=True,
                applies=lambda v, _: said(v, "power") != b.Power.POLICE_PROTECTION,
                missing="Say when the order ends, as the order states it.",
            ),
        ),
        _power,
    ),
    Act(
        "power-end",
        "A legal power ends",
        (
            Field("started", "Which power", required=True, options=choices.powers, closed=True),
            Field("reason", "Why", required=True),
        ),
        _power_end,
    ),
    Act(
        "restrict",
        "DO NOT TELL FAMILY",
        (
            Field("what", "What they must not be told", required=True),
            Field("until", "Until when, or until what", required=True),
        ),
        _restrict,
    ),
    Act(
        "disclose",
        "The family may be told",
        (
            Field("restriction", "Which restriction", options=choices.restrictions, closed=True),
            Field("decided_by", "Decided by", required=True),
            Field("reason", "Why", required=True),
        ),
        _disclose,
    ),
    Act(
        "convene",
        "Call a professionals meeting",
        (
            Field(
                "at",
                "When",
                required=True,
                hint="minutes from now (15) or a time (02:45)",
                moment="ahead",
            ),
            Field("number", "Number to ring"),
            Field("invited", "Invited", required=True, lines=True, hint="one a line"),
        ),
        _convene,
    ),
    Act(
        "meeting",
        "Professionals meeting held",
        (
            Field("present", "Who joined", required=True, lines=True, hint="one a line"),
            Field("agreed", "What was agreed", required=True),
            Field("actions", "Actions", lines=True, hint="one a line: owner: what"),
            Field(
                "due", "Actions due", hint="minutes from now (30) or a time (03:15)", moment="ahead"
            ),
        ),
        _meeting,
    ),
    Act(
        "briefing",
        "Opening briefing (IIMARCH)",
        (
            Field("present", "Who was there", required=True, lines=True, hint="one a line"),
            *(Field(name, title) for name, title in _IIMARCH),
        ),
        _briefing,
    ),
    Act(
        "referral",
        "Referral",
        (
            Field("to", "To", required=True, initial=lambda _: "MARAC"),
            Field(
                "made",
                "Made?",
                required=True,
                closed=True,
                options=fixed(Option("yes", "made"), Option("no", "not made")),
                initial=lambda _: "yes",
            ),
            Field(
                "reason",
                "Why not",
                required=True,
                applies=lambda v, _: said(v, "made") == "no",
                missing="Say why the referral is not made.",
            ),
        ),
        _referral,
    ),
    Act(
        "handover",
        "Hand over",
        (
            Field("to", "To whom", required=True),
            Field("summary", "What they must know", required=True),
        ),
        _handover,
    ),
    Act(
        "close", "Close the incident", (Field("reason", "Why it ends here", required=True),), _close
    ),
    Act(
        "strike",
        "Strike out",
        (Field("reason", "What is wrong with it", required=True),),
        _strike,
        False,
    ),
    Act("review-note", "Review note", (Field("text", "Note", required=True),), _review_note, False),
    Act(
        "learning",
        "Learning",
        (
            Field(
                "point",
                "Learning point or theme",
                required=True,
                options=fixed(*(f"L{number}" for number in range(1, 15))),
            ),
            Field("text", "What is learnt", required=True),
        ),
        _learning,
        False,
    ),
    Act(
        "sign-off", "Sign off", (Field("statement", "Statement", required=True),), _sign_off, False
    ),
)
