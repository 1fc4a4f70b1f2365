"""Checking what is kept: every content fits its digest, and no screen has lost its own."""

from __future__ import annotations

import sqlite3

from ooh_console.domain.canonical import digest as digest_of
from ooh_console.ledger import statements as sql
from ooh_console.ledger.reading import text
from ooh_console.ledger.verification import Finding, Found

_ROWS_AT_ONCE = 50


def check_contents(connection: sqlite3.Connection, findings: list[Finding]) -> None:
    """Every kept text against its digest. Raises `sqlite3.Error`."""
    cursor = connection.execute(sql.EVERY_CONTENT)
    while rows := cursor.fetchmany(_ROWS_AT_ONCE):
        for digest, body in rows:
            if not _fits(digest, body):
                findings.append(
                    Finding(
                        Found.CONTENT_CHANGED,
                        f"The kept content {text(digest)[:12]}… was changed: it does not fit its "
                        f"digest. What a screen showed with it cannot be relied on.",
                    )
                )


def check_screens(
    connection: sqlite3.Connection, incident: str | None, findings: list[Finding]
) -> None:
    """Every screen that was shown must have its content. Raises `sqlite3.Error`."""
    for name, screen in connection.execute(sql.EVERY_SCREEN).fetchall():
        if incident in (None, name):
            findings.append(
                Finding(
                    Found.CONTENT_REMOVED,
                    f"Incident {text(name)}: a screen that was shown ({text(screen)[:12]}…) is not "
                    f"kept any more.",
                    text(name),
                )
            )


def _fits(digest: object, body: object) -> bool:
    try:
        return isinstance(body, str) and digest_of(body) == digest
    except ValueError:
        return False
