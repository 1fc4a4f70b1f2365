"""Credentials, names, certificates, proxies: what goes out, what never does, what is said."""

from __future__ import annotations

import asyncio
import logging
import socket
import ssl
import threading
import time
from collections.abc import Awaitable, Callable
from datetime import UTC, datetime, timedelta
from ipaddress import ip_address
from pathlib import Path
from typing import Any

import pytest
from cryptography import x509
from cryptography.hazmat.primitives import hashes, serialization
from cryptography.hazmat.primitives.asymmetric import ec
from cryptography.x509.oid import NameOID
from starlette.requests import Request
from starlette.responses import JSONResponse, Response

from ooh_console.agencies import names
from ooh_console.agencies.gateway import Gateway
from ooh_console.domain.sources import SourceState
from tests.listening import listening, port_of

from .conftest import MOTHER, PLAN, Held, Proper, agency, answers, holds, says

Raw = Callable[..., Awaitable[str]]
Make = Callable[..., Gateway]
KEY = "k3y-that-nobody-may-see"


def needs(header: str, value: str) -> Callable[[Request], Response | None]:
    def check(request: Request) -> Response | None:
        if request.headers.get(header) == value:
            return None
        return JSONResponse({"error": f"the token {KEY} is wrong"}, status_code=401)

    return check


async def test_bearer_from_the_environment_and_key_from_a_file(
    proper: Proper, gateway: Make, monkeypatch: pytest.MonkeyPatch, tmp_path: Path
) -> None:
    monkeypatch.setenv("A_TOKEN", f" {KEY}\n")
    (tmp_path / "key").write_text(f"{KEY}\n")
    bearer, key = Held(then=needs("authorization", f"Bearer {KEY}")), Held()
    key.then = needs("x-api-key", KEY)
    gate = gateway(
        agency(
            "A", proper.url("bearer", bearer), auth={"method": "bearer", "secret": "env:A_TOKEN"}
        ),
        agency(
            "B",
            proper.url("key", key),
            auth={"method": "api-key", "secret": f"file:{tmp_path / 'key'}"},
        ),
    )
    got = await answers(gate)
    assert [answer.holding.state for answer in got] == [SourceState.HELD] * 2
    assert "x-api-key" not in bearer.asked[0].headers
    assert "authorization" not in key.asked[0].headers


async def test_a_key_that_is_missing_is_said_and_nothing_is_sent(
    proper: Proper, gateway: Make, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.delenv("A_TOKEN", raising=False)
    held = Held()
    auth = {"method": "bearer", "secret": "env:A_TOKEN"}
    (answer,) = await answers(gateway(agency("A", proper.url("missing", held), auth=auth)))
    assert answer.holding.reason == (
        "was not asked, since we have no key for it:"
        " the environment variable A_TOKEN is not set or empty"
    )
    assert held.asked == []


async def test_a_key_is_read_again_after_it_was_refused(
    proper: Proper, gateway: Make, monkeypatch: pytest.MonkeyPatch
) -> None:
    held = Held(then=needs("authorization", f"Bearer {KEY}"))
    auth = {"method": "bearer", "secret": "env:A_TOKEN"}
    gate = gateway(agency("A", proper.url("renewed", held), auth=auth))
    monkeypatch.setenv("A_TOKEN", "the-old-one")
    (answer,) = await answers(gate)
    assert answer.holding.reason == "refused our credentials: tell the agency's service desk"
    monkeypatch.setenv("A_TOKEN", KEY)
    (answer,) = await answers(gate)
    assert answer.holding.state is SourceState.HELD


@pytest.mark.parametrize("status", [400, 401, 403, 429, 500, 503])
async def test_a_key_or_a_number_is_in_no_reason_and_no_log(
    status: int,
    proper: Proper,
    gateway: Make,
    monkeypatch: pytest.MonkeyPatch,
    caplog: pytest.LogCaptureFixture,
) -> None:
    def echoes(request: Request) -> Response:
        return JSONResponse({"error": str(request.headers)}, status_code=status)

    caplog.set_level(logging.DEBUG)
    logging.getLogger("asyncio").setLevel(logging.INFO)
    monkeypatch.setenv("A_TOKEN", KEY)
    auth = {"method": "api-key", "secret": "env:A_TOKEN"}
    one = agency("A", proper.url(f"echo{status}", Held(then=echoes)), auth=auth)
    (answer,) = await answers(gateway(one))
    assert KEY not in answer.holding.reason
    assert KEY not in repr(one)
    ours = [record for record in caplog.records if not record.name.startswith("uvicorn")]
    logged = "\n".join(f"{record.name} {record.getMessage()}" for record in ours)
    assert KEY not in logged
    assert MOTHER.nhs_numbers[0] not in logged


async def test_cookies_are_never_sent_back(raw: Raw, gateway: Make) -> None:
    heads: list[bytes] = []

    async def bakes(reader: asyncio.StreamReader, writer: asyncio.StreamWriter) -> None:
        await says("200 OK\nSet-Cookie: id=7; Path=/", b'{"items": []}')(reader, writer)
        heads.append(await reader.readuntil(b"\r\n\r\n"))
        await says("200 OK", b'{"items": []}')(reader, writer)

    gate = gateway(agency("A", await raw(bakes)))
    await answers(gate)
    await answers(gate)
    assert heads
    assert b"cookie" not in heads[0].lower()


async def test_a_proxy_is_never_asked_about_this_very_machine(
    proper: Proper, gateway: Make, monkeypatch: pytest.MonkeyPatch, refused_url: str
) -> None:
    monkeypatch.setenv("HTTP_PROXY", refused_url)
    monkeypatch.setenv("ALL_PROXY", refused_url)
    for name in ("NO_PROXY", "no_proxy"):
        monkeypatch.delenv(name, raising=False)
    url = proper.url("proxy", Held())
    gate = gateway(agency("A", url), agency("B", url.replace("127.0.0.1", "localhost")))
    got = await answers(gate)
    assert [answer.holding.state for answer in got] == [SourceState.HELD] * 2


async def test_a_name_that_is_not_known(gateway: Make, monkeypatch: pytest.MonkeyPatch) -> None:
    without_proxy(monkeypatch)

    def unknown(*args: Any, **how: Any) -> Any:
        raise socket.gaierror(socket.EAI_NONAME, "Name or service not known")

    monkeypatch.setattr(names.socket, "getaddrinfo", unknown)
    (answer,) = await answers(gateway(agency("A", "https://agency.example")))
    assert answer.holding.reason == "cannot be found: its name is not known on this network"


async def test_a_name_server_that_hangs_holds_up_nobody(
    proper: Proper, gateway: Make, monkeypatch: pytest.MonkeyPatch
) -> None:
    without_proxy(monkeypatch)
    release, looked = threading.Event(), []
    real = socket.getaddrinfo

    def slow(host: Any, *args: Any, **how: Any) -> Any:
        if host != "agency.example":
            return real(host, *args, **how)
        looked.append(threading.current_thread())
        release.wait(20)
        raise socket.gaierror(socket.EAI_AGAIN, "Try again")

    monkeypatch.setattr(names.socket, "getaddrinfo", slow)
    stuck = [
        agency(f"stuck {n}", "https://agency.example", "plans", "people", "markers", deadline=0.4)
        for n in range(5)
    ]
    well = agency("well", proper.url("names", Held()).replace("127.0.0.1", "localhost"))
    gate = gateway(*stuck, well)
    try:
        got = [answer.holding for answer in await answers(gate)]
        began = time.monotonic()
        await gate.aclose()
        assert time.monotonic() - began < 1
    finally:
        release.set()
        for thread in looked:
            thread.join()
    assert got[0].agency == "well"
    assert got[0].state is SourceState.HELD
    assert {holding.reason for holding in got[1:]} == {"did not answer within 0.4 s"}
    assert len(looked) == 1
    assert looked[0].daemon


async def test_a_certificate_that_nobody_vouches_for(
    raw: Raw, gateway: Make, certificate: Callable[[int], ssl.SSLContext]
) -> None:
    gate = gateway(agency("A", await raw(holds(PLAN), ssl=certificate(30))))
    (answer,) = await answers(gate)
    assert answer.holding.reason == "could not prove who it is: self-signed certificate"


async def test_a_certificate_that_has_expired(
    raw: Raw,
    gateway: Make,
    certificate: Callable[[int], ssl.SSLContext],
    monkeypatch: pytest.MonkeyPatch,
    tmp_path: Path,
) -> None:
    context = certificate(-1)
    monkeypatch.setenv("SSL_CERT_FILE", str(tmp_path / "certificate.pem"))
    (answer,) = await answers(gateway(agency("A", await raw(holds(PLAN), ssl=context))))
    assert answer.holding.reason == "could not prove who it is: certificate has expired"


async def test_a_certificate_that_the_desk_trusts(
    raw: Raw,
    gateway: Make,
    certificate: Callable[[int], ssl.SSLContext],
    monkeypatch: pytest.MonkeyPatch,
    tmp_path: Path,
) -> None:
    context = certificate(30)
    monkeypatch.setenv("SSL_CERT_FILE", str(tmp_path / "certificate.pem"))
    (answer,) = await answers(gateway(agency("A", await raw(holds(PLAN), ssl=context))))
    assert answer.holding.state is SourceState.HELD


async def test_https_to_a_server_without_it(gateway: Make) -> None:
    async def talk(reader: asyncio.StreamReader, writer: asyncio.StreamWriter) -> None:
        await reader.read(1)
        writer.write(b"HTTP/1.1 400 Bad Request\r\n\r\n")
        await writer.drain()
        await reader.read()

    async with listening() as listener:
        port = port_of(await listener.start(talk))
        (answer,) = await answers(gateway(agency("A", f"https://127.0.0.1:{port}")))
    assert answer.holding.reason == "does not speak https at the address that is configured"


def without_proxy(monkeypatch: pytest.MonkeyPatch) -> None:
    for name in ("HTTP_PROXY", "HTTPS_PROXY", "ALL_PROXY"):
        monkeypatch.delenv(name, raising=False)
        monkeypatch.delenv(name.lower(), raising=False)
    monkeypatch.setattr(names, "getproxies", dict)


@pytest.fixture
def certificate(tmp_path: Path) -> Callable[[int], ssl.SSLContext]:
    """Makes a self-signed certificate for 127.0.0.1 that holds for so many more days."""

    def make(days: int) -> ssl.SSLContext:
        key = ec.generate_private_key(ec.SECP256R1())
        name = x509.Name([x509.NameAttribute(NameOID.COMMON_NAME, "agency.example")])
        now = datetime.now(UTC)
        made = (
            x509.CertificateBuilder()
            .subject_name(name)
            .issuer_name(name)
            .public_key(key.public_key())
            .serial_number(x509.random_serial_number())
            .not_valid_before(now - timedelta(days=60))
            .not_valid_after(now + timedelta(days=days))
            .add_extension(
                x509.SubjectAlternativeName([x509.IPAddress(ip_address("127.0.0.1"))]), False
            )
            .add_extension(x509.BasicConstraints(ca=True, path_length=None), True)
            .sign(key, hashes.SHA256())
        )
        pem = tmp_path / "certificate.pem"
        pem.write_bytes(made.public_bytes(serialization.Encoding.PEM))
        (tmp_path / "key.pem").write_bytes(
            key.private_bytes(
                serialization.Encoding.PEM,
                serialization.PrivateFormat.PKCS8,
                serialization.NoEncryption(),
            )
        )
        context = ssl.SSLContext(ssl.PROTOCOL_TLS_SERVER)
        context.load_cert_chain(pem, tmp_path / "key.pem")
        return context

    return make
