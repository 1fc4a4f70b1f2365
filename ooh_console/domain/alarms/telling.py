"""Who still believes an answer that has changed (I5)."""

from __future__ import annotations

from collections.abc import Iterator

from ooh_console.domain.alarms.kinds import Alarm, Night
from ooh_console.domain.bodies import AttendanceAnswered, NoticeGiven, Topic
from ooh_console.domain.entries import Entry, body_of
from ooh_console.domain.state import State
from ooh_console.domain.text import line
from ooh_console.domain.told import Told


def old_answers(night: Night) -> Iterator[Alarm]:
    """Recipients who were told an answer that no longer holds, in words and by name (I5)."""
    for topic in Topic:
        told = night.state.still_believe_old(topic)
        if not told:
            continue
        answer = night.state.answer(topic)
        since = answer.recorded_at if answer else min(t.notice.occurred_at for t in told)
        groups: dict[tuple[str, str], list[str]] = {}
        for one in told:
            groups.setdefault(_belief(night.state, one), []).append(line(one.recipient, 30))
        text = "; ".join(
            f"{len(names)} {one if len(names) == 1 else many}: {', '.join(names)}"
            for (one, many), names in groups.items()
        )
        yield Alarm("old-answer", topic, text, since, "tell")


def _belief(state: State, told: Told) -> tuple[str, str]:
    """What somebody believes who was told an answer that no longer holds: of one, of several."""
    if told.topic is Topic.DECISION_MAKER:
        return "not told who decides now", "not told who decides now"
    if told.topic is Topic.LEAD:
        return "not told who leads now", "not told who leads now"
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


RULES = (old_answers,)
