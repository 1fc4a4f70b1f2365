"""Finding an agency's host, in threads of their own.

The event loop looks names up in the pool of threads that everything shares, where one name server
that hangs takes every thread and holds up the end of the program. So a name is looked up here
first, and handed to the loop only when it is known to be answered at once.
"""

from __future__ import annotations

import asyncio
import contextlib
import ipaddress
import socket
import threading
from urllib.request import getproxies

from ooh_console.agencies.adapter import CouldNotCheck
from ooh_console.agencies.auth import is_loopback

GOOD_FOR = 60.0
"""Seconds for which a name that was found is not looked up again."""

UNKNOWN = "cannot be found: its name is not known on this network"


class Names:
    """Looks each name up once at a time, whoever asks."""

    def __init__(self) -> None:
        self._found: dict[str, float] = {}
        self._looking: dict[str, asyncio.Future[bool]] = {}

    async def find(self, host: str) -> None:
        """Returns when the name is known. Raises `CouldNotCheck` when it is not."""
        if is_loopback(host) or _is_number(host) or getproxies():
            return
        loop = asyncio.get_running_loop()
        if self._found.get(host, -GOOD_FOR) + GOOD_FOR > loop.time():
            return
        looking = self._looking.get(host)
        if looking is None:
            looking = self._looking[host] = loop.create_future()
            thread = threading.Thread(
                target=self._look, args=(host, loop, looking), name=f"name of {host}", daemon=True
            )
            thread.start()
        if not await asyncio.shield(looking):
            raise CouldNotCheck(UNKNOWN, passing=True)
        self._found[host] = loop.time()

    def _look(
        self, host: str, loop: asyncio.AbstractEventLoop, looking: asyncio.Future[bool]
    ) -> None:
        try:
            socket.getaddrinfo(host, None, type=socket.SOCK_STREAM)
            found = True
        except (OSError, UnicodeError):
            found = False

        def tell() -> None:
            self._looking.pop(host, None)
            if not looking.done():
                looking.set_result(found)

        with contextlib.suppress(RuntimeError):  # The loop has closed: nobody waits any more.
            loop.call_soon_threadsafe(tell)


def _is_number(host: str) -> bool:
    try:
        ipaddress.ip_address(host)
    except ValueError:
        return False
    return True
