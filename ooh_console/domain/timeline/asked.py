"""Whether each agency's system could be asked, as the screens of the night showed it (I6, I7)."""

from __future__ import annotations

from collections.abc import Iterable
from datetime import datetime

from ooh_console.domain.holdings import Holdings
from ooh_console.domain.sources import BY_HAND, SourceState
from ooh_console.domain.timeline.shapes import Bar, Group, Lane, Stood


def asked(screens: Iterable[tuple[datetime, Holdings]]) -> tuple[list[Lane], list[Bar]]:
    """A lane for each agency; `screens` is what was shown from each moment on, oldest first."""
    lanes: dict[str, Lane] = {}
    bars: list[Bar] = []
    open_: dict[str, Bar] = {}
    for at, holdings in screens:
        now = _standing(holdings)
        for lane in [*open_, *(lane for lane in now if lane not in open_)]:
            before, found = open_.get(lane), now.get(lane)
            stood, words = found[1:] if found else (None, "")
            if before is not None and (before.stood, before.words) == (stood, words):
                continue
            if before is not None:
                bars.append(Bar(lane, before.since, at, before.stood, before.words))
                del open_[lane]
            if found is not None and stood is not None:
                lanes.setdefault(lane, Lane(lane, Group.ASKED, found[0]))
                open_[lane] = Bar(lane, at, None, stood, words)
    return list(lanes.values()), [*bars, *open_.values()]


def _standing(holdings: Holdings) -> dict[str, tuple[str, Stood | None, str]]:
    """By lane: the agency, how it stood, and what could not be checked or was not checked yet."""
    found: dict[str, tuple[str, Stood | None, str]] = {}
    refreshed = [one for one in holdings.of_incident if one.offer not in BY_HAND]
    for agency in dict.fromkeys(one.agency for one in refreshed):
        held = [one for one in refreshed if one.agency == agency]
        failed = [one.offer for one in held if one.state is SourceState.COULD_NOT_CHECK]
        waiting = [one.offer for one in held if one.state is SourceState.NOT_CHECKED]
        stood: Stood | None
        if failed:
            stood = Stood.UNREACHED if len(failed) == len(held) else Stood.IN_PART
            words = f"could not check: {', '.join(failed)}"
        elif waiting:
            stood, words = Stood.WAITING, f"not checked yet: {', '.join(waiting)}"
        else:
            stood, words = Stood.REACHED, "answered"
        found[f"asked:{agency}"] = (agency, stood, words)
    return found
