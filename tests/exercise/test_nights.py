"""Every further night that is shipped, played whole: as scripted, and measured at its end."""

from __future__ import annotations

import re
from pathlib import Path

import pytest

from ooh_console.exercise.doing import Doing, mistakes
from ooh_console.exercise.headless import play
from ooh_console.exercise.scenario import Scenario
from ooh_console.exercise.scenario_file import load, night
from ooh_console.exercise.steps import Expected

from .conftest import EXERCISES, START
from .nights import put_together
from .reporting import check_reports

NIGHTS = sorted(path.stem for path in EXERCISES.glob("*.toml") if path.stem != "first-night")

MEASURED = {
    "clock-change": [
        ["10 00:50 BST Birth plan opened", "0 01:25 BST All told: OOH attendance changed 01:25 BST"]
    ],
    "paper-plan": [
        ["6 03:26 GMT Birth plan opened", "9 03:29 GMT Decision maker named 5 min: LATE"]
    ],
    "two-births": [
        ["4 01:19 GMT First OOH answer", "0 01:19 GMT answered, from being asked 5 min: in time"],
        ["7 01:36 GMT First OOH answer", "7 01:36 GMT answered, from being asked 5 min: LATE"],
    ],
}
"""What the debrief says of each incident, in the order in which they were opened."""


def scenario_of(name: str) -> Scenario:
    return load(EXERCISES / f"{name}.toml", mistakes)


async def run(scenario: Scenario, data: Path, *, reported: bool = False) -> tuple[bool, str]:
    said: list[str] = []
    with put_together(scenario, data, night(scenario, START)) as played:
        ok = await play(played, said.append)
        if reported:
            check_reports(played, data)
    return ok, "\n".join(said)


@pytest.mark.parametrize("name", NIGHTS)
async def test_a_shipped_night_is_as_scripted(name: str, tmp_path: Path) -> None:
    """And its reports say what was recorded, in every kind and format."""
    scenario = scenario_of(name)
    ok, said = await run(scenario, tmp_path, reported=True)
    assert ok, said[-3_000:]
    assert said.endswith(f"All {len(scenario.step)} steps were as scripted.")
    debriefs = re.findall(r"=== Debrief of .*?(?=\n===|\Z)", said, re.S)
    assert len(debriefs) == len(MEASURED[name])
    for debrief, expected in zip(debriefs, MEASURED[name], strict=True):
        words = " ".join(debrief.split())
        assert [one for one in expected if one not in words] == []


async def test_two_incidents_and_their_lines_never_mix(tmp_path: Path) -> None:
    """The same night with what is expected turned round: each mixture would be noticed."""
    scenario = scenario_of("two-births")
    steps = list(scenario.step[:4])
    wrong = Expected(unsaved="Insp. Carrow asks which car", tonight=("Nowhere at all",))
    steps[3] = steps[3].model_copy(update={"expect": wrong})
    enter = steps[2].model_copy(update={"does": (Doing(act="enter"),), "expect": Expected()})
    nowhere = enter.model_copy(update={"incident": "third", "title": "a third"})
    short = scenario.model_copy(
        update={"step": (*steps, *(s.model_copy(update={"minute": 20}) for s in (enter, nowhere)))}
    )
    ok, said = await run(short, tmp_path)
    assert not ok
    summary = said.rpartition("expected was not so:")[2]
    for sentence in (
        "«Uncle says that the road is» stands in the line unsaved, "
        "expected «Insp. Carrow asks which car»",
        "Tonight does not show «Nowhere at all» (it shows: ",
        "nothing stands in the line",
        "a third: no incident has been opened",
    ):
        assert sentence in summary
