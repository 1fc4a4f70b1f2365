"""What the national child-protection service holds of a person, and who looked there before.

It says that there is a plan, whose, and whom to ring; it holds no birth plan.
"""

from __future__ import annotations

from datetime import date
from enum import StrEnum

from ooh_console.domain.markers import Day
from ooh_console.domain.text import line
from ooh_console.domain.times import day
from ooh_console.domain.tolerant import Fact, SentMoment, Spelt


class ProtectionKind(StrEnum):
    """Why a child is known to the service."""

    CHILD = "child-protection-plan"
    UNBORN = "unborn-child-protection-plan"
    LOOKED_AFTER = "looked-after"


WORDS: dict[ProtectionKind, str] = {
    ProtectionKind.CHILD: "child protection plan",
    ProtectionKind.UNBORN: "unborn child: child protection plan",
    ProtectionKind.LOOKED_AFTER: "looked-after child",
}


class ChildProtection(Fact):
    """One child protection plan, or one child looked after."""

    identifier: Spelt = ""
    """The service's own name for it."""
    subject: Spelt = ""
    """The NHS number under which it is held: for an unborn child, the mother's."""
    kinds: tuple[ProtectionKind, ...] = ()
    said: Spelt = ""
    """What it is in the service's own words."""
    status: Spelt = ""
    """`active`; anything else is said: `inactive`, `entered-in-error`."""
    since: Day | None = None
    until: Day | None = None
    authority: Spelt = ""
    """The local authority whose plan it is."""
    office_telephone: Spelt = ""
    """Its number in office hours."""
    ooh_telephone: Spelt = ""
    """Its out-of-hours team's number: the one to ring at night."""

    NEEDED = ("kinds", "authority", "ooh_telephone")

    def words(self) -> str:
        """What it is, in plain words; the service's own where the console does not know them."""
        known = "; ".join(WORDS[kind] for kind in self.kinds)
        return known or line(self.said, 80) or "type of plan not sent"

    def standing(self, today: date) -> str:
        """`ENDED 1 Nov 2026`, `ENTERED IN ERROR`, or empty for one in force."""
        if self.status.casefold() not in ("", "active"):
            return line(self.status, 30).replace("-", " ").upper()
        return f"ENDED {day(self.until)}" if self.until and self.ended(today) else ""

    def ended(self, today: date) -> bool:
        """Past its end date: shown as ended, never hidden."""
        return self.until is not None and self.until < today

    def dates(self, today: date) -> str:
        """`since 14 Oct 2026, until 1 Mar 2027`; its end, once past, is in `standing`."""
        parts = [f"since {day(self.since)}"] if self.since else []
        if self.until is not None and not self.ended(today):
            parts.append(f"until {day(self.until)}")
        return ", ".join(parts)


class EarlierLook(Fact):
    """Somebody looked this person up at the service before: a sign of earlier attendances."""

    identifier: Spelt = ""
    subject: Spelt = ""
    """The NHS number that was looked up."""
    at: SentMoment | None = None
    who: Spelt = ""
    role: Spelt = ""
    organisation: Spelt = ""

    NEEDED = ("at",)
