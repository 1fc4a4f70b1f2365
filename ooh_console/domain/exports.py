"""What the files are called, inside them, that leave the desk for programs."""

from __future__ import annotations

EXPORT = "ooh-console-export"
"""A log that can be verified without the database."""
REDACTED = "ooh-console-redacted"
"""A log in which names are replaced: nothing of it can be verified."""
