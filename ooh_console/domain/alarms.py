"""Alarms: what nobody has answered yet, as pure rules over (state, holdings, now).

Each says what is wrong, since when, and names the command that answers it.
"""

from __future__ import annotations

from collections.abc import Iterator
from dataclasses import dataclass
from datetime import datetime, timedelta
from enum import IntEnum

from pydantic import BaseModel, ConfigDict, Field

from ooh_console.domain.attendance import Attendance, overdue
from ooh_console.domain.bodies import Action, Topic
from ooh_console.domain.holdings import Holding, Holdings, Offer, SourceState
from ooh_console.domain.plans import PlanStatus, differences, missing, newest
from ooh_console.domain.state import State, body_of
from ooh_console.domain.text import line
from ooh_console.domain.times import age, clock

MINUTE = timedelta(minutes=1)


class Thresholds(BaseModel):
    """How long something may stand before it is an alarm, in minutes (`config/console.toml`)."""

    model_config = ConfigDict(frozen=True, extra="forbid")
    no_decision_maker: float = Field(default=5, ge=0)
    not_accepted: float = Field(default=3, ge=0)
    no_lead: float = Field(default=5, ge=0)
    ooh_not_asked: float = Field(default=5, ge=0)
    ooh_unanswered: float = Field(default=5, ge=0)
    source_stale: float = Field(default=2, ge=0)


class Level(IntEnum):
    """How loud. The word stands on the screen; colour only repeats it."""

    ALARM = 1
    WARNING = 2


LEVEL_WORDS = {Level.ALARM: "ALARM", Level.WARNING: "check"}


@dataclass(frozen=True, slots=True)
class Alarm:
    """Something that nobody has answered yet."""

    code: str
    """Stable name of the rule, such as `no-decision-maker`."""
    subject: str
    """What it is about: an agency, a recipient, or empty. With the code, its identity."""
    text: str
    since: datetime
    command: str
    """The command that answers it (desk/commands.py gives its key)."""
    level: Level = Level.ALARM

    def words(self, now: datetime) -> str:
        """The sentence with the time it has stood."""
        return f"{self.text}, {age(self.since, now)}"


@dataclass(frozen=True, slots=True)
class _Night:
    state: State
    holdings: Holdings
    now: datetime
    limits: Thresholds
    opened_at: datetime

    def past(self, since: datetime, minutes: float) -> bool:
        return self.now - since >= minutes * MINUTE


def alarms(
    state: State, holdings: Holdings, now: datetime, limits: Thresholds
) -> tuple[Alarm, ...]:
    """Every alarm that stands at `now`, the loudest first, then by when it began."""
    if state.opened is None:
        return ()
    opened_at = min(state.opened.occurred_at, state.opened.recorded_at)
    night = _Night(state, holdings, now, limits, opened_at)
    rules = _FACTS if state.closed else (*_ANSWERS, *_FACTS)
    found = [alarm for rule in rules for alarm in rule(night)]
    order = {rule: place for place, rule in enumerate(_ORDER)}
    return tuple(
        sorted(found, key=lambda a: (a.level, order.get(a.code, len(order)), a.since, a.subject))
    )


def _decision_maker(night: _Night) -> Iterator[Alarm]:
    maker = night.state.decision_maker
    limit = night.limits
    if maker is None:
        if night.past(night.opened_at, limit.no_decision_maker):
            yield Alarm(
                "no-decision-maker", "", "NO DECISION MAKER", night.opened_at, "decision-maker"
            )
    elif maker.accepted is None and night.past(maker.since, limit.not_accepted):
        name = line(maker.party.name, 40)
        text = f"{name} named as decision maker, NOT ACCEPTED"
        yield Alarm("not-accepted", "", text, maker.since, "accept")


def _lead(night: _Night) -> Iterator[Alarm]:
    lead = night.state.lead
    if lead is None:
        if night.past(night.opened_at, night.limits.no_lead):
            yield Alarm("no-lead", "", "NO LEAD PROFESSIONAL", night.opened_at, "lead")
    elif lead.party is None:
        yield Alarm(
            "no-lead", "", "LEAD PROFESSIONAL NOT IDENTIFIED: none reached", lead.since, "lead"
        )


def _ooh(night: _Night) -> Iterator[Alarm]:
    ooh = night.state.ooh
    if ooh.state is None:
        if night.past(night.opened_at, night.limits.ooh_not_asked):
            text = "Nobody has asked whether OOH attends"
            yield Alarm("ooh-not-asked", "", text, night.opened_at, "attendance")
    elif ooh.state is Attendance.REQUESTED and ooh.since is not None:
        if night.past(ooh.since, night.limits.ooh_unanswered):
            yield Alarm("ooh-unanswered", "", "OOH asked, NO ANSWER", ooh.since, "attendance")
    elif overdue(ooh.state, ooh.eta, night.now) and ooh.eta is not None:
        text = f"OVERDUE: OOH, expected {clock(ooh.eta)}"
        yield Alarm("eta-passed", "OOH", text, ooh.eta, "attendance")


_BELIEVE = {
    Topic.OOH: "still {expect} what OOH said before",
    Topic.DECISION_MAKER: "not told who decides now",
    Topic.LEAD: "not told who leads now",
}


def _old_answers(night: _Night) -> Iterator[Alarm]:
    for topic in Topic:
        told = night.state.still_believe_old(topic)
        if not told:
            continue
        answer = night.state.answer(topic)
        since = answer.recorded_at if answer else min(t.notice.occurred_at for t in told)
        names = ", ".join(line(t.recipient, 30) for t in told)
        words = _BELIEVE[topic].format(expect="expects" if len(told) == 1 else "expect")
        if topic is Topic.OOH and night.state.ooh.state is Attendance.CANNOT_ATTEND:
            words = "still expects OOH" if len(told) == 1 else "still expect OOH"
        yield Alarm("old-answer", topic, f"{len(told)} {words}: {names}", since, "tell")


def _promises(night: _Night) -> Iterator[Alarm]:
    """An ETA that has passed without `on scene`, whoever told us of the promise (I13)."""
    for name in night.state.agencies_heard:
        heard = night.state.attending(name)
        if overdue(heard.state, heard.eta, night.now) and heard.eta is not None:
            text = f"OVERDUE: {line(name, 30)}, expected {clock(heard.eta)} (heard by telephone)"
            yield Alarm("eta-passed", name, text, heard.eta, "commitment")
    for holding, promise in night.holdings.commitments:
        if overdue(promise.state, promise.eta, night.now) and promise.eta is not None:
            who = line(promise.who, 30) or line(holding.agency, 30)
            text = f"OVERDUE: {who}, expected {clock(promise.eta)}"
            subject = f"{holding.agency}/{promise.identifier or promise.who}"
            yield Alarm("eta-passed", subject, text, promise.eta, "commitment")


def _actions(night: _Night) -> Iterator[Alarm]:
    for entry in night.state.open_actions:
        action = body_of(entry, Action)
        if action.due and action.due < night.now:
            text = f"ACTION OVERDUE: {line(action.owner, 24)}: {line(action.text, 60)}"
            yield Alarm("action-overdue", entry.id, text, action.due, "action")


def _plans(night: _Night) -> Iterator[Alarm]:
    copies = night.holdings.plans
    best = newest(plan for _, plan in copies)
    for holding, plan in copies:
        agency = line(holding.agency, 30)
        since = plan.dated if plan.dated and plan.dated.tzinfo else night.opened_at
        if plan.status is PlanStatus.DRAFT:
            gaps = len(missing(plan))
            text = (
                f"Plan at {agency} is a DRAFT "
                f"(version {line(plan.version, 10)}, {gaps} parts missing)"
            )
            yield Alarm("plan-draft", holding.agency, text, since, "plan", Level.WARNING)
        if best is not None and plan is not best and differences(best, plan):
            count = len(differences(best, plan))
            text = f"Plan at {agency} DIFFERS from the newest copy in {count} places"
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
    if best is not None and not night.state.readers(best.digest):
        text = f"Nobody has read the newest birth plan ({best.title()})"
        yield Alarm("plan-unread", "", text, night.opened_at, "plan")


def _markers(night: _Night) -> Iterator[Alarm]:
    unread = [m for _, m in night.holdings.markers if not night.state.readers(m.digest)]
    if unread:
        text = f"{len(unread)} warning {'marker' if len(unread) == 1 else 'markers'} UNREAD"
        yield Alarm("markers-unread", "", text, night.opened_at, "markers")


def _sources(night: _Night) -> Iterator[Alarm]:
    failing: dict[tuple[str, str], list[Holding]] = {}
    for holding in night.holdings.held:
        if holding.state is SourceState.COULD_NOT_CHECK:
            failing.setdefault((holding.agency, holding.reason), []).append(holding)
        elif holding.fetched_at and night.past(holding.fetched_at, night.limits.source_stale):
            text = f"{line(holding.agency, 30)}: {holding.offer} not refreshed"
            yield Alarm(
                "source-stale",
                f"{holding.agency}/{holding.offer}",
                text,
                holding.fetched_at,
                "refresh",
                Level.WARNING,
            )
    for (agency, reason), holdings in failing.items():
        what = ", ".join(holding.offer.value for holding in holdings)
        since = min(h.failing_since or h.checked_at or night.opened_at for h in holdings)
        text = f"{line(agency, 30)} COULD NOT CHECK {what}: {line(reason, 120)}"
        yield Alarm("source-failing", agency, text, since, "refresh", Level.WARNING)


_ANSWERS = (_decision_maker, _lead, _ooh, _old_answers, _promises)
_FACTS = (_actions, _plans, _markers, _sources)
_ORDER = (
    "old-answer",
    "no-decision-maker",
    "ooh-unanswered",
    "ooh-not-asked",
    "eta-passed",
    "markers-unread",
    "plan-unread",
    "not-accepted",
    "no-lead",
    "action-overdue",
    "source-failing",
    "plan-differs",
    "plan-draft",
    "plan-missing",
    "plan-not-read",
    "source-stale",
)
"""What a lone worker should see first when more alarms stand than lines are free."""
