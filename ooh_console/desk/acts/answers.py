"""Acts on the answers that people act on: who decides, who leads, who attends, who was told."""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import replace

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
    need,
    party,
)
from ooh_console.desk.desk import Recording, Rejected
from ooh_console.desk.script import script
from ooh_console.domain import bodies as b
from ooh_console.domain.text import is_blank

NAME = Field("name", "Name", required=True, options=choices.professionals)
ROLE = Field("role", "Role or rank")
AGENCY = Field("agency", "Agency", options=choices.agencies)
CONTACT = Field("contact", "Telephone or call sign")
CHANGE = Field("change_reason", "Why it changes", hint="only when it replaces an earlier answer")
HEARD_BY = Field("heard_by", "Acceptance heard by", options=lambda c: (Option(choices.me(c)),))
HOW = Field("how", "How", options=choices.how)


def _acceptance(values: Values) -> b.Acceptance:
    return b.Acceptance(heard_by=values.get("heard_by", ""), how=values.get("how", ""))


def _why(stands: bool, values: Values, what: str) -> None:
    if stands:
        need(values, "change_reason", f"The {what} changes: say why.")


def _decision_maker(values: Values, context: Context) -> Sequence[Recording]:
    _why(context.view.state.decision_maker is not None, values, "decision maker")
    named = Recording(
        b.DecisionMakerSet(
            who=party(values),
            change_reason=values.get("change_reason", ""),
            given=items(values.get("given", "")),
        )
    )
    if is_blank(values.get("heard_by", "")):
        return [named]
    need(values, "how", "Say how the acceptance was heard: telephone, radio, in person.")
    accepted = b.DecisionMakerAccepted(answer=named.id, acceptance=_acceptance(values))
    return [named, Recording(accepted)]


def _accept(values: Values, context: Context) -> Sequence[Recording]:
    maker = context.view.state.decision_maker
    if maker is None:
        raise Rejected("Nobody is named as decision maker yet: name somebody first.")
    body = b.DecisionMakerAccepted(answer=maker.entry.id, acceptance=_acceptance(values))
    return [Recording(body)]


def _lead(values: Values, context: Context) -> Sequence[Recording]:
    who = None if is_blank(values.get("name", "")) else party(values)
    if who is None:
        need(
            values, "not_reached", "Name the lead professional, or say here who was tried and how."
        )
    elif is_blank(values.get("not_reached", "")):
        _why(context.view.state.lead is not None, values, "lead")
    body = b.LeadSet(
        who=who,
        not_reached=values.get("not_reached", ""),
        change_reason=values.get("change_reason", ""),
    )
    return [Recording(body)]


def _asked(values: Values, _: Context) -> Sequence[Recording]:
    body = b.AttendanceRequested(
        agency=values.get("agency", "") or b.OOH,
        asked_by=values["asked_by"],
        asked_of=values.get("asked_of", ""),
    )
    return [Recording(body)]


def _will(values: Values, context: Context) -> Sequence[Recording]:
    _why(context.view.state.ooh.answer is not None, values, "answer of OOH")
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
    if values.get("answer") == "cannot-attend":
        need(values, "agreed_role", "They cannot attend: say which role they will play instead.")
        need(values, "reason", "They cannot attend: say why.")
    else:
        need(values, "eta", "Say when they will be there (ETA).")
    names = ("agency", "answer", "who", "agreed_role", "reason", "heard_from", "how")
    body = b.CommitmentRecorded.model_validate(
        {
            **{name: values.get(name, "") for name in names},
            "eta": due_time(values.get("eta", ""), context, "eta"),
        }
    )
    return [Recording(body)]


def _words(values: Values, topic: b.Topic, context: Context) -> str:
    typed = values.get("words", "")
    return script(topic, context.view) if is_blank(typed) else typed.strip()


def _tell(values: Values, context: Context) -> Sequence[Recording]:
    topic = b.Topic(values["topic"])
    answer = context.view.state.answer(topic)
    if answer is None:
        raise Rejected(f"There is no answer on {topic} to tell yet.", "topic")
    told = Recording(
        b.NoticeGiven(
            topic=topic,
            answer=answer.id,
            recipient=values["recipient"],
            how=values["how"],
            words=_words(values, topic, context),
        )
    )
    by = values.get("read_back_by", "")
    if is_blank(by):
        return [told]
    return [told, Recording(b.NoticeConfirmed(notice=told.id, by=by))]


def _confirm(values: Values, _: Context) -> Sequence[Recording]:
    body = b.NoticeConfirmed.model_validate(
        {name: values[name] for name in ("notice", "by", "outcome", "words") if values.get(name)}
    )
    return [Recording(body)]


def _unconfirmed(context: Context) -> tuple[Option, ...]:
    return tuple(
        Option(t.notice.id, f"{t.recipient}: {t.topic}")
        for t in context.view.state.told
        if t.confirmed is None
    )


def _topic_first(context: Context) -> str:
    options = choices.topics(context)
    return options[0].value if options else ""


def _first_to_tell(context: Context) -> str:
    old = [t.recipient for t in context.view.state.told if not t.current]
    return old[0] if old else ""


ETA = Field("eta", "ETA", hint="minutes from now (20) or a time (02:40)", moment="ahead")
ANSWER = Field(
    "answer",
    "Answer",
    required=True,
    closed=True,
    options=fixed(Option("will-attend", "will attend"), Option("cannot-attend", "cannot attend")),
    initial=lambda _: "will-attend",
)

ANSWERS: tuple[Act, ...] = (
    Act(
        "decision-maker",
        "Decision maker on the scene",
        (
            NAME,
            ROLE,
            AGENCY,
            CONTACT,
            Field(
                "given",
                "Information given to them",
                hint="separate with ;",
                initial=lambda _: "",
                options=lambda c: (Option(choices.given_so_far(c)),),
            ),
            HEARD_BY,
            HOW,
            CHANGE,
        ),
        _decision_maker,
    ),
    Act(
        "accept",
        "Decision maker accepted",
        (
            Field("heard_by", "Heard by", required=True, initial=choices.me),
            Field("how", "How", required=True, options=choices.how),
        ),
        _accept,
    ),
    Act(
        "lead",
        "Lead professional",
        (
            Field("name", "Name", options=choices.professionals),
            ROLE,
            AGENCY,
            CONTACT,
            Field("not_reached", "None reached: who was tried, how"),
            CHANGE,
        ),
        _lead,
    ),
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
        "attendance-will",
        "OOH will attend",
        (
            Field("who", "Who attends", required=True, initial=choices.me),
            replace(ETA, required=True),
            CHANGE,
        ),
        _will,
    ),
    Act(
        "attendance-cannot",
        "OOH cannot attend",
        (
            Field("agreed_role", "Agreed role instead", required=True),
            Field("reason", "Why", required=True),
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
            Field("who", "Who attends"),
            ETA,
            Field("agreed_role", "Role instead, if they cannot"),
            Field("reason", "Why, if they cannot"),
            Field("heard_from", "Heard from", required=True),
            Field("how", "How", required=True, options=choices.how),
        ),
        _commitment,
    ),
    Act(
        "tell",
        "Tell somebody an answer",
        (
            Field(
                "topic",
                "Which answer",
                required=True,
                options=choices.topics,
                closed=True,
                initial=_topic_first,
            ),
            Field(
                "recipient",
                "Whom",
                required=True,
                options=choices.recipients,
                initial=_first_to_tell,
            ),
            Field("how", "How", required=True, options=choices.how),
            Field("words", "Exact words", hint="empty: the script below, as it is read out"),
            Field("read_back_by", "Read back by", hint="leave empty if they have not yet"),
        ),
        _tell,
    ),
    Act(
        "confirm",
        "They read it back",
        (
            Field("notice", "Which notice", required=True, options=_unconfirmed, closed=True),
            Field("by", "Read back by", required=True),
            Field(
                "outcome",
                "Outcome",
                closed=True,
                options=fixed(Option("confirmed", "read back"), Option("refused", "refused")),
                initial=lambda _: "confirmed",
            ),
            Field("words", "Their words"),
        ),
        _confirm,
    ),
)
