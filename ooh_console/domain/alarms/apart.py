"""What desks said without knowing of each other, while the shared database was away."""

from __future__ import annotations

from collections.abc import Iterator

from ooh_console.domain.alarms.kinds import Alarm, Night
from ooh_console.domain.apart import after_disabled, closed_without, given_apart, known_since
from ooh_console.domain.bodies import (
    AddressCorrected,
    AttendanceAnswered,
    DecisionMakerSet,
    HospitalChosen,
    LeadSet,
    PowerStarted,
    Topic,
)
from ooh_console.domain.entries import Entry
from ooh_console.domain.text import line
from ooh_console.domain.times import clock

NUMBERS = {2: "TWO", 3: "THREE", 4: "FOUR"}

_WORDS = {
    Topic.DECISION_MAKER: ("DECISION MAKERS named apart", "say who decides", "decision-maker"),
    Topic.LEAD: ("LEAD PROFESSIONALS named apart", "say who leads", "lead"),
    Topic.OOH: ("ANSWERS OF OOH given apart", "say which holds", "attendance"),
    Topic.HOSPITAL: ("HOSPITALS chosen apart", "say which it is", "hospital"),
    Topic.POWER: ("POWERS recorded apart", "strike out what is not so", "strike"),
    Topic.ADDRESS: ("ADDRESSES given apart", "say which it is", "address"),
}
"""What they are, what a person has to say, and the command by which."""


def answers_apart(night: Night) -> Iterator[Alarm]:
    """Each topic on which desks that were cut off gave answers that differ: a person says which
    holds. Until then the one that was given last is shown, and none is overwritten."""
    state = night.state
    for topic in Topic:
        apart = given_apart(topic, state)
        if not apart:
            continue
        what, ask, command = _WORDS[topic]
        number = NUMBERS.get(len(apart), str(len(apart)))
        said = ", ".join(f"{_short(e)} ({line(e.desk, 20)}, {clock(e.occurred_at)})" for e in apart)
        since = max(known_since(entry, state) for entry in apart)
        yield Alarm("answers-apart", topic, f"{number} {what}: {said}: {ask}", since, command)


def answers_after_disabled(night: Night) -> Iterator[Alarm]:
    """An answer in force was recorded at a desk that was cut off, with a key that was disabled by
    then: whoever has it may not be who it says. A person answers anew, or strikes it out."""
    state = night.state
    for topic in Topic:
        answer = state.answer(topic)
        if answer is None or not after_disabled(answer, state):
            continue
        who = f"{line(answer.operator, 30)} ({line(answer.desk, 20)}, {clock(answer.occurred_at)})"
        _, ask, command = _WORDS[topic]
        text = f"{_short(answer)}: recorded as {who} with a key that was DISABLED before: {ask}"
        yield Alarm("key-disabled", topic, text, known_since(answer, state), command)


def closed_apart(night: Night) -> Iterator[Alarm]:
    """The incident was closed by somebody who could not see what was recorded at another desk, and
    who recorded that could not see that it was closed: a person reads it and decides anew."""
    missed = closed_without(night.state)
    if missed is not None and night.state.closed is not None:
        number, since = missed
        closing = night.state.closed
        text = (
            f"CLOSED by {line(closing.operator, 30)} ({clock(closing.occurred_at)}) without "
            f"knowing {_entries(number)} of another desk: read, strike the closing out, "
            f"close again if it is over"
        )
        yield Alarm("closed-apart", "", text, since, "strike")


def _short(entry: Entry) -> str:
    match entry.body:
        case DecisionMakerSet() as body:
            return line(body.who.name, 40)
        case LeadSet() as body:
            return line(body.who.name, 40) if body.who else "none reached"
        case AttendanceAnswered() as body:
            who = f" ({line(body.who, 30)})" if body.who else ""
            return f"will attend{who}" if body.answer == "will-attend" else "CANNOT attend"
        case HospitalChosen() as body:
            return line(body.name, 40)
        case AddressCorrected() as body:
            return line(body.address.words(), 60)
        case PowerStarted() as body:
            return body.power
        case other:
            return other.kind.replace("_", " ")


def _entries(number: int) -> str:
    return "1 entry" if number == 1 else f"{number} entries"


RULES = (answers_apart, answers_after_disabled, closed_apart)
