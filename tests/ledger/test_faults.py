"""What a desk lives through: kill -9, a full disk, eight at once, and news from the others."""

from __future__ import annotations

import os
import random
import shutil
import subprocess
import sys
import threading
import time
from collections.abc import Callable, Iterator
from pathlib import Path

import pytest

from ooh_console.ledger import feed
from ooh_console.ledger.errors import LedgerFull
from ooh_console.ledger.ledger import Ledger
from tests.ledger.conftest import Child
from tests.ledger.making import begin_register, note, signer


def until(condition: Callable[[], bool], seconds: float = 20) -> float:
    """Wait for a condition; how long it took, in seconds."""
    begun = time.monotonic()
    while not condition():
        assert time.monotonic() - begun < seconds, "it did not happen in time"
        time.sleep(0.001)
    return time.monotonic() - begun


@pytest.mark.parametrize("round", range(6))
def test_kill_loses_nothing_that_was_acknowledged(path: Path, child: Child, round: int) -> None:
    with Ledger.open(path) as ledger:
        begin_register(ledger)
    chains = ["R1", "R1", "R2"]
    processes = [child("write_forever", path, chain) for chain in chains]
    for process in processes:
        assert process.stdout is not None
        process.stdout.readline()
    time.sleep(random.Random(round).uniform(0, 0.25))  # The random point is the test itself.
    for process in processes:
        process.kill()
    acknowledged: dict[str, int] = {}
    for process in processes:
        assert process.stdout is not None
        for line in process.stdout.read().splitlines(keepends=True):
            if line.endswith("\n"):
                id, seq = line.split()
                acknowledged[id] = int(seq)
    with Ledger.open(path) as ledger:
        assert ledger.problem is None
        for id, seq in acknowledged.items():
            entry = ledger.entry(id)
            assert entry is not None
            assert entry.seq == seq
        result = ledger.verify()
        assert result.ok, result.findings[:3]
        assert result.entries >= len(acknowledged) + 2
        ledger.append_now([note("goes on")], signer())


def test_eight_processes_append_at_once(path: Path, child: Child) -> None:
    with Ledger.open(path) as ledger:
        begin_register(ledger)
        for process in [child("write_some", path, f"R{n}", 40) for n in range(8)]:
            process.wait(60)
            assert process.returncode == 0
        result = ledger.verify()
        assert result.ok, result.findings[:3]
        assert ledger.head("common") == 160
        assert {head.reference: head.count for head in ledger.incidents()} == {
            "common": 160,
            **{f"R{n}": 20 for n in range(8)},
        }


def test_another_process_s_entries_are_told_within_a_second(path: Path, child: Child) -> None:
    heads: dict[str, int] = {}
    threads = set()

    def told(changed: object) -> None:
        threads.add(threading.current_thread())
        heads.update(changed)  # type: ignore[call-overload]

    with Ledger.open(path) as ledger, Ledger.open(path) as other:
        unfollow = ledger.follow(told)
        other.append_now([note("from elsewhere")], signer())
        assert until(lambda: heads == {"R1": 1}) < 1
        child("write_some", path, "R2", 4).wait(30)
        assert until(lambda: heads == {"R1": 1, "R2": 2, "common": 2}) < 1
        ledger.append_now([note("our own")], signer())
        until(lambda: heads["R1"] == 2)
        assert threading.current_thread() not in threads
        unfollow()
        other.append_now([note("untold")], signer())
        again: dict[str, int] = {}
        ledger.follow(again.update)
        other.append_now([note("told")], signer())
        until(lambda: again == {"R1": 4})
        assert heads["R1"] == 2


def test_our_own_entries_are_told_without_waiting_for_the_next_look(
    ledger: Ledger, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setattr(feed, "POLL_SECONDS", 60)
    heads: dict[str, int] = {}
    ledger.follow(heads.update)
    for seq in (1, 2, 3):
        ledger.append_now([note("our own")], signer())
        until(lambda seq=seq: heads == {"R1": seq})  # type: ignore[misc]


def test_a_follower_that_fails_does_not_stop_the_others(ledger: Ledger) -> None:
    heads: dict[str, int] = {}
    ledger.follow(lambda _: 1 / 0)  # type: ignore[arg-type,return-value]
    ledger.follow(heads.update)
    for seq in (1, 2):
        ledger.append_now([note("one")], signer())
        until(lambda seq=seq: heads == {"R1": seq})  # type: ignore[misc]


def test_what_is_committed_while_following_begins_is_told(path: Path) -> None:
    for _ in range(30):
        with Ledger.open(path) as ledger:
            heads: dict[str, int] = {}
            ledger.follow(heads.update)
            (entry,) = ledger.append_now([note("at once")], signer())
            until(lambda heads=heads, seq=entry.seq: heads == {"R1": seq})  # type: ignore[misc]


def test_a_limit_on_size_is_said_and_nothing_acknowledged_is_lost(path: Path, child: Child) -> None:
    process = child("until_full", path, 400_000)
    out, _ = process.communicate(timeout=60)
    assert out.splitlines() == ["LedgerFull", "True True", "True"]


@pytest.fixture
def small_disk(tmp_path: Path) -> Iterator[Path]:
    folder = tmp_path / "disk"
    folder.mkdir()
    made = shutil.which("mount") and subprocess.run(
        ["mount", "-t", "tmpfs", "-o", "size=1m", "tmpfs", str(folder)], capture_output=True
    )
    if not made or made.returncode:
        pytest.skip("a small disk cannot be made here")
    yield folder
    subprocess.run(["umount", "-l", str(folder)], check=True)


def test_a_full_disk_is_said_and_saving_goes_on_when_there_is_room(
    small_disk: Path, path: Path
) -> None:
    ballast = small_disk / "ballast"
    ballast.write_bytes(b"x" * 300_000)
    with Ledger.open(Path(shutil.copy(path, small_disk / "ledger.db"))) as ledger:
        begin_register(ledger)
        saved = 0

        def fill() -> None:
            nonlocal saved
            for _ in range(10_000):
                ledger.append_now([note("filling " * 100)], signer())
                saved += 1

        with pytest.raises(LedgerFull, match="what you typed is kept"):
            fill()
        assert saved
        assert ledger.head("R1") == saved
        assert ledger.verify().ok
        ballast.unlink()
        assert ledger.append_now([note("after")], signer())[0].seq == saved + 1
        assert ledger.verify().ok


def test_a_full_disk_at_the_first_start_is_said(small_disk: Path) -> None:
    free = os.statvfs(small_disk).f_bavail * os.statvfs(small_disk).f_bsize
    (small_disk / "ballast").write_bytes(b"x" * free)
    with pytest.raises(LedgerFull):
        Ledger.open(small_disk / "ledger.db")


def test_the_console_ends_though_nobody_closed_the_ledger(path: Path) -> None:
    code = (
        "import sys; from pathlib import Path; from ooh_console.ledger.ledger import Ledger;"
        "from tests.ledger.making import note, signer;"
        "ledger = Ledger.open(Path(sys.argv[1])); ledger.follow(print);"
        "ledger.append_now([note('one')], signer())"
    )
    root = Path(__file__).resolve().parents[2]
    subprocess.run(
        [sys.executable, "-c", code, str(path)], cwd=root, timeout=20, check=True,
        stdout=subprocess.DEVNULL,
    )  # fmt: skip
    with Ledger.open(path) as ledger:
        assert ledger.head("R1") == 1
