"""What takes long to draw is drawn by the clock the less often."""

from __future__ import annotations

import pytest

from ooh_console.tui import pace


@pytest.mark.parametrize(("takes", "rests"), [(0.25, 1.0), (2.0, 8.0)])
def test_drawing_leaves_four_fifths_of_the_time(
    monkeypatch: pytest.MonkeyPatch, takes: float, rests: float
) -> None:
    now, drawn = 100.0, []

    def draw() -> None:
        nonlocal now
        drawn.append(now)
        now += takes

    monkeypatch.setattr(pace, "monotonic", lambda: now)
    one = pace.Pace(draw)
    one.tick()
    assert drawn == [100.0]
    now = 100.0 + takes + rests - 0.125
    one.tick()
    assert drawn == [100.0]
    now += 0.25
    one.tick()
    assert len(drawn) == 2
