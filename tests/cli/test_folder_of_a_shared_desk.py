"""What lies encrypted at a computer of a shared database, when whoever opened it is gone."""

from __future__ import annotations

import json
import re
from dataclasses import dataclass
from pathlib import Path

import pytest

from tests.cli.places import Place
from tests.cli.test_shared_database import BO, LOGIN, MO, database, init, shared  # noqa: F401
from tests.database_proxy import DatabaseProxy, database_proxy
from tests.servers import TestServer

DOT = "Dot Hale"
DOT_KNOWS = {"OOH_CONSOLE_PASSPHRASE": "heron bucket fog seven"}


@dataclass(frozen=True)
class Two:
    """A desk of the on-call manager, and one at which Bo alone has a key, behind a way of its own.

    Each has recorded, so what lies at the second is sealed for Bo and nobody else.
    """

    here: Place
    there: Place
    proxy: DatabaseProxy

    def dot_is_added_there(self) -> None:
        """As the README says: the key is made there, and put on the register here."""
        new = {"OOH_CONSOLE_NEW_PASSPHRASE": DOT_KNOWS["OOH_CONSOLE_PASSPHRASE"]}
        asked = self.there.run("operators", "add", DOT, **new)
        found = re.search("--key ([0-9a-f]{64})", asked.text)
        assert found, asked.errors
        role = ("--role", "duty")
        assert self.here.run("operators", "add", DOT, "--key", found[1], *role).status == 0

    def bo_is_disabled(self) -> None:
        assert self.here.run("operators", "disable", BO, "--why", "left the service").status == 0

    def bo_records(self, text: str) -> str:
        done = self.there.run("record", self.there.reference, text, "--operator", BO)
        assert done.status == 0, done.errors
        return done.text

    def dot_records(self, text: str) -> str:
        """What is said of it, and beside it."""
        who = ("--operator", DOT)
        done = self.there.run("record", self.there.reference, text, *who, **DOT_KNOWS)
        assert done.status == 0, done.errors
        return f"{done.text} {done.errors}".replace("\n", " ")

    def notes(self) -> list[str]:
        log = self.here.run("show", self.here.reference, "--json").valid("show")["log"]
        return [entry["body"]["text"] for entry in log if entry["kind"] == "note"]

    def doctor_finds(self) -> str:
        return " ".join(self.there.run("doctor").text.split())

    def aside(self) -> list[Path]:
        return sorted(self.there.data.glob("set-aside-*"))


@pytest.fixture
def two(with_three: Place, shared: Place, server: TestServer, database: str, tmp_path: Path):  # noqa: F811
    init(shared, server, database)
    assert shared.run("database", "move", "--operator", MO).status == 0
    (shared.data / "console.db").unlink()
    shared.environ["OOH_CONSOLE_OPERATOR"] = MO
    there = shared.copy(tmp_path / "there")
    del there.environ["OOH_CONSOLE_OPERATOR"]
    for path in (there.data / "keys").iterdir():
        if not path.name.startswith("Bo-"):
            path.unlink()
    with database_proxy(server.of(database, LOGIN)) as proxy:
        url = json.dumps(proxy.url)
        console = there.config / "console.toml"
        console.write_text(f'[database]\nurl = {url}\npassword = "env:COUNTY_DATABASE"\n')
        found = Two(shared, there, proxy)
        found.bo_records("the dog barks")
        yield found


def test_whoever_comes_after_the_last_who_counted_goes_on_without_the_database(two: Two) -> None:
    """What nobody can open any more is set aside, whole, and said; the desk begins anew."""
    two.proxy.cut()
    assert "NOT YET SHARED" in two.bo_records("only Bo knows")
    two.bo_is_disabled()
    two.proxy.mend()
    two.dot_is_added_there()
    found = two.doctor_finds()
    assert "FAILED: kept here: 2 acts wait here" in found
    assert "nobody who may sign in any more can open them." in found
    assert "Bo Example" not in found, "a support bundle has it"

    said = two.dot_records("Dot is there")
    assert "2 acts that were recorded here" in said, "that Bo signed in, and the line"
    assert "Bo Example" in said
    (aside,) = two.aside()
    assert aside.name in said
    inside = {path.name for path in aside.iterdir()}
    assert inside >= {"outbox.db", "outbox.db.waiting", "shared-copy.db"}
    assert any(name.endswith(".folder-key") for name in inside)
    assert "2 acts that" in two.dot_records("and again"), "said until somebody has seen to it"
    assert "FAILED: kept here: 2 acts that were" in two.doctor_finds()
    assert two.there.run("verify").status == 1, "the log has not all of it"

    two.proxy.cut()
    assert "NOT YET SHARED" in two.dot_records("recorded alone")
    two.proxy.mend()
    two.dot_records("with the others again")
    texts = ["Dot is there", "and again", "recorded alone", "with the others again"]
    assert two.notes()[-4:] == texts
    assert len(two.aside()) == 1
    two.aside()[0].rename(two.there.config / "seen to")
    assert "FAILED: kept here" not in two.doctor_finds()
    assert two.there.run("verify").status == 0


def test_while_somebody_who_counts_opens_it_nothing_is_set_aside(two: Two) -> None:
    (bo,) = (two.there.data / "keys").glob("Bo-*.key")
    away = bo.rename(two.there.data / "away")
    two.dot_is_added_there()
    away.rename(bo)
    two.proxy.cut()
    two.bo_records("only Bo knows")
    refused = two.there.run("record", two.there.reference, "?", "--operator", DOT, **DOT_KNOWS)
    assert refused.status == 2
    assert "Dot Hale has a key here, and was not admitted" in refused.errors.replace("\n", " ")
    two.proxy.mend()
    assert "It opens for Bo Example." in two.dot_records("Dot is there")
    assert two.aside() == []
    assert "CHECK: kept here: 1 person who has a key here can do nothing" in two.doctor_finds()
    two.bo_records("Bo has signed in")
    found = two.doctor_finds()
    assert "who has a key here" not in found
    assert "CHECK: kept here: No recovery key opens" in found
    assert "only Bo knows" in two.notes()
    two.proxy.cut()
    assert "NOT YET SHARED" in two.dot_records("admitted")


def test_a_recovery_key_opens_what_waits_when_whoever_recorded_it_is_gone(two: Two) -> None:
    refused = two.there.run("database", "recovery-key", "--operator", BO)
    assert refused.status == 2
    assert "an on-call manager must make it" in refused.errors
    _made_manager(two, BO)
    first, newest = (_recovery_key(two, BO) for _ in range(2))
    two.proxy.cut()
    two.bo_records("only Bo knows")
    two.bo_is_disabled()
    two.proxy.mend()
    two.dot_is_added_there()
    assert "It opens for Recovery key of" in two.dot_records("Dot is there")

    for key, status in ((first, 2), (newest, 0)):
        done = two.there.run("recover", DOT, OOH_CONSOLE_RECOVERY_KEY=key)
        assert done.status == status, done.errors
    assert "The key that Dot Hale has here opens" in done.text
    assert "No recovery key opens" not in two.doctor_finds()
    two.dot_records("Dot opens it")
    assert "only Bo knows" in two.notes()
    assert two.aside() == []
    added = two.there.run("recover", "Eve Example", OOH_CONSOLE_RECOVERY_KEY=newest, **DOT_KNOWS)
    assert "can sign in at this desk now, as on-call manager" in added.text, added.errors
    assert two.here.run("verify").status == 0


def _made_manager(two: Two, name: str) -> None:
    done = two.here.run("operators", "roles", name, "--role", "manager")
    assert done.status == 0, done.errors


def _recovery_key(two: Two, name: str) -> str:
    made = two.there.run("database", "recovery-key", "--operator", name)
    assert made.status == 0, made.errors
    assert "what this computer keeps of the shared log" in made.text
    return made.text.partition("shown this once: ")[2].split()[0]


def test_the_first_operator_of_a_database_is_shown_a_recovery_key(
    shared: Place,  # noqa: F811
    server: TestServer,
    database: str,  # noqa: F811
    tmp_path: Path,
) -> None:
    init(shared, server, database)
    new = Place(tmp_path / "new", shared.config, dict(shared.environ))
    secret = {"OOH_CONSOLE_NEW_PASSPHRASE": DOT_KNOWS["OOH_CONSOLE_PASSPHRASE"]}
    made = new.run("operators", "add", DOT, "--role", "manager", **secret)
    assert made.status == 0, made.errors
    key = made.text.partition("shown this once: ")[2].split()[0]
    for path in (new.data / "keys").glob("*.key"):
        path.unlink()
    done = new.run("recover", DOT, OOH_CONSOLE_RECOVERY_KEY=key, **DOT_KNOWS)
    assert done.status == 0, done.errors
    assert new.run("incidents", **DOT_KNOWS).status == 0


def test_a_desk_on_a_file_again_says_what_waits_for_the_database(two: Two) -> None:
    two.proxy.cut()
    two.bo_records("for whom?")
    back = str(two.there.data / "console.db")
    assert two.here.run("database", "move", "--to-file", back).status == 0
    (two.there.config / "console.toml").write_text("")
    waits = "2 acts wait in outbox.db of the data folder to be shared with a database"
    assert f"FAILED: kept here: {waits}" in two.doctor_finds()
    verified = two.there.run("verify", "--json")
    assert (verified.status, verified.json["findings"][-1]["what"]) == (1, "not-shared")
    done = two.there.run("record", two.there.reference, "alone", "--operator", BO)
    assert waits in " ".join(done.errors.split())
