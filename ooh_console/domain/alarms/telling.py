"""Who still believes an answer that has changed, and who was never told one (I5, L7)."""

from __future__ import annotations

from collections.abc import Iterator
from datetime import datetime

from ooh_console.domain.alarms.kinds import Alarm, Level, Night
from ooh_console.domain.bodies import AttendanceAnswered, NoticeGiven, Topic
from ooh_console.domain.circulation import AT_ONCE, Circulated, Knows, circulation
from ooh_console.domain.entries import Entry, body_of
from ooh_console.domain.state import State
from ooh_console.domain.text import line
from ooh_console.domain.told import Told

NAMED_AT_MOST = 3
"""So many names stand in the alarm of those never told; the Told page has them all."""


def old_answers(night: Night) -> Iterator[Alarm]:
    """Recipients who were told an answer that no longer holds, in words and by name (I5)."""
    for topic in Topic:
        told = night.state.still_believe_old(topic)
        if not told:
            continue
        answer = night.state.to_tell(topic)
        since = answer.recorded_at if answer else min(t.notice.occurred_at for t in told)
        text = "; ".join(
            f"{words}: {', '.join(names)}" for words, names in beliefs(topic, night.state)
        )
        yield Alarm("old-answer", topic, text, since, "tell")


def beliefs(topic: Topic, state: State) -> tuple[tuple[str, tuple[str, ...]], ...]:
    """What people wrongly believe on a topic (`2 still expect OOH`), and who they are."""
    groups: dict[tuple[str, str], list[str]] = {}
    for one in state.still_believe_old(topic):
        groups.setdefault(_belief(state, one), []).append(line(one.recipient, 30))
    return tuple(
        (f"{len(names)} {one if len(names) == 1 else many}", tuple(names))
        for (one, many), names in groups.items()
    )


def old_in_words(state: State) -> str:
    """`2 still expect OOH`, and how many more believe another old answer; empty: nobody does."""
    topics = sorted(Topic, key=lambda topic: topic is not Topic.OOH)
    found = [belief for topic in topics for belief in beliefs(topic, state)]
    if not found:
        return ""
    more = sum(len(names) for _, names in found[1:])
    return found[0][0] + (f" +{more} more" if more else "")


_OF_OLD = {
    Topic.DECISION_MAKER: "not told who decides now",
    Topic.LEAD: "not told who leads now",
    Topic.HOSPITAL: "not told of the new hospital",
    Topic.POWER: "not told which power holds now",
    Topic.ADDRESS: "told ANOTHER ADDRESS before",
}


def _belief(state: State, told: Told) -> tuple[str, str]:
    """What somebody believes who was told an answer that no longer holds: of one, of several."""
    if told.topic is not Topic.OOH:
        words = _OF_OLD[told.topic]
        return words, words
    heard = _promised(state.find(body_of(told.notice, NoticeGiven).answer))
    stands = _promised(state.ooh.answer)
    if heard and not stands:
        return "still expects OOH", "still expect OOH"
    if stands and heard is False:
        return "still thinks OOH is not coming", "still think OOH is not coming"
    return "not told OOH's new answer", "not told OOH's new answer"


def _promised(answer: Entry | None) -> bool | None:
    if answer is None or not isinstance(answer.body, AttendanceAnswered):
        return None
    return answer.body.answer == "will-attend"


_NEVER = {
    Topic.DECISION_MAKER: "not told who decides",
    Topic.LEAD: "not told who leads",
    Topic.OOH: "not told whether OOH attends",
    Topic.HOSPITAL: "not told which hospital",
    Topic.POWER: "not told of the power in force",
    Topic.ADDRESS: "may go to the OLD ADDRESS",
}


def never_told(night: Night) -> Iterator[Alarm]:
    """Recipients who were told nothing on a topic for as long as is allowed; and refusals."""
    for topic in Topic:
        answer = night.state.answer(topic)
        if answer is None:
            continue
        everybody = circulation(topic, night.state, night.holdings)
        loud = topic in AT_ONCE
        limit = 0 if loud else night.limits.not_told
        waiting = [
            one
            for one in everybody
            if one.knows is Knows.NOT_TOLD and night.past(_due(one, answer), limit)
        ]
        if waiting:
            since = min(_due(one, answer) for one in waiting)
            text = f"{len(waiting)} {_NEVER[topic]}: {_names(waiting)}"
            level = Level.ALARM if loud else Level.WARNING
            yield Alarm("not-told", topic, text, since, "tell", level)
        refused = [one for one in everybody if one.knows is Knows.REFUSED]
        if refused:
            since = min(entry.occurred_at for one in refused for entry in _refusal(one))
            text = f"{len(refused)} REFUSED the answer on {topic}: {_names(refused)}"
            yield Alarm("answer-refused", topic, text, since, "told", Level.WARNING)


def _due(one: Circulated, answer: Entry) -> datetime:
    """Since when they could have been told: the answer stood, and they were to know it."""
    return max(one.recipient.added_at or answer.recorded_at, answer.recorded_at)


def _refusal(one: Circulated) -> tuple[Entry, ...]:
    return (one.told.refused,) if one.told and one.told.refused else ()


def _names(found: list[Circulated]) -> str:
    names = [line(one.recipient.name, 20) for one in found]
    more = len(names) - NAMED_AT_MOST
    return ", ".join(names[:NAMED_AT_MOST]) + (f" and {more} more" if more > 0 else "")


RULES = (old_answers,)
WHILE_OPEN = (never_told,)
