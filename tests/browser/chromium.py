"""Which Chromium this computer has, and how it is started: quiet, and with no way off loopback."""

from __future__ import annotations

import shutil

NAMES = ("chromium", "chromium-browser", "google-chrome")

ABSENT = f"The browser journeys did not run: no Chromium was found ({', '.join(NAMES)})."

QUIET = (
    "--no-sandbox",
    "--disable-gpu",
    "--disable-quic",
    "--no-first-run",
    "--disable-background-networking",
    "--disable-component-update",
    "--disable-sync",
    # Drawn by software, 3D costs more than everything else together.
    "--disable-3d-apis",
    # No name but these is ever looked up, whatever a page asks for.
    "--host-resolver-rules=MAP * ~NOTFOUND, EXCLUDE localhost, EXCLUDE 127.0.0.1, EXCLUDE ::1",
)
"""Arguments: it does nothing of its own accord."""


def executable() -> str | None:
    """Where it is."""
    return next((found for name in NAMES if (found := shutil.which(name))), None)
