"""The top of the screen: where we are, the three answers that never scroll away, and the alarms."""

from __future__ import annotations

from ooh_console.desk.commands import key_for
from ooh_console.desk.inquiry import WATCHED
from ooh_console.desk.marking import DO_NOT_TELL
from ooh_console.desk.panels import child_protection, meeting, powers
from ooh_console.desk.panels.asked import asked
from ooh_console.desk.panels.desk_clock import beside_the_time
from ooh_console.desk.panels.lines import Line, Span, Tone, at_most, row
from ooh_console.desk.panels.marked import before
from ooh_console.desk.panels.people import births
from ooh_console.desk.view import View
from ooh_console.desk.wording import party
from ooh_console.domain.alarms import LEVEL_WORDS, Alarm, Level
from ooh_console.domain.alarms.telling import old_in_words
from ooh_console.domain.attendance import WORDS, Attendance, overdue
from ooh_console.domain.attending import Attending
from ooh_console.domain.bodies import DecisionMakerAccepted, HospitalChosen, Topic
from ooh_console.domain.entries import body_of
from ooh_console.domain.protected import MARK
from ooh_console.domain.sources import SourceState
from ooh_console.domain.text import line
from ooh_console.domain.times import day_clock, near_clock, span


def heading(view: View) -> Line:
    """Reference, place, clock with zone; EXERCISE, closed, and reading the past in words."""
    tz = view.habits.tz
    spans: list[Span | str] = []
    if view.exercise:
        spans += [Span("EXERCISE", Tone.WARNING), " "]
    if view.as_it_stood:
        spans += [Span(f"AS IT STOOD {day_clock(view.now, tz)}", Tone.WARNING), " "]
    spans.append(Span(view.reference, Tone.STRONG))
    place = f" · {view.place(60)}".split(f"{MARK} ")
    # The mark is a stretch of its own: it stays where the place is cut.
    where = [" · ", Span(f"{MARK} ", Tone.RESTRICTED), place[1]] if len(place) > 1 else place
    at = "" if view.as_it_stood else f" · {view.now.astimezone(tz).strftime('%H:%M:%S %Z')}"
    old = old_in_words(view.state)
    now: list[Span | str] = [at, *([] if view.as_it_stood else beside_the_time(view.desk_clock))]
    # What is cut off where the line is too short is the place, never the clock or the alarm.
    first = bool(old) or len(now) > 1
    spans += [" · ", Span(old, Tone.ALARM)] if old else []
    spans += [*now, *where] if first else [*where, *now]
    if view.state.closed:
        spans += [" · ", Span("CLOSED", Tone.STRONG)]
    return row(*spans)


WHOLE = 4_000
"""Characters, where there is room for all of it: on paper, and read aloud."""


def answers(view: View, *, whole: bool = False) -> list[Line]:
    """DECISION MAKER, LEAD and OOH, one line each, never blank (I4); as much of each as a screen
    has room for, or the whole."""
    return [decision_maker(view, whole), lead(view, whole), ooh(view, whole)]


def _label(text: str) -> Span:
    return Span(f"{text:<15}", Tone.TITLE)


def decision_maker(view: View, whole: bool = False) -> Line:
    """Who decides, since when, and whether it was accepted."""
    label, maker, tz = _label("DECISION MAKER"), view.state.decision_maker, view.habits.tz
    if maker is None:
        stood = _stood(view)
        return row(label, Span(f"NOT IDENTIFIED{stood}", Tone.ALARM))
    who = party(maker.party, _room(60, whole))
    since = near_clock(maker.since, view.now, tz)
    if maker.accepted is None:
        return row(
            label, Span(who, Tone.STRONG), " ", Span(f"NOT ACCEPTED, named {since}", Tone.ALARM)
        )
    heard = body_of(maker.accepted, DecisionMakerAccepted).acceptance
    how = line(f"accepted, {heard.how}, heard by {heard.heard_by}", _room(60, whole))
    return row(label, Span(who, Tone.STRONG), f" since {since}, {how}")


def lead(view: View, whole: bool = False) -> Line:
    """The lead professional, or that nobody is."""
    label, standing, tz = _label("LEAD"), view.state.lead, view.habits.tz
    if standing is None:
        return row(label, Span(f"NOT IDENTIFIED{_stood(view)}", Tone.ALARM))
    since = near_clock(standing.since, view.now, tz)
    if standing.party is None:
        tried = line(standing.not_reached, _room(60, whole))
        return row(label, Span(f"NOT IDENTIFIED, tried {since}: {tried}", Tone.ALARM))
    return row(label, Span(party(standing.party, _room(60, whole)), Tone.STRONG), f" since {since}")


def ooh(view: View, whole: bool = False) -> Line:
    """Whether OOH attends, in words, and who still believes something else."""
    label, standing = _label("OOH"), view.state.ooh
    words = attending(standing, view, whole)
    alarming = standing.state in (None, Attendance.REQUESTED, Attendance.CANNOT_ATTEND)
    if standing.state is None:
        words = f"NOT ASKED{_stood(view)}"
    late = overdue(standing.state, standing.eta, view.now)
    return row(label, Span(words, Tone.ALARM if alarming or late else Tone.STRONG))


def attending(standing: Attending, view: View, whole: bool = False) -> str:
    """One agency's attendance in words with absolute times; OVERDUE said (I13)."""
    if standing.state is None:
        return "not asked"
    tz, now = view.habits.tz, view.now
    words = WORDS[standing.state]
    if overdue(standing.state, standing.eta, now):
        words = f"OVERDUE ({words})"
    parts = [words]
    if standing.state is Attendance.CANNOT_ATTEND:
        parts.append(f"agreed role: {line(standing.agreed_role, _room(80, whole))}")
        parts.append(f"reason: {line(standing.reason, _room(60, whole))}")
    else:
        if standing.who:
            parts.append(line(standing.who, _room(40, whole)))
        if standing.eta and standing.state in (Attendance.WILL_ATTEND, Attendance.EN_ROUTE):
            parts.append(f"ETA {near_clock(standing.eta, now, tz)}")
    if standing.since:
        verb = "said" if standing.answer is standing.entry and standing.answer else "since"
        parts.append(f"{verb} {near_clock(standing.since, now, tz)}")
    if standing.note:
        parts.append(line(standing.note, _room(60, whole)))
    return ", ".join(parts)


def _room(characters: int, whole: bool) -> int:
    return WHOLE if whole else characters


def _stood(view: View) -> str:
    opened = view.state.opened
    if opened is None:
        return ""
    return f" for {span(view.now - opened.occurred_at)}"


def alarms(view: View, limit: int | None = None) -> list[Line]:
    """Every alarm: word, key, what, how long. The loudest first."""
    found = [alarm_line(alarm, view) for alarm in view.alarms]
    if not found:
        return [no_alarm(view)]
    return at_most(found, limit, "all alarms with !")


def no_alarm(view: View) -> Line:
    """That none stands; while an agency has not answered yet, that one may come."""
    if any(h.offer in WATCHED and h.state is SourceState.NOT_CHECKED for h in view.holdings.held):
        return row(Span("No alarm yet: not every agency has answered.", Tone.WARNING))
    return row(Span("No alarm stands.", Tone.GOOD))


def alarm_line(alarm: Alarm, view: View) -> Line:
    """One alarm: word, key, what, how long."""
    loud = alarm.level is Level.ALARM
    tone = Tone.ALARM if loud else Tone.WARNING
    words = alarm.words(view.now)
    return row(
        Span(f"{LEVEL_WORDS[alarm.level]:<5}", tone),
        f" {key_for(alarm.command):>2} ",
        *before(words, None, view.marking),
        Span(words, tone if loud else Tone.PLAIN),
    )


def standing_facts(view: View, *, whole: bool = False) -> list[Line]:
    """What everybody must know besides: birth, powers with their clocks, what not to tell."""
    state = view.state
    known = births(view)
    hospital = state.answer(Topic.HOSPITAL)
    if hospital is not None:
        body = body_of(hospital, HospitalChosen)
        parts = (body.name, body.ward, body.telephone)
        known.append(
            f"HOSPITAL {line(', '.join(part for part in parts if part), _room(90, whole))}"
        )
    found = [row(Span(" · ".join(known), Tone.STRONG))] if known else []
    found += powers.standing(view)
    for entry in state.restrictions:
        what, until = (
            line(getattr(entry.body, name), _room(100, whole)) for name in ("what", "until")
        )
        found.append(row(Span(f"{DO_NOT_TELL}: {what} (until {until})", Tone.RESTRICTED)))
    return [*found, *meeting.short(view), *child_protection.short(view), *asked(view)]
