"""What can be typed after `serve`. Imports nothing heavy."""

from __future__ import annotations

from pathlib import Path
from typing import TYPE_CHECKING

if TYPE_CHECKING:
    from ooh_console.cli.arguments import Command


def add(command: Command) -> None:
    """Adds `serve`."""
    serve = command(
        "serve",
        "The same desk in a browser, on this computer.",
        """\
  ooh-console serve
  ooh-console serve --exercise first-night
  ooh-console serve --host 0.0.0.0 --certificate desk.pem --key desk.key
  ooh-console serve --public-url https://desk.example.org

Each tab is a session of its own and signs in for itself; an exercise signs in by itself. A session
whose line drops waits for its tab for two minutes. Beyond this computer the desk is served only
over TLS, its own or that of a reverse proxy.""",
        json=False,
        signed=False,
    )
    serve.add_argument("--host", default="127.0.0.1", help="listen there (default: %(default)s)")
    serve.add_argument(
        "--port", type=int, default=8026, help="0: any that is free (default: %(default)s)"
    )
    serve.add_argument(
        "--public-url",
        metavar="URL",
        default="",
        help="https://… by which browsers reach it through a reverse proxy",
    )
    serve.add_argument("--certificate", metavar="FILE", type=Path, help="for TLS, as PEM")
    serve.add_argument("--key", metavar="FILE", type=Path, help="its key, as PEM")
    serve.add_argument(
        "--sessions", metavar="N", type=int, default=4, help="most at once (default: %(default)s)"
    )
    serve.add_argument(
        "--idle",
        metavar="MINUTES",
        type=int,
        default=480,
        help="end a session in which nobody typed for so long; 0: never (default: %(default)s)",
    )
    serve.add_argument(
        "--exercise", metavar="NAME", help="each tab plays this night, with agencies of its own"
    )
    serve.add_argument("--role", choices=("duty", "control", "manager"), help="in the exercise")
    serve.add_argument(
        "--speed", type=float, help="of the exercise: how much faster than the clock"
    )
