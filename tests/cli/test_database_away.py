"""A desk on the command line while the database that desks share is away, and when it is back."""

from __future__ import annotations

import json
from collections.abc import Iterator

import psycopg
import pytest

from ooh_console.bootstrap import configured
from ooh_console.bootstrap.browser import somebody_can_sign_in
from ooh_console.desk.opening import CannotOpen
from ooh_console.ledger.shared.ledger import COPY
from tests.cli.places import Place
from tests.cli.test_shared_database import LOGIN, database, init, shared  # noqa: F401
from tests.database_proxy import DatabaseProxy, database_proxy
from tests.servers import TestServer


@pytest.fixture
def proxy(
    shared: Place,  # noqa: F811
    server: TestServer,
    database: str,  # noqa: F811
) -> Iterator[DatabaseProxy]:
    """The way of this desk to its server, on which its night is already."""
    init(shared, server, database)
    assert shared.run("database", "move").status == 0
    with database_proxy(server.of(database, LOGIN)) as found:
        console = shared.config / "console.toml"
        url = json.dumps(found.url)
        console.write_text(f'[database]\nurl = {url}\npassword = "env:COUNTY_DATABASE"\n')
        yield found


def test_recording_showing_and_sharing(shared: Place, proxy: DatabaseProxy) -> None:  # noqa: F811
    before = shared.run("record", shared.reference, "the dog barks")
    assert before.status == 0, before.errors
    proxy.cut()
    kept = shared.run("record", shared.reference, "the dog is in the shed")
    assert kept.status == 0, kept.errors
    assert "NOT YET SHARED: the database is away. It is saved on this computer" in kept.text
    shown = shared.run("show", shared.reference)
    assert shown.status == 0, shown.errors
    assert "DATABASE AWAY since" in shown.text
    assert "1 entry not yet shared" in shown.text
    assert "[NOT YET SHARED] the dog is in the shed" in shown.text
    refused = shared.run("verify")
    assert refused.status == 2
    assert "cannot be reached" in refused.errors
    doctor = shared.run("doctor").text.replace("\n", " ")
    assert "FAILED" in doctor
    assert "to be shared, recorded while the database was away" in doctor
    for path in shared.data.iterdir():
        if path.is_file():
            assert b"in the shed" not in path.read_bytes(), path

    proxy.mend()
    log = shared.run("show", shared.reference, "--json").valid("show")["log"]
    assert [entry["body"]["text"] for entry in log if entry["kind"] == "note"][-2:] == [
        "the dog barks",
        "the dog is in the shed",
    ]
    assert shared.run("verify").status == 0
    assert "to be shared" not in shared.run("doctor").text


def test_whatever_is_recorded_says_that_it_is_not_shared(
    shared: Place,  # noqa: F811
    proxy: DatabaseProxy,
) -> None:
    shared.environ["OOH_CONSOLE_OPERATOR"] = "Ann Example"
    again = {"OOH_CONSOLE_NEW_PASSPHRASE": shared.environ["OOH_CONSOLE_PASSPHRASE"]}
    commands = (
        ("record", shared.reference, "the dog barks"),
        ("record", shared.reference, "--form", "action", "text=Ring legal", "owner=Ann Example"),
        ("new", "address=1 Example Street, ZZ99 3VZ", "nature=labour"),
        ("database", "recovery-key"),
        ("operators", "add", "Eve Example", "--role", "duty"),
        ("operators", "disable", "Eve Example", "--why", "left"),
    )
    for command in commands[:1]:
        assert "NOT YET SHARED" not in shared.run(*command).text
    proxy.cut()
    for command in commands:
        done = shared.run(*command, **again)
        assert done.status == 0, done.errors
        assert done.text.count("NOT YET SHARED") == 1, done.text
        on_register = command[0] in ("database", "operators")
        assert ("holds at this computer alone" in done.text) == on_register
    proxy.mend()
    assert "NOT YET SHARED" not in shared.run(*commands[0]).text


def test_what_the_database_lost_is_listed_and_put_back(
    shared: Place,  # noqa: F811
    proxy: DatabaseProxy,
    server: TestServer,
    database: str,  # noqa: F811
) -> None:
    nothing = shared.run("database", "lost")
    assert nothing.status == 2
    assert "The database has everything that this computer knows" in nothing.errors
    assert shared.run("record", shared.reference, "the planned order is on its way").status == 0
    assert shared.run("record", shared.reference, "the dog is in the shed").status == 0
    seen = shared.run("show", shared.reference, "--json").valid("show")["log"]
    server.go_back(database, f"seq >= {seen[-2]['seq']}")

    listed = shared.run("database", "lost")
    assert listed.status == 1, listed.errors
    assert "2 entries the database had, and has no more:" in listed.text
    assert f"{shared.reference}: " in listed.text
    assert "the dog is in the shed" in listed.text
    assert "[DO NOT TELL FAMILY] the planned order is on its way" in listed.text
    assert "2 entries NOT IN THE DATABASE any more" in shared.run("show", shared.reference).text

    back = shared.run("database", "lost", "--put-back")
    assert back.status == 0, back.errors
    assert "2 entries put back, as signed then" in back.text
    log = shared.run("show", shared.reference, "--json").valid("show")["log"]
    notes = [entry for entry in log if entry["kind"] == "note"][-2:]
    assert [(one["id"], one["body"]) for one in notes] == [
        (one["id"], one["body"]) for one in seen[-2:]
    ]
    assert "PUT BACK NOW: 2 entries of" in shared.run("show", shared.reference).text
    assert shared.run("database", "lost").status == 2


def test_what_the_database_refuses_is_not_said_to_be_put_back(
    shared: Place,  # noqa: F811
    proxy: DatabaseProxy,
    server: TestServer,
    database: str,  # noqa: F811
) -> None:
    assert shared.run("record", shared.reference, "the dog barks").status == 0
    seen = shared.run("show", shared.reference, "--json").valid("show")["log"]
    server.go_back(database, f"seq >= {seen[-1]['seq']}")
    assert shared.run("database", "lost").status == 1
    with psycopg.connect(server.of(database), autocommit=True) as owner:
        owner.execute(
            "CREATE FUNCTION no_dogs() RETURNS trigger LANGUAGE plpgsql AS "
            "$$ BEGIN RAISE EXCEPTION 'no dogs'; END $$"
        )
        owner.execute(
            "CREATE TRIGGER no_dogs BEFORE INSERT ON entry FOR EACH ROW "
            "WHEN (NEW.body LIKE '%dog%') EXECUTE FUNCTION no_dogs()"
        )
    for _ in range(2):
        back = shared.run("database", "lost", "--put-back")
        assert back.status == 1, back.errors
        assert "1 entry NOT TAKEN by the database, kept here: " in back.text
        assert "put back" not in back.text


def test_without_a_copy_one_sentence(shared: Place, proxy: DatabaseProxy) -> None:  # noqa: F811
    proxy.cut()
    refused = shared.run("incidents")
    assert refused.status == 2
    assert "has no copy of the shared log yet" in refused.errors
    assert refused.errors.count("Nothing was changed.") == 1
    assert refused.errors.count("by telephone and on paper") == 1


def test_whether_the_desk_may_be_served_to_other_computers(
    shared: Place,  # noqa: F811
    proxy: DatabaseProxy,
    monkeypatch: pytest.MonkeyPatch,
) -> None:
    monkeypatch.setenv("COUNTY_DATABASE", "invented")
    settings, _ = configured(shared.config, shared.data)
    somebody_can_sign_in(settings)
    # Who recorded here has a copy, which opens for whoever may sign in.
    assert shared.run("record", shared.reference, "the dog barks").status == 0
    proxy.cut()
    somebody_can_sign_in(settings)
    (shared.data / COPY).unlink()
    with pytest.raises(CannotOpen, match="cannot be reached"):
        somebody_can_sign_in(settings)
