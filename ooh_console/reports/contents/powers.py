"""Legal powers with their clocks, and what the family must not be told (I9)."""

from __future__ import annotations

from collections.abc import Iterator

from ooh_console.desk.panels.powers import left
from ooh_console.desk.panels.restricted import DO_NOT_TELL
from ooh_console.desk.wording import party, sentence
from ooh_console.domain.bodies import DisclosureRestricted, PowerEnded, PowerStarted
from ooh_console.domain.entries import Entry, body_of
from ooh_console.domain.powers import clock_of, order_check
from ooh_console.domain.text import line
from ooh_console.reports.document import Block, Listing, Run, Section, Weight, Words, words
from ooh_console.reports.night import Night
from ooh_console.reports.saying import cell, paragraph, quiet, section, table


def powers(night: Night) -> Section:
    """Every power that was started: by whom, from when to when, what was asked beside it."""
    return section(
        "Legal powers and their clocks",
        table(
            "Powers over the child (Children Act 1989)",
            (("Power", 1.3), ("By", 1.6), ("From", 1.2), ("Until", 1.4), ("What was recorded", 3)),
            _rows(night),
            "No power over the child was used.",
        ),
    )


def _rows(night: Night) -> Iterator[tuple[Words, ...]]:
    state = night.view.state
    ended = {body_of(e, PowerEnded).started: e for e in state.live("power_ended")}
    for entry in state.live("power_started"):
        body, clock = body_of(entry, PowerStarted), clock_of(entry, state)
        end = ended.get(entry.id)
        ends = night.at(clock.ends) if clock.ends else line(clock.until, 200)
        until = (
            f"ended {night.at(end.occurred_at)}" if end else f"{ends}, {left(clock, night.view)}"
        )
        beside = [e for e in (order_check(entry, state), clock.extended, end) if e is not None]
        yield (
            words(body.power.value),
            words(party(body.by, 200)),
            words(night.at(entry.occurred_at)),
            words(until),
            words(" ".join(_sentence(one, night) for one in (entry, *beside))),
        )


def _sentence(entry: Entry, night: Night) -> str:
    return sentence(entry, night.view.state, night.tz, 1_000)


def restrictions(night: Night) -> Section:
    """What must not be told until when, what was lifted and by whom, what the parents were told."""
    state = night.view.state
    in_force = {entry.id for entry in state.restrictions}
    rows = [
        (
            cell(body_of(entry, DisclosureRestricted).what),
            cell(body_of(entry, DisclosureRestricted).until),
            words(night.at(entry.occurred_at), f" by {line(entry.operator, 60)}"),
            _standing(entry.id in in_force, entry.id in state.struck),
        )
        for entry in state.kinds.get("disclosure_restricted", ())
    ]
    said = [e for kind in ("parents_told", "disclosure_lifted") for e in state.live(kind)]
    since = [words(f"{night.at(e.occurred_at)} {_sentence(e, night)}") for e in said]
    heading = paragraph(quiet("What the parents were told, and what may be told:"))
    blocks: tuple[Block, ...] = (heading, Listing(tuple(since))) if since else ()
    found = section(
        "What the family must not be told",
        table(
            "What must not be told",
            (("What", 3), ("Until", 2), ("Said", 1.5), ("Stands", 1)),
            rows,
            "Nothing is recorded that must not be told.",
        ),
        *blocks,
    )
    return Section(
        found.title, found.blocks, found.sections, restricted=night.restricted and bool(in_force)
    )


def _standing(in_force: bool, struck: bool) -> Words:
    if struck:
        return words(Run("struck through", Weight.STRUCK))
    if in_force:
        return words(Run(DO_NOT_TELL, Weight.RESTRICTED))
    return words("lifted")
