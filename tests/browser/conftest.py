"""A real Chromium, from which nothing leaves loopback.

    pytestmark = pytest.mark.asyncio(loop_scope="session")

    async def test_reads_well(visit: Visit) -> None:
        await visit.page.goto(path.as_uri())

Tests here run on the session's loop, since the browser lives on it. A page that asked anything of
an outside host, or wrote an error to its console, fails the test at its end; one that is meant to
takes it out of `visit.outside` or `visit.errors`.
"""

from __future__ import annotations

import os
from collections.abc import AsyncIterator
from dataclasses import dataclass, field
from urllib.parse import urlsplit

import pytest_asyncio
from playwright.async_api import Browser, BrowserContext, Page, Route, async_playwright

from tests.browser.chromium import QUIET, executable

WIDE, HIGH = 1280, 720
PATIENCE = 30_000
"""Milliseconds in which something must be on a page: two cores are shared with other tests."""


@dataclass
class Visit:
    """One visitor: a context of their own with a first page, and what it did besides."""

    context: BrowserContext
    page: Page
    outside: list[str] = field(default_factory=list)
    """Addresses beyond loopback that a page asked for; none was reached."""
    errors: list[str] = field(default_factory=list)
    """What pages wrote to their consoles as errors, and what they threw."""


def stays_here(address: str) -> bool:
    """Whether asking for it leaves this computer alone."""
    parts = urlsplit(address)
    if parts.scheme in ("file", "data", "blob", "about"):
        return True
    return parts.hostname in ("127.0.0.1", "localhost", "::1")


@pytest_asyncio.fixture(scope="session", loop_scope="session")
async def browser() -> AsyncIterator[Browser]:
    """Started once."""
    # Its crash reporter and its profile want a home that can be written.
    environ = {**os.environ, "HOME": os.environ.get("HOME", "/tmp")}
    async with async_playwright() as playwright:
        started = await playwright.chromium.launch(
            executable_path=executable(), args=list(QUIET), env=environ, chromium_sandbox=False
        )
        yield started
        await started.close()


@pytest_asyncio.fixture(loop_scope="session")
async def visit(browser: Browser) -> AsyncIterator[Visit]:
    """A visitor with an empty profile and a window of 1280×720."""
    context = await browser.new_context(viewport={"width": WIDE, "height": HIGH})
    context.set_default_timeout(PATIENCE)
    found = Visit(context, await context.new_page())

    async def refuse(route: Route) -> None:
        if stays_here(route.request.url):
            await route.fallback()
        else:
            found.outside.append(route.request.url)
            await route.abort()

    await context.route("**/*", refuse)
    context.on("console", lambda said: said.type == "error" and found.errors.append(said.text))
    context.on("weberror", lambda thrown: found.errors.append(str(thrown.error)))
    yield found
    await context.close()
    assert not found.outside, f"asked for, beyond this computer: {found.outside}"
    assert not found.errors, f"in the page's console: {found.errors}"
