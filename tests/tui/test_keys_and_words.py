"""One table of commands, one road to the screen, words before colour."""

from __future__ import annotations

import re
from pathlib import Path

import pytest
from textual.widgets import Input

from ooh_console.desk.acts import ACTS
from ooh_console.desk.commands import COMMANDS
from ooh_console.desk.panels.help import help_lines
from ooh_console.domain.sources import Offer
from ooh_console.tui import keys, render, trouble
from ooh_console.tui.commands import DOES
from ooh_console.tui.layout import FIXED, Needs, share
from tests.tui.desks import (
    HOSTILE,
    LARGE,
    SMALL,
    Said,
    Set,
    on_incident,
    open_incident,
    tonight,
    until,
)
from tests.tui.desks import words as words_of

TUI = Path(render.__file__).parent


def test_every_command_is_done_by_something() -> None:
    for command in COMMANDS:
        for screen in command.screens - {"page"}:
            known = (screen, command.id) in DOES or ("", command.id) in DOES or command.id in ACTS
            assert known, (screen, command.id)


def test_no_key_means_two_things_on_a_screen() -> None:
    assert keys.clashes() == []


def test_palette_reads_titles_and_helps_as_markup_so_they_have_none() -> None:
    for command in COMMANDS:
        assert "[" not in command.title + command.help


_UNSAFE = (
    re.compile(r"\.notify\("),
    re.compile(
        r"\b(?:Static|Label|Button)\(\s*+(?![\"')]|words\(|toned\(|content\(|Content\(|id=|classes=)"
    ),
    re.compile(r"\b(?:Static|Label|Button)\(\s*f[\"']"),
    re.compile(r"\.update\(\s*(?:f?[\"'])"),
    re.compile(r"from_markup\("),
    re.compile(r"add_row\("),
)


def test_nothing_but_render_puts_words_on_the_screen() -> None:
    found = []
    for path in sorted(TUI.rglob("*.py")):
        if path.name == "render.py":
            continue
        text = path.read_text(encoding="utf-8")
        for pattern in _UNSAFE:
            found += [f"{path.relative_to(TUI)}: {m[0]}" for m in pattern.finditer(text)]
    assert found == []


@pytest.mark.parametrize("char", [chr(n) for n in (0, 7, 8, 11, 13, 27, 127, 155, 0x202E, 0x200B)])
def test_render_lets_no_control_through(char: str) -> None:
    for drawn in (render.words(f"a{char}b"), render.toned(f"a{char}b", "bold")):
        assert char not in drawn.plain
        assert drawn.plain[0] == "a"


def test_markup_is_only_words() -> None:
    assert render.words("[/x] [bold]b[/]").plain == "[/x] [bold]b[/]"


def test_any_error_is_one_sentence() -> None:
    from ooh_console.desk.desk import NotAllowed, Rejected
    from ooh_console.domain.entries import LateWithoutReason
    from ooh_console.ledger.errors import LedgerFull

    for error in (Rejected("a."), NotAllowed("a."), LateWithoutReason("a."), LedgerFull("a.")):
        assert trouble.explain(error) == "a."
    assert "(KeyError)" in trouble.explain(KeyError("x"))
    assert "(LedgerError)" in trouble.explain(type("LedgerError", (Exception,), {})("not ours"))


@pytest.mark.parametrize("height", range(7, 70))
def test_shares_never_ask_for_more_than_there_is(height: int) -> None:
    shares = share(height, Needs(5, 20, 3, 3, 6))
    assert shares.rows + FIXED <= max(height, FIXED)


@pytest.mark.parametrize("size", [SMALL, LARGE])
async def test_function_keys_work_while_typing_and_letters_do_not(
    found: Set, size: tuple[int, int]
) -> None:
    incident = await open_incident(found.desk)
    async with on_incident(found, incident, size) as (pilot, screen):
        ran: list[str] = []

        def run(command: str) -> None:
            ran.append(command)

        screen.action_run = run  # type: ignore[method-assign]
        await pilot.press("d", "x", "f2", "f4")
        assert ran == ["decision-maker", "attendance"]
        assert screen.query_one("#line").value == "dx"  # type: ignore[attr-defined]
        screen.log_view.focus()
        await pilot.press("d", "x", "!")
        assert ran[2:] == ["decision-maker", "strike", "alarms"]


async def test_palette_lists_the_table(found: Set) -> None:
    incident = await open_incident(found.desk)
    async with on_incident(found, incident, LARGE) as (pilot, _):
        await pilot.press("ctrl+p")
        await until(pilot, lambda: "Decision maker" in words_of(pilot.app))
        await pilot.press(*"marac")
        await until(pilot, lambda: "Referral" in words_of(pilot.app))
        await pilot.press("escape", "escape")


async def test_copy_and_details_of_the_entry_under_the_cursor(found: Set) -> None:
    incident = await open_incident(found.desk)
    await incident.note(f"dog {HOSTILE}")
    async with on_incident(found, incident) as (pilot, screen):
        screen.log_view.focus()
        await pilot.press("z")
        await until(pilot, lambda: "Entry 2 copied." in words_of(pilot.app))
        assert pilot.app.clipboard.startswith("25 Nov 2026 02:14 GMT DW dog [/x][bold]A")
        assert "\x1b" not in pilot.app.clipboard


async def test_failed_worker_is_told(found: Set) -> None:
    incident = await open_incident(found.desk)

    async def fails() -> None:
        raise ZeroDivisionError("[/x]")

    async with on_incident(found, incident) as (pilot, screen):
        faults = screen.console_app.faults
        screen.background(fails(), "anything")
        await until(pilot, lambda: "(ZeroDivisionError)" in words_of(pilot.app))
        await until(pilot, lambda: len(faults) == 1)
        # Started somewhere else, by somebody who forgot that a worker can fail.
        screen.query_one("#log").run_worker(fails())
        await until(pilot, lambda: len(faults) == 2)
        assert pilot.app.is_running
        faults.clear()


async def test_without_colour_every_state_has_its_word(
    exercise: Set, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setenv("NO_COLOR", "1")
    exercise.gateway.full()
    incident = await open_incident(exercise.desk, minutes_ago=9)
    async with on_incident(exercise, incident) as (pilot, screen):
        assert pilot.app.no_color
        shown = words_of(pilot.app)
        for word in ("EXERCISE", "ALARM", "DRAFT", "UNREAD", "○ none held", "NOT IDENTIFIED"):
            assert word in shown
        screen.log_view.focus()
        await until(
            pilot, lambda: "▸ 02:" in words_of(pilot.app) or "▸ 25 Nov" in words_of(pilot.app)
        )


async def test_control_room_desk(tmp_path: Path) -> None:
    from tests.tui.desks import make

    found = make(tmp_path, role="control room")
    async with tonight(found) as pilot:
        assert "control room" in words_of(pilot.app)
    found.ledger.close()


async def test_the_key_that_help_names_leaves_the_line_and_a_letter_works(found: Set) -> None:
    incident = await open_incident(found.desk)
    said = " ".join(line.text for line in help_lines("incident"))
    assert "Tab leaves the line, i comes back" in said
    async with on_incident(found, incident) as (pilot, screen):
        await pilot.press(*"half", "tab", "s")
        await until(pilot, lambda: "HOW EACH AGENCY ANSWERED" in words_of(pilot.app))
        await pilot.press("escape")
        await until(pilot, lambda: pilot.app.screen is screen)
        await pilot.press("i", "x")
        await until(pilot, lambda: screen.query_one("#line", Input).value == "halfx")


@pytest.mark.parametrize("size", [SMALL, LARGE])
async def test_whom_to_ring_is_in_sight_when_an_agency_fails(
    found: Set, size: tuple[int, int]
) -> None:
    failed = Said(fails="did not answer within 8 s")
    found.gateway.said["County Maternity", Offer.WATCH_LIST] = failed
    async with tonight(found, size) as pilot:
        await until(pilot, lambda: "✗ COULD NOT CHECK · 01632 960110" in words_of(pilot.app))
