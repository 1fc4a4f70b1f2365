"""The server's own TLS: the names in its certificate are those by which it answers."""

from __future__ import annotations

import ssl
from pathlib import Path

import aiohttp
import trustme

from tests.web.conftest import Serve


async def test_it_answers_by_the_names_of_its_certificate(serve: Serve, tmp_path: Path) -> None:
    authority = trustme.CA()
    issued = authority.issue_cert("desk.example", "127.0.0.1")
    certificate, key = tmp_path / "c.pem", tmp_path / "k.pem"
    issued.cert_chain_pems[0].write_to_path(certificate)
    issued.private_key_pem.write_to_path(key)
    trusting = ssl.create_default_context()
    authority.configure_trust(trusting)
    async with serve(host="0.0.0.0", certificate=certificate, key=key) as running:
        port = running.address.rpartition(":")[2]
        assert running.address == f"https://desk.example:{port}"
        here = f"https://127.0.0.1:{port}"
        for name, status in ((f"desk.example:{port}", 200), (f"other.example:{port}", 421)):
            async with running.http.get(here, ssl=trusting, headers={"Host": name}) as answer:
                assert answer.status == status
        line = await running.http.ws_connect(
            f"{here}/line", ssl=trusting, headers={"Origin": running.address}
        )
        await line.close()
        try:
            await running.http.get(f"http://127.0.0.1:{port}")
        except aiohttp.ClientError:
            return
        raise AssertionError("it spoke without TLS")
