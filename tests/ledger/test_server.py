"""A real PostgreSQL: what it refuses, what several desks see, what is found, and what survives."""

from __future__ import annotations

import threading
from collections.abc import Callable
from contextlib import suppress
from typing import Self

import psycopg
import pytest
from hypothesis import given
from hypothesis import strategies as st

from ooh_console.domain.entries import REGISTER
from ooh_console.ledger.errors import (
    LedgerBusy,
    LedgerDamaged,
    LedgerError,
    LedgerReadOnly,
    LedgerUnreachable,
)
from ooh_console.ledger.ledger import Ledger
from ooh_console.ledger.postgres import Server
from ooh_console.ledger.postgres_guards import GUARDED, GUARDS
from ooh_console.ledger.server_setup import MadeReady, set_up
from ooh_console.ledger.statements import ENTRY_COLUMNS
from ooh_console.ledger.verification import Found
from tests.ledger.making import DUTY, begin_register, note, registered, signer, small_night
from tests.ledger.test_faults import until
from tests.servers import DESK, PASSWORD, TestServer, running
from tests.standby import synchronous

Desk = Callable[..., Ledger]


@pytest.fixture
def desk(server: TestServer, database: str) -> Desk:
    def opened(**options: bool) -> Ledger:
        return Ledger.on_server(server.of(database, DESK), PASSWORD, **options)

    return opened


def owner(server: TestServer, database: str) -> psycopg.Connection[tuple[object, ...]]:
    return psycopg.connect(server.of(database), autocommit=True)


# What nobody may do


@pytest.mark.parametrize("table", GUARDED)
@pytest.mark.parametrize("change", ["UPDATE {0} SET {1} = {1}", "DELETE FROM {0}", "TRUNCATE {0}"])
def test_nobody_changes_or_removes_what_is_recorded(
    server: TestServer, night_on_server: str, table: str, change: str
) -> None:
    column = {"entry": "kind", "content": "body", "screen": "desk"}[table]
    statement = change.format(table, column)
    for user, why in ((DESK, "permission denied"), ("", "never changed or removed")):
        with psycopg.connect(server.of(night_on_server, user), password=PASSWORD) as connection:
            # Nor does the owner of the tables, not even one who plays a replica.
            if not user:
                connection.execute("SET session_replication_role = replica")
            with pytest.raises(psycopg.Error, match=why):
                connection.execute(statement)  # type: ignore[call-overload]


@pytest.mark.parametrize(
    "statement",
    [
        "ALTER TABLE entry DISABLE TRIGGER ALL",
        "DROP TRIGGER entry_no_change ON entry",
        "DROP TABLE entry",
        "CREATE TABLE mine (a int)",
        "ALTER ROLE desk_one SUPERUSER",
        "SET ROLE postgres",
        "COPY entry TO PROGRAM 'true'",
        "INSERT INTO alembic_version VALUES ('9')",
        "CREATE OR REPLACE FUNCTION ooh_console_refuse() RETURNS trigger LANGUAGE plpgsql AS "
        "$$BEGIN RETURN NEW; END$$",
    ],
)
def test_a_desk_cannot_take_the_guards_away(
    server: TestServer, database: str, statement: str
) -> None:
    with (
        psycopg.connect(server.of(database, DESK), password=PASSWORD) as connection,
        pytest.raises(psycopg.errors.InsufficientPrivilege),
    ):
        connection.execute(statement)  # type: ignore[call-overload]


# Setting up and opening


def test_setting_up_again_changes_nothing(server: TestServer, database: str, desk: Desk) -> None:
    with desk() as ledger:
        begin_register(ledger)
    assert set_up(Server(server.of(database))) == MadeReady("current")
    made = set_up(Server(server.of(database)), "desk_two")
    assert (made.before, made.trouble) == ("current", ())
    with Ledger.on_server(server.of(database, "desk_two"), made.password) as ledger:
        ledger.append_now([note("from desk two")], signer())
        assert ledger.verify().ok
    assert set_up(Server(server.of(database)), "desk_two") == MadeReady("current")


def test_a_database_without_tables_or_of_a_newer_console(
    server: TestServer, database: str, desk: Desk
) -> None:
    with pytest.raises(LedgerError, match=r"no tables yet.*database init"):
        Ledger.on_server(server.of("postgres"))
    with owner(server, database) as connection:
        connection.execute("UPDATE alembic_version SET version_num = '9999'")
    with desk() as ledger:
        assert ledger.problem is not None
        assert "newer version" in ledger.problem
        assert ledger.incidents() == ()
    with pytest.raises(LedgerError, match="newer version"):
        set_up(Server(server.of(database)))


def test_who_may_only_read_reads_and_is_told_so(server: TestServer, night_on_server: str) -> None:
    reader = f"reader_{night_on_server}"
    with owner(server, night_on_server) as connection:
        connection.execute(f'CREATE ROLE "{reader}" LOGIN')
        connection.execute(
            f'GRANT SELECT ON entry, content, screen, last_known, alembic_version TO "{reader}"'
        )
    with Ledger.on_server(server.of(night_on_server, reader)) as ledger:
        assert "can be read and not written" in str(ledger.problem)
        assert ledger.verify().ok
        with pytest.raises(LedgerReadOnly, match="what you typed is kept"):
            ledger.append_now([note("no")], signer())


def test_a_server_that_is_not_there_is_one_sentence_without_the_password() -> None:
    url = "postgresql://desk:hidden@127.0.0.1:9/ooh?connect_timeout=2"
    with pytest.raises(LedgerUnreachable, match=r"^ooh at 127\.0\.0\.1 cannot be reached") as error:
        Ledger.on_server(url)
    assert "hidden" not in str(error.value)
    assert "hidden" not in repr(Server(url, "hidden"))


# Verifying


def test_a_night_on_a_server_verifies(night_on_server: str, server: TestServer) -> None:
    with Ledger.on_server(server.of(night_on_server, DESK), PASSWORD) as ledger:
        found = ledger.verify()
        assert found.ok, found.findings
        assert (found.entries, found.incidents) == (14, ("R1", "R2"))
        assert ledger.verify("R2").incidents == ("R2",)


@pytest.mark.parametrize(
    ("statement", "what"),
    [
        ("UPDATE entry SET body = replace(body, 'dog', 'cat')", Found.CHANGED),
        ("UPDATE entry SET occurred_at = recorded_at || ' '", Found.UNREADABLE),
        ("DELETE FROM entry WHERE incident = 'R1' AND seq = 2", Found.REMOVED),
        ("DELETE FROM entry WHERE incident = 'R2'", Found.INCIDENT_REMOVED),
        ("UPDATE content SET body = body || '.'", Found.CONTENT_CHANGED),
        ("DELETE FROM content", Found.CONTENT_REMOVED),
    ],
)
def test_an_owner_who_takes_the_guards_away_is_found_out(
    server: TestServer, night_on_server: str, statement: str, what: Found
) -> None:
    with owner(server, night_on_server) as connection:
        for table in GUARDED:
            connection.execute(f"ALTER TABLE {table} DISABLE TRIGGER ALL")
        connection.execute(statement)  # type: ignore[call-overload]
    with Ledger.on_server(server.of(night_on_server, DESK), PASSWORD) as ledger:
        kinds = {finding.what for finding in ledger.verify().findings}
    assert {what, Found.GUARD_MISSING} <= kinds


@pytest.mark.parametrize(
    "statement",
    [
        *(f"DROP TRIGGER {name} ON {name.partition('_no_')[0]}" for name in GUARDS),
        "ALTER TABLE entry ENABLE TRIGGER entry_no_change",
        "ALTER TABLE entry DISABLE TRIGGER entry_no_truncate",
        "CREATE OR REPLACE FUNCTION ooh_console_refuse() RETURNS trigger LANGUAGE plpgsql AS "
        "$$BEGIN RETURN NEW; END$$",
        "CREATE TRIGGER more AFTER INSERT ON entry EXECUTE FUNCTION ooh_console_refuse()",
    ],
)
def test_guards_that_were_worked_on_are_named(
    server: TestServer, database: str, desk: Desk, statement: str
) -> None:
    with owner(server, database) as connection:
        connection.execute(statement)  # type: ignore[call-overload]
    with desk() as ledger:
        found = [one.what for one in ledger.verify().findings]
    assert found == [Found.GUARD_MISSING]


@pytest.fixture(scope="session")
def loose(server: TestServer, night_on: str) -> str:
    """A copy of the night without guards, in which rows are changed and put back."""
    database = server.fresh(night_on)
    with owner(server, database) as connection:
        for table in GUARDED:
            connection.execute(f"ALTER TABLE {table} DISABLE TRIGGER ALL")
    return database


_TEXT = st.text(st.characters(exclude_characters="\0", exclude_categories=["Cs"]), max_size=30)


CHAINS = ("R1", "R2", REGISTER)


@given(st.integers(0, 13), st.sampled_from(ENTRY_COLUMNS), _TEXT, st.integers(-(2**31), 2**31 - 1))
def test_a_row_that_was_changed_by_hand_is_named_and_hides_no_other(
    server: TestServer, loose: str, place: int, column: str, words: str, number: int
) -> None:
    columns, marks = ", ".join(ENTRY_COLUMNS), ", ".join(["%s"] * len(ENTRY_COLUMNS))
    read = f"SELECT {columns} FROM entry ORDER BY incident, seq LIMIT 1 OFFSET {place}"
    # One of the two is as it was: only one column is changed.
    this = "WHERE id = %s OR signature = %s"
    with (
        owner(server, loose) as connection,
        Ledger.on_server(server.of(loose, DESK), PASSWORD) as ledger,
    ):
        row = connection.execute(read).fetchone()  # type: ignore[call-overload]
        stored = dict(zip(ENTRY_COLUMNS, row, strict=True))
        who = (stored["id"], stored["signature"])
        value = number if column == "seq" else words
        before = [entry for name in CHAINS for entry in ledger.rows(name, 1, 99)]
        try:
            connection.execute(f"UPDATE entry SET {column} = %s {this}", (value, *who))  # type: ignore[call-overload]
        except psycopg.errors.UniqueViolation:
            return  # The database itself does not take it.
        try:
            findings = [f for f in ledger.verify().findings if f.what is not Found.GUARD_MISSING]
            assert bool(findings) == (value != stored[column])
            left = {entry.id: entry for name in CHAINS for entry in ledger.rows(name, 1, 99)}
            assert all(left[entry.id] == entry for entry in before if entry.id != stored["id"])
            ledger.incidents()
            # Whatever became of the line that says who was here first, this is no new desk.
            try:
                people = ledger.operators().people
            except LedgerDamaged:
                assert (stored["incident"], stored["seq"]) == (REGISTER, 1)
            else:
                assert DUTY in people
        finally:
            connection.execute(f"DELETE FROM entry {this}", who)  # type: ignore[call-overload]
            connection.execute(f"INSERT INTO entry ({columns}) VALUES ({marks})", row)  # type: ignore[call-overload]


# Several desks


def test_entries_that_arrive_while_it_is_verified_raise_no_alarm(desk: Desk) -> None:
    with desk() as ledger, desk() as other:
        small_night(ledger)
        going = threading.Event()
        done = threading.Event()

        def write() -> None:
            while not done.is_set():
                other.append_now(
                    [registered("R3"), note("meanwhile", "R3"), note("meanwhile", "R1")], signer()
                )
                going.set()

        thread = threading.Thread(target=write)
        thread.start()
        try:
            assert going.wait(20)
            for _ in range(5):
                found = ledger.verify()
                assert found.ok, found.findings[:3]
        finally:
            done.set()
            thread.join()


def test_two_desks_see_each_other_s_entries_at_once(desk: Desk) -> None:
    with desk() as ledger, desk() as other:
        heads: dict[str, int] = {}
        ledger.follow(heads.update)
        other.append_now([note("one"), note("two"), note("else", "R2")], signer())
        assert until(lambda: heads == {"R1": 2, "R2": 1}) < 1
        assert [head.count for head in ledger.incidents()] == [2, 1]
        other.append_now([note("three")], signer())
        until(lambda: heads == {"R1": 3, "R2": 1})
        assert [head.count for head in ledger.incidents()] == [3, 1]


def test_a_transaction_that_ends_late_is_not_passed_over(
    server: TestServer, database: str, desk: Desk
) -> None:
    """It began before another that has ended and been seen: by numbers alone it would be missed."""
    with desk() as ledger, desk() as other, owner(server, database) as slow:
        slow.execute("BEGIN")
        slow.execute("SELECT pg_current_xact_id()")
        heads: dict[str, int] = {}
        ledger.follow(heads.update)
        other.append_now([note("quick", "R2")], signer())
        until(lambda: "R2" in heads)
        assert len(ledger.incidents()) == 1
        slow.execute(
            "INSERT INTO entry (id, incident, kind, body, occurred_at, recorded_at, late_reason, "
            "operator, role, agency, desk, seq, digest, signature, prev, chain) "
            "SELECT 'slow', 'R1', kind, body, occurred_at, recorded_at, late_reason, operator, "
            "role, agency, desk, 1, digest, signature, prev, chain FROM entry"
        )
        slow.execute("COMMIT")
        assert [head.reference for head in ledger.incidents()] == ["R1", "R2"]
        other.append_now([note("more", "R3")], signer())
        until(lambda: "R1" in heads)


def test_eight_desks_write_in_one_chain_and_in_their_own(desk: Desk) -> None:
    def writes(number: int) -> None:
        with desk() as ledger:
            for count in range(15):
                chain = "common" if count % 3 == 0 else f"R{number}"
                # Two chains in either order: whoever takes them crosswise would wait for ever.
                both = [note(f"{count}", chain), note("shared", f"S{count % 2}")]
                ledger.append_now(both[:: 1 if number % 2 else -1], signer())

    threads = [threading.Thread(target=writes, args=(number,)) for number in range(8)]
    with desk() as ledger:
        begin_register(ledger)
        for thread in threads:
            thread.start()
        for thread in threads:
            thread.join(60)
        found = ledger.verify()
        assert found.ok, found.findings[:3]
        counts = {head.reference: head.count for head in ledger.incidents()}
        assert counts == {
            "common": 40, "S0": 64, "S1": 56, **{f"R{n}": 10 for n in range(8)},
        }  # fmt: skip


def test_a_chain_that_is_held_is_waited_for_and_no_other(server: TestServer, database: str) -> None:
    holds = Server(server.of(database, DESK), PASSWORD)
    held = holds.writer()
    holds.begin(held, ["R1"])
    waits = Server(server.of(database, DESK), PASSWORD, busy_seconds=0.3)
    with Ledger(waits, None) as ledger:
        ledger.append_now([note("elsewhere", "R2")], signer())
        with pytest.raises(LedgerBusy, match="what you typed is kept"):
            ledger.append_now([note("here", "R1")], signer())
        held.close()
        (entry,) = ledger.append_now([note("here", "R1")], signer())
        assert entry.seq == 1


# A connection that is lost


def _cut(server: TestServer, database: str) -> None:
    """Every connection of a desk ends, as after a fault of the network."""
    with psycopg.connect(server.owner, autocommit=True) as connection:
        connection.execute(
            "SELECT pg_terminate_backend(pid, 5000) FROM pg_stat_activity "
            "WHERE datname = %s AND usename = %s",
            (database, DESK),
        )


def test_after_a_lost_connection_nothing_is_missing(
    server: TestServer, database: str, desk: Desk
) -> None:
    with desk() as ledger, desk() as other:
        heads: dict[str, int] = {}
        ledger.follow(heads.update)
        ledger.append_now([note("one")], signer())
        other.append_now([note("else", "R2")], signer())
        until(lambda: heads == {"R1": 1, "R2": 1})
        for round in range(3):
            _cut(server, database)
            (entry,) = ledger.append_now([note("two")], signer())
            assert entry.seq == 2 + round
            other.append_now([note("else", f"R{3 + round}")], signer())
            until(lambda: heads.get(f"R{3 + round}") == 1 and heads["R1"] == 2 + round)  # noqa: B023
            assert len(ledger.rows("R1", 1, 99)) == 2 + round
        assert len(ledger.incidents()) == 5


class _Load:
    """Desks that write as fast as they are answered; an entry that was not is sent again."""

    def __init__(self, url: str, desks: int = 4) -> None:
        self.url = url
        self.sent: list[str] = []
        self.answered: list[str] = []
        self._done = threading.Event()
        self._threads = [threading.Thread(target=self._write, args=(n,)) for n in range(desks)]

    def __enter__(self) -> Self:
        with Ledger.on_server(self.url, PASSWORD) as ledger:
            begin_register(ledger)
        for thread in self._threads:
            thread.start()
        return self

    def __exit__(self, *_: object) -> None:
        self._done.set()
        for thread in self._threads:
            thread.join(30)

    def _write(self, number: int) -> None:
        with Ledger.on_server(self.url, PASSWORD) as ledger:
            while not self._done.is_set():
                item = note("under load", f"R{number % 2}")
                self.sent.append(item.id)
                # Not answered: whether it is there is not known, and sending it again is safe.
                while not self._done.is_set():
                    with suppress(LedgerError):
                        self.answered.append(ledger.append_now([item], signer())[0].id)
                        break

    def goes_on(self) -> None:
        """Waits until forty more were answered."""
        before = len(self.answered)
        until(lambda: len(self.answered) > before + 40)

    def nothing_is_lost_or_doubled(self) -> None:
        """Everything that was answered is there, once, and nothing that was not sent."""
        with Ledger.on_server(self.url, PASSWORD) as ledger:
            assert ledger.verify().ok
            stored = [
                entry.id for chain in ("R0", "R1") for entry in ledger.rows(chain, 1, 100_000)
            ]
        assert len(stored) == len(set(stored))
        assert set(self.answered) <= set(stored) <= set(self.sent)


def test_the_server_is_killed_under_load_and_loses_nothing_acknowledged() -> None:
    """kill -9 of the whole server; it recovers, and every entry that was answered is there once."""
    with running() as server:
        with _Load(server.of(server.fresh(), DESK)) as load:
            load.goes_on()
            server.kill()
            server.start()
            load.goes_on()
        load.nothing_is_lost_or_doubled()


def test_a_standby_takes_the_place_of_a_primary_that_is_killed_under_load() -> None:
    """The desks know both by one address, and find whichever takes writes."""
    with running() as primary:
        database = primary.fresh()
        with synchronous(primary) as standby:
            url = f"postgresql://{DESK}@/{database}?host={primary.host},{standby.address}"
            with _Load(url) as load:
                load.goes_on()
                primary.kill()
                standby.promote()
                load.goes_on()
            load.nothing_is_lost_or_doubled()
            heads: dict[str, int] = {}
            with Ledger.on_server(url, PASSWORD) as ledger:
                ledger.follow(heads.update)
                ledger.append_now([note("at the new one", "R9")], signer())
                until(lambda: heads == {"R9": 1})
