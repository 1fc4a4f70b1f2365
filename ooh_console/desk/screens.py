"""The one table of what can be read of an incident: each page of the desk and its text twin."""

from __future__ import annotations

from collections.abc import Callable, Sequence
from dataclasses import dataclass

from ooh_console.desk.acts.reading import has_read
from ooh_console.desk.panels.agencies import agencies_page, agencies_spoken
from ooh_console.desk.panels.by_command import alarms_spoken, steps_spoken
from ooh_console.desk.panels.child_protection import in_full, in_full_spoken
from ooh_console.desk.panels.coming import attendance_spoken, attendance_table
from ooh_console.desk.panels.debrief import debrief, debrief_spoken
from ooh_console.desk.panels.handover import sheet
from ooh_console.desk.panels.lines import Line, Span, Tone, quiet, row
from ooh_console.desk.panels.marked import marked
from ooh_console.desk.panels.people import people_page
from ooh_console.desk.panels.plan import differences, home_birth, plan_page, plan_spoken
from ooh_console.desk.panels.powers import powers_page
from ooh_console.desk.panels.review import closed, review_spoken
from ooh_console.desk.panels.told import everybody, told_page
from ooh_console.desk.panels.warnings import markers_page
from ooh_console.desk.typed import confirmed_by
from ooh_console.desk.view import View
from ooh_console.domain.alarms import Level
from ooh_console.domain.alarms.telling import old_in_words
from ooh_console.domain.circulation import Knows
from ooh_console.domain.protocol import due_now
from ooh_console.domain.sources import STATE_SHAPES, STATE_WORDS
from ooh_console.domain.times import day_clock

Words = Sequence[Span | str]


@dataclass(frozen=True, slots=True)
class Screen:
    """Something that can be read of an incident."""

    name: str
    """As it is asked for on the command line."""
    title: str
    lines: Callable[[View], Sequence[Line]]
    """For the eye; a page on which something can be chosen draws its own from the same parts."""
    spoken: Callable[[View], Sequence[Line]] | None = None
    """For the ear, where `lines` is a table, or names keys."""
    stands: Callable[[View], Words] = lambda _: ()
    """How it stands, in the title."""


def twin(screen: Screen, view: View) -> list[Line]:
    """A screen in words for somebody who hears it, what needs a mark marked."""
    return spoken(marked((screen.spoken or screen.lines)(view), view.marking))


def spoken(lines: Sequence[Line]) -> list[Line]:
    """The lines without what is for the eye alone: signs that only repeat the word after them, and
    blanks that fill a column."""
    return [Line(tuple(_worded(span) for span in one.spans)) for one in lines]


_STATES = {f"{STATE_SHAPES[state]} {word}": word for state, word in STATE_WORDS.items()}
_SIGNS = {
    "□ ": "to do: ",
    "✓ done ": "done ",
    "… ": "not now: ",
    "– does not apply ": "does not apply ",
    " → ": ", now ",
}
_VERDICTS = ("● ", "○ ", "✗ ")
_SAID_BY_US = (Tone.GOOD, Tone.WARNING, Tone.ALARM)
"""Nobody's own words have one of these tones."""
_ON_A_SHEET = "  □ "


def _worded(span: Span) -> Span:
    # Such a sign is a stretch by itself: the same sign in somebody's words is theirs.
    text = _SIGNS.get(span.text, span.text)
    words = text.lstrip()
    if words[:2] in _VERDICTS and span.tone in _SAID_BY_US:
        text = words[2:]
    for sign, word in _STATES.items():
        if words.startswith(sign):
            text = f"{text[: len(text) - len(words)]}{word}{words[len(sign) :]}"
    if text.startswith(_ON_A_SHEET):
        text = f"  to do: {text[len(_ON_A_SHEET) :]}"
    name = text.rstrip()
    padded = name.strip() and len(text) - len(name) > 1
    return Span(f"{name}: " if padded else text, span.tone)


def head(title: str, view: View, stands: Words = ()) -> Line:
    """What a twin is, of which incident, where and when; EXERCISE and the past come first."""
    found: list[Span | str] = [Span("EXERCISE. ", Tone.WARNING)] if view.exercise else []
    at = day_clock(view.now, view.habits.tz)
    if view.as_it_stood:
        found += [Span(f"AS IT STOOD {at}. ", Tone.WARNING)]
    closed = ", CLOSED" if view.state.closed else ""
    found.append(Span(title, Tone.TITLE))
    found += [f", {view.reference}{closed}, {view.place(60)}"] if view.state.opened else []
    found += [] if view.as_it_stood else [f", {at}"]
    said = row(*stands).text.removeprefix(" · ")
    return row(*found, ".", *([f" {said[:1].upper()}{said[1:]}."] if said else []))


# How each stands


def _alarms_stand(view: View) -> Words:
    """How many, and how many of them are loud."""
    loud = sum(one.level is Level.ALARM for one in view.alarms)
    if not view.alarms:
        return " · ", Span("none stands", Tone.GOOD)
    words = f"{loud} ALARM{'S' if loud != 1 else ''}"
    tone = Tone.ALARM if loud else Tone.GOOD
    return " · ", Span(words, tone), f", {len(view.alarms) - loud} check"


def _told_stands(view: View) -> Words:
    """Who believes an old answer, and how many tellings are missing."""
    cells = everybody(view).cells.values()
    old = old_in_words(view.state)
    never = sum(one.knows is Knows.NOT_TOLD for one in cells)
    said: list[Span | str] = [Span(old, Tone.ALARM)] if old else []
    if never:
        said += [" · "] * bool(said) + [Span(f"{never} not told", Tone.WARNING)]
    if cells:
        return " · ", *(said or [Span("everybody was told", Tone.GOOD)])
    return " · ", *(said or [Span("nothing to tell yet", Tone.QUIET)])


def _steps_stand(view: View) -> Words:
    """How many steps are due, and how many of them are overdue."""
    due = due_now(view.steps)
    late = sum(one.overdue for one in due)
    said = f"{len(due)} due now" if due else "nothing is due now"
    overdue: list[Span | str] = [", ", Span(f"{late} OVERDUE", Tone.ALARM)] if late else []
    return " · ", Span(said, Tone.STRONG if due else Tone.GOOD), *overdue


def _markers_stand(view: View) -> Words:
    """How many, and how many of them the person at the desk has not read."""
    held = {(holding.agency, marker.digest) for holding, marker in view.holdings.markers}
    unread = sum(not has_read(view.state, digest, view.operator.name) for _, digest in held)
    if not held:
        return (" · none held",)
    if unread:
        return " · ", Span(f"{unread} of {len(held)} NOT READ BY YOU", Tone.ALARM)
    return " · ", Span(f"all {len(held)} read by you", Tone.GOOD)


def _handover_stands(view: View) -> Words:
    """Whether it waits to be accepted."""
    waits = view.state.shift_waiting is not None
    return (" · ", Span("NOT ACCEPTED", Tone.ALARM)) if waits else ()


def _over(view: View) -> bool:
    return view.state.closed is not None


def _debrief_stands(view: View) -> Words:
    """Whether the night is over."""
    return (" · closed" if _over(view) else " · so far",)


def _with(form: str, lines: Callable[[View], Sequence[Line]]) -> Callable[[View], Sequence[Line]]:
    """On the page a key confirms the one under view: who hears it is told the form that does."""
    return lambda view: [*lines(view), row(""), quiet(confirmed_by(form))]


SCREENS: dict[str, Screen] = {
    screen.name: screen
    for screen in (
        Screen("alarms", "All alarms", alarms_spoken, stands=_alarms_stand),
        Screen("told", "Who knows what", told_page, stands=_told_stands),
        Screen("plan", "Birth plan", plan_page, _with("read-plan", plan_spoken)),
        Screen("pair", "Where copies of the birth plan differ", differences),
        Screen("home-birth", "If born at home or unexpectedly", home_birth),
        Screen(
            "markers",
            "Warning markers",
            markers_page,
            _with("read-marker", markers_page),
            _markers_stand,
        ),
        Screen("coming", "Attendance", attendance_table, attendance_spoken),
        Screen("protocol", "Protocol", steps_spoken, stands=_steps_stand),
        Screen("powers", "Powers and clocks", powers_page),
        Screen("people", "Who is linked", people_page),
        Screen("child-protection", "Child protection", in_full, in_full_spoken),
        Screen("sources", "Agencies", agencies_page, agencies_spoken),
        Screen(
            "debrief",
            "Debrief",
            lambda view: debrief(view, over=_over(view)),
            debrief_spoken,
            _debrief_stands,
        ),
        Screen("handover", "Shift handover", sheet, stands=_handover_stands),
        Screen("review", "Review", review_spoken, stands=closed),
    )
}
"""By name. Beside them stand the one screen and the log, which need the entries themselves."""
