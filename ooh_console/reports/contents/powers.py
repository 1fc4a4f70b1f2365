"""Legal powers with their clocks."""

from __future__ import annotations

from collections.abc import Iterator

from ooh_console.desk.panels.powers import left
from ooh_console.desk.wording import party, sentence
from ooh_console.domain.bodies import PowerEnded, PowerStarted
from ooh_console.domain.entries import Entry, body_of
from ooh_console.domain.powers import clock_of, order_check
from ooh_console.domain.text import line
from ooh_console.reports.document import Section, Words, words
from ooh_console.reports.night import Night
from ooh_console.reports.saying import section, table


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
