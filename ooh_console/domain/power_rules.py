"""What the Act asks of a power before it is recorded: why not, in one sentence.

Sources: Children Act 1989 s44 to s46, as amended. An application to discharge an order is heard at
once: the Children and Young Persons Act 2008, s30, repealed the wait of 72 hours in s45(9).
Langley v Liverpool City Council [2005] EWCA Civ 1173 on s46 while an order is in force.
"""

from __future__ import annotations

from datetime import datetime

from ooh_console.domain.bodies import OrderChecked, Power, PowerEnded, PowerExtended, PowerStarted
from ooh_console.domain.entries import Entry, body_of
from ooh_console.domain.powers import (
    EXTENSION_DAYS,
    clock_of,
    days_later,
    ends_after_holiday,
    extension,
    in_force,
    order_at_most,
    protected_since,
)
from ooh_console.domain.state import State
from ooh_console.domain.text import is_blank
from ooh_console.domain.times import clock, day_clock

PRIMACY = "Langley v Liverpool City Council, 2005"


def starts(body: PowerStarted, state: State, occurred_at: datetime) -> str | None:
    """Why this power cannot have started then, as things are recorded."""
    births = state.live("birth_recorded")
    if not births:
        return "No power can start before the birth is recorded: record the birth first."
    born = births[0].occurred_at
    if occurred_at < born:
        return f"No power can start before the birth at {clock(born)}."
    if body.expires is not None and body.expires <= occurred_at:
        return f"It ends at {day_clock(body.expires)}, before it starts: read the end again."
    running = in_force(state, body.power, occurred_at)
    if running is not None and body.power is not Power.INTERIM_CARE:
        return _again(body.power, running.starts)
    if body.power is Power.POLICE_PROTECTION:
        return _police(body, state, occurred_at)
    if body.power is Power.EMERGENCY_PROTECTION:
        return _order(body, state, occurred_at)
    return None


def _again(power: Power, since: datetime) -> str:
    if power is Power.POLICE_PROTECTION:
        return (
            f"Police protection is in force since {day_clock(since)}: its 72 hours do not begin "
            "again (s46(6))."
        )
    return (
        f"An emergency protection order is in force since {day_clock(since)}: record its "
        "extension, or that it ended."
    )


def _police(body: PowerStarted, state: State, occurred_at: datetime) -> str | None:
    """A question and not a bar: with a compelling reason s46 may be used beside an order."""
    order = in_force(state, Power.EMERGENCY_PROTECTION, occurred_at)
    if order is not None and body.epo_in_force != "yes":
        return (
            f"An emergency protection order is recorded, in force since {day_clock(order.starts)}: "
            f"answer yes, and say the compelling reason for s46 ({PRIMACY})."
        )
    if body.epo_in_force == "yes" and is_blank(body.epo_reason):
        return (
            "An emergency protection order is in force: carry that out, or say the compelling "
            f"reason for s46 ({PRIMACY})."
        )
    return None


def _order(body: PowerStarted, state: State, occurred_at: datetime) -> str | None:
    protected = protected_since(state, occurred_at)
    if protected is not None and not body.applied_by:
        return (
            "Say who applied for the order: where the police did, its eight days count from the "
            f"start of police protection at {day_clock(protected)} (s45(3))."
        )
    if protected is None and body.applied_by == "police":
        return (
            "No police protection is recorded in the eight days before this order: record it "
            "first, since the days of the order count from its start (s45(3))."
        )
    latest = order_at_most(body, occurred_at, state)
    if body.expires is None or body.expires <= latest:
        return None
    if is_blank(body.holiday):
        return (
            f"The order can last eight days, to {day_clock(latest)} (s45): read its end again. If "
            "it is longer for a public holiday, say which (s45(2))."
        )
    if not ends_after_holiday(body.expires, latest):
        return (
            "An order that is longer for a public holiday ends at noon on the first day after it "
            f"that is none, a few days after {day_clock(latest)} (s45(2)): read its end again."
        )
    return None


def extends(body: PowerExtended, state: State, occurred_at: datetime) -> str | None:
    """Why this order cannot have been extended so."""
    entry = _standing(body.started, state)
    if entry is None:
        return "That power is not in force."
    if body_of(entry, PowerStarted).power is not Power.EMERGENCY_PROTECTION:
        return "Only an emergency protection order is extended: record a new power instead."
    before = extension(entry, state)
    if before is not None:
        return (
            f"That order was extended at {day_clock(before.occurred_at)} already, and it can be "
            "extended only once (s45(6))."
        )
    ends = clock_of(entry, state).ends
    assert ends is not None, "an emergency protection order states its end"
    if occurred_at >= ends:
        return f"That order ran out at {day_clock(ends)}: it cannot be extended any more."
    if body.expires <= ends:
        return f"The order lasts to {day_clock(ends)} without that: read the new end again."
    latest = days_later(ends, EXTENSION_DAYS)
    if body.expires > latest:
        return (
            f"The order can be extended by seven days, to {day_clock(latest)} (s45(5)): read the "
            "new end again."
        )
    return None


def checks(body: OrderChecked, state: State) -> str | None:
    """Why it is not to be asked of this power whether an order is in force beside it."""
    entry = _standing(body.started, state)
    if entry is None:
        return "That power is not in force."
    if body_of(entry, PowerStarted).power is not Power.POLICE_PROTECTION:
        return "Whether an order is in force is asked beside police protection (s46) alone."
    return None


def ends(body: PowerEnded, state: State, occurred_at: datetime) -> str | None:
    """Why this power cannot have ended then."""
    entry = _standing(body.started, state)
    if entry is None:
        return "That power is not in force."
    if occurred_at < entry.occurred_at:
        return f"That power started at {day_clock(entry.occurred_at)}: it cannot end before."
    return None


def _standing(id: str, state: State) -> Entry | None:
    return next((entry for entry in state.powers if entry.id == id), None)
