"""Agencies that take their time: real HTTP on loopback, in a process of their own.

`python -m tests.benchmarks.slow COUNT` prints the port of each on one line, and answers until its
standard input is closed.
"""

from __future__ import annotations

import asyncio
import json
import sys

from ooh_console.agencies.agency import Agency
from ooh_console.domain.sources import AgencyKind, Offer

DELAY = 0.2
"""Seconds from a question that has been read to its answer."""

OFFERS = (Offer.COMMITMENTS, Offer.MARKERS, Offer.PLANS)
"""What they can be asked for, as far as a desk has it in its configuration."""

PLAN = {"version": "3", "status": "agreed", "mother": {"nhs_number": "9990000018"}}
MARKER = {"category": "dog", "text": "Large dog", "subject": {"kind": "address"}}


def agency(number: int, port: int, offers: int) -> Agency:
    """The nth agency, as a desk has it in its configuration; it is asked so many questions."""
    return Agency(
        name=f"Agency {number}",
        kind=AgencyKind.OTHER,
        url=f"http://127.0.0.1:{port}",
        offers=OFFERS[:offers],
    )


def said(number: int, times: int) -> str:
    """What the nth agency promises when it is asked for commitments so often."""
    return f"unit {number}-{times}"


class Slow:
    """One agency. Its promise is another one each time, so that a new answer is seen."""

    def __init__(self, number: int) -> None:
        self._number = number
        self._times = 0

    async def serve(self, reader: asyncio.StreamReader, writer: asyncio.StreamWriter) -> None:
        """One connection, question after question."""
        try:
            while True:
                head = await reader.readuntil(b"\r\n\r\n")
                await asyncio.sleep(DELAY)
                body = json.dumps({"items": [self._item(head.split(b" ", 2)[1])]}).encode()
                lead = "HTTP/1.1 200 OK\r\ncontent-type: application/json\r\ncontent-length:"
                writer.write(f"{lead} {len(body)}\r\n\r\n".encode() + body)
                await writer.drain()
        except (asyncio.IncompleteReadError, ConnectionError, asyncio.CancelledError):
            writer.close()  # The desk has gone, or the measurement is over.

    def _item(self, address: bytes) -> dict[str, object]:
        if address.startswith(b"/v1/plans"):
            return PLAN
        if address.startswith(b"/v1/markers"):
            return MARKER
        self._times += b"floor" not in address
        return {"who": said(self._number, self._times), "state": "on-scene"}


async def main(count: int) -> None:
    """Serves so many agencies."""
    servers = [
        await asyncio.start_server(Slow(number).serve, "127.0.0.1", 0)
        for number in range(1, count + 1)
    ]
    print(*(server.sockets[0].getsockname()[1] for server in servers), flush=True)
    await asyncio.get_running_loop().run_in_executor(None, sys.stdin.read)


if __name__ == "__main__":
    asyncio.run(main(int(sys.argv[1])))
