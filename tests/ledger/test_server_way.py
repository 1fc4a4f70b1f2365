"""The way to a server beyond this computer: encrypted, its server verified, or not gone at all."""

from __future__ import annotations

import socket
import socketserver
import ssl
import threading
from collections.abc import Iterator
from contextlib import suppress
from dataclasses import dataclass, field
from pathlib import Path

import psutil
import pytest
import trustme

from ooh_console.ledger.errors import LedgerError, LedgerUnreachable
from ooh_console.ledger.ledger import Ledger
from ooh_console.ledger.postgres import Server
from ooh_console.ledger.postgres_way import protection
from tests.servers import DESK, PASSWORD, TestServer

LOCAL = ("", "localhost", "127.0.0.1", "127.8.8.8", "::1", "/run/postgresql", "/a,/b", "@abstract")
FAR = (
    "db.example",
    "10.0.0.8",
    "db1.example,db2.example",
    "localhost,db2.example",
    "/run,10.1.1.1",
)


@pytest.fixture(autouse=True)
def _of_nobody(monkeypatch: pytest.MonkeyPatch, tmp_path: Path) -> None:
    monkeypatch.setenv("HOME", str(tmp_path))
    for name in ("PGHOST", "PGHOSTADDR", "PGSERVICE", "PGSSLMODE", "PGSSLROOTCERT"):
        monkeypatch.delenv(name, raising=False)


@pytest.mark.parametrize("mode", ["", "disable", "allow", "prefer", "require", "verify-ca"])
def test_within_this_computer_whatever_is_asked_for_holds(mode: str) -> None:
    for host in LOCAL:
        assert protection({"host": host, "sslmode": mode}, "ooh") == {}


@pytest.mark.parametrize("host", FAR)
def test_beyond_it_nothing_less_than_a_verified_server_is_taken(host: str) -> None:
    for given in ({}, {"sslmode": "verify-full"}):
        assert protection({"host": host, **given}, "ooh")["sslmode"] == "verify-full"
    for mode in ("disable", "allow", "prefer", "require", "verify-ca"):
        with pytest.raises(LedgerError, match=rf"sslmode={mode}.*Nothing was sent"):
            Server(f"postgresql://desk@{host.replace('/', '%2F')}/ooh?sslmode={mode}").reader()


@pytest.mark.parametrize(
    ("variable", "value"),
    [("PGHOST", "db.example"), ("PGHOSTADDR", "10.0.0.8"), ("PGSERVICE", "county")],
)
def test_where_the_environment_says_where_to_go_too(
    monkeypatch: pytest.MonkeyPatch, variable: str, value: str
) -> None:
    monkeypatch.setenv(variable, value)
    assert protection({}, "ooh")["sslmode"] == "verify-full"
    assert protection({"host": "/run"}, "ooh") == {}
    assert protection({"host": "127.0.0.1", "hostaddr": "10.0.0.8"}, "ooh") != {}


def _address() -> str:
    """Of this computer, as another one would write it."""
    for addresses in psutil.net_if_addrs().values():
        for one in addresses:
            if one.family == socket.AF_INET and not one.address.startswith("127."):
                return str(one.address)
    pytest.skip("this computer has no address but its own loopback")


@dataclass
class Far:
    """A server at an address of the network, with a certificate in that name."""

    url: str
    authority: trustme.CA
    speaks: list[str] = field(default_factory=list)
    """What each connection to it asked for first."""


@pytest.fixture
def far(server: TestServer, night_on: str) -> Iterator[Far]:
    """TLS is spoken in front of the test's server, whose build knows none."""
    address, authority = _address(), trustme.CA()
    context = ssl.SSLContext(ssl.PROTOCOL_TLS_SERVER)
    authority.issue_cert(address).configure_cert(context)

    class TLS(socketserver.BaseRequestHandler):
        def handle(self) -> None:
            asks = self.request.recv(8)
            if int.from_bytes(asks[4:]) != _SSL_REQUEST:
                found.speaks.append("plain")
                return
            found.speaks.append("TLS")
            self.request.sendall(b"S")
            with suppress(OSError), socket.socket(socket.AF_UNIX) as there:
                there.connect(f"{server.host}/.s.PGSQL.5432")
                with context.wrap_socket(self.request, server_side=True) as desk:
                    back = threading.Thread(target=_hand_on, args=(there, desk), daemon=True)
                    back.start()
                    _hand_on(desk, there)
                    back.join(5)

    with socketserver.ThreadingTCPServer((address, 0), TLS) as listener:
        listener.daemon_threads = True
        threading.Thread(target=listener.serve_forever, args=(0.05,), daemon=True).start()
        port = listener.server_address[1]
        found = Far(f"postgresql://{DESK}@{address}:{port}/{night_on}", authority)
        yield found
        listener.shutdown()


_SSL_REQUEST = 80_877_103
"""What a client of PostgreSQL says first when it wants TLS."""


def _hand_on(come: socket.socket, go: socket.socket) -> None:
    with suppress(OSError):
        while said := come.recv(65_536):
            go.sendall(said)
        go.shutdown(socket.SHUT_WR)


def test_a_server_on_the_network_is_reached_encrypted_and_verified(
    far: Far, tmp_path: Path
) -> None:
    with pytest.raises(LedgerUnreachable, match="certificate"):
        Ledger.on_server(far.url, PASSWORD)
    for authority, name in ((trustme.CA(), "other"), (far.authority, "right")):
        authority.cert_pem.write_to_path(str(tmp_path / f"{name}.pem"))
    with pytest.raises(LedgerUnreachable, match="certificate verify failed"):
        Ledger.on_server(f"{far.url}?sslrootcert={tmp_path}/other.pem", PASSWORD)
    with Ledger.on_server(f"{far.url}?sslrootcert={tmp_path}/right.pem", PASSWORD) as ledger:
        said = ledger.reads(lambda database, connection: database.way(connection))
        assert said.endswith("is encrypted, and its server is the one that its certificate names.")
        assert ledger.head("R1") == 5
    assert set(far.speaks) == {"TLS"}


def test_a_server_that_speaks_no_tls_is_not_spoken_to() -> None:
    """Nor does anybody on the way get it spoken to by saying so."""
    heard: list[bytes] = []

    class Plain(socketserver.BaseRequestHandler):
        def handle(self) -> None:
            heard.append(self.request.recv(8))
            self.request.sendall(b"N")
            heard.append(self.request.recv(1_000))

    address = _address()
    (Path.home() / ".postgresql").mkdir()
    trustme.CA().cert_pem.write_to_path(str(Path.home() / ".postgresql" / "root.crt"))
    with socketserver.ThreadingTCPServer((address, 0), Plain) as listener:
        threading.Thread(target=listener.serve_forever, args=(0.05,), daemon=True).start()
        with pytest.raises(LedgerUnreachable, match="does not support SSL"):
            Ledger.on_server(
                f"postgresql://desk@{address}:{listener.server_address[1]}/ooh", "word"
            )
        listener.shutdown()
    assert heard[1:] in ([], [b""])
