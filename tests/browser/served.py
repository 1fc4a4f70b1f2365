"""`ooh-console serve` as a process of its own, at a port of its own, until the `with` ends."""

from __future__ import annotations

import os
import re
import signal
import subprocess
import sys
from collections.abc import Iterator
from contextlib import contextmanager
from dataclasses import dataclass
from pathlib import Path

from tests.journeys.terminal import environment

PATIENCE = 30.0


@dataclass
class Served:
    """It listens."""

    process: subprocess.Popen[str]
    address: str

    @property
    def port(self) -> int:
        """Of it."""
        return int(self.address.rpartition(":")[2])

    def consoles(self) -> list[int]:
        """The processes that it has started and that still run."""
        children = Path(f"/proc/{self.process.pid}/task/{self.process.pid}/children")
        return [int(number) for number in children.read_text().split()]

    def stop(self, number: int = signal.SIGINT) -> int:
        """Ends it; its exit status."""
        self.process.send_signal(number)
        return self.process.wait(PATIENCE)


@contextmanager
def served(home: Path, *arguments: str, **environ: str) -> Iterator[Served]:
    """`arguments` are those of `ooh-console serve`, with the folders; `environ` is added."""
    home.mkdir(exist_ok=True)
    process = subprocess.Popen(
        [sys.executable, "-m", "ooh_console", "serve", "--port", "0", *arguments],
        stdin=subprocess.DEVNULL,
        stdout=subprocess.PIPE,
        stderr=subprocess.PIPE,
        text=True,
        env=environment(home, **environ),
    )
    assert process.stdout is not None
    assert process.stderr is not None
    try:
        found = re.search(r"https?://[^ ]+", process.stdout.readline())
        assert found, process.stderr.read()
        yield Served(process, found[0])
        if process.poll() is None:
            process.send_signal(signal.SIGINT)
        _, errors = process.communicate(timeout=PATIENCE)
        assert "Traceback" not in errors, errors
    finally:
        if process.poll() is None:
            process.kill()
        process.wait()
        process.stdout.close()
        process.stderr.close()


def runs(pid: int) -> bool:
    """Whether a process is there, and is no corpse that nobody fetched."""
    try:
        os.kill(pid, 0)
        state = Path(f"/proc/{pid}/stat").read_text().rpartition(")")[2].split()[0]
    except OSError:
        return False
    return state != "Z"
