"""Alarms: what nobody has answered yet, as pure rules over (state, holdings, now).

Each says what is wrong, since when, and names the command that answers it.
"""

from __future__ import annotations

from collections import Counter
from collections.abc import Iterable, Iterator
from dataclasses import replace
from datetime import datetime

from ooh_console.domain.alarms import (
    answers,
    apart,
    people,
    plans,
    powers,
    promises,
    shift,
    telling,
)
from ooh_console.domain.alarms import holdings as facts
from ooh_console.domain.alarms import meetings as gatherings
from ooh_console.domain.alarms import steps as protocol
from ooh_console.domain.alarms.kinds import LEVEL_WORDS, MINUTE, Alarm, Level, Night, Thresholds
from ooh_console.domain.holdings import Holdings
from ooh_console.domain.protocol import Protocol
from ooh_console.domain.state import State


def alarms(
    state: State,
    holdings: Holdings,
    now: datetime,
    limits: Thresholds,
    protocols: tuple[Protocol, ...] = (),
) -> tuple[Alarm, ...]:
    """Every alarm that stands at `now`, the loudest first, then by when it began.

    Of a closed incident only what it left behind: open actions, who still believes an old answer,
    powers that run out. No two alarms have the same code and subject.
    """
    if state.opened is None:
        return ()
    opened_at = min(state.opened.occurred_at, state.opened.recorded_at)
    night = Night(state, holdings, now, limits, opened_at, protocols)
    rules = _LEFT_BEHIND if state.closed else _RULES
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


_LEFT_BEHIND = (*apart.RULES, *telling.RULES, *powers.LEFT_BEHIND, *promises.LEFT_BEHIND)
"""What a closed incident can still owe."""
_WHILE_OPEN = (
    *shift.RULES,
    *telling.WHILE_OPEN,
    *powers.WHILE_OPEN,
    *people.RULES,
    *plans.RULES,
    *gatherings.RULES,
    *protocol.RULES,
    *facts.RULES,
)
_RULES = (*answers.RULES, *promises.RULES, *_LEFT_BEHIND, *_WHILE_OPEN)
_ORDER = (
    "closed-apart",
    "answers-apart",
    "key-disabled",
    "old-answer",
    "power-expired",
    "power-ends",
    "shift-not-accepted",
    "no-decision-maker",
    "ooh-unanswered",
    "ooh-not-asked",
    "eta-passed",
    "nobody-linked",
    "others-record",
    "number-in-doubt",
    "markers-unread",
    "plan-unread",
    "plan-not-given",
    "order-not-known",
    "parents-not-told",
    "not-accepted",
    "no-lead",
    "meeting-passed",
    "action-overdue",
    "power-ends-soon",
    "agency-unanswered",
    "answer-refused",
    "not-told",
    "meeting-not-told",
    "step-overdue",
    "source-sign-in",
    "source-failing",
    "source-not-looked",
    "plan-differs",
    "plan-draft",
    "plan-missing",
    "plan-superseded",
    "plan-not-read",
    "source-stale",
)
"""What a lone worker should see first when more alarms stand than lines are free."""

__all__ = ["LEVEL_WORDS", "MINUTE", "Alarm", "Level", "Thresholds", "alarms"]
