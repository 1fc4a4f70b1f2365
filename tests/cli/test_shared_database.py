"""A desk whose log is on a server: made ready, used, moved there and back, and never guessed at."""

from __future__ import annotations

import json
import re
import shutil
from datetime import UTC, datetime, timedelta
from pathlib import Path

import psycopg
import pytest
from psycopg import sql

from ooh_console.bootstrap import clock, configured, move_to_file, open_live
from ooh_console.cli.checks_of_the_database_clock import database_clock
from ooh_console.desk.opening import CannotOpen
from ooh_console.ledger import moving
from ooh_console.ledger.errors import LedgerFull
from ooh_console.ledger.ledger import Ledger
from tests.cli.places import PASSPHRASE, Place
from tests.servers import TestServer

LOGIN = "desk_of_the_county"
ANN, BO, MO = "Ann Example", "Bo Example", "Mo Example"


@pytest.fixture
def database(server: TestServer) -> str:
    """An empty database, in which nothing was made yet."""
    name = f"county_{server.next()}"
    with psycopg.connect(server.owner, autocommit=True) as connection:
        connection.execute(sql.SQL("CREATE DATABASE {}").format(sql.Identifier(name)))
    return name


@pytest.fixture
def shared(desk_copy: Place, server: TestServer, database: str) -> Place:
    """The desk with the night in its own file, configured for the server."""
    url = json.dumps(server.of(database, LOGIN))
    console = desk_copy.config / "console.toml"
    console.write_text(f'[database]\nurl = {url}\npassword = "env:COUNTY_DATABASE"\n')
    desk_copy.environ["COUNTY_DATABASE"] = "invented"
    return desk_copy


def init(place: Place, server: TestServer, database: str) -> str:
    done = place.run("database", "init", "--owner", server.of(database))
    assert done.status == 0, done.errors
    return done.text


def test_from_a_file_to_a_server_and_back(
    with_three: Place, shared: Place, server: TestServer, database: str, tmp_path: Path
) -> None:
    shared.environ["OOH_CONSOLE_OPERATOR"] = ANN
    before = json.loads(_without_server(shared).run("verify", "--json").raw)
    said = init(shared, server, database)
    assert "The tables were made." in said
    assert f"signs in there as {LOGIN}" in said
    assert "up to date" in init(shared, server, database)
    done = shared.run("database", "move")
    assert done.status == 0, done.errors
    assert "Every hash and signature was checked there" in done.text
    there = shared.run("verify", "--json")
    assert there.status == 0, there.text
    assert there.json["heads"] == before["heads"]
    assert shared.run("database", "move").status == 2

    recorded = shared.run("record", shared.reference, "dog is quiet now")
    assert recorded.status == 0, recorded.errors
    shown = shared.run("show", shared.reference).text
    assert "dog is quiet now" in shown
    doctor = shared.run("doctor")
    assert f"{database} at" in doctor.text
    assert "console.db is there too, and is not used" in doctor.text.replace("\n", " ")

    back = tmp_path / "back" / "console.db"
    to_file = ("database", "move", "--to-file", str(back))
    assert shared.run(*to_file, OOH_CONSOLE_PASSPHRASE="wrong").status == 2
    assert not back.exists()
    for name, why in ((ANN, "Only the on-call manager takes"), (BO, "exports nothing")):
        refused = shared.run(*to_file, "--operator", name)
        assert (refused.status, why in refused.errors, back.exists()) == (2, True, False)
    done = shared.run(*to_file, "--operator", MO)
    assert done.status == 0, done.errors
    local = _without_server(shared)
    (local.data / "console.db").unlink()
    shutil.copy(back, local.data / "console.db")
    left = [one for one in local.register() if one[1] in ("refused", "exported")][-3:]
    assert left == [
        (who, kind, "the whole log, into a plain file (console.db)")
        for who, kind in ((ANN, "refused"), (BO, "refused"), (MO, "exported"))
    ]
    after = shared.run("verify", "--json").json["heads"]
    again = local.run("verify", "--json")
    assert (again.status, again.json["heads"]) == (0, after)
    assert shared.run("database", "move", "--to-file", str(local.data / "console.db")).status == 2


def test_a_move_into_a_file_that_fails_leaves_no_file(
    shared: Place, server: TestServer, database: str, tmp_path: Path, monkeypatch
) -> None:
    init(shared, server, database)
    assert shared.run("database", "move").status == 0
    monkeypatch.setenv("COUNTY_DATABASE", "invented")
    settings, _ = configured(shared.config, shared.data)
    carry = moving.move

    def fills_the_disk(source: Ledger, target: Ledger, **how: bool) -> None:
        carry(source, target, **how)
        raise LedgerFull("The disk is full.")

    monkeypatch.setattr(moving, "move", fills_the_disk)
    with pytest.raises(CannotOpen, match="disk is full"):
        move_to_file(settings, tmp_path / "back.db", lambda: None)
    monkeypatch.undo()
    monkeypatch.setenv("COUNTY_DATABASE", "invented")
    assert not list(tmp_path.glob("back.db*"))
    assert move_to_file(settings, tmp_path / "back.db", lambda: None)[0].rows["entry"]


def test_a_damaged_log_moves_there_and_back_as_it_is_where_a_manager_says_why(
    with_three: Place, shared: Place, server: TestServer, database: str, tmp_path: Path, tamper
) -> None:
    shared.environ["OOH_CONSOLE_OPERATOR"] = ANN
    tamper(shared, "UPDATE entry SET body = replace(body, 'Dog', 'Cat') WHERE body LIKE '%Dog%'")
    init(shared, server, database)
    there, back = ("database", "move"), ("database", "move", "--to-file", str(tmp_path / "b.db"))
    why = ("--why", "a cat was a dog, and nobody knows since when", "--operator")
    before = _without_server(shared).run("verify", "--json").json
    assert (before["ok"], len(before["findings"])) == (False, 1)
    for command in (there, back):
        refused = shared.run(*command, "--operator", MO)
        assert refused.status == 2
        assert "moved as it is where an on-call manager says why" in refused.errors
        refused = shared.run(*command, *why, ANN)
        assert "Only the on-call manager" in refused.errors
        assert refused.status == 2
        done = shared.run(*command, *why, MO)
        assert done.status == 1, done.errors
        assert f"FINDING in the log itself, there as here: {before['findings'][0]['sentence']}" in (
            done.text
        )
        assert shared.run("verify", "--json").json["findings"] == before["findings"]
    shutil.copy(tmp_path / "b.db", shared.data / "console.db")
    accepted = [one for one in shared.register() if one[1] == "history_accepted"]
    assert [one[0] for one in accepted] == [MO, MO]
    assert "moved as it is, with 1 finding of verify" in accepted[0][2]


def test_a_desk_that_may_do_more_than_a_desk_is_named(
    shared: Place, server: TestServer, database: str
) -> None:
    init(shared, server, database)
    with psycopg.connect(server.of(database), autocommit=True) as connection:
        connection.execute(f"GRANT DELETE ON entry TO {LOGIN}")  # type: ignore[call-overload]
    for said in (
        shared.run("doctor").text,
        shared.run("database", "init", "--owner", server.of(database)).text,
        shared.run("verify").text,
    ):
        assert f"'{LOGIN}' has more rights in the table 'entry'" in " ".join(said.split())


def _without_server(place: Place) -> Place:
    config = place.config.with_name("own")
    config.mkdir(exist_ok=True)
    (config / "agencies.toml").write_text((place.config / "agencies.toml").read_text())
    return Place(place.data, config, dict(place.environ), place.reference)


def test_two_desks_on_one_server(
    shared: Place, server: TestServer, database: str, tmp_path: Path
) -> None:
    init(shared, server, database)
    shared.run("database", "move")
    other = shared.copy(tmp_path / "other")
    (other.data / "console.db").unlink()
    _another_computer_has_a_key_of_its_own(shared, other)
    assert other.run("record", other.reference, "from the other desk").status == 0
    log = shared.run("show", shared.reference, "--json").valid("show")["log"]
    assert log[-1]["body"]["text"] == "from the other desk"
    assert shared.run("verify").status == 0
    _what_is_typed_is_sealed(shared)
    _a_backup_is_restored_elsewhere(shared, tmp_path)


def _another_computer_has_a_key_of_its_own(here: Place, other: Place) -> None:
    """And each counts, until it is disabled: from any desk, and at any."""
    for path in (other.data / "keys").iterdir():
        path.unlink()
    assert "operators add NAME" in other.run("incidents").errors
    other.environ["OOH_CONSOLE_PASSPHRASE"] = "heron bucket fog seven"
    new = {"OOH_CONSOLE_NEW_PASSPHRASE": "heron bucket fog seven"}
    for number in (1, 2):
        found = re.search("--key ([0-9a-f]{64})", other.run("operators", "add", ANN, **new).text)
        assert found
        assert here.run("operators", "add", ANN, "--key", found[1]).status == 0
        assert other.run("incidents").status == 0
        assert here.run("incidents").status == 0, "the first desk's key counts on"
        if number == 1:
            lost = ("--key", found[1][:10], "--why", "laptop left on a train")
            assert here.run("operators", "disable", ANN, *lost).status == 0
            refused = other.run("record", other.reference, "by whoever found it")
            assert refused.status == 2
            assert "Nobody can sign in at this computer" in refused.errors
            for path in (other.data / "keys").iterdir():
                path.unlink()


def _what_is_typed_is_sealed(shared: Place) -> None:
    """It lies on this computer, whatever the log does."""
    with pytest.MonkeyPatch.context() as patch:
        patch.setenv("COUNTY_DATABASE", "invented")
        opening = open_live(shared.config, shared.data)
        desk = opening.sign_in(ANN, PASSPHRASE)
        desk.drafts.put("R1", "entry", {"text": "a canary"})
        opening.close()
        (draft,) = shared.data.rglob("*.draft")
        assert b"canary" not in draft.read_bytes()


def _a_backup_is_restored_elsewhere(shared: Place, tmp_path: Path) -> None:
    made = shared.run("backup", str(tmp_path / "night.tar"))
    assert made.status == 0, made.errors
    refused = shared.run("restore", str(tmp_path / "night.tar"))
    assert refused.status == 2
    assert "is on a server. Nothing was restored." in refused.errors
    elsewhere = _without_server(shared)
    elsewhere.data = tmp_path / "elsewhere"
    assert elsewhere.run("restore", str(tmp_path / "night.tar")).status == 0
    assert "from the other desk" in elsewhere.run("show", shared.reference).text


def test_an_encrypted_file_is_carried_to_a_server_too(
    shared: Place, server: TestServer, database: str
) -> None:
    own = _without_server(shared)
    assert own.run("database", "encrypt").status == 0
    before = own.run("verify", "--json").json["heads"]
    init(shared, server, database)
    moved = shared.run("database", "move")
    assert moved.status == 0, moved.errors
    assert shared.run("verify", "--json").json["heads"] == before


def test_before_it_was_made_ready_and_without_the_password(
    shared: Place, server: TestServer, database: str
) -> None:
    refused = shared.run("incidents")
    assert refused.status == 2
    init(shared, server, database)
    del shared.environ["COUNTY_DATABASE"]
    refused = shared.run("incidents")
    assert refused.status == 2
    assert "environment variable COUNTY_DATABASE is not set" in refused.errors
    assert "FAILED" in shared.run("doctor").text


@pytest.mark.parametrize(
    ("written", "why"),
    [
        ('[database]\nurl = "mysql://x/y"\n', "begins with postgresql://"),
        ('[database]\nurl = "postgresql://me:secret@x/y"\n', "does not stand in the address"),
        ('[database]\nurl = "postgresql://x/y"\npassword = "secret"\n', "say where the password"),
        ('[database]\nurl = "postgresql://x/y?sslmod=x"\n', "does not take this address (invalid"),
        ('[database]\nurll = "postgresql://x/y"\n', "'urll' is not a setting here"),
        ('database = "postgresql://x/y"\n', "must be a section"),
        ('[database]\nurl = "postgresql://x/y\n', "is not valid TOML"),
    ],
)
def test_a_database_that_is_not_understood_is_never_replaced_by_a_file(
    desk_copy: Place, written: str, why: str
) -> None:
    """A desk that wrote into a file of its own would be alone with its log."""
    (desk_copy.config / "console.toml").write_text(written)
    refused = desk_copy.run("record", desk_copy.reference, "to whom?")
    assert refused.status == 2
    assert "nothing was begun elsewhere" in refused.errors
    assert why in refused.errors
    assert "secret" not in refused.errors


@pytest.mark.parametrize(
    ("seconds", "state", "words"),
    [
        (0, "ok", "This desk's clock is as the database's."),
        (-30.5, "check", "is 30 s ahead of the database's: set the clock of this computer."),
        (400, "failed", "is 6 min behind the database's: set the clock of this computer."),
    ],
)
def test_the_doctor_holds_this_clock_against_the_server_s(
    shared: Place,
    server: TestServer,
    database: str,
    monkeypatch: pytest.MonkeyPatch,
    seconds: int,
    state: str,
    words: str,
) -> None:
    init(shared, server, database)
    monkeypatch.setenv("COUNTY_DATABASE", "invented")
    apart = timedelta(seconds=seconds)
    monkeypatch.setattr(clock, "utcnow", lambda: datetime.now(UTC) - apart)
    settings, _ = configured(shared.config, shared.data)
    (found,) = database_clock(settings)
    assert (found.state, found.sentence.endswith(words)) == (state, True), found.sentence
