"""What agencies hold: plans, markers, and sources that cannot be checked."""

from __future__ import annotations

from collections.abc import Iterator

from ooh_console.domain.alarms.kinds import Alarm, Level, Night
from ooh_console.domain.holdings import Holding, Offer, SourceState
from ooh_console.domain.plans import BirthPlan, PlanStatus, differences, missing, newest
from ooh_console.domain.text import line


def plans(night: Night) -> Iterator[Alarm]:
    """Copies that are drafts, differ, are missing, superseded or unread (L2, L3)."""
    copies = night.holdings.plans
    best = newest(plan for _, plan in copies)
    for holding, plan in copies:
        agency = line(holding.agency, 30)
        since = plan.dated or night.opened_at
        if plan.status is PlanStatus.DRAFT:
            gaps = _count(len(missing(plan)), "part")
            text = f"Plan at {agency} is a DRAFT ({_version(plan)}, {gaps} missing)"
            yield Alarm("plan-draft", holding.agency, text, since, "plan", Level.WARNING)
        if best is not None and plan is not best and differences(best, plan):
            places = _count(len(differences(best, plan)), "place")
            text = (
                f"Plan at {agency} ({_version(plan)}) DIFFERS from the newest copy "
                f"({_version(best)}) in {places}"
            )
            yield Alarm(
                "plan-differs", holding.agency, text, night.opened_at, "plan", Level.WARNING
            )
        if not plan.fully_read:
            text = f"Plan at {agency} was not fully read: open it and read the raw text"
            yield Alarm(
                "plan-not-read", holding.agency, text, night.opened_at, "plan", Level.WARNING
            )
    for holding in night.holdings.of(Offer.PLANS):
        if holding.state is SourceState.NONE_HELD and holding.fetched_at:
            text = f"{line(holding.agency, 30)} holds NO birth plan"
            yield Alarm(
                "plan-missing", holding.agency, text, night.opened_at, "plan", Level.WARNING
            )
    if copies and best is None:
        text = "Every birth plan held is SUPERSEDED: ask for the one in force"
        yield Alarm("plan-superseded", "", text, night.opened_at, "plan", Level.WARNING)
    if best is not None and not night.state.readers(best.digest):
        text = f"Nobody has read the newest birth plan ({best.title()})"
        yield Alarm("plan-unread", "", text, night.opened_at, "plan")


def _version(plan: BirthPlan) -> str:
    return f"version {line(plan.version, 10) or '?'}"


def _count(number: int, what: str) -> str:
    return f"{number} {what}" if number == 1 else f"{number} {what}s"


def markers(night: Night) -> Iterator[Alarm]:
    """Warning markers that nobody has confirmed having read (L12)."""
    unread = [m for _, m in night.holdings.markers if not night.state.readers(m.digest)]
    if unread:
        text = f"{_count(len(unread), 'warning marker')} UNREAD"
        yield Alarm("markers-unread", "", text, night.opened_at, "markers")


def sources(night: Night) -> Iterator[Alarm]:
    """Agencies that could not be checked, or were last asked too long ago (I6, I7)."""
    failing: dict[str, list[Holding]] = {}
    for holding in night.holdings.held:
        if holding.state is SourceState.COULD_NOT_CHECK:
            failing.setdefault(holding.agency, []).append(holding)
        elif holding.fetched_at and night.past(holding.fetched_at, night.limits.source_stale):
            text = f"{line(holding.agency, 30)}: {_OFFERS[holding.offer]} not refreshed"
            yield Alarm(
                "source-stale",
                f"{holding.agency}/{holding.offer}",
                text,
                holding.fetched_at,
                "refresh",
                Level.WARNING,
            )
    for agency, holdings in failing.items():
        reasons: dict[str, list[str]] = {}
        for holding in holdings:
            reasons.setdefault(line(holding.reason, 120), []).append(_OFFERS[holding.offer])
        why = "; ".join(f"{', '.join(what)}: {reason}" for reason, what in reasons.items())
        since = min(h.failing_since or h.checked_at or night.opened_at for h in holdings)
        text = f"COULD NOT CHECK {line(agency, 30)} ({why})"
        yield Alarm("source-failing", agency, text, since, "refresh", Level.WARNING)


_OFFERS = {**{offer: offer.value for offer in Offer}, Offer.WATCH_LIST: "watch list"}

RULES = (plans, markers, sources)
