"""Notices between the desk and agencies' own systems: what is sent, what they say to it (L7).

An agency that takes notices is told every answer at once, and invited to a meeting, without
anybody ringing it. It counts as told when its system has taken the notice, and as having read it
back when it names the person who did.
"""

from __future__ import annotations

from collections.abc import Iterator
from dataclasses import dataclass
from datetime import datetime
from enum import StrEnum
from typing import Annotated, Any
from uuid import UUID, uuid5

from pydantic import AwareDatetime, BaseModel, BeforeValidator, ConfigDict

from ooh_console.domain.attendance import Attendance
from ooh_console.domain.bodies import MeetingInvitation, NoticeFailed, NoticeGiven, Topic
from ooh_console.domain.circulation import Knows, circulation
from ooh_console.domain.entries import Entry, body_of
from ooh_console.domain.holdings import Holdings
from ooh_console.domain.meetings import Invited, Meeting, waiting
from ooh_console.domain.people import Address
from ooh_console.domain.sources import Offer
from ooh_console.domain.state import State
from ooh_console.domain.text import name_key
from ooh_console.domain.times import stamp
from ooh_console.domain.tolerant import Fact, SentMoment, Spelt

BY_SYSTEM = "their system"
"""How somebody was told whose own system took the notice."""

MEETING = "professionals-meeting"
"""What a notice is about that invites to a meeting; the others are about a `Topic`."""

_NAMES = UUID("6f0c2a52-6f3c-5b0e-9a86-2f1d0c9be3a4")


class ReceiptState(StrEnum):
    """What has become of a notice at the agency."""

    RECEIVED = "received"
    READ = "read"
    REFUSED = "refused"


def _state(value: object) -> object:
    return value.strip().casefold() if isinstance(value, str) else value


class Receipt(Fact):
    """What an agency's own system says of a notice that it was sent."""

    key: Spelt = ""
    state: Annotated[ReceiptState, BeforeValidator(_state)] | None = None
    by: Spelt = ""
    at: SentMoment | None = None
    words: Spelt = ""

    NEEDED = ("key", "state")

    @classmethod
    def check(cls, values: dict[str, object]) -> dict[str, str]:
        """A person read it, or refused it: without a name nobody did."""
        by_a_person = values.get("state") in (ReceiptState.READ, ReceiptState.REFUSED)
        if by_a_person and not str(values.get("by") or "").strip():
            return {"state": "says that it was read or refused, and not by whom"}
        return {}


class Sender(BaseModel):
    """Who gives a notice."""

    model_config = ConfigDict(frozen=True)
    name: str
    role: str
    agency: str


class About(BaseModel):
    """Which family and place a notice is about, so that an agency finds its own record."""

    model_config = ConfigDict(frozen=True)
    nhs_numbers: tuple[str, ...] = ()
    address: str = ""
    postcode: str = ""

    @classmethod
    def of(cls, numbers: tuple[str, ...], place: Address) -> About:
        """These people at this place."""
        return cls(nhs_numbers=numbers, address=place.text, postcode=place.postcode)


class OwnAttendance(BaseModel):
    """OOH's own answer whether it attends, in the shape in which agencies send theirs."""

    model_config = ConfigDict(frozen=True)
    state: Attendance
    who: str = ""
    eta: AwareDatetime | None = None
    agreed_role: str = ""
    reason: str = ""


class MeetingCalled(BaseModel):
    """When the professionals meeting is, and the number to ring."""

    model_config = ConfigDict(frozen=True)
    at: AwareDatetime
    number: str = ""


class Notice(BaseModel):
    """What an agency's own system is sent. `key` makes sending it twice harmless."""

    model_config = ConfigDict(frozen=True)
    key: str
    topic: str
    """An answer's topic with hyphens (`ooh-attendance`), or `professionals-meeting`."""
    incident: str
    words: str
    """Exactly what would have been read out to them."""
    given_at: AwareDatetime
    sender: Sender
    about: About = About()
    attendance: OwnAttendance | None = None
    meeting: MeetingCalled | None = None
    withdrawn: bool = False
    """What they heard before was recorded in error, and there is no answer now."""
    exercise: bool = False

    def content(self) -> dict[str, Any]:
        """As JSON values, times in UTC, without what is empty."""
        plain = self.model_dump(mode="python", exclude_defaults=True)
        return {name: _plain(value) for name, value in plain.items()}


def _plain(value: Any) -> Any:
    match value:
        case datetime():
            return stamp(value)
        case dict():
            return {name: _plain(item) for name, item in value.items()}
        case tuple():
            return [_plain(item) for item in value]
        case StrEnum():
            return value.value
        case _:
            return value


@dataclass(frozen=True, slots=True)
class Delivery:
    """How an attempt to send a notice, or to ask after it, ended."""

    receipt: Receipt | None
    reason: str = ""
    """Why there is no receipt; continues a sentence that begins with the agency's name."""


@dataclass(frozen=True, slots=True)
class Due:
    """A notice that an agency's system has not taken yet."""

    key: str
    recipient: str
    about: Entry
    """The answer, or the meeting that was called."""
    topic: Topic | None
    """`None`: an invitation to a meeting."""
    tried: bool
    """That it failed is in the log already."""


@dataclass(frozen=True, slots=True)
class Awaited:
    """A notice that a system took, and that nobody there has been seen to read."""

    key: str
    recipient: str
    entry: Entry
    """The `notice_given`, or the `meeting_invitation`."""


def key_of(about: Entry, recipient: str) -> str:
    """The key under which this is sent there: the same from whichever desk, at each try."""
    return str(uuid5(_NAMES, f"{about.id}\n{name_key(recipient)}"))


def takers(holdings: Holdings) -> frozenset[str]:
    """The agencies whose own system takes notices, by `name_key`."""
    return frozenset(name_key(s.agency) for s in holdings.sources if Offer.NOTICES in s.offers)


def due(state: State, holdings: Holdings) -> tuple[Due, ...]:
    """What is to be sent now: every answer to whoever must know it, invitations to whoever is
    invited. Nothing once the incident is closed, and nothing that was taken once before."""
    able = takers(holdings)
    if not able or state.closed is not None:
        return ()
    tried = {body_of(entry, NoticeFailed).key for entry in state.live("notice_failed")}
    taken = _taken(state)
    found = (
        (key_of(about, recipient), recipient, about, topic)
        for recipient, about, topic in (*_answers(state, holdings), *_invitations(state))
        if name_key(recipient) in able
    )
    return tuple(
        Due(key, recipient, about, topic, key in tried)
        for key, recipient, about, topic in found
        if key not in taken
    )


def _taken(state: State) -> frozenset[str]:
    """What was sent before counts, struck through or not: sending it again would tell nobody."""
    given = (body_of(e, NoticeGiven).key for e in state.kinds.get("notice_given", ()))
    invited = (body_of(e, MeetingInvitation).key for e in state.kinds.get("meeting_invitation", ()))
    return frozenset((*given, *invited)) - {""}


def _answers(state: State, holdings: Holdings) -> Iterator[tuple[str, Entry, Topic]]:
    for topic in Topic:
        answer = state.to_tell(topic)
        if answer is None:
            continue
        for one in circulation(topic, state, holdings):
            if one.knows in (Knows.OLD, Knows.NOT_TOLD):
                yield one.recipient.name, answer, topic


def _invitations(state: State) -> Iterator[tuple[str, Entry, None]]:
    for meeting in waiting(state):
        for one in meeting.of(Invited.NOT_TOLD):
            yield one.who, meeting.entry, None


def awaited(state: State) -> tuple[Awaited, ...]:
    """The notices after which their agency is still asked: taken, and neither read nor refused."""
    notices = (
        Awaited(body.key, told.recipient, told.notice)
        for told in state.told
        if (body := body_of(told.notice, NoticeGiven)).key
        and told.current
        and told.confirmed is None
        and told.refused is None
    )
    invitations = (
        Awaited(invitation.key, one.who, one.entry)
        for meeting in waiting(state)
        for one in meeting.of(Invited.TOLD)
        if one.entry is not None
        and (invitation := body_of(one.entry, MeetingInvitation)).key
        and invitation.how == BY_SYSTEM
    )
    return (*notices, *invitations)


def failed(state: State, about: Entry, recipient: str) -> Entry | None:
    """That this could not be sent, while it has not been since; `None` otherwise."""
    key = key_of(about, recipient)
    if key in _taken(state):
        return None
    entries = [e for e in state.live("notice_failed") if body_of(e, NoticeFailed).key == key]
    return entries[-1] if entries else None


def meeting_of(state: State, about: Entry) -> Meeting | None:
    """The meeting to which an invitation invites, while it is still to be held."""
    return next((one for one in waiting(state) if one.entry.id == about.id), None)
