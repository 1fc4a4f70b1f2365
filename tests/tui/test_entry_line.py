"""The line to type in: saved means on disk, and nothing typed is ever lost (I1, I12)."""

from __future__ import annotations

import asyncio
from typing import Any

import pytest
from textual import events
from textual.widgets import Input
from textual.widgets._toast import Toast, ToastHolder

from ooh_console.domain.bodies import Note
from ooh_console.ledger.errors import DraftProblem, LedgerFull
from ooh_console.ledger.ledger import Ledger
from ooh_console.tui.render import say
from ooh_console.tui.screens.incident import IncidentScreen
from ooh_console.tui.screens.tonight import TonightScreen
from tests.tui.desks import (
    LARGE,
    SMALL,
    Set,
    notices,
    on_incident,
    open_incident,
    rows,
    until,
    words,
)


def on_disk(found: Set, reference: str) -> list[str]:
    """The notes in the file, read by somebody else."""
    with Ledger.open(found.file, read_only=True) as other:
        entries = other.rows(reference, 1, 10_000)
    return [entry.body.text for entry in entries if isinstance(entry.body, Note)]


def drafted(found: Set, reference: str) -> list[str]:
    """The texts that would be there after a crash."""
    kept = found.desk.drafts.get(reference).get("entry", {})
    return [text for name, text in kept.items() if name != "after"]


def line_of(screen: IncidentScreen) -> Input:
    return screen.query_one("#line", Input)


async def test_enter_saves_at_once(found: Set) -> None:
    incident = await open_incident(found.desk)
    async with on_incident(found, incident) as (pilot, screen):
        await pilot.press(*"dog in the garden", "enter")
        await until(pilot, lambda: "saved 02:14 GMT dog in the garden" in words(pilot.app))
        assert on_disk(found, incident.reference) == ["dog in the garden"]
        assert line_of(screen).value == ""
        await until(pilot, lambda: found.desk.drafts.get(incident.reference) == {})


async def test_time_in_front_and_reason_for_lateness(found: Set) -> None:
    incident = await open_incident(found.desk)
    async with on_incident(found, incident) as (pilot, screen):
        await pilot.press(*"02:01 dog seen", "enter")
        await until(pilot, lambda: "Why late?" in words(pilot.app))
        assert line_of(screen).value == "02:01 dog seen"
        assert on_disk(found, incident.reference) == []
        await pilot.press("enter")
        await until(pilot, lambda: "say why it is late" in words(pilot.app))
        await pilot.press(*"was driving", "enter")
        await until(pilot, lambda: on_disk(found, incident.reference) == ["dog seen"])
        entry = found.ledger.rows(incident.reference, 2, 2)[0]
        assert entry.late_reason == "was driving"
        assert entry.occurred_at.strftime("%H:%M") == "02:01"
        await until(pilot, lambda: "Why late?" not in words(pilot.app))
        assert "[LATE] dog seen" in words(pilot.app)
        assert line_of(screen).has_focus


async def test_escape_takes_the_question_back_and_leaves_the_text(found: Set) -> None:
    incident = await open_incident(found.desk)
    async with on_incident(found, incident) as (pilot, screen):
        await pilot.press(*"02:01 dog seen", "enter")
        await until(pilot, lambda: screen.query_one("#reason").has_focus)
        await pilot.press("escape")
        await until(pilot, lambda: line_of(screen).has_focus)
        assert pilot.app.screen is screen
        assert line_of(screen).value == "02:01 dog seen"


async def test_time_that_happened_twice_is_said_and_the_text_kept(found: Set) -> None:
    from datetime import UTC, datetime

    found.clock.now = datetime(2026, 10, 25, 2, 10, tzinfo=UTC)
    incident = await open_incident(found.desk)
    async with on_incident(found, incident) as (pilot, screen):
        await pilot.press(*"01:30 dog seen", "enter")
        await until(pilot, lambda: "happened twice" in words(pilot.app))
        assert line_of(screen).value == "01:30 dog seen"


async def test_error_brings_the_text_back(found: Set, monkeypatch: Any) -> None:
    incident = await open_incident(found.desk)

    async def full(*_: object, **__: object) -> None:
        raise LedgerFull("The disk is full. What you typed is kept. Free some space.")

    async with on_incident(found, incident) as (pilot, screen):
        with monkeypatch.context() as broken:
            broken.setattr(found.ledger, "append", full)
            await pilot.press(*"dog seen", "enter")
            await until(pilot, lambda: "NOT SAVED: The disk is full." in words(pilot.app))
            assert line_of(screen).value == "dog seen"
        await until(
            pilot,
            lambda: drafted(found, incident.reference) == ["dog seen"],
        )
        await pilot.press("enter")
        await until(pilot, lambda: on_disk(found, incident.reference) == ["dog seen"])


async def test_several_saves_under_way_stay_in_order_and_in_sight(
    found: Set, monkeypatch: Any
) -> None:
    incident = await open_incident(found.desk)
    gate = asyncio.Event()
    real = found.ledger.append

    async def slow(*items: Any, **options: Any) -> Any:
        await gate.wait()
        return await real(*items, **options)

    async with on_incident(found, incident) as (pilot, screen):
        monkeypatch.setattr(found.ledger, "append", slow)
        for text in ("first", "second", "third"):
            await pilot.press(*text, "enter")
        await pilot.press(*"fourth")
        await until(pilot, lambda: "saving… (and 2 more) first" in words(pilot.app))
        assert on_disk(found, incident.reference) == []
        assert line_of(screen).value == "fourth"
        # Before the commit all of it is in the draft: a crash now loses nothing.
        await until(
            pilot,
            lambda: drafted(found, incident.reference) == ["fourth", "first", "second", "third"],
        )
        gate.set()
        await until(
            pilot, lambda: on_disk(found, incident.reference) == ["first", "second", "third"]
        )
        assert line_of(screen).value == "fourth"


async def test_all_that_failed_comes_back_one_after_the_other(found: Set, monkeypatch: Any) -> None:
    incident = await open_incident(found.desk)
    gate = asyncio.Event()

    async def full(*_: object, **__: object) -> None:
        await gate.wait()
        raise LedgerFull("The disk is full.")

    async with on_incident(found, incident) as (pilot, screen):
        with monkeypatch.context() as broken:
            broken.setattr(found.ledger, "append", full)
            await pilot.press(*"one", "enter")
            await pilot.press(*"two", "enter")
            gate.set()
            await until(pilot, lambda: "[1 more NOT SAVED]" in words(pilot.app))
        assert line_of(screen).value == "one"
        await pilot.press("enter")
        await until(pilot, lambda: line_of(screen).value == "two")
        await pilot.press("enter")
        await until(pilot, lambda: on_disk(found, incident.reference) == ["one", "two"])


async def test_draft_is_back_after_a_crash(found: Set) -> None:
    incident = await open_incident(found.desk)
    async with on_incident(found, incident) as (pilot, _):
        await pilot.press(*"half a sen")
        await until(pilot, lambda: found.desk.drafts.get(incident.reference))
        again = found.again()
    async with on_incident(found, incident, desk=again) as (pilot, screen):
        await until(pilot, lambda: line_of(screen).value == "half a sen")
        await until(pilot, lambda: "NOT saved: Enter saves it" in words(pilot.app))
    again.ledger.close()


async def test_what_was_saved_in_the_moment_of_a_crash_does_not_come_back(found: Set) -> None:
    incident = await open_incident(found.desk)
    await incident.note("dog seen")
    found.desk.drafts.put(
        incident.reference, "entry", {"waiting-0000": "dog seen", "waiting-0001": "not yet"}
    )
    async with on_incident(found, incident) as (pilot, screen):
        await until(pilot, lambda: line_of(screen).value == "not yet")


@pytest.mark.parametrize("typed", ["dog seen", "dog se", "02:13 dog seen"])
async def test_what_was_in_the_line_and_saved_before_the_draft_knew_does_not_come_back(
    found: Set, typed: str
) -> None:
    incident = await open_incident(found.desk)
    fields = {"text": typed, "after": str(incident.count)}
    found.desk.drafts.put(incident.reference, "entry", fields)
    await incident.note("dog seen")
    async with on_incident(found, incident) as (pilot, screen):
        await until(pilot, lambda: "Enter saves at once" in words(pilot.app))
        await pilot.press(*"next", "enter")
        await until(pilot, lambda: on_disk(found, incident.reference) == ["dog seen", "next"])
        assert line_of(screen).value == ""


async def test_what_was_typed_after_the_same_words_were_saved_comes_back(found: Set) -> None:
    incident = await open_incident(found.desk)
    await incident.note("dog seen again")
    async with on_incident(found, incident) as (pilot, _):
        await pilot.press(*"dog seen")
        await until(pilot, lambda: drafted(found, incident.reference) == ["dog seen"])
        again = found.again()
    async with on_incident(found, incident, desk=again) as (pilot, screen):
        await until(pilot, lambda: line_of(screen).value == "dog seen")
    again.ledger.close()


async def test_leaving_and_coming_back_keeps_the_text(found: Set) -> None:
    incident = await open_incident(found.desk)
    async with on_incident(found, incident) as (pilot, _):
        await pilot.press(*"half", "escape")
        await until(pilot, lambda: isinstance(pilot.app.screen, TonightScreen))
        await pilot.press("enter")
        await until(pilot, lambda: isinstance(pilot.app.screen, IncidentScreen))
        there = pilot.app.screen
        assert isinstance(there, IncidentScreen)
        await until(pilot, lambda: line_of(there).value == "half")


async def test_pasted_lines_and_a_megabyte(found: Set) -> None:
    incident = await open_incident(found.desk)
    async with on_incident(found, incident) as (pilot, screen):
        line_of(screen).post_message(events.Paste("one\r\ntwo\nthree \x1b[31mred"))
        await until(pilot, lambda: "three" in line_of(screen).value)
        await pilot.press("enter")
        await until(pilot, lambda: len(on_disk(found, incident.reference)) == 1)
        (first,) = on_disk(found, incident.reference)
        assert first.startswith("one two three ")
        assert "\x1b" not in first

        loop = asyncio.get_running_loop()
        line_of(screen).post_message(events.Paste("word [/x] " * 100_000))
        await until(pilot, lambda: len(line_of(screen).value) > 900_000)
        started = loop.time()
        await pilot.press("x")
        assert loop.time() - started < 1
        await pilot.press("enter")
        await until(pilot, lambda: len(on_disk(found, incident.reference)) == 2)
        await until(pilot, lambda: "word [/x] word" in words(pilot.app))


async def test_blank_line_is_not_saved(found: Set) -> None:
    incident = await open_incident(found.desk)
    async with on_incident(found, incident) as (pilot, _):
        await pilot.press("space", "enter")
        await until(pilot, lambda: "Nothing is typed yet." in words(pilot.app))
        await pilot.press(*"02:13", "enter")
        await until(pilot, lambda: "Say what happened, after the time." in words(pilot.app))
        assert on_disk(found, incident.reference) == []


async def test_entries_arriving_leave_the_typing_alone(found: Set) -> None:
    """I14: focus, cursor and text stay where they are."""
    incident = await open_incident(found.desk)
    async with on_incident(found, incident) as (pilot, screen):
        await pilot.press(*"half a word", "left", "left")
        there = found.again()
        other = type(incident).load(there, incident.reference)
        for number in range(20):
            await other.note(f"arrived {number}")
        await until(pilot, lambda: "arrived 19" in words(pilot.app))
        line = line_of(screen)
        assert line.has_focus
        assert (line.value, line.cursor_position) == ("half a word", 9)
        there.ledger.close()


async def test_read_only_desk_says_so_and_keeps_the_text(found: Set, monkeypatch: Any) -> None:
    incident = await open_incident(found.desk)
    monkeypatch.setattr(found.ledger, "problem", "This file can only be read.")
    async with on_incident(found, incident) as (pilot, _):
        assert any("This file can only be read." in row for row in rows(pilot.app)[:8])


async def test_text_that_the_disk_refused_is_kept_as_soon_as_there_is_room(
    found: Set, monkeypatch: Any
) -> None:
    incident = await open_incident(found.desk)

    def full(*_: object) -> None:
        raise DraftProblem("What was typed could not be kept. Free some space.")

    async with on_incident(found, incident) as (pilot, _):
        with monkeypatch.context() as broken:
            broken.setattr(found.desk.drafts, "put", full)
            await pilot.press(*"dog seen")
            await until(pilot, lambda: notices(pilot.app))
        assert drafted(found, incident.reference) == []
        await pilot.press("escape")
        await until(pilot, lambda: isinstance(pilot.app.screen, TonightScreen))
        assert drafted(found, incident.reference) == ["dog seen"]


def unframed(app: Any) -> str:
    """The screen in one line, whatever is wrapped."""
    return " ".join(words(app).replace("▌", " ").replace("│", " ").split())


@pytest.mark.parametrize("key", ["escape", "ctrl+q"])
async def test_leaving_what_no_disk_keeps_is_said_first(
    found: Set, monkeypatch: Any, key: str
) -> None:
    incident = await open_incident(found.desk)

    def full(*_: object) -> None:
        raise DraftProblem("What was typed could not be kept. Free some space.")

    monkeypatch.setattr(found.desk.drafts, "put", full)
    async with on_incident(found, incident) as (pilot, screen):
        await pilot.press(*"dog seen")
        await until(pilot, lambda: any("could not be kept" in one for one in notices(pilot.app)))
        await pilot.press(key)
        # In sight at once, though the notice that said why still stands.
        async with asyncio.timeout(5):
            await until(pilot, lambda: "again leaves and loses it" in unframed(pilot.app))
        assert pilot.app.screen is screen
        assert line_of(screen).value == "dog seen"
        await pilot.press(key)
        await until(pilot, lambda: pilot.app._exit or pilot.app.screen is not screen)


@pytest.mark.parametrize("size", [SMALL, LARGE])
async def test_why_it_is_not_saved_is_read_to_its_end_under_a_notice(
    found: Set, monkeypatch: Any, size: tuple[int, int]
) -> None:
    incident = await open_incident(found.desk)

    async def full(*_: object, **__: object) -> None:
        raise LedgerFull(
            "The disk is full. This was not saved; everything saved before is safe, and what you "
            "typed is kept. Free some space, then save again."
        )

    async with on_incident(found, incident, size) as (pilot, _):
        monkeypatch.setattr(found.ledger, "append", full)
        for _ in range(3):
            say(pilot.app, "The same words. " * 12 + "End.", "error")
        await pilot.press(*"dog seen", "enter")
        await until(pilot, lambda: "then save again." in " ".join(words(pilot.app).split()))
        assert "dog seen" in rows(pilot.app)[-2]
        assert notices(pilot.app) == ["The same words. " * 12 + "End."]


async def test_a_notice_that_is_over_leaves_nothing_behind(found: Set) -> None:
    incident = await open_incident(found.desk)
    async with on_incident(found, incident) as (pilot, screen):
        for words in ("The same words.", "Other words."):
            for _ in range(5):
                say(pilot.app, words, "error")
                await pilot.pause()
        await until(pilot, lambda: len(notices(pilot.app)) == 2)
        await until(pilot, lambda: len(screen.query(ToastHolder)) == len(screen.query(Toast)) == 2)


async def test_what_is_typed_in_a_dialog_is_kept_when_the_desk_is_left(found: Set) -> None:
    incident = await open_incident(found.desk)
    async with on_incident(found, incident) as (pilot, screen):
        await pilot.press("f9")
        await until(pilot, lambda: pilot.app.screen is not screen)
        await pilot.press(*"ring ward", "ctrl+q")
        await until(pilot, lambda: pilot.app._exit)
        assert found.desk.drafts.get(incident.reference)["action"]["text"] == "ring ward"
