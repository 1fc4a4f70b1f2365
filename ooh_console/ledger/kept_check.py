"""Checking what is kept: every content fits its digest, and no screen has lost its own."""

from __future__ import annotations

import contextlib
import json
from collections.abc import Iterable

from ooh_console.domain.bodies import HoldingSeen
from ooh_console.domain.canonical import digest as digest_of
from ooh_console.domain.entries import read_body
from ooh_console.ledger import statements as sql
from ooh_console.ledger.database import Connection, Row
from ooh_console.ledger.reading import text
from ooh_console.ledger.verification import Finding, Found


def check_contents(rows: Iterable[Row], findings: list[Finding]) -> None:
    """Every kept text against its digest: the rows of `EVERY_CONTENT`."""
    findings += [_changed(digest) for digest, body in rows if not _fits(digest, body)]


def check_contents_of(connection: Connection, incident: str, findings: list[Finding]) -> None:
    """What the screens of one incident showed: each kept text against its digest, and that what
    an agency said on a screen is there still. Raises the driver's errors."""
    facts: dict[str, None] = {}
    for screen in _screens_of(connection, incident):
        body = _kept(connection, screen)
        if body is None:
            continue  # `check_screens`, or the check of the entry that names it, says so.
        if not _fits(screen, body):
            findings.append(_changed(screen))
            continue
        with contextlib.suppress(ValueError, KeyError, TypeError):
            facts.update(
                (str(d), None) for held in json.loads(str(body))["held"] for d in held["facts"]
            )
    for digest in facts:
        body = _kept(connection, digest)
        if body is None:
            findings.append(
                Finding(
                    Found.CONTENT_REMOVED,
                    f"Incident {incident}: what an agency said ({digest[:12]}…) was on a screen, "
                    f"and is not kept any more.",
                    incident,
                )
            )
        elif not _fits(digest, body):
            findings.append(_changed(digest))


def _screens_of(connection: Connection, incident: str) -> dict[str, None]:
    found = dict.fromkeys(text(one) for (one,) in connection.execute(sql.SCREENS_OF, (incident,)))
    for (stored,) in connection.execute(sql.SEEN_OF, (incident,)):
        body = read_body("holding_seen", text(stored))
        if isinstance(body, HoldingSeen):
            found[body.screen] = None
    return found


def _kept(connection: Connection, digest: str) -> object:
    stored = connection.execute(sql.CONTENT, (digest,)).fetchone()
    return stored[0] if stored else None


def check_screens(connection: Connection, incident: str | None, findings: list[Finding]) -> None:
    """Every screen that was shown must have its content. Raises the driver's errors."""
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


def _changed(digest: object) -> Finding:
    return Finding(
        Found.CONTENT_CHANGED,
        f"The kept content {text(digest)[:12]}… was changed: it does not fit its digest. What a "
        f"screen showed with it cannot be relied on.",
    )


def _fits(digest: object, body: object) -> bool:
    try:
        return isinstance(body, str) and digest_of(body) == digest
    except ValueError:
        return False
