"""What stands beside a form: the script to read out, the answer in force, the entry to strike."""

from __future__ import annotations

from collections.abc import Callable, Mapping

from ooh_console.desk.acts.form import Context
from ooh_console.desk.acts.night import standing, still_open
from ooh_console.desk.panels import answers
from ooh_console.desk.panels.handover import sheet
from ooh_console.desk.panels.integrity import integrity
from ooh_console.desk.panels.lines import Line, Span, Tone, quiet, row
from ooh_console.desk.panels.meeting import meetings, to_read_out
from ooh_console.desk.script import script
from ooh_console.desk.wording import sentence
from ooh_console.desk.wording_log import log_line
from ooh_console.desk.wording_review import question_in_words
from ooh_console.domain.bodies import Topic
from ooh_console.domain.circulation import circulation
from ooh_console.domain.plans import newest
from ooh_console.domain.text import line, name_key
from ooh_console.domain.times import day_clock

Values = Mapping[str, str]


def beside(act: str, values: Values, context: Context) -> list[Line]:
    """The lines for this act; none when nothing needs to be in sight."""
    found = _BESIDE.get(act)
    return found(values, context) if found else []


def _tell(values: Values, context: Context) -> list[Line]:
    view = context.view
    try:
        topic = Topic(values.get("topic", ""))
    except ValueError:
        return [quiet("There is no answer to tell yet.")]
    words = script(topic, view)
    if not words:
        return [row(Span(f"There is no answer on {topic} to tell yet.", Tone.WARNING))]
    found = [row(Span("READ OUT  ", Tone.TITLE), Span(words, Tone.STRONG))]
    number = telephone(values.get("recipient", ""), context, topic)
    if number:
        found.append(row(Span("TELEPHONE ", Tone.TITLE), Span(number, Tone.STRONG)))
    believe = view.state.still_believe_old(topic)
    if believe:
        names = ", ".join(line(told.recipient, 30) for told in believe)
        found.append(row(Span(f"Believe the old answer: {names}", Tone.WARNING)))
    return found


def telephone(recipient: str, context: Context, topic: Topic | None = None) -> str:
    """The telephone of a recipient, an agency or a professional in the newest plan, if known."""
    wanted = name_key(recipient)
    if not wanted:
        return ""
    for one in circulation(topic, context.view.state, context.view.holdings) if topic else ():
        if name_key(one.recipient.name) == wanted and one.recipient.telephone:
            return line(one.recipient.telephone, 40)
    holdings = context.view.holdings
    for source in holdings.sources:
        if name_key(source.agency) == wanted:
            return line(source.telephone, 40)
    plan = newest(plan for _, plan in holdings.plans)
    for person in plan.professionals if plan else ():
        if name_key(person.name) == wanted:
            return line(person.telephone, 40)
    return ""


def _strike(_: Values, context: Context) -> list[Line]:
    entry, view = context.entry, context.view
    if entry is None:
        return [row(Span("Choose the entry in the log first.", Tone.WARNING))]
    tz = view.habits.tz
    return [
        row(
            Span("STRIKE OUT ", Tone.TITLE),
            Span(log_line(entry, view.state, tz, view.marking, 300)),
        ),
        quiet(
            f"Entry {entry.seq}, recorded {day_clock(entry.recorded_at, tz)} by "
            f"{line(entry.operator, 60)}. It stays readable."
        ),
    ]


def _about(_: Values, context: Context) -> list[Line]:
    entry, view = context.entry, context.view
    if entry is None:
        return []
    words = log_line(entry, view.state, view.habits.tz, view.marking, 300)
    return [row(Span("ABOUT ", Tone.TITLE), words)]


def _answer(values: Values, context: Context) -> list[Line]:
    view, asked = context.view, values.get("question", "")
    one = next((q for q in view.review.questions if q.entry.id == asked), None)
    if one is None:
        return []
    state, tz, marking = view.state, view.habits.tz, view.marking
    found = [row(Span("QUESTION ", Tone.TITLE), log_line(one.entry, state, tz, marking, 300))]
    found += [quiet(f"Answered: {log_line(a, state, tz, marking, 200)}") for a in one.answers]
    return found


def _sign_off(_: Values, context: Context) -> list[Line]:
    """What is signed: how much was read, whether it is unchanged, what nobody has answered."""
    view = context.view
    found = [*integrity(view)]
    found += [
        row(Span("NOT ANSWERED ", Tone.WARNING), question_in_words(one))
        for one in view.review.open_questions
    ]
    if view.state.closed is None:
        found.append(row(Span("This incident is not closed: more may be recorded.", Tone.WARNING)))
    return found


def _maker(_: Values, context: Context) -> list[Line]:
    maker = context.view.state.decision_maker
    if maker is None:
        return []
    return [
        row(Span("IN FORCE  ", Tone.TITLE), *answers.decision_maker(context.view).spans[1:]),
        row(Span("This is a handover: the reason is needed.", Tone.WARNING)),
    ]


def _accept(_: Values, context: Context) -> list[Line]:
    return [answers.decision_maker(context.view)]


def _lead(_: Values, context: Context) -> list[Line]:
    if context.view.state.lead is None:
        return []
    return [
        row(Span("IN FORCE  ", Tone.TITLE), *answers.lead(context.view).spans[1:]),
        row(Span("This changes it: the reason is needed.", Tone.WARNING)),
    ]


def _close(_: Values, context: Context) -> list[Line]:
    found = [
        row(Span("STILL OPEN ", Tone.WARNING), line(action, 200)) for action in still_open(context)
    ]
    found += [
        row(Span("UNANSWERED ", Tone.ALARM), line(alarm.text, 120)) for alarm in standing(context)
    ]
    return found or [quiet("No action is open, and no alarm stands.")]


def _shift(_: Values, context: Context) -> list[Line]:
    return sheet(context.view)


def _hospital(_: Values, context: Context) -> list[Line]:
    view = context.view
    chosen = view.state.answer(Topic.HOSPITAL)
    if chosen is None:
        return []
    return [row(Span("IN FORCE  ", Tone.TITLE), sentence(chosen, view.state, view.habits.tz, 200))]


def _address(_: Values, context: Context) -> list[Line]:
    return [row(Span("UNTIL NOW ", Tone.TITLE), context.view.place(200) or "no address")]


def _power(_: Values, context: Context) -> list[Line]:
    if context.view.state.birth is None:
        words = "No power applies before birth, and no birth is recorded yet (b records it)."
        return [row(Span(words, Tone.WARNING))]
    return answers.standing_facts(context.view)


def _restrict(_: Values, context: Context) -> list[Line]:
    return [one for one in answers.standing_facts(context.view) if "DO NOT TELL" in one.text]


def _invite(values: Values, context: Context) -> list[Line]:
    words = to_read_out(context.view)
    if not words:
        return [row(Span("No meeting is to come: J calls one.", Tone.WARNING))]
    found = [row(Span("READ OUT  ", Tone.TITLE), Span(words, Tone.STRONG))]
    number = telephone(values.get("who", ""), context)
    if number:
        found.append(row(Span("TELEPHONE ", Tone.TITLE), Span(number, Tone.STRONG)))
    return [*found, *meetings(context.view)]


def _meeting(_: Values, context: Context) -> list[Line]:
    return [*meetings(context.view), answers.decision_maker(context.view)]


_BESIDE: dict[str, Callable[[Values, Context], list[Line]]] = {
    "tell": _tell,
    "strike": _strike,
    "review-note": _about,
    "review-question": _about,
    "review-answer": _answer,
    "sign-off": _sign_off,
    "decision-maker": _maker,
    "accept": _accept,
    "lead": _lead,
    "close": _close,
    "handover": _close,
    "shift-give": _shift,
    "shift-accept": _shift,
    "hospital": _hospital,
    "address": _address,
    "convene": lambda _, context: meetings(context.view),
    "invite": _invite,
    "meeting": _meeting,
    "meeting-off": lambda _, context: meetings(context.view),
    "power": _power,
    "power-extend": _power,
    "power-end": _power,
    "order-checked": _power,
    "parents-told": _restrict,
    "restrict": _restrict,
    "disclose": _restrict,
}
