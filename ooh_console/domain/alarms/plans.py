"""The birth plan: copies that are drafts, differ, are not held, not read, not given (L2-L5)."""

from __future__ import annotations

from collections.abc import Iterator

from ooh_console.domain.alarms.kinds import Alarm, Level, Night, counted
from ooh_console.domain.copies import (
    Copy,
    about_whom,
    asked_by_number,
    by_subject,
    copies,
    given,
    newest_copy,
)
from ooh_console.domain.plans import BirthPlan, PlanStatus, differences, missing
from ooh_console.domain.sources import Offer, SourceState
from ooh_console.domain.text import line


def plans(night: Night) -> Iterator[Alarm]:
    """Copies that are drafts, differ, are missing, superseded or unread (L2, L3)."""
    groups = by_subject(copies(night.state, night.holdings), night.state)
    for holding in night.holdings.of(Offer.PLANS):
        if holding.state is SourceState.NONE_HELD and holding.fetched_at:
            text = f"{line(holding.agency, 30)} holds NO birth plan"
            yield Alarm(
                "plan-missing", holding.agency, text, night.opened_at, "plan", Level.WARNING
            )
    for group in groups:
        yield from _of_one(group, night, _about(group, groups, night))


def _about(group: tuple[Copy, ...], groups: tuple[tuple[Copy, ...], ...], night: Night) -> str:
    """Whom these copies are about, where there are plans about several."""
    if len(groups) < 2:
        return ""
    return f" about {line(about_whom(group[0].plan, night.state), 60)}"


def _of_one(group: tuple[Copy, ...], night: Night, about: str) -> Iterator[Alarm]:
    best = newest_copy(group)
    for copy in group:
        yield from _copy(copy, best, night)
    if best is None:
        text = f"Every birth plan held{about} is SUPERSEDED: ask for the one in force"
        yield Alarm("plan-superseded", about.strip(), text, night.opened_at, "plan", Level.WARNING)
    elif not night.state.readers(best.plan.digest):
        text = f"Nobody has read the newest birth plan{about} ({best.plan.title()})"
        yield Alarm("plan-unread", about.strip(), text, night.opened_at, "plan")


def _copy(copy: Copy, best: Copy | None, night: Night) -> Iterator[Alarm]:
    plan, name = copy.plan, copy.name(30)
    subject = copy.agency if copy.read_out is None else f"{copy.agency}/read out"
    since = plan.dated or night.opened_at
    if plan.status is PlanStatus.DRAFT:
        gaps = counted(len(missing(plan)), "part")
        text = f"Plan at {name} is a DRAFT ({_version(plan)}, {gaps} missing)"
        yield Alarm("plan-draft", subject, text, since, "plan", Level.WARNING)
    if best is not None and copy is not best and differences(best.plan, plan):
        places = counted(len(differences(best.plan, plan)), "place")
        text = (
            f"Plan at {name} ({_version(plan)}) DIFFERS from the newest copy "
            f"({_version(best.plan)}) in {places}"
        )
        yield Alarm("plan-differs", subject, text, night.opened_at, "plan", Level.WARNING)
    if not plan.fully_read and copy.read_out is None:
        text = f"Plan at {name} was not fully read: open it and read the raw text"
        yield Alarm("plan-not-read", subject, text, night.opened_at, "plan", Level.WARNING)


def not_given(night: Night) -> Iterator[Alarm]:
    """Whoever decides does not have the newest version (L5): it is read out to them, and that is
    recorded with the key of this alarm."""
    maker = night.state.decision_maker
    groups = by_subject(copies(night.state, night.holdings), night.state)
    for group in groups:
        best = newest_copy(group)
        if maker is None or best is None or given(maker, night.state, best.plan):
            continue
        about = _about(group, groups, night)
        text = (
            f"{line(maker.party.name, 30)} decides, NOT GIVEN the newest birth plan{about} "
            f"({best.plan.title()}, {best.name(30)})"
        )
        yield Alarm("plan-not-given", about.strip(), text, maker.since, "give-plan")


def nobody_linked(night: Night) -> Iterator[Alarm]:
    """Nobody can be asked about: agencies find a birth plan by NHS number alone."""
    if asked_by_number(night.state) or not night.past(night.opened_at, night.limits.nobody_linked):
        return
    plans = night.holdings.of(Offer.PLANS)
    if any(holding.state is SourceState.NOT_CHECKED for holding in plans):
        who = "NOBODY WITH AN NHS NUMBER" if night.state.people else "NOBODY"
        text = f"{who} IS LINKED: birth plans are asked by NHS number"
        yield Alarm("nobody-linked", "", text, night.opened_at, "people")


def _version(plan: BirthPlan) -> str:
    return f"version {line(plan.version, 10) or '?'}"


RULES = (nobody_linked, plans, not_given)
