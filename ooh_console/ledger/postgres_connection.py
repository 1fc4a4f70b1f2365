"""A connection to a server: statements as the ledger writes them, and silence that ends."""

from __future__ import annotations

import contextlib
import time
from collections.abc import Generator, Sequence
from functools import lru_cache
from typing import Any, LiteralString

import psycopg
from psycopg import waiting

from ooh_console.ledger.database import Row


@lru_cache(maxsize=128)
def spelt(statement: str) -> LiteralString:
    """The statement with the marks of this driver."""
    return statement.replace("%", "%%").replace("?", "%s")


class ServerConnection:
    """A connection to the server that takes `?` for values."""

    def __init__(self, driver: psycopg.Connection[Row]) -> None:
        self.driver = driver
        self.untold: dict[str, int] = {}
        """Chains that grew by what was committed here, until others are told."""

    def execute(self, statement: str, values: Sequence[Any] = ()) -> psycopg.Cursor[Row]:
        """Runs one statement. Raises `psycopg.Error`."""
        if not values:
            return self.driver.execute(statement)
        return self.driver.execute(spelt(statement), values)

    def close(self) -> None:
        """Lets go of it."""
        with contextlib.suppress(psycopg.Error):
            self.driver.close()


class Heard(psycopg.Connection[Row]):
    """Gives a server up that says nothing for so long, though its network takes what is sent."""

    silence: float | None = None

    def wait(self, gen: Any, interval: float = 0.1, timeout: float | None = None) -> Any:
        """As psycopg waits for whatever is sent and answered."""
        if self.silence is None:
            return super().wait(gen, interval, timeout)
        # Of its ways to wait the one that comes back between two looks.
        heard = self._while_heard(gen, self.silence)
        return waiting.wait_selector(heard, self.pgconn.socket, interval, timeout)

    def _while_heard(self, gen: Any, seconds: float) -> Generator[Any, Any, Any]:
        until = time.monotonic() + seconds
        try:
            wanted = next(gen)
            while True:
                ready = yield wanted
                if ready:
                    until = time.monotonic() + seconds
                elif time.monotonic() > until:
                    # Whatever it would still say belongs to a question that nobody asks any more.
                    self.pgconn.finish()
                    raise psycopg.OperationalError(f"nothing was heard for {seconds:g} s")
                wanted = gen.send(ready)
        except StopIteration as end:
            return end.value
