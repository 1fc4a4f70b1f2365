"""The whole first night without a person: as scripted, and noticed when it is not."""

from __future__ import annotations

import sqlite3
import time
from collections.abc import Callable
from datetime import UTC, datetime
from pathlib import Path

import pytest

from ooh_console.desk.panels.lines import plain
from ooh_console.desk.panels.screen import screen
from ooh_console.exercise.doing import mistakes
from ooh_console.exercise.expecting import deviations
from ooh_console.exercise.headless import play
from ooh_console.exercise.scenario import Scenario
from ooh_console.exercise.scenario_file import BrokenScenario, load
from ooh_console.exercise.steps import Doing, Expected, SourceExpected

from .nights import put_together
from .reporting import check_reports

WINTER = datetime(2026, 11, 25, 2, 3, tzinfo=UTC)


@pytest.fixture(scope="module")
def scenario() -> Scenario:
    return load(
        Path(__file__).resolve().parents[2] / "config" / "exercises" / "first-night.toml", mistakes
    )


Played = Callable[..., "tuple[bool, str]"]


@pytest.fixture
def played(tmp_path: Path) -> Played:
    async def run(
        scenario: Scenario,
        start: datetime = WINTER,
        speed: float | None = None,
        *,
        reported: bool = False,
    ) -> tuple[bool, str]:
        said: list[str] = []
        with put_together(scenario, tmp_path, start) as night:
            ok = await play(night, said.append, speed)
            if reported:
                check_reports(night, tmp_path)
        return ok, "\n".join(said)

    return run


async def test_the_first_night_is_as_scripted(played, scenario):
    """And its reports say what was recorded, in every kind and format."""
    ok, said = await played(scenario, reported=True)
    assert ok, said[-3_000:]
    assert said.count("=== ") == len(scenario.step) + 3
    debrief = said.partition("=== Debrief of ")[2].partition("=== Verify")[0]
    rows = [" ".join(row.split()) for row in debrief.splitlines()]
    assert "22 02:25 GMT Decision maker named 5 min: LATE" in rows
    assert "6 02:34 GMT All told: OOH attendance changed 02:28 GMT, 4 to tell" in rows
    marked = [row for row in said.splitlines() if row.startswith("EXERCISE ")]
    assert len(marked) == len(scenario.step) + 1
    assert "complete and unchanged." in said
    assert said.endswith(f"All {len(scenario.step)} steps were as scripted.")


async def test_what_the_screen_calls_saved_is_in_the_file(played, scenario, tmp_path):
    short = scenario.model_copy(update={"step": scenario.step[:3]})
    ok, said = await played(short)
    assert ok, said
    (file,) = tmp_path.rglob("console.db")
    connection = sqlite3.connect(f"file:{file}?mode=ro", uri=True)
    try:
        rows = connection.execute(
            "SELECT kind, recorded_at FROM entry WHERE incident != 'register'"
        )
        entries = list(rows)
    finally:
        connection.close()
    kinds = [kind for kind, _ in entries]
    assert kinds[0] == "incident_opened"
    assert kinds.count("person_linked") == 3
    assert kinds.count("marker_read") == 2
    # The times are those of the night, not of the machine.
    assert {at for _, at in entries} == {
        f"2026-11-25T02:{minute}:00.000Z" for minute in ("03", "04", "06")
    }


def first_steps(scenario: Scenario, number: int, **changed: object) -> Scenario:
    """The first steps of the night, the last of them changed."""
    steps = list(scenario.step[:number])
    steps[-1] = steps[-1].model_copy(update=changed)
    return scenario.model_copy(update={"step": tuple(steps)})


async def test_an_altered_expectation_is_named_with_its_step(played, scenario):
    ok, said = await played(first_steps(scenario, 2, expect=Expected(shows=("version 4",))))
    assert not ok
    step = f"minute 1, duty worker: {scenario.step[1].title}"
    summary = said.rpartition("expected was not so:")[2]
    assert summary.strip() == f"{step}: the screen does not show «version 4»"


ALTERED = [
    (Expected(alarms=("no-lead",)), "the alarm «no-lead» does not stand"),
    (Expected(alarms=("plan-draft: Ambulance",)), "«plan-draft: Ambulance» does not stand"),
    (Expected(no_alarms=("plan-missing",)), "the alarm «plan-missing: "),
    (Expected(shows=("version 4",)), "the screen does not show «version 4»"),
    (Expected(shows=("{+8d}",)), "the screen does not show «3 Dec 2026»"),
    (Expected(hides=("Scene   safety",)), "the screen shows «Scene   safety»"),
    (
        Expected(sources=(SourceExpected(agency="Police", offer="plans", state="none-held"),)),
        "Police, plans: held (), expected none-held",
    ),
    (
        Expected(sources=(SourceExpected(agency="Ambulance", offer="plans", state="held"),)),
        "Ambulance, plans: is not asked",
    ),
    (
        Expected(
            sources=(
                SourceExpected(
                    agency="County Maternity",
                    offer="watch-list",
                    state="not-checked",
                    from_memory=True,
                ),
            )
        ),
        "County Maternity, watch-list: nothing is known from before",
    ),
    (Expected(decision_maker="Insp. Shah"), "nobody decides, accepted; expected Insp. Shah"),
    (Expected(ooh="will-attend"), "OOH: not asked, expected will-attend"),
    (Expected(restrictions=0), "restrictions: 1, expected 0"),
    (Expected(powers=1), "powers: 0, expected 1"),
    (Expected(open_actions=1), "open actions: 0, expected 1"),
    (Expected(old_answers=2), "old answers: 0, expected 2"),
]


async def test_every_expectation_is_held_against_what_stands(scenario, tmp_path):
    short = first_steps(scenario, 2)
    with put_together(short, tmp_path, WINTER) as night:
        assert await play(night, lambda _: None)
        view = night.seats["duty"].at_hand.view()
    shown = plain(screen(view, ()))
    assert list(deviations(Expected(), view, shown, WINTER)) == []
    for expected, sentence in ALTERED:
        found = list(deviations(expected, view, shown, WINTER))
        assert found, expected
        assert all(sentence in one for one in found[:1]), found


AGAINST_THE_SCRIPT = [
    (Doing(act="read-plan", agency="Police", version="9"), "Police holds no plan of version 9"),
    (
        Doing(act="note", text="Heard.", refused="no"),
        "note was recorded, and should have been refused",
    ),
    (Doing(act="note", text=" "), "note: "),
    (Doing(act="accept", how="radio"), "accept was refused: Nobody is named"),
    (Doing(act="accept", how="radio", refused="other words"), "accept was refused: Nobody"),
    (Doing(act="read-markers", only=["Firearm"]), "not every marker with firearm is there"),
    (Doing(act="link", relation="sibling", name="Nobody At All"), "no agency holds Nobody At All"),
    (
        Doing(
            act="link",
            relation="mother",
            name="Jodie Penhallow",
            nhs_number="9990000018",
            confirms=["Police"],
        ),
        "no possible match at Police",
    ),
    (Doing(act="note", text="At {soon}"), "note: 'soon' is not counted from the start"),
]


async def test_an_act_against_the_script_is_named(played, scenario):
    does = tuple(doing for doing, _ in AGAINST_THE_SCRIPT)
    ok, said = await played(first_steps(scenario, 2, does=does, expect=Expected()))
    assert not ok
    summary = said.rpartition("expected was not so:")[2].strip().splitlines()
    assert len(summary) == len(AGAINST_THE_SCRIPT)
    step = f"minute 1, duty worker: {scenario.step[1].title}"
    for line, (_, sentence) in zip(summary, AGAINST_THE_SCRIPT, strict=True):
        assert line.strip().startswith(f"{step}: {sentence}"), line


async def test_a_script_that_the_desk_does_not_know_is_not_played(played, scenario):
    ok, said = await played(first_steps(scenario, 2, does=(Doing(act="guess"),)))
    assert not ok
    assert said.endswith("step 2, does 1: the desk knows no act 'guess'")


async def test_a_night_that_never_opens_an_incident(played, scenario):
    ok, said = await played(first_steps(scenario, 1, does=(), expect=Expected()))
    assert not ok
    assert "no incident has been opened" in said


async def test_a_changed_log_is_not_as_scripted(scenario, tmp_path):
    """Verification is of the file: a byte changed behind the desk's back is found."""
    short = scenario.model_copy(update={"step": scenario.step[:2]})
    said: list[str] = []
    with put_together(short, tmp_path, WINTER) as night:
        inner = night.verify

        def verify():
            (file,) = tmp_path.rglob("console.db")
            connection = sqlite3.connect(file)
            try:
                with connection:
                    for (name,) in connection.execute(
                        "SELECT name FROM sqlite_master WHERE type='trigger'"
                    ).fetchall():
                        connection.execute(f'DROP TRIGGER "{name}"')
                    connection.execute(
                        "UPDATE entry SET body = replace(body, 'Penhallow', 'Penhollow')"
                        " WHERE kind = 'person_linked'"
                    )
            finally:
                connection.close()
            return inner()

        night.verify = verify
        ok = await play(night, said.append)
    assert not ok
    assert any("verify: " in text for text in said)


async def test_speed_paces_the_night(played, scenario):
    """Three minutes between the first three steps, at sixty minutes a second."""
    short = scenario.model_copy(update={"step": scenario.step[:3]})
    began = time.monotonic()
    ok, said = await played(short, speed=3_600)
    assert ok, said
    assert time.monotonic() - began >= 3 / 60


@pytest.mark.parametrize(
    ("old", "new", "sentence"),
    [
        ('act = "birth"', 'act = "death"', "the desk knows no act 'death'"),
        ('how = "radio", read_back_by', 'by = "radio", read_back_by', "tell has no field 'by'"),
        ('act = "note", text', 'act = "note", words', "note needs 'text'"),
        ("looks_back_to = 10", "looks_back_to = 500", "must not be later than the step"),
        ('who = "manager"', 'who = "nurse"', "who: Input should be"),
        ("minute = 33", "minute = 3", "the steps must be in the order of their minutes"),
        ("old_answers = 3", "old_answer = 3", "old_answer: Extra inputs are not permitted"),
    ],
)
def test_a_broken_script_is_named(tmp_path, first_night, old, new, sentence):
    text = first_night.read_text(encoding="utf-8")
    assert old in text
    path = tmp_path / "first-night.toml"
    path.write_text(text.replace(old, new, 1), encoding="utf-8")
    with pytest.raises(BrokenScenario) as raised:
        load(path, mistakes)
    assert str(raised.value).startswith("first-night.toml")
    assert sentence in str(raised.value)
