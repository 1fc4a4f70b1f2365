"""The file: whole lines, its owner's alone, of bounded size, and nobody waits for it."""

from __future__ import annotations

import json
import logging
import os
import subprocess
import sys
from collections.abc import Iterator
from pathlib import Path

import pytest

from ooh_console.program_log import file, keeping
from ooh_console.program_log.events import tell
from tests.forking import ROOT
from tests.program_logs import told_in

LOG = logging.getLogger("ooh_console.test")


@pytest.fixture
def begun() -> Iterator[None]:
    keeping.end()
    keeping.begin()
    yield
    keeping.end()


def test_lines_wait_until_their_folder_is_there(begun: None, tmp_path: Path) -> None:
    data = tmp_path / "data"
    tell(LOG, "before")
    keeping.keep_in(data)
    tell(LOG, "without a folder")
    assert not data.exists(), "what is only looked at is not made"
    data.mkdir()
    tell(LOG, "after")
    keeping.end()
    assert [one["what"] for one in told_in(data)] == ["before", "without a folder", "after"]
    path = data / "logs" / "program.log"
    assert path.stat().st_mode & 0o777 == 0o600
    assert path.parent.stat().st_mode & 0o777 == 0o700


def test_a_disk_that_takes_nothing_stops_nobody_and_loses_nothing(
    begun: None, tmp_path: Path
) -> None:
    (tmp_path / "logs").write_text("in the way")
    keeping.keep_in(tmp_path)
    tell(LOG, "first")
    (tmp_path / "logs").unlink()
    tell(LOG, "second")
    keeping.end()
    assert [one["what"] for one in told_in(tmp_path)] == ["first", "second"]


def test_what_is_lost_is_counted(begun: None, tmp_path: Path) -> None:
    for _ in range(keeping.WAITING_AT_MOST + 5):
        tell(LOG, "again")
    keeping.keep_in(tmp_path)
    keeping.end()
    told = told_in(tmp_path)
    assert len(told) == keeping.WAITING_AT_MOST + 1
    assert (told[-1]["what"], told[-1]["lost"]) == ("lines lost", 5)


def test_it_turns_and_the_oldest_goes(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr(file, "LARGEST", 100)
    path = tmp_path / "logs" / "program.log"
    for number in range(50):
        file.add(path, [json.dumps({"what": f"line {number}", "more": "x" * 60})])
    kept = file.files(path)
    assert [one.name for one in kept] == [
        *(f"program.log.{number}" for number in range(file.OLDER_KEPT, 0, -1)),
        "program.log",
    ]
    told = [json.loads(line)["what"] for one in kept for line in one.read_text().splitlines()]
    assert told == [f"line {number}" for number in range(50 - len(told), 50)]
    assert sum(one.stat().st_size for one in kept) < 6 * 250


def test_a_link_in_its_place_is_not_followed(tmp_path: Path) -> None:
    (tmp_path / "logs").mkdir()
    elsewhere = tmp_path / "elsewhere"
    (tmp_path / "logs" / "program.log").symlink_to(elsewhere)
    with pytest.raises(OSError, match="symbolic"):
        file.add(tmp_path / "logs" / "program.log", ["{}"])
    assert not elsewhere.exists()


_WRITES = """
import sys
from pathlib import Path
from ooh_console.program_log import file
file.LARGEST = 20_000
for number in range(400):
    file.add(Path(sys.argv[1]), ['{"who": %s, "number": %d, "more": "%s"}'
                                 % (sys.argv[2], number, "x" * 40)])
"""


def test_several_processes_write_whole_lines(tmp_path: Path) -> None:
    path = tmp_path / "logs" / "program.log"
    running = [
        subprocess.Popen(
            [sys.executable, "-c", _WRITES, str(path), str(who)],
            env={**os.environ, "PYTHONPATH": str(ROOT)},
        )
        for who in range(2)
    ]
    assert [one.wait(60) for one in running] == [0, 0]
    told = [json.loads(line) for one in file.files(path) for line in one.read_text().splitlines()]
    assert len(told) == 800
    for who in range(2):
        assert [one["number"] for one in told if one["who"] == who] == list(range(400))
