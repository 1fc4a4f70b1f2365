"""What the national child-protection service holds, in words, one thing a line."""

from __future__ import annotations

from collections.abc import Iterator
from datetime import date, datetime
from zoneinfo import ZoneInfo

from ooh_console.cli.look_facts import from_memory, not_fully_read
from ooh_console.domain.child_protection import ChildProtection, EarlierLook
from ooh_console.domain.holdings import Holding, Holdings
from ooh_console.domain.people import spoken_nhs_number
from ooh_console.domain.text import line
from ooh_console.domain.times import day_clock


def words(holdings: Holdings, today: date, now: datetime, tz: ZoneInfo) -> Iterator[str]:
    """Every plan, then who looked there before."""
    for holding, plan in holdings.child_protection:
        yield from _plan(holding, plan, today, now)
    for holding, look in holdings.earlier_looks:
        yield from _look(holding, look, tz, now)


def _plan(holding: Holding, plan: ChildProtection, today: date, now: datetime) -> Iterator[str]:
    standing = plan.standing(today)
    mark = f"[{standing}] " if standing else ""
    dates = f", {plan.dates(today)}" if plan.dates(today) else ""
    yield (
        f"{mark}{plan.words()}{dates}, under NHS number {_number(plan.subject)}. "
        f"{line(holding.agency, 60)}{from_memory(holding, now)}."
    )
    yield f"  Authority: {line(plan.authority, 80) or 'not sent'}."
    yield f"  Ring at night, the out-of-hours team: {line(plan.ooh_telephone, 40) or 'not sent'}."
    yield f"  In office hours: {line(plan.office_telephone, 40) or 'not sent'}."
    yield from not_fully_read(plan)


def _look(holding: Holding, look: EarlierLook, tz: ZoneInfo, now: datetime) -> Iterator[str]:
    at = day_clock(look.at, tz) if look.at else "at a time that was not sent"
    parts = (line(look.who, 60), line(look.role, 60), line(look.organisation, 80))
    who = ", ".join(part for part in parts if part) or "who was not sent"
    number = _number(look.subject)
    yield f"Looked up before: {number}, {at}, by {who}{from_memory(holding, now)}."
    yield from not_fully_read(look)


def _number(subject: str) -> str:
    return line(spoken_nhs_number(subject), 40) or "not sent"
