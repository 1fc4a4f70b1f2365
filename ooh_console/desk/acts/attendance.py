"""Acts on attendance: whether OOH attends, what other agencies promise, and how far they are."""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import replace

from ooh_console.desk.acts import choices
from ooh_console.desk.acts.answers import CHANGE
from ooh_console.desk.acts.form import (
    Act,
    Context,
    Field,
    Option,
    Values,
    due_time,
    fixed,
    said,
)
from ooh_console.desk.desk import Recording
from ooh_console.domain import bodies as b


def _will_attend(values: Values, _: Context) -> bool:
    return said(values, "answer") != "cannot-attend"


def _cannot_attend(values: Values, _: Context) -> bool:
    return said(values, "answer") == "cannot-attend"


def _asked(values: Values, _: Context) -> Sequence[Recording]:
    body = b.AttendanceRequested(
        agency=values.get("agency", "") or b.OOH,
        asked_by=values["asked_by"],
        asked_of=values.get("asked_of", ""),
    )
    return [Recording(body)]


def _will(values: Values, context: Context) -> Sequence[Recording]:
    body = b.AttendanceAnswered(
        answer="will-attend",
        who=values.get("who", ""),
        eta=due_time(values.get("eta", ""), context, "eta"),
        change_reason=values.get("change_reason", ""),
    )
    return [Recording(body)]


def _cannot(values: Values, _: Context) -> Sequence[Recording]:
    body = b.AttendanceAnswered(
        answer="cannot-attend",
        agreed_role=values.get("agreed_role", ""),
        reason=values.get("reason", ""),
        agreed_with=values.get("agreed_with", ""),
        change_reason=values.get("change_reason", ""),
    )
    return [Recording(body)]


def _progress(values: Values, _: Context) -> Sequence[Recording]:
    body = b.AttendanceProgress.model_validate(
        {name: values.get(name, "") for name in ("agency", "progress", "who", "note")}
    )
    return [Recording(body)]


def _commitment(values: Values, context: Context) -> Sequence[Recording]:
    names = ("agency", "answer", "who", "agreed_role", "reason", "heard_from", "how")
    body = b.CommitmentRecorded.model_validate(
        {
            **{name: values.get(name, "") for name in names},
            "eta": due_time(values.get("eta", ""), context, "eta"),
        }
    )
    return [Recording(body)]


ETA = Field("eta", "ETA", hint="minutes from now (20) or a time (02:40)", moment="ahead")
ANSWER = Field(
    "answer",
    "Answer",
    required=True,
    closed=True,
    options=fixed(Option("will-attend", "will attend"), Option("cannot-attend", "cannot attend")),
    initial=lambda _: "will-attend",
)

ATTENDANCE: tuple[Act, ...] = (
    Act(
        "attendance-asked",
        "OOH was asked whether they attend",
        (
            Field("asked_by", "Asked by", required=True, initial=choices.me),
            Field("asked_of", "Whom did they ask"),
        ),
        _asked,
    ),
    Act(
        "agency-asked",
        "Another agency was asked whether they attend",
        (
            Field("agency", "Agency", required=True, options=choices.other_agencies),
            Field("asked_by", "Asked by", required=True, initial=choices.me),
            Field("asked_of", "Whom did they ask"),
        ),
        _asked,
    ),
    Act(
        "attendance-will",
        "OOH will attend",
        (
            Field("who", "Who attends", required=True, initial=choices.me),
            replace(ETA, required=True),
            replace(
                CHANGE,
                applies=lambda _, c: c.view.state.ooh.answer is not None,
                missing="The answer of OOH changes: say why.",
            ),
        ),
        _will,
    ),
    Act(
        "attendance-cannot",
        "OOH cannot attend",
        (
            Field(
                "agreed_role",
                "Agreed role instead",
                required=True,
                missing="OOH cannot attend: say which role OOH will play instead.",
            ),
            Field("reason", "Why", required=True, missing="OOH cannot attend: say why."),
            Field("agreed_with", "Agreed with"),
        ),
        _cannot,
    ),
    Act(
        "progress",
        "On the way, holding, on scene, left",
        (
            Field("agency", "Agency", required=True, options=choices.agencies),
            Field(
                "progress",
                "What",
                required=True,
                closed=True,
                options=fixed(
                    Option("en-route", "en route"),
                    Option("holding", "holding"),
                    Option("on-scene", "on scene"),
                    Option("left", "left"),
                ),
            ),
            Field("who", "Who"),
            Field("note", "Where, why"),
        ),
        _progress,
    ),
    Act(
        "commitment",
        "Promise heard from another agency",
        (
            Field("agency", "Agency", required=True, options=choices.other_agencies),
            ANSWER,
            Field("who", "Who attends", applies=_will_attend),
            replace(
                ETA,
                required=True,
                applies=_will_attend,
                missing="Say when they will be there (ETA).",
            ),
            Field(
                "agreed_role",
                "Role instead",
                required=True,
                applies=_cannot_attend,
                missing="They cannot attend: say which role they will play instead.",
            ),
            Field(
                "reason",
                "Why they cannot",
                required=True,
                applies=_cannot_attend,
                missing="They cannot attend: say why.",
            ),
            Field("heard_from", "Heard from", required=True),
            Field("how", "How", required=True, options=choices.how),
        ),
        _commitment,
    ),
)
