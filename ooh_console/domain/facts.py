"""Facts of the night that a condition can ask for, each by its word.

A fact that an entry says gives that entry: it tells by whom and when, and its time is a moment from
which other things are due.
"""

from __future__ import annotations

import re
from collections.abc import Callable
from dataclasses import dataclass

from ooh_console.domain.attendance import Attendance
from ooh_console.domain.attending import agency_of
from ooh_console.domain.bodies import (
    AttendanceAnswered,
    AttendanceProgress,
    PersonLinked,
    PowerStarted,
    ProtocolStep,
    Referral,
    Topic,
)
from ooh_console.domain.copies import by_subject, copies, newest_copy
from ooh_console.domain.entries import Entry, body_of
from ooh_console.domain.holdings import Holdings
from ooh_console.domain.plans import BirthPlan, PlanStatus
from ooh_console.domain.sources import AgencyKind, Offer, SourceState
from ooh_console.domain.state import State
from ooh_console.domain.text import clean, is_blank, name_key

Look = Callable[[State, Holdings], Entry | bool | None]


@dataclass(frozen=True, slots=True)
class Word:
    """A fact in words: that it is so, that it is not, and where to look."""

    words: str
    denied: str
    look: Look


def _last(kind: str) -> Look:
    return lambda state, _: state.last(kind)


def _first(kind: str) -> Look:
    return lambda state, _: next(iter(state.live(kind)), None)


def _named(state: State, _: Holdings) -> Entry | None:
    return state.decision_maker.entry if state.decision_maker else None


def _accepted(state: State, _: Holdings) -> Entry | None:
    return state.decision_maker.accepted if state.decision_maker else None


def _lead(state: State, _: Holdings) -> Entry | None:
    return state.lead.entry if state.lead and state.lead.party else None


def _lead_sought(state: State, _: Holdings) -> Entry | None:
    return state.lead.entry if state.lead else None


def _ooh_asked(state: State, _: Holdings) -> Entry | None:
    return state.ooh.entry


def _ooh(answer: str) -> Look:
    def look(state: State, _: Holdings) -> Entry | None:
        given = state.ooh.answer
        if given is None or body_of(given, AttendanceAnswered).answer != answer:
            return None
        return given

    return look


def _power(state: State, _: Holdings) -> Entry | None:
    return state.powers[-1] if state.powers else None


def _restriction(state: State, _: Holdings) -> Entry | None:
    return state.restrictions[-1] if state.restrictions else None


def _handed_over(state: State, _: Holdings) -> Entry | None:
    return state.last("handover") or state.last("shift_handed_over")


def _on_scene(state: State, holdings: Holdings) -> Entry | bool:
    for entry in state.live("attendance_progress"):
        if body_of(entry, AttendanceProgress).progress == "on-scene" and agency_of(entry):
            return entry
    return any(promise.state is Attendance.ON_SCENE for _, promise in holdings.commitments)


def _plan_held(state: State, holdings: Holdings) -> bool:
    return bool(copies(state, holdings))


def _plan_agreed(state: State, holdings: Holdings) -> bool:
    newest = _newest(state, holdings)
    return bool(newest) and all(plan.status is PlanStatus.AGREED for plan in newest)


def _newest(state: State, holdings: Holdings) -> list[BirthPlan]:
    """The newest copy about each person about whom there are plans."""
    groups = by_subject(copies(state, holdings), state)
    return [best.plan for best in map(newest_copy, groups) if best is not None]


_NO_RISK = re.compile(
    r"\s*(?:none\b|nil\b|n/?a\b|low\b|no (?:known )?(?:flight )?risk\b|not applicable\b)", re.I
)
"""How a plan says that there is no flight risk. Anything else counts as a risk: doubt does."""


def flight_risk(state: State, holdings: Holdings) -> bool:
    """Whether the newest copy of a plan speaks of a flight risk."""
    said = (plan.fields.get("flight_risk", "") for plan in _newest(state, holdings))
    return any(not is_blank(one) and _NO_RISK.match(clean(one)) is None for one in said)


def _everybody_told(state: State, _: Holdings) -> bool:
    return not any(state.still_believe_old(topic) for topic in Topic)


def _markers_read(state: State, holdings: Holdings) -> bool:
    held = holdings.markers
    return bool(held) and all(state.readers(marker.digest) for _, marker in held)


FACTS: dict[str, Word] = {
    "opened": Word("the incident is open", "the incident is not open", _first("incident_opened")),
    "born": Word("the baby is born", "the baby is not born", _first("birth_recorded")),
    "decision-maker-named": Word("a decision maker is named", "nobody decides", _named),
    "decision-maker-accepted": Word(
        "the decision maker has accepted", "no decision maker has accepted", _accepted
    ),
    "lead-named": Word("a lead professional is named", "no lead professional is named", _lead),
    "lead-sought": Word(
        "a lead is named, or was tried", "nobody has tried to reach a lead", _lead_sought
    ),
    "ooh-asked": Word("OOH was asked", "OOH was not asked", _ooh_asked),
    "ooh-attends": Word("OOH will attend", "OOH has not said that it attends", _ooh("will-attend")),
    "ooh-cannot-attend": Word(
        "OOH cannot attend", "OOH has not said that it cannot attend", _ooh("cannot-attend")
    ),
    "agency-on-scene": Word("an agency is on scene", "no agency is on scene", _on_scene),
    "hospital-chosen": Word(
        "a hospital is chosen", "no hospital is chosen", _last("hospital_chosen")
    ),
    "power-in-force": Word("a power is in force", "no power is in force", _power),
    "power-started": Word("a power was started", "no power was started", _last("power_started")),
    "restriction-in-force": Word(
        "something must not be told to the family", "nothing is kept from the family", _restriction
    ),
    "disclosure-lifted": Word(
        "the family may be told",
        "nobody has said that the family may be told",
        _last("disclosure_lifted"),
    ),
    "plan-held": Word("a birth plan is held", "no birth plan is held", _plan_held),
    "plan-agreed": Word(
        "the newest birth plan is agreed", "the newest birth plan is not agreed", _plan_agreed
    ),
    "plan-read": Word(
        "the birth plan was read", "nobody has read the birth plan", _last("plan_read")
    ),
    "plan-read-out": Word(
        "a plan was read out by telephone", "no plan was read out", _last("plan_read_out")
    ),
    "everybody-told": Word(
        "nobody believes an old answer", "somebody believes an old answer", _everybody_told
    ),
    "parents-told": Word(
        "the parents were told", "the parents were not told", _last("parents_told")
    ),
    "flight-risk": Word(
        "the birth plan speaks of a flight risk", "the plan speaks of no flight risk", flight_risk
    ),
    "markers-read": Word("every marker was read", "a marker is unread", _markers_read),
    "briefing-held": Word("a briefing was held", "no briefing was held", _last("briefing_held")),
    "meeting-called": Word(
        "a meeting is called", "no meeting is called", _last("meeting_convened")
    ),
    "meeting-held": Word("a meeting was held", "no meeting was held", _last("meeting_held")),
    "decision-recorded": Word(
        "a decision is on record", "no decision is on record", _last("decision")
    ),
    "handed-over": Word("it was handed over", "nothing was handed over", _handed_over),
}

MOMENTS: tuple[str, ...] = tuple(
    word
    for word in FACTS
    if word
    not in (
        "agency-on-scene",
        "everybody-told",
        "flight-risk",
        "markers-read",
        "plan-agreed",
        "plan-held",
    )
)
"""Facts that an entry says: their time is a moment."""


def marked(holdings: Holdings, words: tuple[str, ...]) -> bool:
    """Whether a marker holds one of these words, whole, in category, code or text; `dog*` also
    finds `dogs`. An expired marker counts: what it warns of may still be there."""
    pattern = _pattern(words)
    return any(map(pattern.search, holdings.words_of_markers))


def _pattern(words: tuple[str, ...]) -> re.Pattern[str]:
    each = (re.escape(" ".join(word.casefold().split())).replace(r"\*", r"\w*") for word in words)
    return re.compile(rf"(?<!\w)(?:{'|'.join(each)})(?!\w)")


def linked(state: State, _: Holdings, relations: tuple[str, ...]) -> Entry | None:
    """The first entry that links a person of one of these relations."""
    return next(
        (e for e in state.linked if body_of(e, PersonLinked).relation in relations),
        None,
    )


def power(state: State, sections: tuple[str, ...]) -> Entry | None:
    """A power of one of these sections (`s46`) in force."""
    return next((e for e in state.powers if body_of(e, PowerStarted).power[:3] in sections), None)


def referral(state: State, to: tuple[str, ...]) -> Entry | None:
    """A referral to one of these, made or decided against."""
    wanted = [name_key(one) for one in to]
    found = (
        e
        for e in state.live("referral")
        if any(one in name_key(body_of(e, Referral).to) for one in wanted)
    )
    return next(found, None)


def step(state: State, keys: tuple[str, ...]) -> Entry | None:
    """The entry that settles another step (`methane/report`), done or not applicable."""
    found = None
    for entry in state.live("protocol_step"):
        body = body_of(entry, ProtocolStep)
        if f"{body.protocol}/{body.step}" in keys:
            found = entry
    return found


def answered(holdings: Holdings, kind: AgencyKind, offer: Offer, wanted: SourceState) -> bool:
    """Whether an agency of this kind answered so: held, none held, could not check."""
    kinds = {source.agency: source.kind for source in holdings.sources}
    return any(
        holding.state is wanted and kinds.get(holding.agency) is kind
        for holding in holdings.of(offer)
    )
