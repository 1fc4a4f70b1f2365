"""The debrief: how long what matters took, beside the minutes after which an alarm sounds."""

from __future__ import annotations

from ooh_console.desk.panels.lines import Line, Span, Tone, quiet, row
from ooh_console.desk.view import View
from ooh_console.desk.wording_clocks import clocks_differed
from ooh_console.domain.measures import Measure, What, measures
from ooh_console.domain.text import line
from ooh_console.domain.times import clock

_NAMES = {
    What.PLAN_OPENED: "Birth plan opened",
    What.DECISION_MAKER_NAMED: "Decision maker named",
    What.DECISION_MAKER_ACCEPTED: "Decision maker accepted",
    What.ACCEPTANCE: "  accepted, from being named",
    What.OOH_ASKED: "OOH asked",
    What.OOH_ANSWERED: "First OOH answer",
    What.OOH_ANSWER: "  answered, from being asked",
}
_NAME_WIDTH = 36


def measured(view: View) -> tuple[Measure, ...]:
    """Every measure of what a screen can show. Does not change with the clock."""
    return measures(view.state, view.holdings, view.habits.thresholds)


def debrief(view: View, *, over: bool, found: tuple[Measure, ...] | None = None) -> list[Line]:
    """One measure a line: minutes, the time by the clock, what it is, the alarm of the
    configuration and whether it sounded. What did not happen is `never` once the night is over.

    `found` are the measures, where they are at hand."""
    found = measured(view) if found is None else found
    markers = sum(one.what is What.MARKER_READ for one in found)
    lines = [quiet(f"{'minutes':>8}  {'at':<9}  {'what':<{_NAME_WIDTH}} alarm after")]
    lines += [_line(one, markers, view, over=over) for one in found]
    if not markers:
        lines.append(quiet(f"{_NOTHING}{NO_MARKER}"))
    if not any(one.what is What.FULLY_TOLD for one in found):
        lines.append(quiet(f"{_NOTHING}{NOBODY_BELIEVED}"))
    return [*lines, *_clocks(view)]


def _clocks(view: View) -> list[Line]:
    return [row(Span(one, Tone.WARNING)) for one in clocks_differed(view.state)]


def debrief_spoken(view: View) -> list[Line]:
    """The same for somebody who hears it: what, how long, when, and beside which alarm."""
    found, over = measured(view), view.state.closed is not None
    markers = sum(one.what is What.MARKER_READ for one in found)
    lines = [_sentence(one, markers, view, over=over) for one in found]
    if not markers:
        lines.append(quiet(NO_MARKER))
    if not any(one.what is What.FULLY_TOLD for one in found):
        lines.append(quiet(NOBODY_BELIEVED))
    return [*lines, *_clocks(view)]


def _sentence(one: Measure, markers: int, view: View, *, over: bool) -> Line:
    minutes = "" if one.minutes is None else "1" if one.minutes == 1 else in_words(one.minutes)
    at = f", at {clock(one.until, view.habits.tz)}" if one.until else ""
    value = f"{minutes} minute{'' if minutes == '1' else 's'}" if minutes else _not(over=over)
    found = [Span(f"{_ALONE.get(one.what, '')}{name(one, markers, view).strip()}: {value}{at}")]
    if one.limit is not None:
        word = _verdict(one, view)
        found += [Span(f"; alarm after {in_words(one.limit)} min: "), word]
    return row(*found, ".")


_ALONE = {
    What.MARKER_READ: "Warning marker ",
    What.ACCEPTANCE: "Decision maker ",
    What.OOH_ANSWER: "OOH ",
}
"""What stands in the line above, where lines are seen one under the other."""
NO_MARKER = "No warning marker is known here."
NOBODY_BELIEVED = "Nobody believed an answer that had changed."
_NOTHING = " " * 21
"""Where the minutes and the time stand in the other lines."""


def _line(one: Measure, markers: int, view: View, *, over: bool) -> Line:
    late = one.exceeded(view.now)
    if one.minutes is None:
        value = Span(f"{_not(over=over):>8}", Tone.ALARM)
    else:
        value = Span(f"{in_words(one.minutes):>8}", Tone.WARNING if late else Tone.STRONG)
    at = clock(one.until, view.habits.tz) if one.until else ""
    what = name(one, markers, view)
    if one.limit is None:
        return row(value, f"  {at:<9}  {what}")
    alarm = f"{in_words(one.limit)} min: "
    return row(value, f"  {at:<9}  {what:<{_NAME_WIDTH}} {alarm}", _verdict(one, view))


def _not(*, over: bool) -> str:
    return "never" if over else "not yet"


def _verdict(one: Measure, view: View) -> Span:
    if one.exceeded(view.now):
        return Span("LATE", Tone.WARNING)
    return Span("not late", Tone.QUIET) if one.minutes is None else Span("in time", Tone.GOOD)


def name(one: Measure, markers: int, view: View) -> str:
    """What was measured, in words."""
    match one.what:
        case What.MARKER_READ:
            return f"  read: {line(one.subject, 80)}"
        case What.MARKERS_READ:
            return f"All {markers} warning markers read" if markers > 1 else "Warning marker read"
        case What.FULLY_TOLD:
            changed = f" changed {clock(one.since, view.habits.tz)}" if one.since else ""
            return f"All told: {one.subject}{changed}, {one.people} to tell"
        case _:
            return _NAMES[one.what]


def in_words(minutes: float) -> str:
    """Minutes as `7`, `0.5`, `71`: one place behind the point at most, cut and not rounded."""
    return f"{int(minutes * 10) / 10:.1f}".removesuffix(".0")
