"""News of a server's commits: told by NOTIFY, and found again after a lost connection."""

from __future__ import annotations

import json
import threading
import time
from collections.abc import Mapping, Sequence
from typing import TYPE_CHECKING

import psycopg

from ooh_console.ledger.postgres_connection import ServerConnection

if TYPE_CHECKING:
    from ooh_console.ledger.postgres import Server

CHANNEL = "ooh_console_entries"
LOOK_SECONDS = 5.0
"""So often a follower looks by itself, in case a word was lost."""
LONGEST_WORD = 7_000
"""Bytes that NOTIFY carries; the server's own limit is 8,000."""


def word(heads: Mapping[str, int]) -> str:
    """What is told of chains that have grown; what is too long for a word is looked up by whoever
    hears it."""
    told = json.dumps(dict(heads))
    return told if len(told) < LONGEST_WORD else ""


class ServerWatch:
    """Listens, and after a lost connection looks for what was committed meanwhile."""

    def __init__(self, server: Server) -> None:
        self._server = server
        self._connection: ServerConnection | None = None
        self._mark = ""
        self._looked = 0.0
        self._listen()

    def _listen(self) -> ServerConnection:
        connection = self._server.reader()
        try:
            connection.execute(f"LISTEN {CHANNEL}")
            # After LISTEN: what is committed in between is told by both, and lost by neither.
            self._mark = self._mark or self._server.mark(connection)
        except BaseException:
            connection.close()
            raise
        self._connection = connection
        return connection

    def news(self, wake: threading.Event, seconds: float) -> Mapping[str, int]:
        """Heads that are new: as they are told, and now and then as they are found."""
        wake.clear()  # What was committed here is told here as well.
        connection = self._connection
        try:
            if connection is None:
                return self._look(self._listen())
            told = list(connection.driver.notifies(timeout=seconds, stop_after=1))
            heads = _heads(told)
            if heads is None or time.monotonic() >= self._looked + LOOK_SECONDS:
                return {**(heads or {}), **self._look(connection)}
        except BaseException:
            self.close()
            raise
        return heads

    def _look(self, connection: ServerConnection) -> Mapping[str, int]:
        mark = self._server.mark(connection)
        found: Mapping[str, int] = {}
        if mark != self._mark:
            found = self._server.heads_since(connection, self._mark)
        self._mark, self._looked = mark, time.monotonic()
        return found

    def close(self) -> None:
        """Lets go of the server."""
        if self._connection is not None:
            self._connection.close()
            self._connection = None


def _heads(told: Sequence[psycopg.Notify]) -> dict[str, int] | None:
    """The heads that were told; `None` when a word does not say: anybody who signs in may tell
    anything."""
    heads: dict[str, int] = {}
    for word in told:
        try:
            said = json.loads(word.payload)
        except (ValueError, RecursionError):
            return None
        if not isinstance(said, dict) or not all(map(_is_place, said.values())):
            return None
        heads |= said
    return heads


def _is_place(head: object) -> bool:
    return type(head) is int and 0 < head < 2**31
