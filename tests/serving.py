"""Any web application, served on loopback from a thread, and ended before its block is left."""

from __future__ import annotations

import contextlib
import socket
import ssl
import threading
from collections.abc import Iterator
from pathlib import Path
from typing import Any

import uvicorn


@contextlib.contextmanager
def serving(
    app: Any, *, certificate: Path | None = None, authority: Path | None = None
) -> Iterator[str]:
    """Its address. With a certificate (PEM with its key) over https; with an authority whoever asks
    must show a certificate of theirs."""
    config = uvicorn.Config(
        app,
        log_config=None,
        access_log=False,
        lifespan="off",
        timeout_graceful_shutdown=1,
        ssl_certfile=certificate,
        ssl_ca_certs=str(authority) if authority else None,
        ssl_cert_reqs=ssl.CERT_REQUIRED if authority else ssl.CERT_NONE,
    )
    server = uvicorn.Server(config)
    with socket.create_server(("127.0.0.1", 0)) as listener:
        thread = threading.Thread(target=server.run, args=([listener],))
        thread.start()
        try:
            scheme = "https" if certificate else "http"
            yield f"{scheme}://localhost:{listener.getsockname()[1]}"
        finally:
            server.should_exit = True
            thread.join(10)
