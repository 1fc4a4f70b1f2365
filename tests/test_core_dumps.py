"""What is in memory does not get onto a disk when the program is killed."""

from __future__ import annotations

import os
import subprocess
import sys
from pathlib import Path

import pytest

_AFTER = """
import contextlib, ctypes, os, resource
from ooh_console.__main__ import main

with contextlib.suppress(SystemExit):
    main(["--version"])
print(resource.getrlimit(resource.RLIMIT_CORE), ctypes.CDLL(None).prctl(3, 0, 0, 0, 0), flush=True)
with contextlib.suppress(ValueError, OSError):
    resource.setrlimit(resource.RLIMIT_CORE, (resource.RLIM_INFINITY,) * 2)
os.abort()
"""
"""As a desk that ran, in which a library fails; as if nobody heeded the limit."""


@pytest.mark.skipif(sys.platform != "linux", reason="prctl is of Linux")
def test_a_console_that_is_killed_leaves_no_core(tmp_path: Path) -> None:
    with subprocess.Popen(
        [sys.executable, "-c", _AFTER],
        cwd=tmp_path,
        env={**os.environ, "PYTHONPATH": str(Path(__file__).resolve().parents[1])},
        stdout=subprocess.PIPE,
    ) as process:
        assert process.stdout is not None
        told = process.stdout.read().decode()
        # Not `wait`, which would keep the bit that says whether memory was dumped to itself.
        _, status = os.waitpid(process.pid, 0)
        process.returncode = os.waitstatus_to_exitcode(status)
    assert told.splitlines()[-1] == "(0, 0) 0"
    assert os.WIFSIGNALED(status)
    assert not os.WCOREDUMP(status)
    assert list(tmp_path.iterdir()) == []
