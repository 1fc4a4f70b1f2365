"""A live desk in Chromium: nothing before signing in, and the draft after the server was killed."""

from __future__ import annotations

import asyncio
import signal
from contextlib import AbstractContextManager
from pathlib import Path

import pytest

from tests.browser.conftest import Visit
from tests.browser.desk_page import DeskPage
from tests.browser.served import Served, runs, served
from tests.cli.places import PASSPHRASE, Place
from tests.journeys.places import home_of, kept, live, typed
from tests.web.conftest import until

pytestmark = pytest.mark.asyncio(loop_scope="session")

TYPED = "father left by the ga"
GONE = ("ERR_CONNECTION_REFUSED", "ERR_CONTENT_LENGTH_MISMATCH", "ERR_CONNECTION_RESET")


def serving(place: Place, port: int = 0) -> AbstractContextManager[Served]:
    folders = ("--config", str(place.config), "--data", str(place.data))
    return served(home_of(place), *folders, "--port", str(port))


def signs_in(desk: DeskPage, place: Place) -> None:
    """Nothing of the night was sent until somebody did."""
    desk.see("Sign in", "Ctrl+Q leave")
    for secret in (place.reference, "Saltpan", "Penhallow"):
        assert secret.encode() not in desk.raw
    desk.type(PASSPHRASE)
    desk.press("enter")
    desk.see("INCIDENTS 1 open", place.reference)


def comes_back_to_the_line(desk: DeskPage) -> None:
    """To the incident, and the line with what was typed."""
    desk.press("enter")
    desk.until(lambda screen: screen.has("Enter saves") and typed(screen) == TYPED, "the draft")


async def opens_no_address_of_its_own(visit: Visit, server: Served) -> None:
    """Only what the desk asks for is opened: a new tab, or a link where the browser lets none."""
    assert await visit.page.evaluate("window.open('/page/desk.svg')") is None
    tells = (
        "more => window.dispatchEvent(new CustomEvent('line', {detail: {what: 'address', more}}))"
    )
    said = visit.page.locator("#said")
    for other in ("javascript:alert(1)", "file:///etc/hostname", "no address"):
        await visit.page.evaluate(tells, other)
        assert await said.is_hidden()
    await visit.page.evaluate(tells, f"{server.address}/page/desk.svg?state=x")
    link = said.get_by_role("link")
    assert await link.get_attribute("rel") == "noopener noreferrer"
    assert await link.inner_text() == f"127.0.0.1:{server.port}"


async def test_the_draft_is_there_after_the_server_was_killed(visit: Visit, tmp_path: Path) -> None:
    place = await asyncio.to_thread(live, tmp_path)
    desk = DeskPage(visit.page)

    def types(server: Served) -> int:
        signs_in(desk, place)
        desk.press("enter")
        desk.see("DECISION MAKER", "Enter saves")
        desk.type(TYPED)
        desk.until(lambda _: TYPED in kept(place), "kept on disk")
        (console,) = server.consoles()
        return console

    with serving(place) as server:
        await visit.page.goto(server.address)
        assert await visit.page.title() == "test desk · OOH console"
        console = await asyncio.to_thread(types, server)
        await opens_no_address_of_its_own(visit, server)
        assert visit.page.url == f"{server.address}/", "no token in the address"
        server.stop(signal.SIGKILL)
        said = await asyncio.to_thread(desk.notice, "CONNECTION LOST at")
        assert "what was typed and not saved is kept" in said
        # Nobody ended the console, and it does not run on unseen.
        await until(lambda: not runs(console))
    desk.forget()
    with serving(place, server.port) as again:
        await asyncio.to_thread(desk.plain)
        said = await visit.page.locator("#said").inner_text()
        assert said.startswith("Connected again, to a new session.")
        await asyncio.to_thread(signs_in, desk, place)
        await asyncio.to_thread(comes_back_to_the_line, desk)
        second = DeskPage(await visit.context.new_page())
        await second.page.goto(again.address)
        # Another tab is another visitor.
        await asyncio.to_thread(signs_in, second, place)
        assert len(again.consoles()) == 2
        again.stop()
    # What the page was fetching when its server was killed, and what it asked for in between.
    visit.errors[:] = [one for one in visit.errors if not any(gone in one for gone in GONE)]
