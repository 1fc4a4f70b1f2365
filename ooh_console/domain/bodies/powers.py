"""Legal powers, and what the family may know."""

from __future__ import annotations

from enum import StrEnum
from typing import Literal, Self

from pydantic import model_validator

from ooh_console.domain.bodies.base import Body, Moment, Party, Text, Words


class Power(StrEnum):
    """Legal powers over the child (Children Act 1989)."""

    POLICE_PROTECTION = "s46 police protection"
    EMERGENCY_PROTECTION = "s44 emergency protection order"
    INTERIM_CARE = "s38 interim care order"


class PowerStarted(Body):
    """A power is in force from the time of this event."""

    kind: Literal["power_started"] = "power_started"
    power: Power
    by: Party
    epo_in_force: Literal["yes", "no", "not known", ""] = ""
    expires: Moment | None = None
    authority: Text = ""

    @model_validator(mode="after")
    def _complete(self) -> Self:
        if self.power is Power.POLICE_PROTECTION and not self.epo_in_force:
            raise ValueError("say whether an emergency protection order is in force (s46(7))")
        if self.power is not Power.POLICE_PROTECTION and self.expires is None:
            raise ValueError("say when the order ends, as the order states it")
        return self


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


PowersBody = PowerStarted | PowerEnded | DisclosureRestricted | DisclosureLifted
