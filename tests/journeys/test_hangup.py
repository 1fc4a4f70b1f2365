"""The terminal goes away: the desk keeps what was typed and ends, whoever told it or nobody."""

from __future__ import annotations

import os
import pty
import subprocess
import sys
from pathlib import Path

import pytest

from ooh_console.tui.hangup import GONE, LEAVES_WITHIN
from tests.journeys.places import live, on_incident, typed

PATIENCE = 30


def test_a_window_that_is_closed_ends_the_desk_and_what_was_typed_is_back(tmp_path: Path) -> None:
    place = live(tmp_path)
    with on_incident(place) as terminal:
        terminal.type("half a line about the dog")
        terminal.until(lambda screen: typed(screen) == "half a line about the dog", "typed")
        terminal.close_window()
        terminal.wait(PATIENCE)
    with on_incident(place) as terminal:
        terminal.until(lambda screen: typed(screen) == "half a line about the dog", "it is back")


@pytest.mark.parametrize("leaves", ["lambda: None", "lambda: time.sleep(60)"])
def test_a_process_whose_terminal_is_gone_ends_though_nobody_tells_it(leaves: str) -> None:
    """Not its controlling terminal, so no signal comes; and leaving in order hangs."""
    ours, theirs = pty.openpty()
    code = (
        "import time; from ooh_console.tui.hangup import when_gone;"
        f"when_gone({leaves}); print('ready', flush=True); time.sleep(60)"
    )
    process = subprocess.Popen(
        [sys.executable, "-c", code], stdin=theirs, stdout=subprocess.PIPE, start_new_session=True
    )
    os.close(theirs)
    try:
        assert process.stdout is not None
        with process.stdout:
            assert process.stdout.readline() == b"ready\n"
            os.close(ours)
            assert process.wait(LEAVES_WITHIN + PATIENCE) == GONE
    finally:
        process.kill()
        process.wait()
