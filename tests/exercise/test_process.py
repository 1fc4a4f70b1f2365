"""The child process: up quickly, down with its parent, whatever ended that."""

from __future__ import annotations

import contextlib
import os
import signal
import socket
import subprocess
import sys
import time
from datetime import UTC, datetime, timedelta
from pathlib import Path

import httpx
import pytest

from ooh_console.domain.sources import AgencyKind, Offer
from ooh_console.exercise.announced import SHORTEST_DEADLINE
from ooh_console.exercise.clock import RunningClock
from ooh_console.exercise.process import ServersFailed, start_servers
from ooh_console.exercise.servers import main


def gone(pid: int, within: float = 10.0) -> bool:
    """Whether the process has vanished by the deadline."""
    until = time.monotonic() + within
    while time.monotonic() < until:
        try:
            os.kill(pid, 0)
        except ProcessLookupError:
            return True
        if _is_zombie(pid):
            return True
        os.sched_yield()
    return False


def _is_zombie(pid: int) -> bool:
    """Ended, and waiting for whoever adopted it to take notice."""
    try:
        return Path(f"/proc/{pid}/stat").read_text().rpartition(")")[2].split()[0] == "Z"
    except (OSError, IndexError):
        return False


def test_agencies_as_the_desk_configures_them(servers):
    names = [agency.name for agency in servers.agencies]
    assert names == ["County Maternity", "Social Care", "Police", "Ambulance", "OOH social care"]
    police = servers.agencies[2]
    assert (police.kind, police.adapter) == (AgencyKind.POLICE, "native")
    assert (police.auth.method, police.auth.secret) == ("bearer", "env:EXERCISE_POLICE_TOKEN")
    assert police.offers == (
        Offer.PEOPLE,
        Offer.PLANS,
        Offer.MARKERS,
        Offer.COMMITMENTS,
        Offer.CHANGES,
    )
    assert police.telephone == "01632 960140"
    assert {agency.host for agency in servers.agencies} == {"127.0.0.1"}
    assert len({agency.url for agency in servers.agencies}) == 5
    assert police.deadline == SHORTEST_DEADLINE  # Of 8 s, in a night that is stepped.
    environ: dict[str, str] = {}
    servers.hand_over(environ)
    assert environ == servers.environment
    assert set(environ) == {agency.auth.secret.removeprefix("env:") for agency in servers.agencies}


def test_servers_listen_on_loopback_only(servers):
    port = int(servers.agencies[0].url.rpartition(":")[2])
    with socket.create_connection(("127.0.0.1", port), timeout=5) as connection:
        assert connection.getpeername()[0] == "127.0.0.1"
    listening = Path("/proc/net/tcp")
    if listening.exists():
        rows = [row.split()[1] for row in listening.read_text().splitlines()[1:]]
        assert [row for row in rows if row.endswith(f":{port:04X}") and row[:8] == "00000000"] == []


def test_a_running_night_starts_now_at_its_speed(first_night):
    before = datetime.now(UTC)
    with start_servers(first_night, speed=60) as running:
        assert before - timedelta(seconds=1) < running.start <= datetime.now(UTC)
        assert running.speed == 60
        assert 0 <= running.clock.minute < 60
        assert running.clock() >= running.start
        with pytest.raises(ServersFailed, match="cannot be stepped"):
            running.step(3)


def test_a_running_clock_is_elapsed_seconds_times_speed():
    start, began = datetime(2026, 11, 25, 2, tzinfo=UTC), datetime(2026, 1, 1, tzinfo=UTC)
    clock = RunningClock(start, began, 120, now=lambda: began + timedelta(seconds=30))
    assert clock.minute == 60
    assert clock() == start + timedelta(hours=1)
    assert RunningClock(start, began, now=lambda: began - timedelta(seconds=9)).minute == 0


def test_stopping_takes_less_than_a_second_while_a_question_hangs(first_night):
    running = start_servers(first_night, stepped=True)
    running.step(6)
    social = running.agencies[1]
    key = running.environment["EXERCISE_SOCIAL_CARE_KEY"]
    with contextlib.closing(
        socket.create_connection(("127.0.0.1", int(social.url.rpartition(":")[2])))
    ) as open_question:
        question = f"GET /v1/people?name=x HTTP/1.1\r\nHost: x\r\nX-API-Key: {key}\r\n\r\n"
        open_question.sendall(question.encode())
        # The next answer of this server shows that it has taken the question that hangs.
        assert httpx.get(f"{social.url}/v1/people", trust_env=False).status_code == 401
        began = time.monotonic()
        running.stop()
        assert time.monotonic() - began < 1.0
    assert gone(running.pid)
    running.stop()  # Twice does no harm.
    with pytest.raises(ServersFailed, match="have been stopped"):
        running.step(7)


def test_no_orphan_when_the_parent_is_killed(first_night):
    code = (
        "import sys; from pathlib import Path\n"
        "from ooh_console.exercise.process import start_servers\n"
        "running = start_servers(Path(sys.argv[1]))\n"
        "print(running.pid, running.agencies[0].url, flush=True)\n"
        "sys.stdin.read()\n"
    )
    root = Path(__file__).resolve().parents[2]
    with subprocess.Popen(
        [sys.executable, "-c", code, str(first_night)],
        stdin=subprocess.PIPE,
        stdout=subprocess.PIPE,
        text=True,
        cwd=root,
    ) as parent:
        assert parent.stdout is not None
        pid, url = parent.stdout.readline().split()
        assert httpx.get(f"{url}/v1/people", trust_env=False).status_code == 401
        parent.send_signal(signal.SIGKILL)
        assert gone(int(pid))
    with pytest.raises(httpx.ConnectError):
        httpx.get(f"{url}/v1/people", trust_env=False)


def test_a_broken_scenario_is_one_sentence(tmp_path):
    path = tmp_path / "broken.toml"
    path.write_text('name = "broken"\n')
    with pytest.raises(ServersFailed, match=r"^broken\.toml, line \d+: .*\.$|^broken\.toml: .*\.$"):
        start_servers(path)


def test_agencies_that_never_come_up_are_given_up(first_night):
    with pytest.raises(ServersFailed, match="said nothing for 0 s"):
        start_servers(first_night, within=0)


def test_an_agencys_end_is_one_sentence(first_night):
    with start_servers(first_night, stepped=True) as running:
        os.kill(running.pid, signal.SIGKILL)
        with pytest.raises(ServersFailed, match=r"ended unexpectedly \(status -9\)\."):
            running.step(1)


def test_the_child_says_why_it_cannot_begin(tmp_path, capsys):
    assert main([str(tmp_path / "none.toml")]) == 2
    assert "cannot be read" in capsys.readouterr().out


def test_an_unknown_command_is_answered_and_ends_nothing(first_night):
    with start_servers(first_night, stepped=True) as running:
        assert running._child.stdin is not None
        running._child.stdin.write(b"minute soon\n")
        with pytest.raises(ServersFailed, match="not understood: minute soon"):
            running._hear(10)
        running.step(2)


def test_the_desk_side_imports_no_server():
    code = (
        "import sys, ooh_console.exercise.process\n"
        "print([m for m in ('uvicorn', 'starlette') if m in sys.modules])"
    )
    root = Path(__file__).resolve().parents[2]
    ran = subprocess.run(
        [sys.executable, "-c", code], capture_output=True, text=True, cwd=root, check=True
    )
    assert ran.stdout.strip() == "[]"
