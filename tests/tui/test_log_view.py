"""The log on the screen: any length, and never moved under somebody's eyes."""

from __future__ import annotations

import time
import tracemalloc

from ooh_console.desk.desk import Recording as R
from ooh_console.domain import bodies as b
from ooh_console.domain.bodies import Note
from ooh_console.tui.screens.incident import IncidentScreen
from tests.tui.desks import LARGE, Set, on_incident, open_incident, rows, until, words


async def many(found: Set, reference: str, count: int) -> None:
    desk = found.desk
    now = desk.clock()
    for first in range(0, count, 20_000):
        items = [
            desk.written(reference, R(Note(text=f"entry number {n}")), now, now)
            for n in range(first, min(first + 20_000, count))
        ]
        await found.ledger.append(items, desk.signer)


async def test_a_hundred_thousand_entries_jump_and_append(found: Set) -> None:
    incident = await open_incident(found.desk)
    await many(found, incident.reference, 100_000)
    incident.catch_up()
    tracemalloc.start()
    before = tracemalloc.get_traced_memory()[0]
    async with on_incident(found, incident) as (pilot, screen):
        assert "entry number 99999" in words(pilot.app)
        log = screen.log_view
        log.focus()
        for key, wanted in (
            ("ctrl+home", "INCIDENT OPENED"),
            ("ctrl+end", "entry number 99999"),
            ("pageup", "entry number 99990"),
            ("home", "entry number 0"),
            ("end", "entry number 99999"),
        ):
            started = time.perf_counter()
            await pilot.press(key)
            await until(pilot, lambda wanted=wanted: wanted in words(pilot.app))
            assert time.perf_counter() - started < 1, key
        screen.write()
        started = time.perf_counter()
        await pilot.press(*"one more", "enter")
        await until(pilot, lambda: "DW one more" in words(pilot.app))
        assert time.perf_counter() - started < 2
        assert tracemalloc.get_traced_memory()[0] - before < 50_000_000
    tracemalloc.stop()


async def test_focused_log_keeps_cursor_and_scroll_while_entries_arrive(found: Set) -> None:
    """I14."""
    incident = await open_incident(found.desk)
    await many(found, incident.reference, 200)
    incident.catch_up()
    async with on_incident(found, incident) as (pilot, screen):
        await pilot.press("shift+tab")
        log = screen.log_view
        assert log.has_focus
        await pilot.press("up", "up")
        place, scroll = log.cursor_seq, log.scroll_offset
        await screen.incident.note("arrived")
        await until(pilot, lambda: log.items == 202)
        assert (log.cursor_seq, log.scroll_offset) == (place, scroll)
        await pilot.press("ctrl+end")
        last = log.cursor_seq
        await screen.incident.note("arrived again")
        await until(pilot, lambda: log.items == 203)
        assert log.cursor_seq == last


async def test_scrolled_log_stays_and_says_that_there_is_more(found: Set) -> None:
    incident = await open_incident(found.desk)
    await many(found, incident.reference, 200)
    incident.catch_up()
    async with on_incident(found, incident) as (pilot, screen):
        log = screen.log_view
        log.scroll_to(y=50, animate=False)
        await pilot.pause()
        await screen.incident.note("arrived")
        await until(pilot, lambda: "newer below: Ctrl+End" in words(pilot.app))
        assert round(log.scroll_offset.y) == 50
        await pilot.press("ctrl+end")
        await until(pilot, lambda: "arrived" in words(pilot.app))


async def test_struck_and_late_are_said_in_words(found: Set) -> None:
    incident = await open_incident(found.desk, minutes_ago=9)
    note = await incident.note("wrong house")
    await incident.record([R(b.Correction(entry=note.id, reason="other incident"))])
    async with on_incident(found, incident, LARGE) as (pilot, _):
        shown = words(pilot.app)
        assert "[STRUCK] wrong house" in shown
        assert "[LATE] INCIDENT OPENED" in shown
        segments = [s for strip in pilot.app.screen._compositor.render_strips() for s in strip]
        struck = [s for s in segments if "wrong house" in s.text and s.style and s.style.strike]
        assert struck


async def test_striking_an_entry_that_is_shown_already_shows_it(found: Set) -> None:
    incident = await open_incident(found.desk)
    note = await incident.note("wrong house")
    async with on_incident(found, incident) as (pilot, screen):
        await screen.incident.record([R(b.Correction(entry=note.id, reason="other incident"))])
        await until(pilot, lambda: "[STRUCK] wrong house" in words(pilot.app))


async def test_kept_screens_are_left_out_and_places_stay_right(found: Set) -> None:
    incident = await open_incident(found.desk)
    for number in range(30):
        who = b.Party(name=f"Person {number}")
        reason = "handed over" if number else ""
        await incident.record([R(b.DecisionMakerSet(who=who, change_reason=reason))])
    async with on_incident(found, incident) as (pilot, screen):
        assert "Screen kept" not in words(pilot.app)
        log = screen.log_view
        assert log.items == 31
        log.focus()
        for number in range(29, 20, -1):
            entry = screen.entry_under_cursor()
            assert entry is not None
            assert isinstance(entry.body, b.DecisionMakerSet)
            assert entry.body.who.name == f"Person {number}"
            await pilot.press("up")
            await pilot.pause()


async def test_date_and_zone_are_said_where_they_change(found: Set) -> None:
    from datetime import UTC, datetime

    found.clock.now = datetime(2026, 10, 24, 22, 58, tzinfo=UTC)
    incident = await open_incident(found.desk)
    for hour in ((2026, 10, 25, 0, 30), (2026, 10, 25, 1, 30)):
        found.clock.now = datetime(*hour, tzinfo=UTC)
        await incident.note(f"at {hour[3]} UTC")
    async with on_incident(found, incident) as (pilot, _):
        shown = words(pilot.app)
        assert "24 Oct BST 23:58 DW INCIDENT OPENED" in shown
        assert "25 Oct BST 01:30 DW at 0 UTC" in shown
        assert "GMT 01:30 DW at 1 UTC" in shown


async def test_wide_words_are_cut_by_cells(found: Set) -> None:
    incident = await open_incident(found.desk)
    await incident.note("日本語" * 100)
    await incident.note("e\u0301" * 300)
    await incident.note("👩‍👩‍👧" * 100)
    async with on_incident(found, incident) as (pilot, screen):
        from rich.cells import cell_len

        for row in rows(pilot.app):
            assert cell_len(row) <= 80
        assert isinstance(screen, IncidentScreen)


async def test_unreadable_log_is_said_and_the_screen_stays(found: Set) -> None:
    incident = await open_incident(found.desk)
    await many(found, incident.reference, 500)
    incident.catch_up()
    async with on_incident(found, incident) as (pilot, screen):
        from ooh_console.ledger.errors import LedgerBusy
        from tests.tui.desks import notices

        def busy(first: int, last: int) -> tuple[()]:
            raise LedgerBusy("Another program holds the file. Nothing is lost. Wait a moment.")

        screen.log_view.read_from(busy, found.desk.habits.tz)
        screen.log_view._pages.clear()
        screen.log_view.focus()
        await pilot.press("ctrl+home")
        await until(pilot, lambda: "This part of the log cannot be read now." in words(pilot.app))
        await until(pilot, lambda: any("holds the file" in n for n in notices(pilot.app)))
