"""Who may ask: this server's own page, by its own name; and what every answer forbids a browser."""

from __future__ import annotations

import asyncio
import re
from pathlib import Path

import aiohttp
import pytest

from ooh_console.web.plan import CannotServe, Serving
from ooh_console.web.server import FILES
from tests.web.conftest import Serve


def plan(**how: object) -> Serving:
    return Serving(command=(), environ={}, title="", exercise=False, **how)  # type: ignore[arg-type]


@pytest.mark.parametrize(
    "origin",
    ["http://evil.example", "null", "", "http://127.0.0.1:1", "https://127.0.0.1:{port}"],
)
async def test_another_s_page_opens_no_session(serve: Serve, origin: str) -> None:
    async with serve() as running:
        port = running.address.rpartition(":")[2]
        with pytest.raises(aiohttp.WSServerHandshakeError) as refused:
            await running.page(origin=origin.format(port=port))
        assert refused.value.status == 403
        assert len(running.server.sessions) == 0


@pytest.mark.parametrize("name", ["127.0.0.1", "localhost", "LocalHost", "[::1]"])
async def test_its_own_names_are_answered(serve: Serve, name: str) -> None:
    async with serve() as running:
        host = f"{name}:{running.address.rpartition(':')[2]}"
        page = await running.page(origin=f"http://{host}", Host=host)
        await page.hello()


@pytest.mark.parametrize("path", ["/", "/page/desk.js", "/line", "/nothing"])
@pytest.mark.parametrize("host", ["evil.example", "127.0.0.1", "127.0.0.1.evil.example:{port}", ""])
async def test_another_name_is_not_answered(serve: Serve, host: str, path: str) -> None:
    async with serve() as running:
        host = host.format(port=running.address.rpartition(":")[2])
        async with running.http.get(running.address + path, headers={"Host": host}) as answer:
            assert answer.status == 421
            assert "not served under that name" in await answer.text()


async def test_every_answer_says_what_is_forbidden(serve: Serve) -> None:
    async with serve() as running:
        for path, status in (("/", 200), ("/page/desk.js", 200), ("/x", 404), ("/line", 403)):
            async with running.http.get(running.address + path) as answer:
                assert answer.status == status
                found = answer.headers
            assert found["Cache-Control"] == "no-store"
            assert found["X-Content-Type-Options"] == "nosniff"
            assert found["Referrer-Policy"] == "no-referrer"
            assert found["X-Frame-Options"] == "DENY"
            assert "frame-ancestors 'none'" in found["Content-Security-Policy"]
            assert "default-src 'none'" in found["Content-Security-Policy"]
            assert "Python" not in found["Server"]


async def test_the_page_names_nothing_outside_and_escapes_the_desk_s_name(serve: Serve) -> None:
    async with serve(exercise=True) as running:
        async with running.http.get(running.address) as answer:
            text, policy = await answer.text(), answer.headers["Content-Security-Policy"]
        assert "<title>EXERCISE · A &lt;b&gt;desk&lt;/b&gt;</title>" in text
        assert not re.findall(r"https?://", text)
        for address in re.findall(r"wss?://[^ ;]+", policy):
            assert address.partition("//")[2] == running.address.partition("//")[2]
        named = {
            name.removeprefix("/page/") for name in re.findall(r'(?:src|href)="([^"]+)"', text)
        }
        assert named <= FILES.keys()
        (nonce,) = set(re.findall(r'nonce="([^"]+)"', text))
        assert f"'nonce-{nonce}'" in policy
        async with running.http.get(running.address) as second:
            assert nonce not in await second.text()


async def test_orders_in_the_address_are_dropped(serve: Serve) -> None:
    async with serve() as running:
        asked = f"{running.address}/?ping=https://evil.example/"
        async with running.http.get(asked, allow_redirects=False) as answer:
            assert answer.status == 302
            assert answer.headers["Location"] == "/"


@pytest.mark.parametrize("name", sorted(FILES))
async def test_every_file_is_there_and_no_other(serve: Serve, name: str) -> None:
    assert FILES[name].is_file()
    async with serve() as running:
        async with running.http.get(f"{running.address}/page/{name}") as answer:
            assert answer.status == 200
        for other in ("desk.html", "..%2fserver.py", "%2e%2e/server.py"):
            async with running.http.get(f"{running.address}/page/{other}") as answer:
                assert answer.status == 404


@pytest.mark.parametrize("host", ["0.0.0.0", "::", "192.0.2.7", "desk.example", ""])
def test_beyond_this_computer_only_with_tls(host: str) -> None:
    with pytest.raises(CannotServe, match=r"only over TLS.*Nothing was started"):
        plan(host=host)
    assert plan(host=host, public_url="https://desk.example").beyond_this_computer


@pytest.mark.parametrize(
    "url",
    ["http://desk.example", "desk.example", "https://", "https://a@desk.example",
     "https://desk.example/desk", "https://desk.example/?x", "https://desk.example:x"],
)  # fmt: skip
def test_a_public_address_is_an_origin(url: str) -> None:
    with pytest.raises(CannotServe, match=r"--public-url.*Nothing was started"):
        plan(public_url=url)


def test_behind_a_proxy_the_public_name_counts_and_only_over_tls() -> None:
    serving = plan(public_url="https://Desk.example/")
    assert serving.address(8026) == "https://desk.example"
    assert "desk.example" in serving.names(8026)
    assert "https://desk.example" in serving.origins(8026)
    assert "http://desk.example" not in serving.origins(8026)
    assert "http://127.0.0.1:8026" in serving.origins(8026)


def test_a_certificate_that_cannot_be_used_is_a_sentence(tmp_path: Path) -> None:
    with pytest.raises(CannotServe, match="go together"):
        plan(certificate=tmp_path / "c.pem")
    with pytest.raises(CannotServe, match=r"cannot be used \(.*Nothing was started"):
        plan(certificate=tmp_path / "c.pem", key=tmp_path / "k.pem")


@pytest.mark.parametrize(
    "sent",
    [b"\x16\x03\x01\x02\x00", b"GET / HTTP/1.1\r\nContent-Length: x\r\n\r\n",
     b"GET http://[::1 HTTP/1.1\r\n\r\n", b"GET /%ff%00 HTTP/1.1\r\n\r\n", b"\x1b]0;title\x07"],
    ids=["tls", "length", "address", "path", "terminal"],
)  # fmt: skip
async def test_what_is_no_http_is_refused_without_a_word(
    serve: Serve, capfd: pytest.CaptureFixture[str], sent: bytes
) -> None:
    async with serve() as running:
        port = int(running.address.rpartition(":")[2])
        reader, writer = await asyncio.open_connection("127.0.0.1", port)
        writer.write(sent)
        writer.write_eof()
        answer = await reader.read()
        assert answer[:12] in (b"", b"HTTP/1.1 421", b"HTTP/1.1 400", b"HTTP/1.0 400")
        writer.close()
        await writer.wait_closed()
    assert capfd.readouterr() == ("", "")


async def test_a_fault_of_ours_is_one_sentence(
    serve: Serve, monkeypatch: pytest.MonkeyPatch, capfd: pytest.CaptureFixture[str]
) -> None:
    async with serve() as running:
        monkeypatch.setattr(running.server.sessions, "known", lambda token: 1 / 0)
        page = await running.page()
        await page.say("hello", {"token": "", "width": 80, "height": 24})
        await page.closed()
        (said,) = running.told
        assert "(ZeroDivisionError at test_the_door.py:" in said
        running.told.clear()
    assert capfd.readouterr() == ("", "")
