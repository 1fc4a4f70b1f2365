"""Who may ask at all, and what each answer forbids a browser: rules for every page and file.

A console shows the address of a child. A page of somebody else's must not open a session
(cross-site WebSocket hijacking), be answered under a name of its own (DNS rebinding), or frame it.
"""

from __future__ import annotations

from aiohttp import web
from aiohttp.typedefs import Handler, Middleware

from ooh_console.web.plan import Serving

ELSEWHERE = "This desk is not served under that name. Open the address that `serve` printed."
NOT_FROM_HERE = "Only the desk's own page may open a session. Open the address `serve` printed."

_ALWAYS = {
    "Cache-Control": "no-store",
    "X-Content-Type-Options": "nosniff",
    "X-Frame-Options": "DENY",
    "Referrer-Policy": "no-referrer",
    "Cross-Origin-Opener-Policy": "same-origin",
    "Cross-Origin-Resource-Policy": "same-origin",
    "Permissions-Policy": "camera=(), microphone=(), geolocation=(), payment=(), usb=()",
    "X-Robots-Tag": "noindex, nofollow",
    "Server": "ooh-console",
}
NOTHING = "default-src 'none'; frame-ancestors 'none'; base-uri 'none'; form-action 'none'"


def policy(nonce: str, host: str) -> str:
    """Content-Security-Policy of the page: this server alone, and only what the page itself names.

    `host` has been checked. Older browsers do not count a WebSocket to the same host as 'self'.
    Where a browser draws without WebGL, the colours of the terminal are style attributes.
    """
    return (
        f"{NOTHING}; script-src 'self'; style-src 'self' 'nonce-{nonce}'; "
        "style-src-attr 'unsafe-inline'; font-src 'self'; img-src 'self'; "
        f" connect-src 'self' ws://{host} wss://{host}"
    )


class Guard:
    """At the door; told of the port once the server listens."""

    def __init__(self, serving: Serving) -> None:
        self._serving = serving
        self._names: frozenset[str] = frozenset()
        self._origins: frozenset[str] = frozenset()

    def listens_at(self, port: int) -> None:
        """From now on it is known by which names it may be asked."""
        self._names = self._serving.names(port)
        self._origins = self._serving.origins(port)

    def may_open(self, request: web.Request) -> bool:
        """Whether a page of this server asks for a session. A browser always says whose it is."""
        return request.headers.get("Origin", "").lower() in self._origins

    def middleware(self) -> Middleware:
        """For every request."""

        @web.middleware
        async def guarded(request: web.Request, handler: Handler) -> web.StreamResponse:
            if request.headers.get("Host", "").lower() not in self._names:
                return web.Response(status=421, text=ELSEWHERE)
            return await handler(request)

        return guarded


async def forbid(_: web.Request, response: web.StreamResponse) -> None:
    """Every answer says what a browser must not do with it, refusals too."""
    response.headers.update(_ALWAYS)
    response.headers.setdefault("Content-Security-Policy", NOTHING)
