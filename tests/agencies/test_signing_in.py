"""Signing in at agencies, over real HTTP, with a service that another hand wrote."""

from __future__ import annotations

import asyncio
import logging
from collections.abc import Iterator
from typing import Any

import httpx
import pytest
from starlette.responses import JSONResponse

from ooh_console.agencies import credentials
from ooh_console.agencies.agency import Agency
from ooh_console.agencies.auth import Auth
from ooh_console.domain.sources import AgencyKind, Offer, SourceState
from tests.agencies.conftest import MOTHER
from tests.agencies.sign_in_service import CLIENT, FORGED, KEYS, SECRET, Service
from tests.serving import placed


@pytest.fixture
def service() -> Iterator[Service]:
    with placed(Service()) as made:
        yield made


@pytest.fixture(autouse=True)
def secrets(monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setenv("SIGN_IN_SECRET", SECRET)
    for name, key in KEYS.items():
        monkeypatch.setenv(f"SIGN_IN_{name}", key.as_pem(private=True).decode())


def agency(service: Service, method: Any = "oauth-secret", **auth: Any) -> Agency:
    usual: dict[str, Any] = {
        "oauth-secret": {"secret": "env:SIGN_IN_SECRET", "token_url": service.token_url},
        "oauth-jwt": {
            "secret": "env:SIGN_IN_RS512",
            "token_url": service.token_url,
            "key_id": "one",
        },
        "oidc": {"issuer": service.base},
    }[method]
    return Agency(
        name="A",
        kind=AgencyKind.OTHER,
        url=service.base,
        offers=(Offer.PLANS, Offer.MARKERS, Offer.PEOPLE),
        deadline=5,
        auth=Auth(method=method, client_id=CLIENT, **{**usual, **auth}),
    )


async def states(gate: Any) -> set[tuple[SourceState, str]]:
    return {(a.holding.state, a.holding.reason) async for a in gate.ask(MOTHER)}


FINE = {(SourceState.NONE_HELD, "")}


@pytest.mark.parametrize("method", ["oauth-secret", "oauth-jwt"])
async def test_one_token_serves_every_question(service: Service, gateway: Any, method: str) -> None:
    gate = gateway(agency(service, method, scopes=("read",)))
    assert await states(gate) == FINE
    assert await states(gate) == FINE
    assert (service.asked, len(service.given)) == (6, 1)


async def test_the_jwt_is_signed_as_nhs_services_ask(service: Service, gateway: Any) -> None:
    assert await states(gateway(agency(service, "oauth-jwt"))) == FINE
    (header,) = service.headers
    assert header == {"alg": "RS512", "typ": "JWT", "kid": "one"}


async def test_another_way_of_signing(service: Service, gateway: Any) -> None:
    service.key = KEYS["ES256"]
    signs = agency(service, "oauth-jwt", secret="env:SIGN_IN_ES256", algorithm="ES256")
    assert await states(gateway(signs)) == FINE


@pytest.mark.parametrize("lasts", [30, "20", 0, None, "soon", 10**12])
async def test_a_token_is_kept_until_shortly_before_its_end(
    service: Service, gateway: Any, monkeypatch: pytest.MonkeyPatch, lasts: Any
) -> None:
    now = 1000.0
    monkeypatch.setattr(credentials, "monotonic", lambda: now)
    service.lasts = lasts
    gate = gateway(agency(service))
    assert await states(gate) == FINE
    before = len(service.given)
    seconds = float(lasts) if str(lasts or "").isdigit() or lasts == 0 else credentials.UNSAID
    now += seconds
    assert await states(gate) == FINE
    assert len(service.given) > before


async def test_a_token_that_was_called_back_is_renewed_once(service: Service, gateway: Any) -> None:
    gate = gateway(agency(service))
    assert await states(gate) == FINE
    service.good.clear()
    assert await states(gate) == FINE
    assert len(service.given) == 2, "three questions were refused, one new token served them all"


async def test_an_agency_that_accepts_no_token_is_asked_twice_and_not_for_ever(
    service: Service, gateway: Any
) -> None:
    service.good = type("Nothing", (set,), {"add": lambda self, value: None})()
    ((state, reason),) = await states(gateway(agency(service)))
    assert state is SourceState.COULD_NOT_CHECK
    assert reason.startswith("refused our credentials")
    assert len(service.given) <= 6


@pytest.mark.parametrize(
    ("answer", "words"),
    [
        (
            JSONResponse({"error": "invalid_scope", "error_description": SECRET}, 400),
            "invalid_scope",
        ),
        (JSONResponse({}, 500), "status 500"),
        (JSONResponse({}, 302, {"location": "/elsewhere"}), "status 302"),
        (JSONResponse([1], 200), "status 200"),
        (JSONResponse({"access_token": "x", "token_type": "mac"}), "another kind"),
        (JSONResponse({"access_token": "two words"}), "sent no token"),
        (JSONResponse({"access_token": 7}), "sent no token"),
        (JSONResponse({"access_token": "x" * 30_000}), "more than"),
    ],
)
async def test_whatever_the_service_answers_is_one_sentence_without_secrets(
    service: Service, gateway: Any, answer: Any, words: str, caplog: pytest.LogCaptureFixture
) -> None:
    caplog.set_level(logging.DEBUG)
    service.broken = answer
    found = await states(gateway(agency(service)))
    assert len(found) == 1
    ((state, reason),) = found
    assert state is SourceState.COULD_NOT_CHECK
    assert reason.startswith("was not asked")
    assert words in reason
    assert SECRET not in reason + caplog.text


@pytest.mark.parametrize(
    ("method", "auth", "words"),
    [
        ("oauth-secret", {"secret": "env:NOT_SET"}, "NOT_SET is not set"),
        ("oauth-secret", {"client_id": "somebody"}, "refused us (invalid_client)"),
        ("oauth-secret", {"token_url": "http://127.0.0.1:9/token"}, "connection was refused"),
        ("oauth-jwt", {"secret": "env:SIGN_IN_SECRET"}, "does not sign with RS512"),
        ("oauth-jwt", {"secret": "env:SIGN_IN_ES256"}, "does not sign with RS512"),
        ("oauth-jwt", {"audience": "another"}, "refused us (invalid_client)"),
        ("oidc", {}, "wants a person to sign in there"),
    ],
)
async def test_what_cannot_be_signed_in_says_why(
    service: Service, gateway: Any, method: str, auth: dict[str, Any], words: str
) -> None:
    given = agency(service, method)
    changed = given.model_copy(update={"auth": given.auth.model_copy(update=auth)})
    ((state, reason),) = await states(gateway(changed))
    assert state is SourceState.COULD_NOT_CHECK
    assert words in reason
    assert SECRET not in reason
    assert "BEGIN" not in reason


# A person signs in


class Browser:
    """What the person's browser does with the address: follows it to its end."""

    def __init__(self, **changes: str) -> None:
        self.shown: list[str] = []
        self.pages: list[str] = []
        self.changes = changes

    async def __call__(self, address: str) -> None:
        self.shown.append(address)
        async with httpx.AsyncClient(trust_env=False) as client:
            there = await client.get(address)
            back = httpx.URL(there.headers["location"]).copy_merge_params(self.changes)
            self.pages.append((await client.get(back)).text)


async def test_a_person_signs_in_and_is_not_asked_again(service: Service, gateway: Any) -> None:
    gate = gateway(agency(service, "oidc", scopes=("record.read",)))
    assert gate.signs_in == {"A": False}
    browser = Browser()
    assert await gate.sign_in("A", browser) == ""
    assert "You are signed in" in browser.pages[0]
    assert "record.read" in browser.shown[0]
    assert gate.signs_in == {"A": True}
    assert await states(gate) == FINE
    service.good.clear()
    assert await states(gate) == FINE, "renewed without the person"
    service.good.clear()
    service.refreshes.clear()
    ((_, reason),) = await states(gate)
    assert reason == credentials.SIGN_IN
    assert gate.signs_in == {"A": False}


@pytest.mark.parametrize(
    "claims",
    [
        {"aud": "another desk"},
        {"nonce": "of another visit"},
        {"exp": 1},
        {"iss": "https://elsewhere.example"},
    ],
)
async def test_a_token_for_somebody_else_is_not_taken(
    service: Service, gateway: Any, claims: dict[str, Any]
) -> None:
    service.claims = claims
    gate = gateway(agency(service, "oidc"))
    assert "did not prove who signed in" in await gate.sign_in("A", Browser())
    assert gate.signs_in == {"A": False}


async def test_a_key_that_is_not_the_services_own_proves_nothing(
    service: Service, gateway: Any
) -> None:
    service.signing = FORGED
    gate = gateway(agency(service, "oidc"))
    assert "did not prove who signed in" in await gate.sign_in("A", Browser())


async def test_a_visit_with_another_state_is_not_the_one_waited_for(
    service: Service, gateway: Any, monkeypatch: pytest.MonkeyPatch
) -> None:
    from ooh_console.agencies import presence

    monkeypatch.setattr(presence, "PATIENCE", 0.3)
    browser = Browser(state="forged")
    said = await gateway(agency(service, "oidc")).sign_in("A", browser)
    assert "not the sign-in that the console waits for" in browser.pages[0]
    assert "nobody signed in there" in said


async def test_the_port_is_closed_after_the_visit(service: Service, gateway: Any) -> None:
    browser = Browser()
    await gateway(agency(service, "oidc")).sign_in("A", browser)
    back = httpx.URL(browser.shown[0]).params["redirect_uri"]
    async with httpx.AsyncClient(trust_env=False) as client:
        with pytest.raises(httpx.ConnectError):
            await client.get(back)


async def test_a_person_who_does_not_want_to_is_told_so(service: Service, gateway: Any) -> None:
    class Refusing(Browser):
        async def __call__(self, address: str) -> None:
            asked = httpx.URL(address).params
            sent = {"error": "access_denied", "state": asked["state"]}
            async with httpx.AsyncClient(trust_env=False) as client:
                await client.get(asked["redirect_uri"], params=sent)

    said = await gateway(agency(service, "oidc")).sign_in("A", Refusing())
    assert "access_denied" in said


async def test_an_issuer_that_says_it_is_another_is_not_followed(
    service: Service, gateway: Any
) -> None:
    asked = agency(service, "oidc")
    service.base = "https://elsewhere.example"
    browser = Browser()
    assert "another one" in await gateway(asked).sign_in("A", browser)
    assert browser.shown == []


async def test_closing_while_a_person_signs_in(service: Service, gateway: Any) -> None:
    gate = gateway(agency(service, "oidc"))
    shown = asyncio.Event()

    async def nobody(address: str) -> None:
        shown.set()

    signing = asyncio.create_task(gate.sign_in("A", nobody))
    await shown.wait()
    signing.cancel()
    async with asyncio.timeout(5):
        await asyncio.gather(signing, return_exceptions=True)
        await gate.aclose()
