"""One incident of Tonight in lines: where it is, what is wrong, the three answers."""

from __future__ import annotations

from datetime import datetime

from ooh_console.desk.panels.lines import Line, Span, Tone, row
from ooh_console.desk.tonight import Shown
from ooh_console.desk.wording_review import counted
from ooh_console.domain.alarms import Level
from ooh_console.domain.attendance import WORDS, overdue
from ooh_console.domain.text import line
from ooh_console.domain.times import age, near_clock


def incident(shown: Shown, now: datetime) -> tuple[Line, Line]:
    """One incident on two lines: where and when; then what is wrong and who decides."""
    view = shown.view
    tz = view.habits.tz
    last = f" · last {near_clock(shown.last, now, tz)}, {age(shown.last, now)}"
    place = view.place(60) or "no address"
    if shown.closed:
        first = row(
            Span("CLOSED ", Tone.QUIET), Span(shown.reference, Tone.STRONG), f" · {place}", last
        )
    else:
        first = row(Span(shown.reference, Tone.STRONG), f" · {place}", last)
    alarms = shown.alarms(now)
    loud = [one for one in alarms if one.level is Level.ALARM]
    spans: list[Span | str] = ["  "]
    asked = f"{counted(shown.questions)} from the review · " if shown.questions else ""
    if shown.closed:
        # At night an alarm comes first; of what is over, what somebody waits for.
        spans.append(Span(asked, Tone.STRONG))
        asked = ""
        signed = "signed off" if view.state.live("signed_off") else "not signed off"
        spans.append(Span(f"{signed} · ", Tone.QUIET))
    if alarms:
        tone = Tone.ALARM if loud else Tone.WARNING
        word = (
            f"{len(loud)} ALARM{'S' if len(loud) != 1 else ''}"
            if loud
            else f"{len(alarms)} to check"
        )
        spans += [Span(f"{word}: {line(alarms[0].words(now), 28)}", tone), " · "]
    elif not shown.closed:
        spans += [Span("no alarm", Tone.GOOD), " · "]
    spans += [asked, *_answers(shown, now)]
    return first, row(*spans)


def _answers(shown: Shown, now: datetime) -> list[Span | str]:
    """The three answers, short."""
    state = shown.view.state
    maker, lead, ooh = state.decision_maker, state.lead, state.ooh
    decides = line(maker.party.name, 14) if maker else "nobody"
    leads = line(lead.party.name, 14) if lead and lead.party else "nobody"
    words = WORDS[ooh.state] if ooh.state else "not asked"
    if overdue(ooh.state, ooh.eta, now):
        words = f"OVERDUE ({words})"
    return [f"OOH {words} · DM {decides} · lead {leads}"]
