"""Any web application, served on loopback from a thread, and ended before its block is left."""

from __future__ import annotations

import contextlib
import socket
import threading
from collections.abc import Iterator
from typing import Any, TypeVar

import uvicorn

T = TypeVar("T", bound=Any)


def tcp_listener() -> socket.socket:
    """A listening socket on loopback, named as TCP: asyncio then sends without delay, and no answer
    takes 40 ms more."""
    listener = socket.socket(socket.AF_INET, socket.SOCK_STREAM, socket.IPPROTO_TCP)
    listener.bind(("127.0.0.1", 0))
    listener.listen()
    return listener


@contextlib.contextmanager
def placed(service: T) -> Iterator[T]:
    """The service, told its own address."""
    with serving(service.app) as base:
        service.at(base)
        yield service


@contextlib.contextmanager
def serving(app: Any, **more: Any) -> Iterator[str]:
    """Its address. `more` is for uvicorn."""
    config = uvicorn.Config(
        app,
        log_config=None,
        access_log=False,
        lifespan="off",
        timeout_graceful_shutdown=1,
        **more,
    )
    server = uvicorn.Server(config)
    with tcp_listener() as listener:
        thread = threading.Thread(target=server.run, args=([listener],))
        thread.start()
        try:
            yield f"http://localhost:{listener.getsockname()[1]}"
        finally:
            server.should_exit = True
            thread.join(10)
