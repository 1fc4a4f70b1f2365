"""One person at the desk gives way to the next, or calls somebody in above them."""

from __future__ import annotations

from typing import Literal, Self

from pydantic import model_validator

from ooh_console.domain.bodies.base import Body, Text, Words
from ooh_console.domain.text import is_blank


class ShiftHandedOver(Body):
    """The desk passes to the next person, with everything that is open, as the desk gathered it.

    Each list holds lines as they were read out, so that a reviewer reads what was said then.
    """

    kind: Literal["shift_handed_over"] = "shift_handed_over"
    to: Words
    summary: Text = ""
    open_answers: tuple[Text, ...] = ()
    """The answers in force, and those that nobody has given."""
    unconfirmed: tuple[Text, ...] = ()
    """Who has not been told, has not read back, or believes an old answer."""
    open_actions: tuple[Text, ...] = ()
    clocks: tuple[Text, ...] = ()
    """Powers in force with their ends, and what the family must not be told."""
    next_steps: tuple[Text, ...] = ()
    """What is due next: expected arrivals, due actions, standing alarms."""


class ShiftAccepted(Body):
    """The incoming person has the desk. The answers in force are told with it, by notices."""

    kind: Literal["shift_accepted"] = "shift_accepted"
    handover: Words
    """The id of the `shift_handed_over` entry."""
    by: Words


class ManagerCalled(Body):
    """The on-call manager was called in: about which alarm, how, and what came of it."""

    kind: Literal["manager_called"] = "manager_called"
    who: Words
    about: Words
    """The alarm in words, as it stood."""
    how: Words
    reached: Literal["reached", "not reached"]
    said: Text = ""

    @model_validator(mode="after")
    def _complete(self) -> Self:
        if self.reached == "reached" and is_blank(self.said):
            raise ValueError("say what the manager said")
        return self


ShiftBody = ShiftHandedOver | ShiftAccepted | ManagerCalled
