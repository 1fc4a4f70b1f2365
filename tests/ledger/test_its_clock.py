"""The clock of the database beside this computer's, asked of a real server; and its name for an
act."""

from __future__ import annotations

from datetime import UTC, datetime, timedelta
from pathlib import Path

import psycopg
import pytest

from ooh_console.ledger.its_clock import apart
from ooh_console.ledger.ledger import Ledger
from ooh_console.program_log import acts
from tests.ledger.making import begin_register, note, signer
from tests.servers import DESK, PASSWORD, TestServer


@pytest.mark.parametrize("minutes", [-7, 0, 90])
def test_a_server_tells_the_time(server: TestServer, database: str, minutes: int) -> None:
    with Ledger.on_server(server.of(database, DESK), PASSWORD) as ledger:
        ours = timedelta(minutes=minutes)
        found = apart(ledger, lambda: datetime.now(UTC) - ours)
    assert found is not None
    assert abs(found - ours) < timedelta(seconds=1)


def test_a_file_goes_by_the_clock_of_this_computer(tmp_path: Path) -> None:
    with Ledger.open(tmp_path / "console.db") as ledger:
        assert apart(ledger, lambda: datetime(2020, 1, 1, tzinfo=UTC)) is None


def test_the_act_is_in_the_name_of_the_connection_while_it_writes(
    server: TestServer, database: str, monkeypatch: pytest.MonkeyPatch
) -> None:
    """Where the server writes it into its own log (`%a`), and whoever keeps it looks for it."""
    from ooh_console.ledger import appending

    names: list[str] = []
    act = acts.begin()
    with Ledger.on_server(server.of(database, DESK), PASSWORD) as ledger:
        begin_register(ledger)
        link = appending.link

        def looked(prev: str, digest: str, signature: str) -> str:
            with psycopg.connect(server.of(database), autocommit=True) as other:
                seen = other.execute(
                    "SELECT application_name FROM pg_stat_activity WHERE datname = %s", (database,)
                )
                names.extend(str(name) for (name,) in seen)
            return link(prev, digest, signature)

        monkeypatch.setattr(appending, "link", looked)
        ledger.append_now([note("x", "R9")], signer())
    assert f"ooh-console {act.id}" in names
