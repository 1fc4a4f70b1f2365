"""Signing in at an agency from the desk: a real sign-in service, a real port, the real register."""

from __future__ import annotations

import asyncio
from collections.abc import AsyncIterator, Iterator
from contextlib import asynccontextmanager
from typing import Any

import httpx
import pytest
from textual.pilot import Pilot

from ooh_console.agencies.agency import Agency
from ooh_console.agencies.auth import Auth
from ooh_console.agencies.credentials import SIGN_IN
from ooh_console.agencies.gateway import Gateway
from ooh_console.desk.commands import BY_ID
from ooh_console.domain.bodies import SignedInAtAgency
from ooh_console.domain.entries import REGISTER
from ooh_console.domain.sources import Offer
from ooh_console.tui.pages.agency_sign_in import AgencySignInPage
from tests.agencies.sign_in_service import CLIENT, Service
from tests.serving import placed
from tests.tui.desks import LARGE, SMALL, Set, on_incident, open_incident, tonight, until, words


@pytest.fixture
def service() -> Iterator[Service]:
    with placed(Service()) as made:
        yield made


@pytest.fixture
def opened(monkeypatch: pytest.MonkeyPatch) -> list[str]:
    """The addresses that the browser was given."""
    found: list[str] = []
    monkeypatch.setenv("DISPLAY", ":0")
    monkeypatch.setattr("textual.app.App.open_url", lambda app, url, **_: found.append(url))
    return found


@asynccontextmanager
async def signing_in(
    found: Set, service: Service, size: tuple[int, int] = SMALL
) -> AsyncIterator[tuple[Pilot[Any], AgencySignInPage]]:
    """The page, over Tonight, of a desk with one such agency."""
    agency = Agency(
        name="Records",
        url=service.base,
        offers=(Offer.WATCH_LIST,),
        deadline=5,
        auth=Auth(method="oidc", client_id=CLIENT, issuer=service.base),
    )
    gate = Gateway([agency])
    found.desk.gateway = gate
    try:
        async with tonight(found, size) as pilot:
            await until(pilot, lambda: "COULD NOT CHECK" in words(pilot.app))
            pilot.app.screen.action_run("agency-sign-in")  # type: ignore[attr-defined]
            await until(pilot, lambda: isinstance(pilot.app.screen, AgencySignInPage))
            page = pilot.app.screen
            assert isinstance(page, AgencySignInPage)
            yield pilot, page
    finally:
        await gate.aclose()


def recorded(found: Set) -> list[SignedInAtAgency]:
    rows = found.ledger.rows(REGISTER, 1, found.ledger.head(REGISTER))
    return [entry.body for entry in rows if isinstance(entry.body, SignedInAtAgency)]


def address(page: AgencySignInPage) -> str:
    return next((one.text for one in page.lines() if one.text.startswith("http")), "")


def flat(pilot: Pilot[Any]) -> str:
    return " ".join(words(pilot.app).split())


async def visit(url: str) -> str:
    """What a browser does in which somebody signs in."""
    async with httpx.AsyncClient(trust_env=False, follow_redirects=True) as client:
        return (await client.get(url)).text


def test_the_agencys_sentence_names_the_command() -> None:
    assert SIGN_IN.endswith(f"Ctrl+P, {BY_ID['agency-sign-in'].title} (or --sign-in)")


async def test_a_digit_signs_in_and_the_agencies_are_asked_again(
    found: Set, service: Service, opened: list[str]
) -> None:
    async with signing_in(found, service) as (pilot, page):
        assert "1  Records" in words(pilot.app)
        assert "○ nobody is signed in" in words(pilot.app)
        assert service.asked == 0
        await pilot.press("2", "1")
        await until(pilot, lambda: opened)
        assert "waiting for you in the browser" in words(pilot.app)
        assert recorded(found) == []
        await pilot.press("1")
        assert "Waiting for Records" in words(pilot.app)
        assert "You are signed in" in await visit(opened[0])
        await until(pilot, lambda: "You are signed in to Records" in words(pilot.app))
        assert "● signed in" in words(pilot.app)
        assert address(page) == ""
        assert [body.agency for body in recorded(found)] == ["Records"]
        await until(pilot, lambda: service.asked, "the watch list is asked for anew")
        assert len(opened) == 1


@pytest.mark.parametrize("size", [SMALL, LARGE])
async def test_where_no_browser_opens_the_address_is_there_whole_and_esc_ends_the_waiting(
    found: Set,
    service: Service,
    opened: list[str],
    monkeypatch: pytest.MonkeyPatch,
    size: tuple[int, int],
) -> None:
    monkeypatch.delenv("DISPLAY")
    monkeypatch.delenv("WAYLAND_DISPLAY", raising=False)
    copied: list[str] = []
    async with signing_in(found, service, size) as (pilot, page):
        monkeypatch.setattr(pilot.app, "copy_to_clipboard", copied.append)
        await pilot.press("1")
        await until(pilot, lambda: address(page))
        url = address(page)
        await until(pilot, lambda: url in "".join(words(pilot.app).split()))
        assert "No browser opens here" in words(pilot.app)
        await pilot.press("z")
        assert copied == [url]
        back = httpx.URL(httpx.URL(url).params["redirect_uri"])
        assert f"ssh -L {back.port}:127.0.0.1:{back.port}" in flat(pilot)
        await pilot.press("escape")
        await until(pilot, lambda: pilot.app.screen is not page)
        async with httpx.AsyncClient(trust_env=False) as client, asyncio.timeout(10):
            while True:
                try:
                    await client.get(back)
                except httpx.ConnectError:
                    break
        assert found.desk.gateway.signs_in == {"Records": False}
    assert (opened, recorded(found)) == ([], [])


async def test_why_nobody_is_signed_in_is_said(
    found: Set, service: Service, opened: list[str]
) -> None:
    service.claims = {"aud": "another desk"}
    async with signing_in(found, service) as (pilot, _):
        await pilot.press("1")
        await until(pilot, lambda: opened)
        await visit(opened[0])
        await until(pilot, lambda: "did not prove who signed in" in flat(pilot))
        assert "You are not signed in: Records" in words(pilot.app)
        assert recorded(found) == []


async def test_a_desk_that_can_only_read_opens_nothing(
    found: Set, service: Service, opened: list[str]
) -> None:
    found.ledger.problem = "The disk is full."
    async with signing_in(found, service) as (pilot, _):
        await pilot.press("1")
        await until(pilot, lambda: "cannot be put on the register" in words(pilot.app))
    assert opened == []


async def test_where_nobody_need_sign_in(found: Set) -> None:
    incident = await open_incident(found.desk)
    async with on_incident(found, incident) as (pilot, screen):
        screen.action_run("agency-sign-in")
        await until(pilot, lambda: "No agency of this desk wants a person" in words(pilot.app))
