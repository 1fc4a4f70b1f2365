"""What is counted and drawn of a night, without names: the same however people are called."""

from __future__ import annotations

from collections.abc import Iterator
from datetime import datetime
from typing import Any

from ooh_console.desk.panels.debrief import measured
from ooh_console.domain.bodies import Topic
from ooh_console.domain.circulation import circulation
from ooh_console.domain.protocol import steps
from ooh_console.domain.tallies import tallies
from ooh_console.domain.timeline import timeline
from ooh_console.reports.night import Night


def counted(night: Night) -> dict[str, list[Any]]:
    """Measures, tallies, bars and marks of the timeline, and who knows what; seconds since the
    opening."""
    view = night.view
    assert view.state.opened is not None
    opened = view.state.opened.occurred_at
    end = view.state.closed.occurred_at if view.state.closed else view.now
    stood = steps(view.habits.protocols, view.state, view.holdings, end)

    def passed(moment: datetime | None) -> float | None:
        return None if moment is None else (moment - opened).total_seconds()

    return {
        "measures": [
            (one.what, passed(one.since), passed(one.until), one.people, one.limit)
            for one in measured(view)
        ],
        "tallies": [(one.what, one.value) for one in tallies(view.state, night.log, stood, end)],
        "told": [
            (topic, one.knows)
            for topic in Topic
            for one in circulation(topic, view.state, view.holdings)
        ],
        "drawn": list(_drawn(night, passed)),
    }


def _drawn(night: Night, passed: Any) -> Iterator[tuple[Any, ...]]:
    found = timeline(night.log, night.view.state, night.view.now, night.screens)
    assert found is not None
    for lane in found.lanes:
        bars, marks = found.on(lane.key)
        yield (
            lane.group,
            [(passed(bar.since), passed(bar.until), bar.stood) for bar in bars],
            [(passed(mark.at), mark.what, mark.struck) for mark in marks],
        )
