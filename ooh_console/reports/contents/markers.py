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
from ooh_console.reports.document import Block, Section
from ooh_console.reports.night import Night
from ooh_console.reports.saying import listing, paragraph, quiet, said, section


def markers(night: Night) -> Section:
    """A part for each person or address, with every marker in it; then how each source answered."""
    parts = list(_groups(night))
    nothing = () if parts else (paragraph(quiet("No warning marker is held.")),)
    blocks = (*nothing, *listing(sources_of_markers(night.view)))
    # What it says of one person is not for the others, nor for that one.
    hidden = night.restricted and bool(parts)
    return Section("Warning markers", blocks, tuple(parts), restricted=hidden)


def _groups(night: Night) -> Iterator[Section]:
    groups: dict[tuple[str, str], tuple[About, list[Block]]] = {}
    for about, pair in in_groups(night.view):
        blocks = groups.setdefault(about.key, (about, []))[1]
        blocks += listing(marker_in_full(*pair, night.view))
    for about, blocks in groups.values():
        title = "".join(run.text for run in said(group_head(about, night.view)))
        yield section(title, *blocks)
