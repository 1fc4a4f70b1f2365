"""Whether a family is ready for its night: checks in words, each with who can mend it (L9)."""

from __future__ import annotations

import re
from collections.abc import Iterable, Iterator
from dataclasses import dataclass
from enum import StrEnum

from ooh_console.domain.families import Family
from ooh_console.domain.holdings import Holding, Holdings
from ooh_console.domain.plans import (
    TEMPLATE,
    BirthPlan,
    PlanStatus,
    Professional,
    Section,
    newest,
)
from ooh_console.domain.sources import AgencyKind, Offer, Source, SourceState
from ooh_console.domain.text import is_blank, line, name_key


class Standing(StrEnum):
    """How a check stands. What could not be checked is not ready, and is not called failed (I7)."""

    READY = "ready"
    NOT_READY = "NOT READY"
    NOT_KNOWN = "COULD NOT CHECK"


@dataclass(frozen=True, slots=True)
class Check:
    """One thing that must be there before the night."""

    key: str
    title: str
    standing: Standing
    words: str
    mends: str = ""
    """Which agency can mend it; empty when there is nothing to mend."""


@dataclass(frozen=True, slots=True)
class Readiness:
    """A family with its checks, all of them in one order."""

    family: Family
    checks: tuple[Check, ...]

    @property
    def open(self) -> tuple[Check, ...]:
        """What is not ready, or could not be checked."""
        return tuple(one for one in self.checks if one.standing is not Standing.READY)


def readiness(family: Family, holdings: Holdings) -> Readiness:
    """Every check of a family from what agencies hold on it."""
    plan = newest(plan for _, plan in holdings.plans)
    author = next((h for h, p in holdings.plans if p is plan), None)
    mends = author.agency if author else _named(holdings, AgencyKind.MATERNITY)
    checks = (
        _agreed(plan, author, mends, holdings),
        *(_held(kind, plan, mends, holdings) for kind in _HOLDERS),
        *_contents(plan, mends, holdings),
        _markers(holdings),
    )
    return Readiness(family, checks)


_HOLDERS = {
    AgencyKind.MATERNITY: "maternity",
    AgencyKind.SOCIAL_CARE: "social care",
    AgencyKind.POLICE: "police",
    AgencyKind.AMBULANCE: "ambulance",
    AgencyKind.OOH: "OOH",
}


def _check(key: str, title: str, standing: Standing, words: str, mends: str = "") -> Check:
    return Check(key, title, standing, words, "" if standing is Standing.READY else mends)


def _agreed(
    plan: BirthPlan | None, author: Holding | None, mends: str, holdings: Holdings
) -> Check:
    title = "plan agreed"
    if plan is None:
        failed = [h for h in holdings.of(Offer.PLANS) if h.state in _UNSURE]
        if failed:
            names = ", ".join(line(h.agency, 30) for h in failed)
            return _check(
                "plan-agreed",
                title,
                Standing.NOT_KNOWN,
                f"no plan seen; could not check: {names}",
                mends,
            )
        return _check("plan-agreed", title, Standing.NOT_READY, "no agency holds a plan", mends)
    words = f"{plan.title()}, {line(author.agency, 30) if author else ''}"
    agreed = plan.status is PlanStatus.AGREED
    standing = Standing.READY if agreed else Standing.NOT_READY
    return _check("plan-agreed", title, standing, words, mends)


_UNSURE = (SourceState.COULD_NOT_CHECK, SourceState.NOT_CHECKED)


def _held(kind: AgencyKind, plan: BirthPlan | None, mends: str, holdings: Holdings) -> Check:
    """Whether agencies of this kind hold the newest version: by their system, else by the receipt
    on the plan's own distribution list."""
    key, title = f"held-{kind}", f"held by {_HOLDERS[kind]}, same version"
    sources = [source for source in holdings.partners if source.kind is kind]
    if not sources:
        return _check(key, title, Standing.NOT_KNOWN, "no such agency is configured: ring", mends)
    worst = Standing.READY
    said = []
    for source in sources:
        standing, words, by = _held_by(source, plan, holdings)
        worst = max(worst, standing, key=list(Standing).index)
        said.append(f"{line(source.agency, 30)}: {words}")
        mends = by or mends
    return _check(key, title, worst, "; ".join(said), mends)


def _held_by(
    source: Source, plan: BirthPlan | None, holdings: Holdings
) -> tuple[Standing, str, str]:
    holding = holdings.get(source.agency, Offer.PLANS)
    if holding is None:
        return _by_receipt(source, plan)
    mine = [p for h, p in holdings.plans if h is holding]
    if holding.state in _UNSURE:
        why = line(holding.reason, 60) or "not asked"
        return Standing.NOT_KNOWN, why, source.agency
    if not mine or plan is None:
        return Standing.NOT_READY, "holds no plan", ""
    copy = newest(mine) or mine[0]
    if (name_key(copy.version), copy.status) == (name_key(plan.version), plan.status):
        return Standing.READY, f"version {line(copy.version, 10) or '?'}", ""
    return (
        Standing.NOT_READY,
        f"holds {copy.title()}; the newest is {plan.title()}",
        "",
    )


def _by_receipt(source: Source, plan: BirthPlan | None) -> tuple[Standing, str, str]:
    listed = (
        [d for d in plan.distribution if name_key(d.agency) == name_key(source.agency)]
        if (plan)
        else []
    )
    receipt = next((d.receipt for d in listed if not is_blank(d.receipt)), "")
    if receipt:
        return Standing.READY, f"receipt confirmed, {line(receipt, 40)}", ""
    return Standing.NOT_READY, "its system shows no plans, and no receipt is listed", ""


def _contents(plan: BirthPlan | None, mends: str, holdings: Holdings) -> Iterator[Check]:
    """What the newest plan must say for the night. What it says is not repeated: some of it is
    not for the family."""
    filled = plan.fields if plan else {}
    if plan is None and any(h.state in _UNSURE for h in holdings.of(Offer.PLANS)):
        for key, title in _PARTS.items():
            yield _check(key, title, Standing.NOT_KNOWN, "no plan seen", mends)
        return

    def lacks(*keys: str) -> list[str]:
        return [_TITLES[key] for key in keys if is_blank(filled.get(key, ""))]

    social = _named(holdings, AgencyKind.SOCIAL_CARE) or mends
    lead = [] if _reachable(plan, "social worker") else ["social worker with telephone"]
    yield _gaps("lead", [*lead, *lacks("home_decides")], social)
    night = [] if _reachable(plan, "OOH team") else ["OOH team with telephone"]
    numbers = lacks("notify_night")
    if not numbers and not _NUMBER.search(filled.get("notify_night", "")):
        numbers = [f"a telephone number in: {_TITLES['notify_night']}"]
    yield _gaps("numbers", [*night, *numbers], mends)
    home = [part.key for part in TEMPLATE if part.section is Section.HOME_BIRTH and part.required]
    yield _gaps("home-birth", lacks(*home), mends)
    lawyer = [] if _reachable(plan, "legal contact") else ["legal contact with telephone"]
    yield _gaps("legal", [*lacks("legal_status", "home_power"), *lawyer], social)


_TITLES = {part.key: part.title for part in TEMPLATE}
_NUMBER = re.compile(r"\d(?:[ -]?\d){5,}")


_PARTS = {
    "lead": "lead and decision route",
    "numbers": "out-of-hours numbers",
    "home-birth": "if born at home",
    "legal": "legal step",
}


def _gaps(key: str, gaps: list[str], mends: str) -> Check:
    title = _PARTS[key]
    if gaps:
        return _check(key, title, Standing.NOT_READY, f"missing: {'; '.join(gaps)}", mends)
    return _check(key, title, Standing.READY, "filled")


def _reachable(plan: BirthPlan | None, role: str) -> bool:
    people: Iterable[Professional] = plan.professionals if plan else ()
    return any(
        name_key(p.role) == name_key(role) and not is_blank(p.name) and _NUMBER.search(p.telephone)
        for p in people
    )


def _markers(holdings: Holdings) -> Check:
    """Whether police or ambulance have linked a marker to the family or the address (L12). None
    may be right; then somebody has said so, and that is not for a program to guess."""
    title = "markers linked"
    asked = [
        (source, holdings.get(source.agency, Offer.MARKERS))
        for source in holdings.sources
        if source.kind in (AgencyKind.POLICE, AgencyKind.AMBULANCE)
    ]
    found = [h for _, h in asked if h is not None and h.facts]
    failed = [s.agency for s, h in asked if h is not None and h.state in _UNSURE]
    if all(h is None for _, h in asked):
        words = "neither police nor ambulance is asked for markers: ring"
        return _check("markers", title, Standing.NOT_KNOWN, words, "Police")
    if failed:
        names = ", ".join(line(name, 30) for name in failed)
        return _check("markers", title, Standing.NOT_KNOWN, f"not answered: {names}", failed[0])
    if found:
        count = sum(len(h.facts) for h in found)
        names = ", ".join(line(h.agency, 30) for h in found)
        return _check("markers", title, Standing.READY, f"{count} held: {names}")
    mends = next((s.agency for s, _ in asked), "") or "Police"
    words = "none held for the family or the address: link them, or say that none is needed"
    return _check("markers", title, Standing.NOT_READY, words, mends)


def _named(holdings: Holdings, kind: AgencyKind) -> str:
    return next((s.agency for s in holdings.partners if s.kind is kind), "")
