"""FHIR servers on loopback, each test with its own, and a gateway that asks them."""

from __future__ import annotations

import threading
from collections.abc import AsyncIterator, Callable, Iterator
from datetime import UTC, datetime
from typing import Any

import pytest
import uvicorn
from starlette.applications import Starlette
from starlette.requests import Request
from starlette.responses import Response
from starlette.routing import Route

from ooh_console.agencies.agency import Agency
from ooh_console.agencies.gateway import Gateway
from ooh_console.domain.holdings import Holding
from ooh_console.domain.sources import Offer, Sought
from tests.serving import tcp_listener

from .server import FhirServer

NOW = datetime(2026, 11, 25, 2, 14, tzinfo=UTC)
EVERY = ("people", "plans", "markers", "commitments", "watch-list", "notices")


class Host:
    """One uvicorn server; each FHIR server on it has a path of its own."""

    def __init__(self) -> None:
        self.servers: dict[str, FhirServer] = {}
        route = Route("/{name}/{path:path}", self._answer, methods=["GET", "POST"])
        config = uvicorn.Config(
            Starlette(routes=[route]),
            log_config=None,
            access_log=False,
            lifespan="off",
            timeout_graceful_shutdown=1,
        )
        self._server = uvicorn.Server(config)
        self._socket = tcp_listener()
        self.port = self._socket.getsockname()[1]
        self._thread = threading.Thread(target=self._server.run, args=([self._socket],))
        self._thread.start()

    def add(self, server: FhirServer) -> FhirServer:
        name = f"s{len(self.servers)}"
        server.url = f"http://127.0.0.1:{self.port}/{name}"
        self.servers[name] = server
        return server

    def close(self) -> None:
        self._server.should_exit = True
        self._thread.join(10)
        self._socket.close()

    async def _answer(self, request: Request) -> Response:
        return await self.servers[request.path_params["name"]](request)


@pytest.fixture(scope="session")
def host() -> Iterator[Host]:
    found = Host()
    yield found
    found.close()


Asked = Callable[..., Any]


@pytest.fixture
async def asking(host: Host) -> AsyncIterator[Callable[[FhirServer], Gateway]]:
    """A gateway for one FHIR server."""
    made: list[Gateway] = []

    def make(server: FhirServer, **more: Any) -> Gateway:
        host.add(server)
        sent = {"name": "A", "url": server.url, "adapter": "fhir", "offers": EVERY, **more}
        made.append(Gateway([Agency.model_validate(sent)], clock=lambda: NOW))
        return made[-1]

    yield make
    for one in made:
        await one.aclose()


async def holding(gateway: Gateway, offer: Offer, sought: Sought) -> Holding:
    """How the one agency answers one question."""
    (answer,) = [answer async for answer in gateway.ask(sought, [offer])]
    return answer.holding
