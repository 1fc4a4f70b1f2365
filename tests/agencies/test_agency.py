"""One agency's configuration, and where its secret is."""

from __future__ import annotations

from pathlib import Path
from typing import Any

import pytest
from pydantic import ValidationError

from ooh_console.agencies.agency import Agency
from ooh_console.agencies.auth import is_loopback
from ooh_console.agencies.secrets import NoSecret, resolve
from ooh_console.domain.sources import AgencyKind, Offer, Source

GOOD: dict[str, Any] = {
    "name": "Maternity, County Hospital",
    "kind": "maternity",
    "adapter": "native",
    "url": "https://maternity.example/ooh/",
    "offers": ["people", "plans", "watch-list", "notices", "plans"],
    "telephone": "01632 960001",
    "auth": {"method": "bearer", "secret": "env:MATERNITY_TOKEN"},
}


def test_as_the_design_gives_it() -> None:
    one = Agency.model_validate(GOOD)
    assert one.url == "https://maternity.example/ooh"
    assert one.deadline == 8.0
    offers = (Offer.PEOPLE, Offer.PLANS, Offer.WATCH_LIST, Offer.NOTICES)
    assert one.source == Source(
        "Maternity, County Hospital", AgencyKind.MATERNITY, offers, "01632 960001"
    )


@pytest.mark.parametrize(
    ("change", "says"),
    [
        ({"adapter": "gossip"}, "Input should be 'native', 'fhir' or 'cpis'"),
        ({"adapter": "cpis"}, "answers 'child-protection' and 'earlier-looks', not 'people'"),
        ({"offers": ["plans", "earlier-looks"]}, "only the adapter 'cpis' answers"),
        ({"auth": {"method": "mtls"}}, "needs [agency.tls] with a certificate"),
        ({"auth": {"method": "oauth-jwt", "secret": "env:X"}}, "needs token_url"),
        ({"auth": {"method": "oauth-secret", "token_url": "https://a.example"}}, "needs secret"),
        ({"auth": {"method": "oidc", "issuer": "https://a.example"}}, "needs client_id"),
        ({"auth": {"method": "oidc", "issuer": "http://a.example"}}, "plain http is only for"),
        ({"auth": {"method": "bearer"}}, "needs secret: a secret: env:NAME"),
        ({"auth": {"method": "bearer", "secret": "env:X", "key_id": "k"}}, "key_id means nothing"),
        ({"auth": {"method": "api-key", "secret": "env:X", "header": "X Y"}}, "only letters"),
        ({"auth": {"method": "none", "secret": "env:X"}}, "sends nothing"),
        ({"auth": {"method": "bearer", "secret": "env:"}}, "must say where the secret is"),
        ({"url": "http://maternity.example"}, "plain http is only for this machine"),
        ({"url": "http://127.0.0.1.example"}, "plain http is only for this machine"),
        ({"url": "https://me:pw@maternity.example"}, "no user name or password"),
        ({"url": "https://maternity.example/?key=1"}, "no '?'"),
        ({"url": "https://maternity.example:70000"}, "not an address"),
        ({"url": "ftp://maternity.example"}, "not an address"),
        ({"url": "https://"}, "not an address"),
        ({"url": "https://[::1"}, "not an address"),
        ({"url": "https://maternity example"}, "no spaces"),
        ({"offers": []}, "at least one offer"),
        ({"offers": ["gossip"]}, "Input should be"),
        ({"deadline": 0}, "at most 60 seconds"),
        ({"deadline": 61}, "at most 60 seconds"),
        ({"deadline": float("nan")}, "at most 60 seconds"),
        ({"name": " \u200b"}, "needs a name"),
        ({"telephone": 1632960001}, "stands in quotes"),
    ],
)
def test_refused_in_a_sentence(change: dict[str, Any], says: str) -> None:
    with pytest.raises(ValidationError) as refusal:
        Agency.model_validate({**GOOD, **change})
    assert says in str(refusal.value)


@pytest.mark.parametrize("url", ["http://127.0.0.1:81", "http://localhost", "http://[::1]:8081/x"])
def test_plain_http_to_this_machine(url: str) -> None:
    assert Agency.model_validate({**GOOD, "url": url}).url == url


def test_a_secret_written_here_by_mistake_is_not_repeated() -> None:
    with pytest.raises(ValidationError) as refusal:
        Agency.model_validate({**GOOD, "auth": {"method": "bearer", "secret": "hunter2hunter2"}})
    assert "hunter2" not in str(refusal.value)
    assert "hunter2" not in repr(refusal.value)


@pytest.mark.parametrize("host", ["127.0.0.1", "127.8.8.8", "::1", "localhost", "LOCALHOST"])
def test_loopback(host: str) -> None:
    assert is_loopback(host)


@pytest.mark.parametrize("host", ["10.0.0.1", "localhost.example", "", "0.0.0.0"])
def test_not_loopback(host: str) -> None:
    assert not is_loopback(host)


def test_secrets(monkeypatch: pytest.MonkeyPatch, tmp_path: Path) -> None:
    monkeypatch.setenv("A_TOKEN", "t0ken")
    path = tmp_path / "key"
    path.write_text("\n t0ken \n")
    for reference in ("env:A_TOKEN", f"file:{path}"):
        secret = resolve(reference)
        assert secret.get_secret_value() == "t0ken"
        assert "t0ken" not in repr(secret) + str(secret)


@pytest.mark.parametrize(
    ("content", "says"),
    [
        (None, "cannot be read: No such file"),
        (b"  \n", "is not set or empty"),
        (b"t0ken t0ken", "characters that a secret cannot have"),
        ("t0kén".encode(), "characters that a secret cannot have"),
        (b"t0ken\r\nX-Other: 1", "characters that a secret cannot have"),
        (b"t0ken" * 5000, "too long"),
    ],
)
def test_no_secret(content: bytes | None, says: str, tmp_path: Path) -> None:
    path = tmp_path / "key"
    if content is not None:
        path.write_bytes(content)
    with pytest.raises(NoSecret, match=says) as refusal:
        resolve(f"file:{path}")
    assert "t0ken" not in str(refusal.value).replace(str(path), "")


@pytest.mark.parametrize("reference", ["keyring:x", "", "t0ken"])
def test_no_such_place(reference: str) -> None:
    with pytest.raises(NoSecret) as refusal:
        resolve(reference)
    assert "t0ken" not in str(refusal.value)
