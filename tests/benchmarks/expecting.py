"""Agencies that expect many births: real HTTP on loopback, in a process of their own.

`python -m tests.benchmarks.expecting AGENCIES FAMILIES` prints the port of each on one line, and
answers until its standard input is closed.
"""

from __future__ import annotations

import asyncio
import json
import sys
from functools import cache
from typing import Any
from urllib.parse import parse_qs, urlsplit

from ooh_console.agencies.agency import Agency
from ooh_console.domain.canonical import digest
from ooh_console.domain.people import nhs_number
from ooh_console.domain.sources import AgencyKind, Offer

ASKED = (Offer.PEOPLE, Offer.PLANS, Offer.MARKERS)


def agency(number: int, port: int, *, changes: bool) -> Agency:
    """The nth agency, as a desk has it in its configuration. The first keeps the watch list."""
    offers = (*ASKED, *([Offer.WATCH_LIST] if number == 1 else []))
    return Agency(
        name=f"Agency {number}",
        kind=AgencyKind.OTHER,
        url=f"http://127.0.0.1:{port}",
        offers=(*offers, Offer.CHANGES) if changes else offers,
    )


@cache
def mother(number: int) -> str:
    """The NHS number of the nth mother, of the range for tests."""
    for last in range(10):
        for step in range(10):
            text = f"999{number:05d}{step}{last}"
            try:
                return nhs_number(text)
            except ValueError:
                continue
    raise AssertionError("no digit fits")


def held(offer: str, asked: dict[str, list[str]], families: int) -> list[dict[str, Any]]:
    """What each of them holds about whoever is asked for."""
    numbers = asked.get("nhs_number", [])
    if offer == "watch-list":
        return [
            {"mother": f"Mother {n}", "nhs_number": mother(n), "expected": "2026-12-04"}
            for n in range(families)
        ]
    place = {"text": f"{numbers[0][3:8]} Saltpan Lane", "postcode": "ZZ99 3VZ"}
    about = {"kind": "person", "nhs_number": numbers[0]}
    return {
        "people": [{"nhs_number": numbers[0], "name": "A Mother", "addresses": [place]}],
        "plans": [{"subject": numbers[0], "version": "3", "status": "agreed",
                   "fields": {f"part_{n}": "words of a plan " * 8 for n in range(20)}}],
        "markers": [{"category": "Dog", "text": "Large dog", "subject": about}],
    }[offer]  # fmt: skip


def answer(head: str, families: int) -> bytes:
    """The whole answer to a request; 304 to whoever has it already."""
    target = urlsplit(head.split(" ", 2)[1])
    offer, asked = target.path.removeprefix("/v1/"), parse_qs(target.query)
    if offer == "changes":
        content: dict[str, Any] = {"mark": "1", "changed": [] if "since" in asked else [*ASKED]}
    else:
        content = {"items": held(offer, asked, families)}
    body = json.dumps(content).encode()
    tag = f'"{digest(body.decode())[:16]}"'
    if f"if-none-match: {tag}" in head.casefold():
        return f"HTTP/1.1 304 Not Modified\r\netag: {tag}\r\n\r\n".encode()
    lead = f"HTTP/1.1 200 OK\r\ncontent-type: application/json\r\netag: {tag}\r\n"
    return f"{lead}content-length: {len(body)}\r\n\r\n".encode() + body


async def main(count: int, families: int) -> None:
    """Serves so many agencies."""

    async def serve(reader: asyncio.StreamReader, writer: asyncio.StreamWriter) -> None:
        try:
            while True:
                head = await reader.readuntil(b"\r\n\r\n")
                writer.write(answer(head.decode(), families))
                await writer.drain()
        except (asyncio.IncompleteReadError, ConnectionError, asyncio.CancelledError):
            writer.close()  # The desk has gone, or the measurement is over.

    servers = [await asyncio.start_server(serve, "127.0.0.1", 0) for _ in range(count)]
    print(*(server.sockets[0].getsockname()[1] for server in servers), flush=True)
    await asyncio.get_running_loop().run_in_executor(None, sys.stdin.read)


if __name__ == "__main__":
    asyncio.run(main(int(sys.argv[1]), int(sys.argv[2])))
