"""What the next person at the desk must know, gathered from the night itself, in lines of words."""

from __future__ import annotations

from collections.abc import Sequence

from ooh_console.desk.panels import answers
from ooh_console.desk.panels.steps import step
from ooh_console.desk.view import View
from ooh_console.desk.wording import sentence
from ooh_console.domain.attendance import Attendance
from ooh_console.domain.bodies import Action, MeetingConvened, Topic
from ooh_console.domain.circulation import Circulated, Knows, circulation
from ooh_console.domain.entries import body_of
from ooh_console.domain.protocol import due_now
from ooh_console.domain.text import line, name_key
from ooh_console.domain.times import near_clock

PARTS: dict[str, str] = {
    "open_answers": "Answers in force",
    "unconfirmed": "Not told, or not read back",
    "open_actions": "Open actions",
    "clocks": "Born, powers, what not to tell",
    "next_steps": "Next",
}
"""Each list of a handover and its heading."""

STEPS_AT_MOST = 8
"""So many protocol steps with a time are read out; the page of the protocol has all."""

_COMING = frozenset({Attendance.WILL_ATTEND, Attendance.EN_ROUTE, Attendance.HOLDING})


def gathered(view: View) -> dict[str, tuple[str, ...]]:
    """Every list of a handover, by its name in the entry."""
    return {
        "open_answers": _answers(view),
        "unconfirmed": unconfirmed(view),
        "open_actions": _actions(view),
        "clocks": tuple(one.text for one in answers.standing_facts(view, whole=True)),
        "next_steps": (*coming_up(view), *(alarm.words(view.now) for alarm in view.alarms)),
    }


def _answers(view: View) -> tuple[str, ...]:
    found = [" ".join(one.text.split()) for one in answers.answers(view, whole=True)]
    for topic in (Topic.ADDRESS, Topic.HOSPITAL, Topic.POWER):
        entry = view.state.answer(topic)
        if entry is not None:
            found.append(sentence(entry, view.state, view.habits.tz, 200))
    return tuple(found)


def unconfirmed(view: View) -> tuple[str, ...]:
    """Who has not been told, has not read back, or believes an old answer, with their number; who
    believes an old one first. A line an answer: they are counted."""
    return tuple(_knows((one,)) for one in _unconfirmed(view))


def to_hear(view: View) -> tuple[str, ...]:
    """The same, a line for each person who knows as little of several answers."""
    found: dict[tuple[Knows, str, str], list[Circulated]] = {}
    for one in _unconfirmed(view):
        who = name_key(one.recipient.name), one.recipient.telephone
        found.setdefault((one.knows, *who), []).append(one)
    return tuple(map(_knows, found.values()))


def _unconfirmed(view: View) -> list[Circulated]:
    order = list(Knows)
    found = [
        one
        for topic in Topic
        for one in circulation(topic, view.state, view.holdings)
        if one.knows is not Knows.CONFIRMED
    ]
    return sorted(found, key=lambda one: order.index(one.knows))


def _knows(found: Sequence[Circulated]) -> str:
    one = found[0]
    name, number = line(one.recipient.name, 60), line(one.recipient.telephone, 40)
    topics = ", ".join(each.topic for each in found)
    return f"{name}: {topics}: {one.knows}{f', {number}' if number else ''}"


def _actions(view: View) -> tuple[str, ...]:
    found = []
    for entry in view.state.open_actions:
        action = body_of(entry, Action)
        due = f", due {near_clock(action.due, view.now, view.habits.tz)}" if action.due else ""
        found.append(f"{line(action.owner, 60)}{due}: {line(action.text, 200)}")
    return tuple(found)


def coming_up(view: View) -> tuple[str, ...]:
    """What is due next by the clock: meetings, arrivals, steps of the protocol."""
    tz, now = view.habits.tz, view.now
    found = []
    for entry in view.state.live("meeting_convened"):
        meeting = body_of(entry, MeetingConvened)
        if meeting.at > now:
            found.append((meeting.at, f"Professionals meeting, {line(meeting.number, 40)}"))
    for holding, promise in view.holdings.commitments:
        if promise.eta and promise.state in _COMING and promise.eta > now:
            who = line(promise.who, 40) or line(holding.agency, 40)
            found.append((promise.eta, f"{who} expected"))
    steps = [f"{near_clock(at, now, tz)} {what}" for at, what in sorted(found)]
    timed = (one for one in due_now(view.steps) if one.due is not None)
    protocol = [" ".join(step(one, view).text.split()) for one in timed]
    return (*steps, *protocol[:STEPS_AT_MOST])
