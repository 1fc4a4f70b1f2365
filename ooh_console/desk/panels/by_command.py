"""What is to be answered and done, in lines for somebody who hears them: with the command in place
of the key."""

from __future__ import annotations

from ooh_console.desk.panels.answers import no_alarm
from ooh_console.desk.panels.lines import Line, Span, Tone, quiet, row, title
from ooh_console.desk.panels.steps import SETTLED, heading, step, why
from ooh_console.desk.typed import titled
from ooh_console.desk.view import View
from ooh_console.domain.alarms import LEVEL_WORDS, Level
from ooh_console.domain.protocol import StepNow


def alarms_spoken(view: View) -> list[Line]:
    """Every alarm, the loudest first; under each, what answers it."""
    found: list[Line] = []
    for one in view.alarms:
        tone = Tone.ALARM if one.level is Level.ALARM else Tone.WARNING
        words = f"{one.words(view.now)}."
        found += [
            row(Span(f"{LEVEL_WORDS[one.level]}: ", tone), view.marking.marked(words)),
            quiet(f"  {titled(one.command)}"),
        ]
    return found or [no_alarm(view)]


def steps_spoken(view: View) -> list[Line]:
    """Every step of the protocol under its heading, why it is there, and what does it."""
    found: list[Line] = []
    above = ""
    for one in view.steps:
        if heading(one) != above:
            above = heading(one)
            found += [*([row("")] if found else []), title(above)]
        found += [step(one, view), *why(one)]
        if one.standing not in SETTLED:
            found.append(quiet(f"  {_does(one)}"))
    if found:
        return found
    return [quiet("No step applies." if view.habits.protocols else "No protocol is configured.")]


def _does(one: StepNow) -> str:
    settles = f"record REF --form step step={one.key} outcome=done"
    return f"{titled(one.step.command)}; {settles}" if one.step.command else settles
