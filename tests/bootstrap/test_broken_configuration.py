"""Whatever is wrong in whichever file of config/: file, line, reason; and the desk opens."""

from __future__ import annotations

import json
import os
import re
import shutil
import subprocess
import sys
from collections.abc import Callable
from pathlib import Path

import pytest

from ooh_console.bootstrap import open_live
from ooh_console.tui.app import ConsoleApp
from ooh_console.tui.screens.signin import SignInScreen
from tests.tui.desks import SMALL, until

ROOT = Path(__file__).resolve().parents[2]
FILES = sorted(path.relative_to(ROOT / "config") for path in (ROOT / "config").rglob("*.toml"))
Break = Callable[[str], tuple[str, int]]


def no_toml(text: str) -> tuple[str, int]:
    """The last line is none."""
    return f"{text}\nbroken = = 1\n", text.count("\n") + 2


def unknown_key(text: str) -> tuple[str, int]:
    """A key that nobody reads."""
    return f"nobody_reads_this = 1\n{text}", 1


def wrong_type(text: str) -> tuple[str, int]:
    """The first text is a list; where nothing is written, the agencies are a number."""
    first = re.search(r'^\w+ = ".*$', text, re.MULTILINE)
    if first is None:
        return f"agency = 3\n{text}", 1
    key = first[0].split(" = ")[0]
    broken = f"{text[: first.start()]}{key} = []{text[first.end() :]}"
    return broken, text[: first.start()].count("\n") + 1


def broken(to: Path, how: Break) -> dict[Path, int]:
    """The shipped configuration with every file broken, and the line of each fault."""
    shutil.copytree(ROOT / "config", to)
    lines = {}
    for name in FILES:
        text, lines[to / name] = how((to / name).read_text("utf-8"))
        (to / name).write_text(text, "utf-8")
    return lines


def test_every_kind_of_file_is_here() -> None:
    assert {"agencies.toml", "console.toml", "markers.toml"} < {str(name) for name in FILES}
    assert {"protocols", "exercises"} == {str(name.parent) for name in FILES} - {"."}


@pytest.mark.parametrize("how", [no_toml, unknown_key, wrong_type])
def test_doctor_names_file_line_and_reason(tmp_path: Path, how: Break) -> None:
    lines = broken(tmp_path / "config", how)
    folders = ["--config", str(tmp_path / "config"), "--data", str(tmp_path / "data")]
    done = subprocess.run(
        [sys.executable, "-m", "ooh_console", *folders, "doctor", "--json"],
        env={**os.environ, "PYTHONPATH": str(ROOT)},
        stdin=subprocess.DEVNULL,
        capture_output=True,
        text=True,
        timeout=60,
        check=False,
    )
    assert done.returncode == 1, done.stderr
    assert "Traceback" not in done.stderr
    said = [c["sentence"] for c in json.loads(done.stdout)["checks"] if c["state"] == "failed"]
    for path, line in lines.items():
        place = f"{path}, line {line}: "
        assert any(one.startswith(place) and len(one) > len(place) + 10 for one in said), place


@pytest.mark.parametrize("how", [no_toml, unknown_key, wrong_type])
async def test_the_desk_opens_and_says_so(tmp_path: Path, how: Break) -> None:
    lines = broken(tmp_path / "config", how)
    app = ConsoleApp(
        lambda: open_live(tmp_path / "config", tmp_path / "data"), log=tmp_path / "console.log"
    )
    async with app.run_test(size=SMALL, notifications=True) as pilot:
        await until(pilot, lambda: isinstance(app.screen, SignInScreen))
        assert app.faults == []
        assert app._opening is not None
        # What Tonight says once somebody has signed in.
        notices = app._opening.parts.notices  # type: ignore[attr-defined]
    app.close_opening()
    for path, line in lines.items():
        if path.parent.name != "exercises":  # A live desk has no use for a scripted night.
            assert any(one.startswith(f"{path}, line {line}: ") for one in notices), path
