"""Legal powers, and what the family may know."""

from __future__ import annotations

from enum import StrEnum
from typing import Literal, Self

from pydantic import model_validator

from ooh_console.domain.bodies.base import Body, Moment, Party, Text, Words
from ooh_console.domain.text import is_blank


class Power(StrEnum):
    """Legal powers over the child (Children Act 1989)."""

    POLICE_PROTECTION = "s46 police protection"
    EMERGENCY_PROTECTION = "s44 emergency protection order"
    INTERIM_CARE = "s38 interim care order"


class PowerStarted(Body):
    """A power is in force from the time of this event.

    What the Act asks of it on this night stands in `domain/power_rules.py`, so that an entry of an
    earlier version stays readable.
    """

    kind: Literal["power_started"] = "power_started"
    power: Power
    by: Party
    epo_in_force: Literal["yes", "no", "not known", ""] = ""
    """Asked before s46 is used: where an order is in force, the order is the way."""
    epo_reason: Text = ""
    """Why s46 all the same, while an emergency protection order is in force."""
    applied_by: Literal["local authority", "police", "not known", ""] = ""
    """Who applied for an emergency protection order; the police do so under s46(7)."""
    expires: Moment | None = None
    until: Text = ""
    """What an interim care order says of its end, where it names no day (s38(4))."""
    holiday: Text = ""
    """The public holiday for which an order may end after its eighth day (s45(2))."""
    authority: Text = ""

    @model_validator(mode="after")
    def _complete(self) -> Self:
        if self.power is Power.POLICE_PROTECTION and not self.epo_in_force:
            raise ValueError("say whether an emergency protection order is in force")
        if self.power is Power.EMERGENCY_PROTECTION and self.expires is None:
            raise ValueError("say when the order ends, as the order states it")
        if self.power is Power.INTERIM_CARE and self.expires is None and is_blank(self.until):
            raise ValueError("say when the order ends, as the order states it")
        return self


class OrderChecked(Body):
    """Whether an emergency protection order is in force, found out after s46 was used."""

    kind: Literal["order_checked"] = "order_checked"
    started: Words
    """The id of the `power_started` entry of police protection."""
    in_force: Literal["yes", "no"]
    said_by: Words
    reason: Text = ""
    """Why s46 goes on all the same, while an order is in force."""

    @model_validator(mode="after")
    def _complete(self) -> Self:
        if self.in_force == "yes" and is_blank(self.reason):
            raise ValueError("say why s46 goes on while an order is in force")
        return self


class PowerExtended(Body):
    """The court made an emergency protection order last longer: once, seven days (s45(5), (6))."""

    kind: Literal["power_extended"] = "power_extended"
    started: Words
    """The id of the `power_started` entry."""
    expires: Moment
    authority: Text = ""
    """Court and number."""


class PowerEnded(Body):
    """A power is no longer in force."""

    kind: Literal["power_ended"] = "power_ended"
    started: Words
    reason: Words


class DisclosureRestricted(Body):
    """Something must not be told to the family, until a stated condition (I9)."""

    kind: Literal["disclosure_restricted"] = "disclosure_restricted"
    what: Words
    until: Words


class DisclosureLifted(Body):
    """The family may be told, or has been: who decided it and why."""

    kind: Literal["disclosure_lifted"] = "disclosure_lifted"
    restriction: Text = ""
    decided_by: Words
    reason: Words
    told: Text = ""
    """The id of the `parents_told` entry with which it was lifted; struck with that one."""


class ParentsTold(Body):
    """The parents were told something: by whom, who decided it, and what stays unsaid (s46(4))."""

    kind: Literal["parents_told"] = "parents_told"
    what: Words
    who: Words
    """Which of them: both, the mother, somebody else with parental responsibility."""
    told_by: Words
    decided_by: Words
    outcome: Literal["ends", "keeps"]
    """Whether this ends what must not be told, or that stays."""
    restrictions: tuple[Text, ...] = ()
    """The ids of the `disclosure_restricted` entries that end, or that stay."""
    reason: Words


PowersBody = (
    PowerStarted
    | OrderChecked
    | PowerExtended
    | PowerEnded
    | DisclosureRestricted
    | DisclosureLifted
    | ParentsTold
)
