"""A whole night without a person: every step done, shown as text, and held against the script."""

from __future__ import annotations

import asyncio
from collections.abc import Callable, Mapping, Sequence
from dataclasses import dataclass, field
from datetime import timedelta

from ooh_console.desk.desk import Desk
from ooh_console.desk.incident import Incident
from ooh_console.desk.integrity import entries
from ooh_console.desk.looking_back import as_it_stood
from ooh_console.desk.panels.debrief import debrief
from ooh_console.desk.panels.lines import plain
from ooh_console.desk.panels.log import NOT_IN_THE_LOG_BY_DEFAULT
from ooh_console.desk.panels.marked import marked
from ooh_console.desk.panels.screen import screen
from ooh_console.desk.ports import Unsaved, Verification
from ooh_console.desk.view import View
from ooh_console.desk.wording_log import log_line
from ooh_console.domain.entries import Entry
from ooh_console.domain.times import clock as clock_words
from ooh_console.domain.times import turn
from ooh_console.exercise.clock import SteppedClock
from ooh_console.exercise.doing import NotAsScripted, Seat, do, mistakes
from ooh_console.exercise.expecting import beside, deviations
from ooh_console.exercise.process import ExerciseServers
from ooh_console.exercise.scenario import Scenario
from ooh_console.exercise.scenario_file import spoken
from ooh_console.exercise.steps import Step, Who

LAST_LINES = 8
"""Entries shown after each step, or all of the step's own; the whole log stands at the end."""

LONGEST_WAIT = 15.0
"""Minutes of the night: a longer gap, such as the one to the next day, is waited for no longer."""

ROLES: dict[Who, str] = {
    "duty": "duty worker",
    "control": "control room",
    "manager": "on-call manager",
}


@dataclass
class Night:
    """Everything that a night is played with.

    The desks, one a person, share one log; `clock` is theirs, and is stepped here together with
    the agencies of `servers`. `verify` checks the whole log; blocking.
    """

    scenario: Scenario
    desks: Mapping[Who, Desk]
    clock: SteppedClock
    servers: ExerciseServers
    verify: Callable[[], Verification]
    seats: dict[Who, Seat] = field(init=False)
    references: dict[str, str] = field(default_factory=dict)
    """Every incident that was opened, by the name that the script gives it."""

    def __post_init__(self) -> None:
        self.seats = {who: Seat(desk) for who, desk in self.desks.items()}


async def play(night: Night, out: Callable[[str], None], speed: float | None = None) -> bool:
    """Plays every step and prints the screen after each; at the end the log and the debrief of
    every incident, and the verification.

    Returns whether everything was as scripted; each step that was not is named at the end. With a
    `speed` the steps come at that many times the pace of the night, otherwise as fast as they go.
    `out` takes one text, of one or more lines. The desks' gateways are closed when it returns.
    Raises `ServersFailed`.
    """
    scenario, wrong = night.scenario, list[str]()
    out(f"EXERCISE · {scenario.title}\n{scenario.about.strip()}")
    for where, reason in mistakes(scenario):
        wrong.append(f"{spoken(where)}: {reason}")
    if wrong:
        out("\n".join(("The script cannot be played:", *wrong)))
        return False
    before = 0.0
    try:
        for step in scenario.step:
            if speed:
                await asyncio.sleep(min(step.minute - before, LONGEST_WAIT) * 60 / speed)
            before = step.minute
            for sentence in await play_step(step, night, out):
                wrong.append(f"{_name(step)}: {sentence}")
                out(f"NOT AS SCRIPTED: {sentence}")
    finally:
        for desk in night.desks.values():
            await desk.gateway.aclose()
    return _sum_up(night, wrong, out, await _verified(night))


def _name(step: Step) -> str:
    return f"minute {step.minute:g}, {ROLES[step.who]}: {step.title}"


async def play_step(step: Step, night: Night, out: Callable[[str], None]) -> list[str]:
    """Goes to the minute of one step and plays it. Returns what was not as scripted, a sentence
    each. Raises `ServersFailed`."""
    night.clock.minute = step.minute
    await asyncio.to_thread(night.servers.step, step.minute)
    seat, wrong = night.seats[step.who], list[str]()
    now = clock_words(night.clock(), seat.desk.habits.tz)
    out(f"\n=== {now} · {_name(step)} ===")
    await _arrive(step, seat, night, wrong)
    known = seat.incident.count if seat.incident else 0
    asked = seat.incident.sought() if seat.incident else None
    for doing in step.does:
        try:
            refusal = await do(seat, doing, night.clock.start)
        except NotAsScripted as deviation:
            wrong.append(str(deviation))
        else:
            said = f"REFUSED, as it must be: {refusal}" if refusal else "done"
            out(f"  {doing.act}: {said}")
        if seat.incident is not None:
            night.references.setdefault(step.incident, seat.incident.reference)
    if seat.incident is None:
        return [*wrong, "no incident has been opened"]
    if seat.incident.sought() != asked:
        await _refresh(seat.incident, wrong)
    await seat.notices.once()
    seat.incident.catch_up()
    view = _view(step, seat, night)
    shown = plain(screen(view, _last(seat.desk, view, known)))
    out(shown)
    wrong += deviations(step.expect, view, shown, night.clock.start)
    wrong += beside(step.expect, seat.desk, view.reference, night.clock.start)
    if step.expect.verified:
        wrong += [finding.sentence for finding in (await _verified(night)).findings]
    return wrong


async def _arrive(step: Step, seat: Seat, night: Night, wrong: list[str]) -> None:
    """The person looks at the incident: others' entries are there, every agency is asked."""
    if seat.turn_to(night.references.get(step.incident, "")):
        await seat.at_hand.looked_at()
    if seat.incident is None:
        return
    seat.incident.catch_up()
    await _refresh(seat.incident, wrong)


async def _refresh(incident: Incident, wrong: list[str]) -> None:
    incident.desk.gateway.resume()  # Who arrives presses the key that asks again.
    try:
        await incident.refresh()
    except Unsaved as error:
        wrong.append(str(error))


def _view(step: Step, seat: Seat, night: Night) -> View:
    if step.looks_back_to is None:
        return seat.at_hand.view()
    at = night.clock.start + timedelta(minutes=step.looks_back_to)
    return as_it_stood(seat.desk, seat.at_hand.reference, at)


def _last(desk: Desk, view: View, known: int) -> Sequence[Entry]:
    first = max(1, min(known + 1, view.count - LAST_LINES + 1))
    return desk.ledger.rows(view.reference, first, view.count)


async def _verified(night: Night) -> Verification:
    return await asyncio.to_thread(night.verify)


def _log(view: View, desk: Desk, out: Callable[[str], None]) -> None:
    """Every entry but those that are only kept for the review."""
    reference = view.reference
    out(f"\n=== The log of {reference} ===")
    tz, before = desk.habits.tz, None
    for entry in desk.ledger.rows(reference, 1, view.count):
        if entry.kind in NOT_IN_THE_LOG_BY_DEFAULT:
            continue
        lead = turn(before, entry.occurred_at, tz)
        out(f"{entry.seq:>3} {lead}{log_line(entry, view.state, tz, view.marking, 2_000)}")
        before = entry.occurred_at


def _sum_up(
    night: Night, wrong: list[str], out: Callable[[str], None], verified: Verification
) -> bool:
    """The whole log and the debrief of every incident, the verification, and what was not as
    scripted."""
    desk = next(iter(night.desks.values()))
    views = [Incident.load(desk, reference).view() for reference in night.references.values()]
    for view in views:
        _log(view, desk, out)
    for view in views:
        where = view.place(60)
        out(f"\n=== Debrief of {view.reference}, {where} ===")
        out(plain(marked(debrief(view, over=True), view.marking)))
    out("\n=== Verify ===")
    for finding in verified.findings:
        out(f"FOUND in {finding.incident or 'the file'}: {finding.sentence}")
        wrong.append(f"verify: {finding.sentence}")
    if verified.ok:
        out(f"{entries(verified.entries)} checked: complete and unchanged.")
    steps = len(night.scenario.step)
    if not wrong:
        out(f"\nAll {steps} steps were as scripted.")
        return True
    out(f"\n{len(wrong)} of what was expected was not so:")
    for sentence in wrong:
        out(f"  {sentence}")
    return False
