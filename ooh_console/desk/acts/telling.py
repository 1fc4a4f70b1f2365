"""Acts of telling: who was told which answer, what they said to it, who must be told besides."""

from __future__ import annotations

from collections.abc import Sequence

from ooh_console.desk.acts import choices
from ooh_console.desk.acts.form import Act, Context, Field, Option, Values, fixed
from ooh_console.desk.desk import Recording, Rejected
from ooh_console.desk.script import script
from ooh_console.domain import bodies as b
from ooh_console.domain.circulation import must_be_told
from ooh_console.domain.text import is_blank, line

EVERY = "every answer"


def _words(values: Values, topic: b.Topic, context: Context) -> str:
    typed = values.get("words", "")
    return script(topic, context.view) if is_blank(typed) else typed.strip()


def _tell(values: Values, context: Context) -> Sequence[Recording]:
    topic = b.Topic(values["topic"])
    answer = context.view.state.to_tell(topic)
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
        Option(t.notice.id, f"{line(t.recipient, 60)}: {t.topic}")
        for t in context.view.state.told
        if t.confirmed is None
    )


def _topic_first(context: Context) -> str:
    """The topic of whoever must be told next; else the first that can be told."""
    waiting = must_be_told(context.view.state, context.view.holdings)
    options = choices.topics(context)
    return waiting[0].topic.value if waiting else options[0].value if options else ""


def _first_to_tell(context: Context) -> str:
    waiting = must_be_told(context.view.state, context.view.holdings)
    return waiting[0].recipient.name if waiting else ""


def _topic(values: Values) -> b.Topic | None:
    chosen = values.get("topic", "")
    return None if chosen == EVERY else b.Topic(chosen)


def _add(values: Values, _: Context) -> Sequence[Recording]:
    body = b.CirculationChanged(
        topic=_topic(values),
        recipient=values["recipient"],
        change="added",
        telephone=values.get("telephone", ""),
        reason=values.get("reason", ""),
    )
    return [Recording(body)]


def _remove(values: Values, _: Context) -> Sequence[Recording]:
    body = b.CirculationChanged(
        topic=_topic(values),
        recipient=values["recipient"],
        change="removed",
        reason=values["reason"],
    )
    return [Recording(body)]


WHICH = Field(
    "topic",
    "Which answer",
    required=True,
    closed=True,
    options=fixed(Option(EVERY), *(Option(topic.value) for topic in b.Topic)),
    initial=lambda _: EVERY,
)

TELLING: tuple[Act, ...] = (
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
            Field("words", "Exact words", hint="empty: the script above, as it is read out"),
            Field("read_back_by", "Read back by", hint="leave empty if they have not yet"),
        ),
        _tell,
    ),
    Act(
        "confirm",
        "They read it back",
        (
            Field("notice", "Which notice", required=True, options=_unconfirmed, closed=True),
            Field("by", "By whom", required=True),
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
    Act(
        "circulation-add",
        "Somebody else must be told",
        (
            Field("recipient", "Whom", required=True, options=choices.recipients),
            Field("telephone", "Telephone or call sign"),
            WHICH,
            Field("reason", "Why"),
        ),
        _add,
    ),
    Act(
        "circulation-remove",
        "Need not be told any more",
        (
            Field("recipient", "Whom", required=True, options=choices.recipients),
            WHICH,
            Field(
                "reason",
                "Why",
                required=True,
                missing="Say why they need not be told any more.",
            ),
        ),
        _remove,
    ),
)
