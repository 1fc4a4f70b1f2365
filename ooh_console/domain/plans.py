"""The birth plan on the standard template: its parts, what is missing, how two copies differ."""

from __future__ import annotations

from collections.abc import Iterable
from dataclasses import dataclass
from enum import StrEnum
from typing import Annotated

from pydantic import BaseModel, BeforeValidator, ConfigDict, Field

from ooh_console.domain.text import is_blank, line
from ooh_console.domain.tolerant import Fact, SentDay, Spelt


class PlanStatus(StrEnum):
    """Where a plan stands (L3)."""

    DRAFT = "draft"
    AGREED = "agreed"
    SUPERSEDED = "superseded"


class Section(StrEnum):
    """The sections of the standard template, in its order."""

    LEGAL = "Plan and legal status"
    FAMILY = "Family"
    BIRTH = "Birth"
    SAFETY = "Safety"
    HOME_BIRTH = "If born at home or unexpectedly"
    DISCLOSURE = "What the parents know"
    AFTER = "After the birth"


@dataclass(frozen=True, slots=True)
class Part:
    """One field of the template. `restricted`: must not reach the family (I9)."""

    key: str
    title: str
    section: Section
    required: bool = True
    restricted: bool = False


TEMPLATE: tuple[Part, ...] = (
    Part("meeting", "Agreed at meeting, and who was there", Section.LEGAL),
    Part("legal_status", "Legal status and category", Section.LEGAL),
    Part("concerns", "Summary of concerns", Section.LEGAL),
    Part("mother", "Mother", Section.FAMILY),
    Part("mother_hospital_number", "Mother's hospital number", Section.FAMILY, required=False),
    Part("father", "Father or partner", Section.FAMILY),
    Part("siblings", "Siblings", Section.FAMILY, required=False),
    Part("expected_date", "Expected date of delivery", Section.BIRTH),
    Part("surname", "Proposed surname", Section.BIRTH, required=False),
    Part("place_of_birth", "Place of birth", Section.BIRTH),
    Part("special_needs", "Interpreter or other special need", Section.BIRTH, required=False),
    Part("birth_partners", "Agreed birth partners", Section.BIRTH),
    Part("notify_day", "Who to notify on labour, by day", Section.BIRTH),
    Part("notify_night", "Who to notify on labour, out of hours", Section.BIRTH),
    Part("excluded", "Excluded persons, reason, risk, who told them", Section.SAFETY),
    Part("difficult", "May attend, conduct may pose difficulty", Section.SAFETY, required=False),
    Part("flight_risk", "Flight risk and cross-border alert", Section.SAFETY, restricted=True),
    Part("home_attends", "Who attends", Section.HOME_BIRTH),
    Part("home_decides", "Who decides", Section.HOME_BIRTH),
    Part("home_power", "Which power is to be used", Section.HOME_BIRTH, restricted=True),
    Part("home_transport", "Transport", Section.HOME_BIRTH),
    Part("home_hospital", "Which hospital", Section.HOME_BIRTH),
    Part("parents_told", "What the parents have been told", Section.DISCLOSURE),
    Part(
        "parents_not_told",
        "What the parents must not be told, until when",
        Section.DISCLOSURE,
        restricted=True,
    ),
    Part("contact", "Contact arrangements", Section.AFTER),
    Part("feeding", "Feeding", Section.AFTER, required=False),
    Part("placement", "Placement", Section.AFTER, restricted=True),
    Part("discharge", "Discharge arrangements", Section.AFTER),
)
"""What published multi-agency templates agree on (L10)."""

PARTS: dict[str, Part] = {part.key: part for part in TEMPLATE}

ROLES: tuple[str, ...] = (
    "community midwife",
    "safeguarding midwife",
    "health visitor",
    "social worker",
    "team manager",
    "OOH team",
    "police contact",
    "legal contact",
)
"""The professionals whom the template wants named, with telephone."""


class Professional(BaseModel):
    """A professional named in the plan."""

    model_config = ConfigDict(frozen=True)
    role: Spelt = ""
    name: Spelt = ""
    telephone: Spelt = ""


class Distribution(BaseModel):
    """One line of the distribution list."""

    model_config = ConfigDict(frozen=True)
    agency: Spelt = ""
    recipient: Spelt = ""
    sent: Spelt = ""
    how: Spelt = ""
    receipt: Spelt = ""


def _status(value: object) -> object:
    return value.strip().casefold() if isinstance(value, str) else value


class BirthPlan(Fact):
    """One agency's copy of a birth plan."""

    identifier: Spelt = ""
    subject: Spelt = ""
    """NHS number of the mother, under which the plan of an unborn baby is held."""
    version: Spelt = ""
    status: Annotated[PlanStatus, BeforeValidator(_status)] | None = None
    dated: SentDay | None = None
    author: Spelt = ""
    fields: dict[str, Spelt] = Field(default_factory=dict)
    """Template key to text; keys that the template does not know are kept and shown as sent."""
    professionals: tuple[Professional, ...] = ()
    distribution: tuple[Distribution, ...] = ()
    not_for_family: tuple[Spelt, ...] = ()
    """Further keys that this copy marks as not for the family."""

    NEEDED = ("version", "status")

    def restricted(self, key: str) -> bool:
        """Whether this field must not reach the family (I9). What nobody classified is restricted
        when the copy says so, and never less than the template says."""
        part = PARTS.get(key)
        return key in self.not_for_family or (part is not None and part.restricted)

    def title(self) -> str:
        """`version 3, draft`."""
        status = self.status.value if self.status else "status not read"
        return f"version {line(self.version, 20) or '?'}, {status}"


def restricted_in(copies: Iterable[BirthPlan]) -> frozenset[str]:
    """The fields that at least one copy keeps from the family: kept from them in every copy."""
    return frozenset(key for plan in copies for key in plan.fields if plan.restricted(key))


def missing(plan: BirthPlan) -> tuple[str, ...]:
    """The titles of required template parts, and of professionals, that this copy does not fill."""
    parts = [
        f"{part.section}: {part.title}" if part.section is Section.HOME_BIRTH else part.title
        for part in TEMPLATE
        if part.required and is_blank(plan.fields.get(part.key, ""))
    ]
    named = {person.role.casefold() for person in plan.professionals if not is_blank(person.name)}
    parts += [f"Named professional: {role}" for role in ROLES if role.casefold() not in named]
    return tuple(parts)


@dataclass(frozen=True, slots=True)
class Difference:
    """One thing on which two copies disagree."""

    key: str
    title: str
    left: str
    right: str
    restricted: bool = False


def differences(left: BirthPlan, right: BirthPlan) -> tuple[Difference, ...]:
    """Field by field, in the order of the template: only what differs, white space apart."""
    found: list[Difference] = []

    def compare(key: str, title: str, one: str, other: str, restricted: bool = False) -> None:
        if " ".join(one.split()) != " ".join(other.split()):
            found.append(Difference(key, title, one, other, restricted))

    compare("version", "Version", left.version, right.version)
    compare("status", "Status", left.status or "", right.status or "")
    known = [part.key for part in TEMPLATE]
    extra = sorted((set(left.fields) | set(right.fields)) - set(known))
    for key in (*known, *extra):
        title = PARTS[key].title if key in PARTS else key
        hidden = left.restricted(key) or right.restricted(key)
        compare(key, title, left.fields.get(key, ""), right.fields.get(key, ""), hidden)
    ours, theirs = _by_role(left.professionals), _by_role(right.professionals)
    for role in dict.fromkeys((*ours, *theirs)):
        compare(f"professional {role}", role, ours.get(role, ""), theirs.get(role, ""))
    return tuple(found)


def _by_role(people: Iterable[Professional]) -> dict[str, str]:
    found: dict[str, str] = {}
    for person in people:
        role = person.role.casefold()
        words = f"{person.name} {person.telephone}".strip()
        found[role] = f"{found[role]}; {words}" if role in found else words
    return found


def newest(plans: Iterable[BirthPlan]) -> BirthPlan | None:
    """The newest copy that is not superseded: by version number, then by date."""
    live = [plan for plan in plans if plan.status is not PlanStatus.SUPERSEDED]
    return max(live, key=_age_key, default=None)


def newest_agreed(plans: Iterable[BirthPlan]) -> BirthPlan | None:
    """The newest copy that is agreed (L3)."""
    return newest(plan for plan in plans if plan.status is PlanStatus.AGREED)


def _age_key(plan: BirthPlan) -> tuple[tuple[int, ...], float]:
    numbers = tuple(
        int(part) for part in plan.version.split(".") if part.isascii() and part.isdigit()
    )
    return numbers, plan.dated.timestamp() if plan.dated else 0.0
