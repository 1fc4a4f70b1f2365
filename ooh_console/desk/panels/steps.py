"""The protocol in lines: the next step on the one screen, every step on its page and in `show`."""

from __future__ import annotations

from ooh_console.desk.commands import BY_ID, key_for
from ooh_console.desk.panels.lines import Line, Span, Tone, quiet, row
from ooh_console.desk.view import View
from ooh_console.domain import conditions
from ooh_console.domain.bodies import ProtocolStep
from ooh_console.domain.protocol import Standing, StepNow, due_now
from ooh_console.domain.text import line
from ooh_console.domain.times import near_clock, span

_HEADINGS = {
    Standing.LATER: "NOT NOW: each when its condition holds",
    Standing.DONE: "DONE, OR DOES NOT APPLY",
    Standing.NOT_APPLICABLE: "DONE, OR DOES NOT APPLY",
}


SETTLED = (Standing.DONE, Standing.NOT_APPLICABLE)


def heading(one: StepNow) -> str:
    """The heading under which a step stands: steps by the clock come before those without."""
    if one.standing is not Standing.DUE:
        return _HEADINGS[one.standing]
    if one.due is not None:
        return "DUE NOW, BY THE CLOCK"
    return f"NOW, WITHOUT A TIME · {line(one.protocol.title, 60)}"


def next_step(view: View) -> list[Line]:
    """The step that is due next, on one line; none when nothing is due."""
    due = due_now(view.steps)
    if not due:
        return []
    more = f" · {len(due) - 1} more" if len(due) > 1 else ""
    return [
        row(
            Span("NEXT STEP ", Tone.TITLE),
            *_by_when(due[0], view),
            Span(line(due[0].step.text, 200)),
            Span(f"{more} · {key_for('protocol')}", Tone.QUIET),
        )
    ]


def _by_when(one: StepNow, view: View) -> list[Span | str]:
    if one.due is None:
        return []
    at = near_clock(one.due, view.now, view.habits.tz)
    if one.overdue:
        return [Span(f"OVERDUE {span(view.now - one.due)} (by {at}) ", Tone.ALARM)]
    return [Span(f"by {at} ", Tone.STRONG)]


def step(one: StepNow, view: View) -> Line:
    """One step on one line, with a sign and a word for how it stands."""
    text = line(one.step.text, 400)
    match one.standing:
        case Standing.DUE:
            return row(Span("□ ", Tone.STRONG), *_by_when(one, view), text)
        case Standing.LATER:
            when = line(conditions.words(one.step.when), 160)
            return row(Span("… ", Tone.QUIET), text, Span(f" When {when}.", Tone.QUIET))
        case Standing.DONE:
            return row(Span("✓ done ", Tone.GOOD), *_by_whom(one, view), text)
        case Standing.NOT_APPLICABLE:
            body = one.entry.body if one.entry else None
            why = body.reason if isinstance(body, ProtocolStep) else ""
            return row(
                Span("– does not apply ", Tone.QUIET),
                *_by_whom(one, view),
                text,
                Span(f" Reason: {line(why, 200)}", Tone.QUIET),
            )


def _by_whom(one: StepNow, view: View) -> list[Span | str]:
    if one.entry is None:
        return []
    at = near_clock(one.entry.occurred_at, view.now, view.habits.tz)
    return [Span(f"{at}, {line(one.entry.operator, 40)}: ", Tone.QUIET)]


def about(one: StepNow) -> list[Line]:
    """Why the step is there, on whose authority, and what Enter does."""
    return [*why(one), row(Span(f"  {_does(one)}", Tone.STRONG))]


def why(one: StepNow) -> list[Line]:
    """Why the step is there, and on whose authority."""
    return [
        quiet(f"  {line(one.step.why, 400)}"),
        quiet(f"  {line(one.protocol.title, 100)}. Source: {line(one.protocol.source, 200)}."),
    ]


def _does(one: StepNow) -> str:
    if one.standing in SETTLED:
        return "It stands in the log; a wrong entry is struck through there (x)."
    command = BY_ID.get(one.step.command)
    return f"Enter opens: {command.title}." if command else "Enter records that it is done."


def steps(view: View) -> list[Line]:
    """The steps due now, in order, each with its protocol; how many come later or are done."""
    due = due_now(view.steps)
    found = [
        row(*step(one, view).spans, Span(f" [{line(one.protocol.title, 60)}]", Tone.QUIET))
        for one in due
    ]
    if not view.habits.protocols:
        return [quiet("No protocol is configured.")]
    others = [one.standing for one in view.steps if one.standing is not Standing.DUE]
    later = others.count(Standing.LATER)
    done, not_ = others.count(Standing.DONE), others.count(Standing.NOT_APPLICABLE)
    return [
        *(found or [quiet("No step is due now.")]),
        quiet(f"{later} not now, {done} done, {not_} not applicable."),
    ]
