"""Attendance: what agencies promise, and when a promise is overdue (I13)."""

from __future__ import annotations

from datetime import datetime
from enum import StrEnum
from typing import Annotated

from pydantic import BeforeValidator

from ooh_console.domain.tolerant import Fact, SentMoment, Spelt


class Attendance(StrEnum):
    """Where an agency's attendance stands; the shape that control rooms exchange."""

    REQUESTED = "requested"
    WILL_ATTEND = "will-attend"
    EN_ROUTE = "en-route"
    HOLDING = "holding"
    ON_SCENE = "on-scene"
    LEFT = "left"
    CANNOT_ATTEND = "cannot-attend"


WORDS: dict[Attendance, str] = {
    Attendance.REQUESTED: "asked, no answer yet",
    Attendance.WILL_ATTEND: "will attend",
    Attendance.EN_ROUTE: "en route",
    Attendance.HOLDING: "HOLDING",
    Attendance.ON_SCENE: "on scene",
    Attendance.LEFT: "left",
    Attendance.CANNOT_ATTEND: "CANNOT attend",
}

EXPECTED = frozenset({Attendance.WILL_ATTEND, Attendance.EN_ROUTE})
"""States in which somebody is waited for."""


def _state(value: object) -> object:
    return value.strip().casefold().replace(" ", "-") if isinstance(value, str) else value


class Commitment(Fact):
    """One agency's attendance commitment, as its own system says it."""

    identifier: Spelt = ""
    who: Spelt = ""
    state: Annotated[Attendance, BeforeValidator(_state)] | None = None
    eta: SentMoment | None = None
    since: SentMoment | None = None
    place: Spelt = ""
    reason: Spelt = ""
    agreed_role: Spelt = ""
    note: Spelt = ""
    """What the agency says besides, such as whom its crew still expects."""
    subject: Spelt = ""

    NEEDED = ("who", "state")


def overdue(state: Attendance | None, eta: datetime | None, now: datetime) -> bool:
    """Whether somebody who was to be there by now has not been reported there (I13)."""
    return state in EXPECTED and eta is not None and eta < now
