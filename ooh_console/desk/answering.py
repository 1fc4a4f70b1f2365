"""What an alarm gives to the form that answers it, and its words for the record."""

from __future__ import annotations

from collections.abc import Mapping

from ooh_console.desk.view import View
from ooh_console.domain.alarms import Alarm
from ooh_console.domain.circulation import must_be_told
from ooh_console.domain.text import line
from ooh_console.domain.times import near_clock

_ABOUT_AN_ENTRY = {
    "action-overdue": "action",
    "power-expired": "started",
    "order-not-known": "started",
    "meeting-passed": "meeting",
    "meeting-not-told": "meeting",
}
"""Alarms whose subject is an entry, and the field of the form that asks for it."""


def given(alarm: Alarm, view: View) -> Mapping[str, str]:
    """Fields of the form of `alarm.command` that the alarm itself answers; none where it is about
    no entry and nobody."""
    if field := _ABOUT_AN_ENTRY.get(alarm.code):
        return {field: alarm.subject}
    if alarm.command != "tell":
        return {}
    waiting = must_be_told(view.state, view.holdings)
    first = next((one for one in waiting if one.topic == alarm.subject), None)
    return {"topic": alarm.subject} | ({"recipient": first.recipient.name} if first else {})


def on_record(alarm: Alarm, view: View) -> str:
    """The alarm as an entry says it: with the time at which it began, which stays true, and not
    with how long it has stood."""
    return f"{line(alarm.text, 300)}, since {near_clock(alarm.since, view.now, view.habits.tz)}"
