"""Who was told which answer, and whether that is still the answer (I5)."""

from __future__ import annotations

from collections.abc import Callable, Iterable
from dataclasses import dataclass

from ooh_console.domain.bodies import CirculationChanged, NoticeConfirmed, NoticeGiven, Topic
from ooh_console.domain.entries import Entry, body_of, happened
from ooh_console.domain.text import name_key


@dataclass(frozen=True, slots=True)
class Told:
    """What one recipient was last told on one topic, and whether that is still the answer (I5)."""

    topic: Topic
    recipient: str
    notice: Entry
    current: bool
    confirmed: Entry | None
    """They read it back."""
    refused: Entry | None = None
    """They would not accept it, and have not read it back since."""


def told(
    given: Iterable[Entry], replies: Iterable[Entry], answers: Callable[[Topic], Entry | None]
) -> tuple[Told, ...]:
    """For each topic and recipient, the last thing they were told; oldest first.

    `given` and `replies` are the live notices and what was said to them, as they happened.
    """
    latest: dict[tuple[Topic, str], Entry] = {}
    for entry in given:
        body = body_of(entry, NoticeGiven)
        key = (body.topic, name_key(body.recipient))
        latest.pop(key, None)
        latest[key] = entry
    heard: dict[str, Entry] = {body_of(entry, NoticeConfirmed).notice: entry for entry in replies}
    found = []
    for (topic, _), entry in latest.items():
        body = body_of(entry, NoticeGiven)
        answer = answers(topic)
        current = answer is not None and body.answer == answer.id
        reply = heard.get(entry.id)
        refused = reply is not None and body_of(reply, NoticeConfirmed).outcome == "refused"
        found.append(
            Told(
                topic,
                body.recipient,
                entry,
                current,
                confirmed=None if refused else reply,
                refused=reply if refused else None,
            )
        )
    return tuple(found)


def edits(changed: Iterable[Entry], given: Iterable[Entry]) -> dict[tuple[Topic, str], Entry]:
    """For each topic and recipient (by `name_key`), the change of the circulation that holds.

    Who is told something after they were taken out is in again. Both are the live entries.
    """
    found: dict[tuple[Topic, str], Entry] = {}
    for entry in sorted((*changed, *given), key=happened):
        match entry.body:
            case CirculationChanged() as body:
                for topic in (body.topic,) if body.topic else Topic:
                    found[topic, name_key(body.recipient)] = entry
            case NoticeGiven() as body:
                key = body.topic, name_key(body.recipient)
                if key in found and is_removal(found[key]):
                    del found[key]
            case _:
                pass
    return found


def is_removal(entry: Entry) -> bool:
    """Whether this takes somebody out of a circulation."""
    return body_of(entry, CirculationChanged).change == "removed"
