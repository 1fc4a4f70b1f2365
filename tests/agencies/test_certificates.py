"""Private authorities, our own certificate, proxies: real TLS, with certificates made here."""

from __future__ import annotations

import ssl
from pathlib import Path
from typing import Any

import pytest
import trustme
from pydantic import ValidationError
from starlette.responses import JSONResponse

from ooh_console.agencies.agency import Agency
from ooh_console.agencies.auth import Auth, Tls
from ooh_console.domain.sources import Offer, SourceState
from tests.agencies.conftest import MOTHER, holds
from tests.serving import serving


class Hospital:
    """A private authority, the agency's certificate, and ours."""

    def __init__(self, folder: Path) -> None:
        self.ca = trustme.CA()
        self.authority = folder / "authority.pem"
        self.ca.cert_pem.write_to_path(self.authority)
        self.server = folder / "server.pem"
        self.ca.issue_cert("127.0.0.1").private_key_and_cert_chain_pem.write_to_path(self.server)
        self.ours = folder / "ours.pem"
        self.ca.issue_cert("desk@example.org").private_key_and_cert_chain_pem.write_to_path(
            self.ours
        )
        stranger = trustme.CA()
        self.strange_authority = folder / "stranger.pem"
        stranger.cert_pem.write_to_path(self.strange_authority)
        self.strange = folder / "strange.pem"
        stranger.issue_cert("desk@example.org").private_key_and_cert_chain_pem.write_to_path(
            self.strange
        )

    def ssl(self, *, wants_ours: bool = False) -> ssl.SSLContext:
        """How the agency's server speaks."""
        context = ssl.create_default_context(ssl.Purpose.CLIENT_AUTH)
        context.load_cert_chain(self.server)
        if wants_ours:
            context.load_verify_locations(self.authority)
            context.verify_mode = ssl.CERT_REQUIRED
        return context


@pytest.fixture(scope="module")
def hospital(tmp_path_factory: pytest.TempPathFactory) -> Hospital:
    return Hospital(tmp_path_factory.mktemp("certificates"))


def agency(url: str, name: str = "Hospital", **tls: Any) -> Agency:
    paths = {key: str(path) for key, path in tls.items()}
    method: Any = "mtls" if "certificate" in tls else "none"
    return Agency(
        name=name, url=url, offers=(Offer.PLANS,), auth=Auth(method=method), tls=Tls(**paths)
    )


async def states(gate: Any) -> dict[str, tuple[SourceState, str]]:
    found = [a.holding async for a in gate.ask(MOTHER)]
    await gate.aclose()
    return {h.agency: (h.state, h.reason) for h in found}


async def test_a_private_authority_is_trusted_for_its_own_agency_alone(
    hospital: Hospital, raw: Any, gateway: Any
) -> None:
    url = await raw(holds(), ssl=hospital.ssl())
    known = agency(url, "Known", authority=hospital.authority)
    unknown = agency(url, "Unknown")
    strange = agency(url, "Strange", authority=hospital.strange_authority)
    found = await states(gateway(known, unknown, strange))
    assert found["Known"] == (SourceState.NONE_HELD, "")
    for name in ("Unknown", "Strange"):
        assert found[name][0] is SourceState.COULD_NOT_CHECK
        assert "could not prove who it is" in found[name][1]


async def test_our_certificate_opens_what_is_closed_without_it(
    hospital: Hospital, raw: Any, gateway: Any
) -> None:
    trusted = {"authority": hospital.authority}
    url = await raw(holds(), ssl=hospital.ssl(wants_ours=True))
    shows = agency(url, "Shows", certificate=hospital.ours, **trusted)
    strange = agency(url, "Strange", certificate=hospital.strange, **trusted)
    shows_none = agency(url, "Shows none", **trusted)
    found = await states(gateway(shows, strange, shows_none))
    assert found["Shows"] == (SourceState.NONE_HELD, "")
    for name in ("Strange", "Shows none"):
        assert found[name][0] is SourceState.COULD_NOT_CHECK
    # Whether its alert or the end of the connection is seen first is a race that TLS 1.3 leaves.
    assert "accept our certificate" in found["Strange"][1]
    assert found["Shows none"][1] in (
        "did not accept our certificate, or wants one",
        "ended the connection without an answer",
    )


@pytest.mark.parametrize(
    ("tls", "words"),
    [
        ({"authority": "missing.pem"}, "the certificate authority missing.pem cannot be read"),
        ({"authority": __file__}, "cannot be used"),
        ({"certificate": "missing.pem"}, "our certificate missing.pem cannot be read"),
        ({"certificate": __file__}, "cannot be used"),
    ],
)
async def test_a_certificate_that_cannot_be_used_is_named_and_spoils_no_other(
    hospital: Hospital, raw: Any, gateway: Any, tls: dict[str, str], words: str
) -> None:
    url = await raw(holds(), ssl=hospital.ssl())
    good = agency(url, "Good", authority=hospital.authority)
    found = await states(gateway(good, agency(url, "Bad", **tls)))
    assert found["Good"] == (SourceState.NONE_HELD, "")
    assert found["Bad"][0] is SourceState.COULD_NOT_CHECK
    assert found["Bad"][1].startswith("was not asked: ")
    assert words in found["Bad"][1]


async def test_a_key_with_a_passphrase(
    hospital: Hospital, raw: Any, gateway: Any, tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    from cryptography.hazmat.primitives import serialization as form

    text = hospital.ours.read_bytes()
    key = form.load_pem_private_key(text, None)
    sealed = tmp_path / "key.pem"
    sealed.write_bytes(
        key.private_bytes(
            form.Encoding.PEM,
            form.PrivateFormat.PKCS8,
            form.BestAvailableEncryption(b"open-sesame"),
        )
    )
    chain = tmp_path / "chain.pem"
    chain.write_bytes(text[text.index(b"-----BEGIN CERTIFICATE") :])
    monkeypatch.setenv("CERTIFICATE_PASSPHRASE", "open-sesame")
    own = {"certificate": chain, "key": sealed, "authority": hospital.authority}
    url = await raw(holds(), ssl=hospital.ssl(wants_ours=True))
    told = agency(url, "Told", passphrase="env:CERTIFICATE_PASSPHRASE", **own)
    untold = agency(url, "Untold", **own)
    lost = agency(url, "Lost", passphrase="env:NOT_SET_AT_ALL", **own)
    found = await states(gateway(told, untold, lost))
    assert found["Told"] == (SourceState.NONE_HELD, "")
    assert "our certificate" in found["Untold"][1]
    assert "NOT_SET_AT_ALL is not set" in found["Lost"][1]
    assert "open-sesame" not in str(found)


async def test_what_is_asked_goes_through_the_proxy_that_is_named(
    raw: Any, gateway: Any, monkeypatch: pytest.MonkeyPatch
) -> None:
    asked: list[str] = []

    async def proxy(scope: Any, receive: Any, send: Any) -> None:
        asked.append(scope["path"])
        await JSONResponse({"items": []})(scope, receive, send)

    direct = await raw(holds())
    with serving(proxy) as url:
        plain = Agency(name="Through", url=direct, offers=(Offer.PLANS,), proxy=url)
        assert (await states(gateway(plain)))["Through"] == (SourceState.NONE_HELD, "")
        assert len(asked) == 1
        monkeypatch.setenv("HTTP_PROXY", url)
        monkeypatch.setenv("ALL_PROXY", url)
        near = Agency(name="Near", url=direct, offers=(Offer.PLANS,))
        assert (await states(gateway(near)))["Near"] == (SourceState.NONE_HELD, "")
        assert len(asked) == 1, "this very machine is asked without the environment's proxy"


@pytest.mark.parametrize(
    ("changes", "words"),
    [
        ({"auth": Auth(method="mtls")}, "needs [agency.tls] with a certificate"),
        ({"url": "http://localhost:1", "tls": Tls(authority="a.pem")}, "are for https"),
        ({"proxy": "socks5://p"}, "a proxy is an address"),
        ({"proxy": "http://me:secret@p:1"}, "no password stands in this file"),
    ],
)
def test_what_does_not_go_together_is_refused(changes: dict[str, Any], words: str) -> None:
    with pytest.raises(ValidationError) as refusal:
        Agency.model_validate(
            {"name": "A", "url": "https://a.example", "offers": ["plans"], **changes}
        )
    assert words in str(refusal.value)
    assert "secret@" not in str(refusal.value)


def test_a_key_without_its_certificate_is_refused() -> None:
    with pytest.raises(ValidationError, match="and no certificate"):
        Tls(key="k.pem")
