"""Clocks that differ between an agency and the desk: its times are then not what they seem."""

from __future__ import annotations

from datetime import timedelta

from ooh_console.domain.times import span

APART_AT_MOST = timedelta(minutes=1)
"""Clocks that differ by no more are not spoken of."""


def differ(apart: timedelta) -> bool:
    """Whether it must be said. `apart` is how far the agency's clock is ahead of ours."""
    return abs(apart) > APART_AT_MOST


def apart_words(apart: timedelta) -> str:
    """`7 min ahead of ours`, `7 min behind ours`."""
    return f"{span(abs(apart))} {'ahead of' if apart > timedelta() else 'behind'} ours"
