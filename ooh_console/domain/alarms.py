"""Alarms: what nobody has answered yet, as pure rules over (state, holdings, now).

Each says what is wrong, since when, and names the command that answers it.
"""

from __future__ import annotations

from collections import Counter
from collections.abc import Iterable, Iterator
from dataclasses import dataclass, replace
from datetime import datetime, timedelta
from enum import IntEnum

from pydantic import BaseModel, ConfigDict, Field

from ooh_console.domain.attendance import Attendance, Commitment, overdue
from ooh_console.domain.bodies import Action, AttendanceAnswered, NoticeGiven, Topic
from ooh_console.domain.entries import Entry
from ooh_console.domain.holdings import Holding, Holdings, Offer, SourceState
from ooh_console.domain.plans import BirthPlan, PlanStatus, differences, missing, newest
from ooh_console.domain.state import State, Told, body_of
from ooh_console.domain.text import is_blank, line, name_key
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
    """Every alarm that stands at `now`, the loudest first, then by when it began.

    Of a closed incident only what it left behind: open actions, and who still believes an old
    answer. No two alarms have the same code and subject.
    """
    if state.opened is None:
        return ()
    opened_at = min(state.opened.occurred_at, state.opened.recorded_at)
    night = _Night(state, holdings, now, limits, opened_at)
    rules = _LEFT_BEHIND if state.closed else (*_ANSWERS, *_LEFT_BEHIND, *_FACTS)
    found = _told_apart(alarm for rule in rules for alarm in rule(night))
    order = {rule: place for place, rule in enumerate(_ORDER)}
    return tuple(
        sorted(found, key=lambda a: (a.level, order.get(a.code, len(order)), a.since, a.subject))
    )


def _told_apart(found: Iterable[Alarm]) -> Iterator[Alarm]:
    """An agency may hold two drafts: the second is another alarm, with a subject of its own."""
    times: Counter[tuple[str, str]] = Counter()
    for alarm in found:
        times[alarm.code, alarm.subject] += 1
        number = times[alarm.code, alarm.subject]
        yield alarm if number == 1 else replace(alarm, subject=f"{alarm.subject} #{number}")


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


def _old_answers(night: _Night) -> Iterator[Alarm]:
    for topic in Topic:
        told = night.state.still_believe_old(topic)
        if not told:
            continue
        answer = night.state.answer(topic)
        since = answer.recorded_at if answer else min(t.notice.occurred_at for t in told)
        groups: dict[tuple[str, str], list[str]] = {}
        for one in told:
            groups.setdefault(_belief(night.state, one), []).append(line(one.recipient, 30))
        text = "; ".join(
            f"{len(names)} {one if len(names) == 1 else many}: {', '.join(names)}"
            for (one, many), names in groups.items()
        )
        yield Alarm("old-answer", topic, text, since, "tell")


def _belief(state: State, told: Told) -> tuple[str, str]:
    """What somebody believes who was told an answer that no longer holds: of one, of several."""
    if told.topic is Topic.DECISION_MAKER:
        return "not told who decides now", "not told who decides now"
    if told.topic is Topic.LEAD:
        return "not told who leads now", "not told who leads now"
    heard = _promised(state.find(body_of(told.notice, NoticeGiven).answer))
    stands = _promised(state.ooh.answer)
    if heard and not stands:
        return "still expects OOH", "still expect OOH"
    if stands and heard is False:
        return "still thinks OOH is not coming", "still think OOH is not coming"
    return "not told OOH's new answer", "not told OOH's new answer"


def _promised(answer: Entry | None) -> bool | None:
    if answer is None or not isinstance(answer.body, AttendanceAnswered):
        return None
    return answer.body.answer == "will-attend"


def _promises(night: _Night) -> Iterator[Alarm]:
    """An ETA that has passed without `on scene`, whoever told us of the promise (I13)."""
    for name in night.state.agencies_heard:
        heard = night.state.attending(name)
        if overdue(heard.state, heard.eta, night.now) and heard.eta is not None:
            text = f"OVERDUE: {line(name, 30)}, expected {clock(heard.eta)} (as recorded here)"
            yield Alarm("eta-passed", name, text, heard.eta, "commitment")
    for holding, promise in night.holdings.commitments:
        if _seen(night.state, holding.agency, promise):
            continue
        if overdue(promise.state, promise.eta, night.now) and promise.eta is not None:
            who = line(promise.who, 30) or line(holding.agency, 30)
            text = f"OVERDUE: {who}, expected {clock(promise.eta)}"
            subject = f"{holding.agency}/{promise.identifier or promise.who}"
            yield Alarm("eta-passed", subject, text, promise.eta, "commitment")


def _seen(state: State, agency: str, promise: Commitment) -> bool:
    """Whether somebody here recorded them on scene, though their own system does not say so yet."""
    heard = state.attending(agency)
    if heard.state not in {Attendance.ON_SCENE, Attendance.LEFT}:
        return False
    return is_blank(heard.who) or name_key(heard.who) == name_key(promise.who)


def _actions(night: _Night) -> Iterator[Alarm]:
    for entry in night.state.open_actions:
        action = body_of(entry, Action)
        if action.due and action.due < night.now:
            text = f"ACTION OVERDUE: {line(action.owner, 24)}: {line(action.text, 60)}"
            yield Alarm("action-overdue", entry.id, text, action.due, "done")


def _plans(night: _Night) -> Iterator[Alarm]:
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


def _markers(night: _Night) -> Iterator[Alarm]:
    unread = [m for _, m in night.holdings.markers if not night.state.readers(m.digest)]
    if unread:
        text = f"{_count(len(unread), 'warning marker')} UNREAD"
        yield Alarm("markers-unread", "", text, night.opened_at, "markers")


def _sources(night: _Night) -> Iterator[Alarm]:
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
_ANSWERS = (_decision_maker, _lead, _ooh, _promises)
_LEFT_BEHIND = (_old_answers, _actions)
_FACTS = (_plans, _markers, _sources)
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
    "plan-superseded",
    "plan-not-read",
    "source-stale",
)
"""What a lone worker should see first when more alarms stand than lines are free."""
