"""Acts on the course of the night: actions, birth, meetings, the end."""

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
    named,
    said,
)
from ooh_console.desk.acts.people import only_baby, to_be_born
from ooh_console.desk.desk import Recording, Rejected
from ooh_console.domain import bodies as b
from ooh_console.domain.alarms import Alarm, Level
from ooh_console.domain.text import line


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


def _birth(values: Values, context: Context) -> Sequence[Recording]:
    body = b.BirthRecorded(
        place=values["place"],
        heard_from=values["heard_from"],
        condition=values.get("condition", ""),
        baby=said(values, "baby") or only_baby(context),
    )
    return [Recording(body)]


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
    present = named(values, "present", "Say who was there.")
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


def standing(context: Context) -> tuple[Alarm, ...]:
    """The alarms that stand at the closing; open actions are named apart."""
    alarms = (a for a in context.view.alarms if a.level is Level.ALARM)
    return tuple(alarm for alarm in alarms if alarm.code != "action-overdue")


def _handover(values: Values, context: Context) -> Sequence[Recording]:
    body = b.Handover(to=values["to"], summary=values["summary"], open_actions=still_open(context))
    return [Recording(body)]


def _close(values: Values, context: Context) -> Sequence[Recording]:
    body = b.IncidentClosed(
        reason=values["reason"],
        open_actions=still_open(context),
        unanswered=tuple(alarm.text for alarm in standing(context)),
    )
    return [Recording(body)]


def _strike(values: Values, context: Context) -> Sequence[Recording]:
    target = values.get("entry", "") or (context.entry.id if context.entry else "")
    if not target:
        raise Rejected("Choose the entry in the log first.", "entry")
    return [Recording(b.Correction(entry=target, reason=values["reason"]))]


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
                "baby",
                "Which baby",
                required=True,
                closed=True,
                options=to_be_born,
                applies=lambda _, c: len(to_be_born(c)) > 1,
                missing="Say which of them is born.",
            ),
            Field(
                "place",
                "Where",
                required=True,
                initial=lambda c: c.view.place(100),
            ),
            Field("heard_from", "Heard from", required=True),
            Field("condition", "Condition of mother and baby"),
        ),
        _birth,
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
)
