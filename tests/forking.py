"""Commands as processes of their own that need not import everything each time.

One process, kept for as long as the tests run, has imported the console. For each command it forks:
the child has its own memory, environment, descriptors and exit status, as if it had been started
anew. What belongs to starting itself (what is imported, signals, closed outputs) is tested with
processes that are really started.
"""

from __future__ import annotations

import contextlib
import json
import os
import signal
import subprocess
import sys
import tempfile
import threading
import time
from collections.abc import Mapping, Sequence
from dataclasses import dataclass
from pathlib import Path
from typing import Any

ROOT = Path(__file__).resolve().parents[1]


@dataclass(frozen=True, slots=True)
class Done:
    """A command that has ended."""

    returncode: int
    stdout: bytes
    stderr: bytes


class Forker:
    """Runs commands one at a time. Starts its process with the first of them."""

    def __init__(self) -> None:
        self._process: subprocess.Popen[bytes] | None = None
        self._lock = threading.Lock()

    def run(self, arguments: Sequence[str], env: Mapping[str, str], timeout: float) -> Done:
        """One command to its end; `arguments` are those after `ooh-console`."""
        with self._lock, tempfile.TemporaryDirectory() as folder:
            out, errors = Path(folder, "out"), Path(folder, "errors")
            order = {
                "arguments": list(arguments),
                "env": dict(env),
                "out": str(out),
                "errors": str(errors),
                "timeout": timeout,
            }
            status = self._ask(order)
            return Done(status, out.read_bytes(), errors.read_bytes())

    def _ask(self, order: Mapping[str, Any]) -> int:
        if self._process is None:
            self._process = subprocess.Popen(
                [sys.executable, "-m", "tests.forking"],
                stdin=subprocess.PIPE,
                stdout=subprocess.PIPE,
                cwd=ROOT,
                env={**os.environ, "PYTHONUTF8": "1"},
            )
        assert self._process.stdin is not None
        assert self._process.stdout is not None
        self._process.stdin.write(json.dumps(order).encode() + b"\n")
        self._process.stdin.flush()
        said = json.loads(self._process.stdout.readline())
        if "status" not in said:
            raise TimeoutError(f"the command did not end within {order['timeout']:g} s")
        return int(said["status"])

    def close(self) -> None:
        """Ends the process."""
        if self._process is not None:
            assert self._process.stdin is not None
            self._process.stdin.close()
            self._process.wait(10)
            assert self._process.stdout is not None
            self._process.stdout.close()
            self._process = None


FORKER = Forker()
"""The one of this test process; ended in `tests/conftest.py`."""


# In the process that forks


def serve() -> None:
    """Reads orders until its input ends."""
    import importlib

    for module in (
        "guard", "show", "look", "record", "forms", "incidents", "verify", "watch_list", "link",
        "agency_sign_in", "operators",
    ):  # fmt: skip
        importlib.import_module(f"ooh_console.cli.{module}")
    from ooh_console.bootstrap import open_live  # noqa: F401

    assert threading.active_count() == 1, "forked with a second thread, its locks stay held"
    for line in sys.stdin.buffer:
        order = json.loads(line)
        child = os.fork()
        if child == 0:
            _be(order)
        print(json.dumps(_outcome(child, order["timeout"])), flush=True)


def _outcome(child: int, timeout: float) -> dict[str, int]:
    ends = time.monotonic() + timeout
    while time.monotonic() < ends:
        found, status = os.waitpid(child, os.WNOHANG)
        if found:
            return {"status": os.waitstatus_to_exitcode(status)}
        time.sleep(0.005)
    os.kill(child, signal.SIGKILL)
    os.waitpid(child, 0)
    return {}


def _be(order: Mapping[str, Any]) -> None:
    """The command itself; does not return."""
    status: Any = 1
    try:
        flags = os.O_WRONLY | os.O_CREAT | os.O_TRUNC
        nothing = os.open(os.devnull, os.O_RDONLY)
        files = (nothing, os.open(order["out"], flags), os.open(order["errors"], flags))
        for number, file in enumerate(files):
            os.dup2(file, number)
        os.environ.clear()
        os.environ.update(order["env"])
        time.tzset()
        sys.argv = ["ooh-console", *order["arguments"]]
        from ooh_console.__main__ import main

        status = main(order["arguments"])
    except SystemExit as end:
        status = end.code
    except BaseException:
        sys.excepthook(*sys.exc_info())
    finally:
        with contextlib.suppress(Exception):
            sys.stdout.flush()
            sys.stderr.flush()
        os._exit(status if isinstance(status, int) else 0 if status is None else 1)


if __name__ == "__main__":
    serve()
