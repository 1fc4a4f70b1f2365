"""Professionals meetings: which one is still to come, and what became of each invitation (L6)."""

from __future__ import annotations

from collections.abc import Iterable
from dataclasses import dataclass
from datetime import datetime
from enum import StrEnum

from ooh_console.domain.bodies import (
    MeetingCalledOff,
    MeetingConvened,
    MeetingHeld,
    MeetingInvitation,
)
from ooh_console.domain.entries import Entry, body_of
from ooh_console.domain.state import State
from ooh_console.domain.text import name_key


class Invited(StrEnum):
    """What is known of one invitation, in words."""

    NOT_TOLD = "NOT TOLD YET"
    TOLD = "told"
    JOINED = "joined"
    COULD_NOT = "could not join"


_BY_OUTCOME = {
    "invited": Invited.TOLD,
    "joined": Invited.JOINED,
    "could-not": Invited.COULD_NOT,
}


@dataclass(frozen=True, slots=True)
class Invitation:
    """One person who was asked to join."""

    who: str
    standing: Invited
    entry: Entry | None = None
    """What says so."""


@dataclass(frozen=True, slots=True)
class Meeting:
    """A meeting that was called, and is neither held, moved nor called off."""

    entry: Entry
    at: datetime
    number: str
    invitations: tuple[Invitation, ...]

    def of(self, *standings: Invited) -> tuple[Invitation, ...]:
        """The invitations that stand so."""
        return tuple(one for one in self.invitations if one.standing in standings)


def waiting(state: State) -> tuple[Meeting, ...]:
    """The meetings that are still to be held, the earliest first.

    A meeting that was held without naming one settles those whose time had come by then.
    """
    convened = state.live("meeting_convened")
    held = state.live("meeting_held")
    gone = {body_of(entry, MeetingHeld).meeting for entry in held}
    gone |= {body_of(entry, MeetingConvened).moves for entry in convened}
    gone |= {body_of(e, MeetingCalledOff).meeting for e in state.live("meeting_called_off")}
    unnamed = [entry for entry in held if not body_of(entry, MeetingHeld).meeting]
    found = [
        _meeting(entry, state)
        for entry in convened
        if entry.id not in gone
        and not any(body_of(entry, MeetingConvened).at <= one.occurred_at for one in unnamed)
    ]
    return tuple(sorted(found, key=lambda one: one.at))


def _meeting(entry: Entry, state: State) -> Meeting:
    body = body_of(entry, MeetingConvened)
    said: dict[str, Entry] = {}
    names = {name_key(who): who for who in body.invited}
    for reply in state.live("meeting_invitation"):
        invitation = body_of(reply, MeetingInvitation)
        if invitation.meeting == entry.id:
            said[name_key(invitation.who)] = reply
            names.setdefault(name_key(invitation.who), invitation.who)
    return Meeting(entry, body.at, body.number, tuple(_invitations(names.items(), said)))


def _invitations(names: Iterable[tuple[str, str]], said: dict[str, Entry]) -> Iterable[Invitation]:
    for key, who in names:
        reply = said.get(key)
        if reply is None:
            yield Invitation(who, Invited.NOT_TOLD)
        else:
            outcome = body_of(reply, MeetingInvitation).outcome
            yield Invitation(who, _BY_OUTCOME[outcome], reply)
