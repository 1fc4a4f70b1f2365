"""What the attendance dialog says: the answer in force, who knows it, and the keys of each step."""

from __future__ import annotations

from datetime import timedelta

from ooh_console.desk.acts.attendance import ETA
from ooh_console.desk.acts.form import WHEN, Context, meaning
from ooh_console.desk.panels import answers
from ooh_console.desk.panels.lines import Line, Span, Tone, quiet, row
from ooh_console.desk.view import View
from ooh_console.domain.bodies import OOH as OOH
from ooh_console.domain.bodies import Topic
from ooh_console.domain.text import is_blank, line
from ooh_console.domain.times import near_clock

LABELS: dict[str, Line] = {
    "asked_by": row(Span("Who asks:", Tone.STRONG)),
    "who": row(Span("Who attends:", Tone.STRONG)),
    "eta": row(Span("ETA, minutes from now (20) or a time (02:40):", Tone.STRONG)),
    "change_reason": row(Span("The answer changes. Why?", Tone.STRONG)),
    "agreed_role": row(Span("Role of OOH instead, as agreed:", Tone.STRONG)),
    "reason": row(Span("Why OOH cannot attend:", Tone.STRONG)),
    "when": row(Span("When it was said, 02:10 or minutes ago (5); empty: now:", Tone.STRONG)),
    "late": row(Span("Why it is recorded late, if over five minutes ago:", Tone.STRONG)),
}


def eta_meaning(text: str, context: Context) -> str:
    """What a typed ETA means; empty when it is no time."""
    return meaning(ETA, text, context)


def when_meaning(text: str, context: Context) -> str:
    """What a typed time of the event means; empty when it is no time."""
    return meaning(WHEN, text, context)


def happened(text: str, context: Context) -> Line:
    """The key for the time of the event; where one is typed, what it means (I3)."""
    if is_blank(text):
        return _key("n", "it was said earlier than now", "   then when")
    meant = when_meaning(text, context) or f"«{line(text, 20)}», which is not a time"
    return _key("n", f"said at {meant}", "   what you record now counts for then", Tone.WARNING)


def standing(view: View, may_answer: bool) -> list[Line]:
    """The answer in force, who was told it, and who may answer."""
    mark = [Span("EXERCISE ", Tone.WARNING)] if view.exercise else []
    title = Span("Does OOH attend?", Tone.TITLE)
    found = [row(*mark, title, Span(f" · {view.reference}", Tone.QUIET)), answers.ooh(view)]
    told = [one for one in view.state.told if one.topic is Topic.OOH]
    if told:
        spans: list[Span | str] = [Span("TOLD           ", Tone.TITLE)]
        for number, one in enumerate(sorted(told, key=lambda one: one.current)):
            name = line(one.recipient, 30)
            spans.append(", " if number else "")
            if not one.current:
                spans.append(Span(f"{name} BELIEVES THE OLD ANSWER", Tone.ALARM))
            elif one.confirmed:
                spans.append(f"{name} (read back)")
            elif one.refused:
                spans.append(Span(f"{name} (refused it)", Tone.WARNING))
            else:
                spans.append(Span(f"{name} (not read back)", Tone.WARNING))
        found.append(row(*spans))
    elif view.state.ooh.answer is not None:
        found.append(row(Span("TOLD           ", Tone.TITLE), Span("nobody yet", Tone.WARNING)))
    if not may_answer:
        words = "Only the OOH team answers for OOH. From here you can record that they were asked."
        found.append(row(Span(words, Tone.WARNING)))
    return found


def step(name: str, view: View, who: str, eta: str, may_answer: bool) -> list[Line]:
    """The keys of a step, each with what it records."""
    match name:
        case "menu":
            return _menu(may_answer)
        case "will":
            return _will(view, who)
        case "cannot":
            return _cannot(view)
        case "change":
            when = eta_meaning(eta, Context(view))
            return [row(Span(f"OOH will attend: {line(who, 60)}, ETA {when}", Tone.STRONG))]
        case _:
            return []


def _key(key: str, text: str, more: str = "", tone: Tone = Tone.PLAIN) -> Line:
    return row(Span(f" {key}  ", Tone.STRONG), Span(text, tone), Span(more, Tone.QUIET))


def _menu(may_answer: bool) -> list[Line]:
    asked = _key("a", "OOH was asked whether they attend")
    if not may_answer:
        return [asked, _key("e h s l", "OOH is en route / holding / on scene / has left")]
    return [
        asked,
        _key("w", "OOH WILL attend", "   then who and when"),
        _key("c", "OOH CANNOT attend", "   then the role instead, and why"),
        _key("e", "OOH is en route", "   h holding   s on scene   l left"),
    ]


def _will(view: View, who: str) -> list[Line]:
    now, tz = view.now, view.habits.tz
    found = [
        row(
            Span("OOH WILL attend: ", Tone.STRONG), line(who, 60), Span("   p  another", Tone.QUIET)
        )
    ]
    for number, minutes in enumerate(view.habits.eta_minutes[:9], 1):
        at = near_clock(now + timedelta(minutes=minutes), now, tz)
        found.append(_key(str(number), f"in {minutes:>3} min", f"   ETA {at}"))
    return [*found, _key("t", "type minutes or a time")]


def _cannot(view: View) -> list[Line]:
    found = [row(Span("OOH CANNOT attend. Role instead, and why:", Tone.STRONG))]
    for number, preset in enumerate(view.habits.cannot_attend[:9], 1):
        found.append(_key(str(number), line(preset.role, 200)))
        found.append(quiet(f"    because: {line(preset.reason, 200)}"))
    return [*found, _key("0", "type role and reason")]
