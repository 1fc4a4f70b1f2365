"""The first night shows every learning point of the case that the console answers, L1 to L13.

Each point names the steps that show it. That those steps are as scripted is what
`test_headless` proves of the same file; here, that none of them is taken out unnoticed.
"""

from __future__ import annotations

import json
from dataclasses import dataclass
from datetime import UTC, datetime
from pathlib import Path

import pytest

from ooh_console.desk.watch_list import watch_list
from ooh_console.domain.readiness import Standing
from ooh_console.exercise.doing import mistakes
from ooh_console.exercise.scenario import Scenario
from ooh_console.exercise.scenario_file import load
from ooh_console.exercise.steps import Step

from .nights import CONFIG, put_together

POINTS = tuple(f"L{number}" for number in range(1, 14))


@dataclass(frozen=True)
class Seen:
    """What one step does, shows or alarms: the key of the step's file, and words in it."""

    minute: float
    where: str
    words: str


COVERED: dict[str, tuple[Seen, ...]] = {
    # The protocol's steps, done, refused without a reason, and overdue.
    "L1": (
        Seen(3, "step", "Nobody goes in alone"),
        Seen(26, "step", "say why"),
        Seen(31, "alarms", "step-overdue"),
    ),
    # Which agency holds the plan, and who has read it.
    "L2": (
        Seen(1, "read-plan", "County Maternity"),
        Seen(1, "alarms", "plan-missing: Social Care"),
        Seen(1, "shows", "read by 1"),
    ),
    # A draft, with what is missing and where the copies differ.
    "L3": (
        Seen(1, "shows", "DRAFT of {-21d}, 5 parts missing"),
        Seen(1, "alarms", "plan-differs: Police"),
    ),
    # No lead: an alarm until somebody says who was tried.
    "L4": (
        Seen(5, "alarms", "no-lead"),
        Seen(22, "lead", "no answer"),
        Seen(22, "alarms", "LEAD PROFESSIONAL NOT IDENTIFIED"),
    ),
    # A decision maker, accepted, with the newest information.
    "L5": (
        Seen(5, "alarms", "no-decision-maker"),
        Seen(22, "decision-maker", "Insp. Shah"),
        Seen(22, "read-plan", "read out by radio"),
        Seen(22, "no_alarms", "plan-not-given"),
    ),
    "L6": (
        Seen(26, "convene", "labour ward"),
        Seen(31, "invite", "could not"),
        Seen(33, "meeting", "Carys Lowther"),
    ),
    # An answer that changes: who still believes the old one is counted until nobody does.
    "L7": (
        Seen(6, "attendance-will", "Only the OOH team can say"),
        Seen(25, "alarms", "3 still expect OOH"),
        Seen(26, "alarms", "1 still expects OOH: Ambulance crew A412"),
        Seen(31, "no_alarms", "old-answer"),
    ),
    "L8": (
        Seen(25, "attendance-cannot", "say which role"),
        Seen(25, "attendance-cannot", "Telephone support, duty lawyer, placement"),
    ),
    # Before anything happens: `test_before_the_call_…` below.
    "L9": (),
    # The standard template, and the briefing when it begins.
    "L10": (
        Seen(1, "shows", "5 parts missing"),
        Seen(22, "briefing", "Insp. Shah"),
    ),
    "L11": (Seen(70, "referral", "MARAC"),),
    # Markers linked to people and address, in plain words, confirmed by name.
    "L12": (
        Seen(3, "read-markers", "Dangerous dog:"),
        Seen(3, "shows", "UNREAD Craig Rudderham: Threats to professionals"),
        Seen(22, "read-markers", "Insp. Shah"),
        Seen(22, "no_alarms", "markers-unread"),
    ),
    # Hazards in sight, in an exercise that says so.
    "L13": (
        Seen(0, "shows", "EXERCISE"),
        Seen(1, "shows", "HE WILL BLOCK DOOR"),
        Seen(3, "step", "dog handler"),
        Seen(14, "note", "refused entry by father"),
    ),
}


@pytest.fixture(scope="module")
def scenario() -> Scenario:
    return load(CONFIG / "exercises" / "first-night.toml", mistakes)


def shows(step: Step, seen: Seen) -> bool:
    if step.minute != seen.minute:
        return False
    acts = [one for one in step.does if one.act == seen.where]
    said = [json.dumps([*one.values.values(), one.refused], ensure_ascii=False) for one in acts]
    return any(seen.words in one for one in (*said, *getattr(step.expect, seen.where, ())))


def test_each_point_is_covered() -> None:
    assert tuple(COVERED) == POINTS
    assert [point for point, seen in COVERED.items() if not seen] == ["L9"]


@pytest.mark.parametrize("point", POINTS)
def test_a_point_is_shown_by_its_steps(scenario: Scenario, point: str) -> None:
    missing = [s for s in COVERED[point] if not any(shows(step, s) for step in scenario.step)]
    assert missing == []


async def test_before_the_call_the_family_is_on_the_watch_list_and_not_ready(
    scenario: Scenario, tmp_path: Path
) -> None:
    """L9: the birth was expected, and what was not ready for it is named before it begins."""
    with put_together(scenario, tmp_path, datetime(2026, 11, 25, 2, 3, tzinfo=UTC)) as night:
        gateway = night.desks["duty"].gateway
        _, found = await watch_list(gateway)
        await gateway.aclose()
    (family,) = [one for one in found if one.family.mother == "Jodie Penhallow"]
    failing = {check.key for check in family.checks if check.standing is Standing.NOT_READY}
    assert {"plan-agreed", "held-police", "held-social-care", "lead"} <= failing
    assert all(check.mends for check in family.checks if check.key in failing)
