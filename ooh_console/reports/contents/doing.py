"""What was to be done: steps of the protocol, meetings, actions."""

from __future__ import annotations

from collections.abc import Iterator

from ooh_console.desk.panels.meeting import meetings as called
from ooh_console.desk.panels.steps import step as step_line
from ooh_console.desk.wording import sentence
from ooh_console.domain.bodies import Action, ActionDone
from ooh_console.domain.entries import Entry, body_of, happened
from ooh_console.domain.protocol import Standing, StepNow
from ooh_console.domain.text import line
from ooh_console.reports.document import Block, Listing, Run, Section, Weight, Words, words
from ooh_console.reports.night import Night
from ooh_console.reports.saying import cell, listing, paragraph, quiet, said, section, table

_MEETINGS = (
    "briefing_held", "meeting_convened", "meeting_invitation", "meeting_called_off", "meeting_held",
)  # fmt: skip


def protocol(night: Night) -> Section:
    """Every step that applied, protocol by protocol: done and by whom, open, or not applicable."""
    view = night.view
    if not view.habits.protocols:
        return section("Protocol", paragraph(quiet("No protocol is configured.")))
    notes: tuple[Block, ...] = ()
    if not night.restricted:
        notes = (
            paragraph(quiet("Protocols that apply because of what is left out, are left out.")),
        )
    by: dict[str, list[StepNow]] = {}
    for one in view.steps:
        by.setdefault(one.protocol.id, []).append(one)
    parts = [_protocol(found, night) for found in by.values()]
    return section("Protocol", *notes, sections=parts)


def _protocol(found: list[StepNow], night: Night) -> Section:
    first = found[0].protocol
    done = sum(one.standing is Standing.DONE for one in found)
    head = f"{done} of {len(found)} done. Source: {line(first.source, 300)}."
    return section(
        line(first.title, 200),
        paragraph(quiet(head)),
        Listing(tuple(said(step_line(one, night.view)) for one in found)),
    )


def meetings(night: Night) -> Section:
    """Briefings and meetings as they were called, moved, joined and held."""
    state = night.view.state
    entries = sorted((e for kind in _MEETINGS for e in state.live(kind)), key=happened)
    rows = [
        words(f"{night.at(e.occurred_at)} {sentence(e, state, night.tz, 2_000)}") for e in entries
    ]
    nothing = () if rows else (paragraph(quiet("No briefing and no meeting was recorded.")),)
    waiting = listing(called(night.view))
    return section(
        "Briefings and professionals meetings",
        *nothing,
        *((Listing(tuple(rows)),) if rows else ()),
        *((paragraph(quiet("Still to be held:")), *waiting) if waiting else ()),
    )


def actions(night: Night) -> Section:
    """Every action: owner, due, done or open."""
    return section(
        "Actions",
        table(
            "Who was to do what, by when",
            (("Action", 3), ("Owner", 1.3), ("Given", 1.2), ("Due", 1.2), ("Stands", 2)),
            _actions(night),
            "No action was recorded.",
        ),
    )


def _actions(night: Night) -> Iterator[tuple[Words, ...]]:
    state = night.view.state
    done = {body_of(e, ActionDone).action: e for e in state.live("action_done")}
    for entry in state.live("action"):
        body, end = body_of(entry, Action), done.get(entry.id)
        late = end is None and body.due is not None and body.due < night.view.now
        open_ = words(Run("OPEN, its time has passed" if late else "OPEN", Weight.ALARM))
        yield (
            cell(body.text),
            cell(body.owner, 120),
            words(night.at(entry.occurred_at)),
            words(night.at(body.due)) if body.due else (),
            _done(end, night) if end else open_,
        )


def _done(entry: Entry, night: Night) -> Words:
    outcome = line(body_of(entry, ActionDone).outcome, 500)
    return words(f"done {night.at(entry.occurred_at)} {outcome}".rstrip())
