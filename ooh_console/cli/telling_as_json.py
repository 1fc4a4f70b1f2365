"""Who knows which answer put into the shapes of `telling_shapes`."""

from __future__ import annotations

from typing import Literal

from ooh_console.cli.telling_shapes import CirculationShape, HospitalShape, ToldShape
from ooh_console.desk.view import View
from ooh_console.domain.bodies import HospitalChosen, NoticeGiven, Topic
from ooh_console.domain.circulation import Circulated, Knows
from ooh_console.domain.circulation import circulation as everybody
from ooh_console.domain.entries import body_of
from ooh_console.domain.told import Told

_KNOWS: dict[Knows, Literal["not-told", "old-answer", "told", "confirmed", "refused"]] = {
    Knows.NOT_TOLD: "not-told",
    Knows.OLD: "old-answer",
    Knows.TOLD: "told",
    Knows.CONFIRMED: "confirmed",
    Knows.REFUSED: "refused",
}


def told(found: Told) -> ToldShape:
    """What one recipient was last told."""
    notice = body_of(found.notice, NoticeGiven)
    return ToldShape(
        topic=found.topic.value,
        recipient=found.recipient,
        current=found.current,
        read_back=found.confirmed is not None,
        refused=found.refused is not None,
        told_at=found.notice.occurred_at,
        how=notice.how,
        words=notice.words,
        entry=found.notice.id,
    )


def circulation(view: View) -> list[CirculationShape]:
    """Everybody who must know an answer, topic by topic."""
    return [
        _circulated(one) for topic in Topic for one in everybody(topic, view.state, view.holdings)
    ]


def _circulated(one: Circulated) -> CirculationShape:
    last = one.told
    return CirculationShape(
        topic=one.topic.value,
        recipient=one.recipient.name,
        telephone=one.recipient.telephone,
        knows=_KNOWS[one.knows],
        told_at=last.notice.occurred_at if last else None,
        confirmed_at=last.confirmed.occurred_at if last and last.confirmed else None,
        refused_at=last.refused.occurred_at if last and last.refused else None,
        entry=last.notice.id if last else None,
    )


def hospital(view: View) -> HospitalShape | None:
    """The hospital that was chosen, if one was."""
    entry = view.state.answer(Topic.HOSPITAL)
    if entry is None:
        return None
    body = body_of(entry, HospitalChosen)
    return HospitalShape(
        **body.model_dump(include={"name", "ward", "telephone", "decided_by", "change_reason"}),
        since=entry.occurred_at,
        entry=entry.id,
    )
