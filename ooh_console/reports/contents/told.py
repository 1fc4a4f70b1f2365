"""Who was told which answer, what each of them knows now, and who need not be told any more."""

from __future__ import annotations

from collections.abc import Iterator

from ooh_console.desk.panels.told import taken_out
from ooh_console.desk.wording import sentence
from ooh_console.domain.bodies import NoticeGiven, Topic
from ooh_console.domain.circulation import SHAPES, Circulated, Knows, circulation
from ooh_console.domain.entries import body_of
from ooh_console.domain.text import line
from ooh_console.reports.document import Block, Run, Section, Weight, Words, words
from ooh_console.reports.night import Night
from ooh_console.reports.saying import cell, listing, paragraph, quiet, section, strong, table

_WEIGHTS = {
    Knows.OLD: Weight.ALARM,
    Knows.REFUSED: Weight.ALARM,
    Knows.NOT_TOLD: Weight.WARNING,
    Knows.TOLD: Weight.PLAIN,
    Knows.CONFIRMED: Weight.GOOD,
}


def told(night: Night) -> Section:
    """A table for each answer that there is."""
    parts = [_topic(topic, night) for topic in Topic]
    found = [one for one in parts if one is not None]
    blocks: tuple[Block, ...] = (
        () if found else (paragraph(quiet("There is no answer yet that anybody could be told.")),)
    )
    return section("Who was told what", *blocks, *listing(taken_out(night.view)), sections=found)


def _topic(topic: Topic, night: Night) -> Section | None:
    state = night.view.state
    answer = state.to_tell(topic)
    if answer is None:
        return None
    word = "In force: " if state.answer(topic) is not None else "WITHDRAWN: "
    return section(
        topic.value[:1].upper() + topic.value[1:],
        paragraph(strong(word), *cell(sentence(answer, state, night.tz, 2_000))),
        table(
            f"Who must know: {topic}",
            (("Who", 2), ("Telephone", 1.2), ("Knows", 1), ("Last told", 3), ("What they said", 2)),
            (_row(one, night) for one in circulation(topic, state, night.view.holdings)),
            "Nobody has to be told.",
        ),
    )


def _row(one: Circulated, night: Night) -> tuple[Words, ...]:
    knows = Run(f"{SHAPES[one.knows]} {one.knows}", _WEIGHTS[one.knows])
    return (
        words(line(one.recipient.name, 80)),
        words(line(one.recipient.telephone, 40)) if one.recipient.telephone else (),
        words(knows),
        words(*_notice(one, night)),
        words(*_reply(one, night)),
    )


def _notice(one: Circulated, night: Night) -> Iterator[str]:
    if one.told is not None:
        entry = one.told.notice
        body = body_of(entry, NoticeGiven)
        how, by, said = line(body.how, 40), line(entry.operator, 60), line(body.words, 1_000)
        yield f"{night.at(entry.occurred_at)} by {by}, {how}: «{said}»"


def _reply(one: Circulated, night: Night) -> Iterator[str]:
    reply = (one.told.confirmed or one.told.refused) if one.told else None
    if reply is not None:
        yield f"{night.at(reply.occurred_at)} {sentence(reply, night.view.state, night.tz, 500)}"
