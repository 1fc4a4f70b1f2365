"""Warning markers: whom they are about, what they mean, what to do, who read them (L12, L13)."""

from __future__ import annotations

from collections.abc import Iterator

from ooh_console.desk.panels.warnings import (
    group_head,
    in_groups,
    marker_in_full,
    sources_of_markers,
)
from ooh_console.domain.subjects import About
from ooh_console.domain.text import line
from ooh_console.reports.document import Block, Section, words
from ooh_console.reports.night import Night
from ooh_console.reports.saying import alarm, listing, paragraph, quiet, said, section, table


def markers(night: Night) -> Section:
    """A part for each person or address, with every marker in it; then how each source answered."""
    if not night.restricted:
        return _counted(night)
    parts = list(_groups(night))
    nothing = () if parts else (paragraph(quiet("No warning marker is held.")),)
    blocks = (*nothing, *listing(sources_of_markers(night.view)))
    # What it says of one person is not for the others, nor for that one.
    return Section("Warning markers", blocks, tuple(parts), restricted=bool(parts))


def _counted(night: Night) -> Section:
    """How many there are at whom, and who read them; nothing of what they say."""
    state = night.view.state
    rows = []
    for holding, marker in night.view.holdings.markers:
        readers = [
            f"{line(str(getattr(e.body, 'reader', '')), 60)} {night.at(e.occurred_at)}"
            for e in state.readers(marker.digest)
        ]
        read = words("; ".join(readers)) if readers else words(alarm("nobody"))
        rows.append((words(line(holding.agency, 60)), words(marker.category), read))
    heads = (("Agency", 1), ("What it says", 2), ("Read by", 2))
    blocks = (
        table("Warning markers held", heads, rows, "No warning marker is held."),
        *listing(sources_of_markers(night.view)),
    )
    return Section("Warning markers", blocks)


def _groups(night: Night) -> Iterator[Section]:
    groups: dict[tuple[str, str], tuple[About, list[Block]]] = {}
    for about, pair in in_groups(night.view):
        blocks = groups.setdefault(about.key, (about, []))[1]
        blocks += listing(marker_in_full(*pair, night.view))
    for about, blocks in groups.values():
        title = "".join(run.text for run in said(group_head(about, night.view)))
        yield section(title, *blocks)
