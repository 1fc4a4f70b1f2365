"""The review through the pilot: integrity, the timeline, then and now, and what is added to it."""

from __future__ import annotations

import asyncio
import contextlib
import sqlite3
from collections.abc import AsyncIterator, Iterator
from contextlib import asynccontextmanager
from pathlib import Path
from typing import Any

import pytest
from textual.pilot import Pilot

from ooh_console.desk.acts import ACTS
from ooh_console.desk.acts.form import Context, perform
from ooh_console.desk.desk import Desk
from ooh_console.desk.incident import Incident
from ooh_console.tui.dialogs.form import FormDialog
from ooh_console.tui.pages.debrief import DebriefPage
from ooh_console.tui.pages.lines import LinesPage
from ooh_console.tui.pages.review import ReviewPage
from ooh_console.tui.pages.stood import StoodPage
from tests.desk.desks import Room
from tests.tui.desks import HOSTILE, LARGE, SMALL, app_of, until, words


@pytest.fixture
def room(tmp_path: Path) -> Iterator[Room]:
    made = Room(tmp_path)
    yield made
    made.close()


async def do(incident: Incident, act: str, **values: str) -> Any:
    blank = ACTS[act].blank(Context(incident.view()))
    return (await perform(incident, ACTS[act], {**blank, **values}))[0]


async def night(room: Room) -> Incident:
    """OOH attends, then cannot; one crew is told and then not told; a note is struck out."""
    incident = await room.incident()
    room.agencies.down.add("Police")
    await incident.refresh()
    room.clock.forward(6)
    await do(incident, "attendance-will", who="Sam Okafor", eta="30")
    await do(incident, "tell", recipient="Crew A412", topic="OOH attendance", how="radio")
    room.clock.forward(4)
    room.agencies.down.discard("Police")
    await incident.refresh()
    wrong = await incident.note(f"dog is chained {HOSTILE}")
    await do(incident, "decision-maker", name="Insp. Adeyemi", heard_by="Sam", how="radio")
    room.clock.forward(10)
    await do(
        incident, "attendance-cannot", agreed_role="telephone", reason="far", change_reason="2nd"
    )
    await do(incident, "strike", entry=wrong.id, reason="another garden")
    room.clock.forward(10)
    await incident.note("father left", room.clock().replace(minute=15), "both hands full")
    await do(incident, "close", reason="at hospital")
    room.clock.forward(360)
    return incident


@asynccontextmanager
async def reviewing(
    desk: Desk, folder: Path, size: tuple[int, int] = SMALL
) -> AsyncIterator[tuple[Pilot[Any], ReviewPage]]:
    """The review, opened from Tonight: read, and the log checked."""
    app = app_of(desk, folder)
    async with app.run_test(size=size, notifications=True) as pilot:
        await until(pilot, lambda: "CLOSED" in words(app))
        await pilot.press("V")
        await until(pilot, lambda: isinstance(app.screen, ReviewPage))
        page = app.screen
        assert isinstance(page, ReviewPage)
        await until(pilot, lambda: page.night is not None and page.incident.integrity is not None)
        yield pilot, page
        assert app.faults == []


def flat(pilot: Pilot[Any]) -> str:
    return " ".join(words(pilot.app).split())


async def page_open(pilot: Pilot[Any], kind: type[Any], *keys: str) -> Any:
    await pilot.press(*keys)
    await until(pilot, lambda: isinstance(pilot.app.screen, kind))
    return pilot.app.screen


async def saved(pilot: Pilot[Any], page: ReviewPage, words: str) -> None:
    """The form has closed, and the page says it."""
    await pilot.press("ctrl+s")
    await until(pilot, lambda: pilot.app.screen is page and words in flat(pilot))


async def back(pilot: Pilot[Any], page: ReviewPage) -> None:
    await pilot.press("escape")
    await until(pilot, lambda: pilot.app.screen is page)


@pytest.mark.parametrize("size", [SMALL, LARGE])
async def test_who_knew_what_when_and_who_was_told(room: Room, size: tuple[int, int]) -> None:
    await night(room)
    async with reviewing(room.desk("manager"), room.folder, size) as (pilot, page):
        assert "● Complete and unchanged: " in flat(pilot)
        assert "○ not signed off" in flat(pilot)
        # The answer of OOH as a bar, and the crew that believed the old one.
        await pilot.press("t", *"02:23", "enter")
        assert page.rows.entry.kind == "correction"
        await pilot.press("up")
        assert page.rows.entry.kind == "attendance_answered"
        titles = [lane.title for lane in page.rows.lanes.lanes]
        await pilot.press(*["right"] * titles.index("Crew A412"))
        await until(pilot, lambda: "believed the OLD answer: OOH attendance" in flat(pilot))
        assert "✗✗" in words(pilot.app)
        await pilot.press(*["left"] * len(titles))
        await until(pilot, lambda: "▾ Decision maker" in flat(pilot))
        # Struck out: readable, with who and why; late: both times.
        await pilot.press("slash", *"struck", "enter")
        await until(pilot, lambda: page.rows.items == 2)
        assert "2 of 10 shown: «struck», Esc shows all" in flat(pilot)
        await pilot.press("home")
        assert "[STRUCK] dog is chained [/x][bold]A" in flat(pilot)
        assert "STRUCK THROUGH by Sam Okafor 02:23 GMT: another garden" in flat(pilot)
        await pilot.press("escape", "slash", *"late", "enter")
        await until(pilot, lambda: "[LATE, written 02:33]" in flat(pilot))
        assert "LATE: happened 02:15 GMT, written 02:33 GMT: both hands full" in flat(pilot)
        await pilot.press("escape")
        await until(pilot, lambda: "shown" not in flat(pilot))


@pytest.mark.parametrize("size", [SMALL, LARGE], ids=["80x24", "120x40"])
def test_as_a_picture(
    snap_compare: Any,
    room: Room,
    size: tuple[int, int],
    monkeypatch: pytest.MonkeyPatch,
) -> None:
    monkeypatch.setattr(Desk, "new_reference", lambda _: "261125-K7QM")
    asyncio.run(night(room))

    async def at_the_change(pilot: Pilot[Any]) -> None:
        app = pilot.app
        await until(pilot, lambda: "CLOSED" in words(app))
        page = await page_open(pilot, ReviewPage, "V")
        await until(pilot, lambda: page.night is not None and page.incident.integrity is not None)
        await pilot.press("t", *"02:23", "enter", "up")
        await until(pilot, lambda: "▸ 02:23" in words(app))
        await pilot.pause()

    app = app_of(room.desk("manager"), room.folder)
    assert snap_compare(app, terminal_size=size, run_before=at_the_change)


async def test_the_screen_as_it_stood_entry_by_entry(room: Room) -> None:
    await night(room)
    async with reviewing(room.desk("manager"), room.folder) as (pilot, page):
        stood = await page_open(pilot, StoodPage, "t", *"02:09", "enter", "enter")
        await until(pilot, lambda: "THE SCREEN THEN" in flat(pilot))
        text = "\n".join(one.text for one in stood.lines())
        assert "COULD NOT CHECK" in text
        assert "will attend" in text
        seq = stood.entry.seq
        await pilot.press("right")
        await until(pilot, lambda: stood.entry.seq > seq)
        assert page.rows.entry.id == stood.entry.id
        await pilot.press(*["left"] * 20)
        await until(pilot, lambda: "This is the first entry." in flat(pilot))
        await back(pilot, page)


async def test_what_changed_between_two_moments(room: Room) -> None:
    await night(room)
    async with reviewing(room.desk("manager"), room.folder) as (pilot, page):
        await pilot.press("c")
        assert "m marks one moment first" in flat(pilot)
        await pilot.press("t", *"02:09", "enter", "m", "t", *"02:23", "enter")
        lines = await page_open(pilot, LinesPage, "c")
        text = "\n".join(one.text for one in lines.lines())
        assert "Decision maker: NOT IDENTIFIED → Insp. Adeyemi, accepted" in text
        assert "OOH social care: will attend, Sam Okafor" in text
        assert "→ CANNOT attend, agreed role: telephone" in text
        assert "Crew A412, OOH attendance: told → believes an OLD answer" in text
        assert "Police, markers: ✗ COULD NOT CHECK" in text
        assert "ended NO DECISION MAKER" in text
        assert "begun " in text
        assert "CANNOT attend. Agreed role: telephone" in text
        await back(pilot, page)


async def test_question_answer_note_learning_and_the_sign_off(room: Room) -> None:
    incident = await night(room)
    async with reviewing(room.desk("manager"), room.folder) as (pilot, page):
        await pilot.press("t", *"02:23", "enter")
        await page_open(pilot, FormDialog, "a")
        await pilot.press(*"Sam Okafor", "enter", *"When did you know?")
        await saved(pilot, page, "1 question asked, 1 not answered")
        await page_open(pilot, FormDialog, "n")
        await pilot.press(*"agreed by telephone")
        await saved(pilot, page, "[◇2]")
        await page_open(pilot, FormDialog, "l")
        await pilot.press(*"L7", "enter", *"tell everybody at once")
        await saved(pilot, page, "1 learnt")
        await page_open(pilot, FormDialog, "o")
        await until(pilot, lambda: "NOT ANSWERED to Sam Okafor: When did you know?" in flat(pilot))
        assert "Complete and unchanged" in flat(pilot)
        await pilot.press(*"Read to the end")
        await saved(pilot, page, "● SIGNED OFF, nothing since · by Tom Achterberg")
        assert "1 not answered" in flat(pilot)
        # Two at once: what the duty worker answers meanwhile is there, and said to be new.
        here = Incident.load(room.desk(), incident.reference)
        question = here.view().review.questions[0].entry.id
        await do(here, "review-answer", question=question, by="Sam Okafor", text="at 02:22")
        await until(pilot, lambda: "● SIGNED OFF, 1 entry since (1 of the review)" in flat(pilot))
        so_far = await page_open(pilot, LinesPage, "A")
        text = "\n".join(one.text for one in so_far.lines())
        assert "Sam Okafor: at 02:22" in text
        assert "L7 whether OOH attends" in text
        await back(pilot, page)
        await page_open(pilot, DebriefPage, "D")
        await back(pilot, page)


async def test_what_arrives_moves_nothing_that_is_read(room: Room) -> None:
    incident = await night(room)
    for number in range(60):
        await incident.note(f"line {number}")
    async with reviewing(room.desk("manager"), room.folder) as (pilot, page):
        # In the middle of what is in sight: neither the cursor nor the top is at an edge.
        await pilot.press(*["pagedown"] * 3, *["up"] * 3)
        here, top = page.rows.entry.id, page.rows._entry(round(page.rows.scroll_offset.y)).id
        count, seen = page.rows.items, words(pilot.app).splitlines()[8]
        other = Incident.load(room.desk(), incident.reference)
        await other.note("remembered in the morning", room.clock().replace(hour=2, minute=5), "x")
        await until(pilot, lambda: page.rows.items == count + 1)
        assert page.rows.entry.id == here
        assert page.rows._entry(round(page.rows.scroll_offset.y)).id == top
        assert words(pilot.app).splitlines()[8] == seen


async def test_a_changed_entry_is_named_at_the_top_and_in_its_row(room: Room) -> None:
    incident = await night(room)
    with contextlib.closing(sqlite3.connect(room.folder / "console.db")) as connection:
        guards = connection.execute(
            "SELECT name, sql FROM sqlite_master WHERE type = 'trigger'"
        ).fetchall()
        for name, _ in guards:
            connection.execute(f'DROP TRIGGER "{name}"')
        connection.execute("UPDATE entry SET body = replace(body, 'father', 'mother')")
        for _, text in guards:
            connection.execute(text)
        connection.commit()
    async with reviewing(room.desk("manager"), room.folder) as (pilot, _):
        assert "✗ NOT AS IT WAS RECORDED: 1 finding" in flat(pilot)
        assert f"Incident {incident.reference}, entry" in flat(pilot)
        await pilot.press("slash", *"left", "enter")
        await until(pilot, lambda: "[NOT AS RECORDED]" in flat(pilot))
        # The manager may sign, and what was found is signed with it.
        form = await page_open(pilot, FormDialog, "o")
        await until(pilot, lambda: "NOT AS IT WAS RECORDED" in flat(pilot))
        assert form.act.id == "sign-off"


async def test_a_question_waits_quietly_where_it_can_be_answered(room: Room) -> None:
    incident = await night(room)
    manager = room.sit_down(incident, "manager")
    await do(manager, "review-question", to="Sam Okafor", text="When?")
    room.clock.forward(60 * 24 * 20)  # Long ago, and still asked.
    app = app_of(room.desk(), room.folder)
    async with app.run_test(size=SMALL, notifications=True) as pilot:
        await until(pilot, lambda: "1 question from the review" in flat(pilot))
        await pilot.press("V")
        await until(pilot, lambda: isinstance(app.screen, ReviewPage))
        page: Any = app.screen
        await until(pilot, lambda: page.night is not None)
        form = await page_open(pilot, FormDialog, "w")
        await until(pilot, lambda: "QUESTION " in flat(pilot))
        assert form.values()["by"] == "Sam Okafor"
        await pilot.press(*"at once")
        await saved(pilot, page, "1 question asked")
        assert "not answered" not in flat(pilot)
        # Another role cannot annotate, and is told who does.
        await page_open(pilot, FormDialog, "n")
        await pilot.press("x", "ctrl+s")
        await until(pilot, lambda: "written by the on-call manager" in flat(pilot))


async def test_a_night_closed_days_ago_is_found_from_tonight(room: Room) -> None:
    incident = await night(room)
    room.clock.forward(60 * 24 * 30)
    app = app_of(room.desk("manager"), room.folder)
    async with app.run_test(size=SMALL, notifications=True) as pilot:
        await until(pilot, lambda: "1 closed before that: e" in flat(pilot))
        assert incident.reference not in flat(pilot)
        await pilot.press("e")
        await until(pilot, lambda: f"CLOSED {incident.reference}" in flat(pilot))
        assert "not signed off" in flat(pilot)
        page = await page_open(pilot, ReviewPage, "V")
        await until(pilot, lambda: page.night is not None)
        await pilot.press("escape")
        await until(pilot, lambda: pilot.app.screen is not page)
        await pilot.press("e")
        await until(pilot, lambda: incident.reference not in flat(pilot))
