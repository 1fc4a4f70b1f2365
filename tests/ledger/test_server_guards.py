"""What a server refuses whoever may add to its log: nothing that they add stops the others."""

from __future__ import annotations

import asyncio
import json
from collections.abc import Iterator
from dataclasses import dataclass
from datetime import timedelta
from itertools import product

import psycopg
import pytest
from hypothesis import HealthCheck, given, settings
from hypothesis import strategies as st
from psycopg import sql

from ooh_console.domain.canonical import digest
from ooh_console.domain.entries import REGISTER
from ooh_console.ledger import migrate, postgres_guards
from ooh_console.ledger import statements as ours
from ooh_console.ledger.errors import LedgerDamaged, LedgerReadOnly
from ooh_console.ledger.ledger import Ledger
from ooh_console.ledger.moving import copy
from ooh_console.ledger.postgres import Server
from ooh_console.ledger.postgres_connection import ServerConnection
from ooh_console.ledger.postgres_trouble import sentences
from ooh_console.ledger.postgres_watch import CHANNEL, _heads
from ooh_console.ledger.server_setup import set_up
from ooh_console.ledger.shapes import ScreenShown
from ooh_console.ledger.verification import Found
from tests.ledger.making import SCREEN, START, begin_register, note, registered, signer
from tests.ledger.test_faults import until
from tests.servers import DESK, PASSWORD, TestServer

LARGEST = 2**31 - 1
"""That the column of the places holds."""


@dataclass
class Intruder:
    """Has the password of a desk, and writes SQL."""

    connection: psycopg.Connection[tuple[object, ...]]

    def copies_an_entry(self, chain: str, **changed: object) -> None:
        """Adds the last entry of this chain once more, under another id and so changed."""
        values: dict[str, object] = {"id": "another", **changed}
        columns = [*ours.ENTRY_COLUMNS, *(name for name in values if name == "tx")]
        parts = [
            sql.Literal(values[name]) if name in values else sql.Identifier(name)
            for name in columns
        ]
        self.connection.execute(
            sql.SQL(
                "INSERT INTO entry ({}) SELECT {} FROM entry WHERE incident = {} "
                "ORDER BY seq DESC LIMIT 1"
            ).format(
                sql.SQL(", ").join(map(sql.Identifier, columns)),
                sql.SQL(", ").join(parts),
                sql.Literal(chain),
            )
        )

    def end_of(self, chain: str) -> tuple[int, str]:
        found = self.connection.execute(
            "SELECT seq, chain FROM entry WHERE incident = %s ORDER BY seq DESC LIMIT 1", (chain,)
        ).fetchone()
        assert found is not None
        return found  # type: ignore[return-value]


@pytest.fixture
def intruder(server: TestServer, night_on_server: str) -> Iterator[Intruder]:
    with psycopg.connect(
        server.of(night_on_server, DESK), password=PASSWORD, autocommit=True
    ) as connection:
        yield Intruder(connection)


def recording_goes_on(server: TestServer, database: str) -> bool:
    """Whether the chains take what comes next, and verify."""
    with Ledger.on_server(server.of(database, DESK), PASSWORD) as ledger:
        ledger.append_now([note("goes on"), registered("R9"), note("begins", "R9")], signer())
        return ledger.verify().ok


WRONG: list[dict[str, object]] = [
    {"seq": LARGEST},
    {"seq": LARGEST - 1},
    {"seq": 0},
    {"seq": -1},
    {},
    {"prev": "0" * 64},
    {"incident": "R7", "seq": 2},
    {"incident": "R7", "seq": 1},
]


def test_an_entry_in_a_wrong_place_is_refused_and_stops_nobody(
    server: TestServer, night_on_server: str, intruder: Intruder
) -> None:
    for changed, chain, isolation in product(WRONG, ("R1", REGISTER), psycopg.IsolationLevel):
        intruder.connection.isolation_level = isolation
        with pytest.raises(psycopg.errors.RaiseException, match="at the end of its chain alone"):
            intruder.copies_an_entry(chain, **changed)
    assert recording_goes_on(server, night_on_server)


@given(ahead=st.integers(-3, 3), follows=st.booleans())
@settings(suppress_health_check=[HealthCheck.function_scoped_fixture])
def test_only_the_next_place_with_the_value_before_is_taken(
    intruder: Intruder, ahead: int, follows: bool
) -> None:
    """Nothing of it is committed."""
    last, value = intruder.end_of("R1")
    fits = ahead == 1 and follows
    with intruder.connection.transaction(force_rollback=True):
        try:
            intruder.copies_an_entry("R1", seq=last + ahead, prev=value if follows else value[::-1])
        except psycopg.errors.RaiseException:
            assert not fits
        else:
            assert fits


@pytest.mark.parametrize("tx", ["1", "9000000000000000"])
def test_which_transaction_added_an_entry_is_the_server_s_to_say(
    server: TestServer, night_on_server: str, intruder: Intruder, tx: str
) -> None:
    """By a wrong one other desks would never hear of it."""
    last, value = intruder.end_of("R1")
    with pytest.raises(psycopg.errors.InsufficientPrivilege):
        intruder.copies_an_entry("R1", seq=last + 1, prev=value, tx=tx)
    assert recording_goes_on(server, night_on_server)


def test_the_number_of_a_screen_is_the_server_s_to_say(intruder: Intruder) -> None:
    """Taken ahead, the desks that show a screen would have none."""
    with pytest.raises(psycopg.errors.InsufficientPrivilege):
        intruder.connection.execute(
            "INSERT INTO screen SELECT number + 1, incident, desk, shown_at, screen FROM screen"
        )


def test_in_an_empty_log_nobody_keeps_a_way_open_past_the_guard(
    server: TestServer, database: str
) -> None:
    """A snapshot or a transaction from before the first entry does not pass for a log that is
    carried there."""
    url = server.of(database, DESK)
    with (
        psycopg.connect(url, password=PASSWORD) as old,
        psycopg.connect(url, password=PASSWORD) as early,
    ):
        old.isolation_level = psycopg.IsolationLevel.REPEATABLE_READ
        old.execute("SELECT count(*) FROM entry")
        early.execute("SELECT pg_current_xact_id()")
        with Ledger.on_server(url, PASSWORD) as ledger:
            begin_register(ledger)
            ledger.append_now([note("one")], signer())
        values = ["x"] * 11 + [LARGEST] + ["x"] * 4
        for connection in (old, early):
            with pytest.raises(psycopg.errors.RaiseException, match="at the end of its chain"):
                connection.execute(
                    ours.INSERT_ENTRY.replace("?", "%s"),  # type: ignore[arg-type]
                    values,
                )
            connection.rollback()
    assert recording_goes_on(server, database)


def test_a_chain_that_is_full_all_the_same_is_said_to_be_damaged(
    server: TestServer, night_on_server: str
) -> None:
    """Whoever owns the tables has done it: what is said must not send anybody looking for a
    character that the database does not take."""
    with psycopg.connect(server.of(night_on_server), autocommit=True) as connection:
        connection.execute("ALTER TABLE entry DISABLE TRIGGER ALL")
        Intruder(connection).copies_an_entry("R1", seq=LARGEST)
    with Ledger.on_server(server.of(night_on_server, DESK), PASSWORD) as ledger:
        with pytest.raises(LedgerDamaged, match=r"is damaged where this.*you typed is kept.*Run"):
            ledger.append_now([note("no place left")], signer())
        ledger.append_now([note("elsewhere", "R2")], signer())


# What is not kept does not count as saved


SWALLOWED = (
    "CREATE RULE quiet AS ON INSERT TO {0} DO INSTEAD NOTHING",
    "CREATE RULE quiet AS ON INSERT TO {0} WHERE new.{1} <> '' DO INSTEAD NOTHING",
    "CREATE RULE quiet AS ON INSERT TO {0} DO INSTEAD INSERT INTO elsewhere VALUES ('one')",
    "CREATE TRIGGER quiet BEFORE INSERT ON {0} FOR EACH ROW EXECUTE FUNCTION swallow()",
)
_COLUMN = {"entry": "kind", "content": "body", "screen": "desk"}
_LATER = ScreenShown("R1", "desk 1", START + timedelta(hours=1), digest(SCREEN))


def _adds_an_entry(ledger: Ledger) -> None:
    ledger.append_now([note("swallowed")], signer())


def _keeps_a_text(ledger: Ledger) -> None:
    ledger.append_now([note("with a text")], signer(), contents=["another screen"])


def _shows_a_screen(ledger: Ledger) -> None:
    asyncio.run(ledger.screen_shown(_LATER.incident, _LATER.desk, _LATER.at, _LATER.screen))


def _shares_a_screen(ledger: Ledger) -> None:
    ledger.append_signed_now((), contents={}, screens=[_LATER])


ADDS = (
    ("entry", _adds_an_entry),
    ("content", _keeps_a_text),
    ("screen", _shows_a_screen),
    ("screen", _shares_a_screen),
)


def test_what_the_database_takes_and_does_not_keep_is_not_said_to_be_saved(
    server: TestServer, night_on_server: str
) -> None:
    with (
        psycopg.connect(server.of(night_on_server), autocommit=True) as connection,
        Ledger.on_server(server.of(night_on_server, DESK), PASSWORD) as ledger,
    ):
        connection.execute("CREATE TABLE elsewhere (words text)")
        connection.execute("GRANT INSERT ON elsewhere TO PUBLIC")
        connection.execute(
            "CREATE FUNCTION swallow() RETURNS trigger LANGUAGE plpgsql AS "
            "$$BEGIN RETURN NULL; END$$"
        )
        for swallowed, (table, adds) in product(SWALLOWED, ADDS):
            statement = swallowed.format(table, _COLUMN[table])
            connection.execute(statement)  # type: ignore[call-overload]
            with pytest.raises(LedgerDamaged, match=r"did not keep.*typed is kept\. Run verify"):
                adds(ledger)
            assert ledger.head("R1") == 5, "nothing of it is there in part"
            (finding,) = ledger.verify().findings
            assert (finding.what, "quiet" in finding.sentence) == (Found.GUARD_MISSING, True)
            connection.execute(f"DROP {statement.split()[1]} quiet ON {table}")  # type: ignore[call-overload]
        for _, adds in ADDS:
            adds(ledger)
        assert ledger.verify().ok


@pytest.mark.parametrize(
    ("change", "words"),
    [
        ("ALTER TABLE {0} ENABLE ROW LEVEL SECURITY", "hides rows"),
        ("ALTER TABLE {0} SET UNLOGGED", "in another way"),
        ("CREATE TABLE more () INHERITS ({0})", "in another way"),
        ("CREATE RULE more AS ON INSERT TO {0} DO ALSO NOTIFY more", "A rule 'more'"),
    ],
)
def test_a_way_past_the_guards_is_named(
    server: TestServer, night_on: str, change: str, words: str
) -> None:
    with psycopg.connect(server.of(night_on)) as connection:
        for table in postgres_guards.GUARDED:
            connection.execute(change.format(table))  # type: ignore[call-overload]
            (found,) = sentences(ServerConnection(connection))
            assert words in found
            connection.rollback()


def test_what_a_desk_makes_for_itself_alone_is_not_taken_for_a_guard(
    server: TestServer, night_on_server: str
) -> None:
    there = Server(server.of(night_on_server, DESK), PASSWORD)
    connection = there.writer()
    for name in postgres_guards.BODIES:
        connection.execute(
            f"CREATE FUNCTION pg_temp.{name}() RETURNS trigger LANGUAGE plpgsql AS "
            f"$$BEGIN RETURN NEW; END$$"
        )
    assert list(there.trouble(connection)) == []
    connection.close()


# What anybody tells


HOSTILE = (
    '{"X": 1e999}', '{"X": -1e999}', '{"X": NaN}', '{"X": 9e999999}', '{"R1": 1.5}', '{"R1": true}',
    '{"R1": null}', '{"R1": -1}', f'{{"R1": {10**4_000}}}', f'{{"R1": {2**31}}}', '{"R1": [1]}',
    '["R1"]', '1', 'null', '"R1"', '', '{', "[" * 7_000, '{"a":' * 1_000,
)  # fmt: skip


def test_whatever_somebody_tells_ends_no_desk_s_news(
    server: TestServer, night_on_server: str, intruder: Intruder
) -> None:
    heads: dict[str, int] = {}
    with Ledger.on_server(server.of(night_on_server, DESK), PASSWORD) as ledger:
        ledger.follow(heads.update)
        for said in HOSTILE:
            intruder.connection.execute("SELECT pg_notify(%s, %s)", (CHANNEL, said))
        ledger.append_now([note("still told")], signer())
        until(lambda: heads.get("R1") == 6)
        assert ledger._feed._thread is not None
        assert ledger._feed._thread.is_alive()
    assert set(heads) == {"R1"}


_JSON = st.recursive(
    st.none() | st.booleans() | st.integers() | st.floats() | st.text(),
    lambda inner: st.lists(inner) | st.dictionaries(st.text(), inner),
    max_leaves=8,
)


@given(st.text() | _JSON.map(json.dumps))
def test_a_word_says_places_or_nothing(said: str) -> None:
    found = _heads([psycopg.Notify(CHANNEL, said, 1)])
    if found is not None:
        assert all(type(head) is int and 0 < head < 2**31 for head in found.values())
        assert found == json.loads(said)


# Databases and logs from before


@pytest.fixture
def older(server: TestServer, night_on: str) -> str:
    """The night in a database as the second version left it."""
    database = server.fresh(night_on)
    with psycopg.connect(server.of(database), autocommit=True) as connection:
        connection.execute("DROP TRIGGER entry_no_misplace ON entry")
        connection.execute("DROP FUNCTION ooh_console_place")
        connection.execute("UPDATE alembic_version SET version_num = '0002'")
        connection.execute("GRANT INSERT ON entry, content, screen TO ooh_console_desk")
    return database


def test_an_older_database_is_read_and_says_what_to_do_until_it_is_brought_up_to_date(
    server: TestServer, older: str
) -> None:
    with Ledger.on_server(server.of(older, DESK), PASSWORD) as ledger:
        assert "of an older version" in str(ledger.problem)
        assert ledger.verify().ok
        with pytest.raises(LedgerReadOnly, match=r"database init.*what you typed is kept"):
            ledger.append_now([note("no")], signer())
    assert set_up(Server(server.of(older))).before == "older"
    assert recording_goes_on(server, older)
    with psycopg.connect(server.of(older, DESK), password=PASSWORD) as connection:
        intruder = Intruder(connection)
        with pytest.raises(psycopg.errors.RaiseException):
            intruder.copies_an_entry("R1", seq=LARGEST)
        connection.rollback()
        with pytest.raises(psycopg.errors.InsufficientPrivilege):
            intruder.copies_an_entry("R1", tx="1")


def test_every_guard_is_made_by_some_version() -> None:
    assert set(postgres_guards.GUARDS) - set(postgres_guards.FIRST) == {"entry_no_misplace"}
    assert migrate.VERSIONS[-1] == "0003"


def test_a_damaged_log_is_carried_over_with_its_damage(
    server: TestServer, night_on_server: str, database: str
) -> None:
    """It is evidence, wherever it stands then; and the log goes on from where it ends."""
    with psycopg.connect(server.of(night_on_server), autocommit=True) as connection:
        connection.execute("ALTER TABLE entry DISABLE TRIGGER ALL")
        connection.execute("DELETE FROM entry WHERE incident = 'R1' AND seq IN (1, 3)")
        for name in postgres_guards.GUARDS:
            if name.startswith("entry_"):
                connection.execute(f"ALTER TABLE entry ENABLE ALWAYS TRIGGER {name}")  # type: ignore[call-overload]
    with (
        Ledger.on_server(server.of(night_on_server, DESK), PASSWORD) as source,
        Ledger.on_server(server.of(database, DESK), PASSWORD) as target,
    ):
        source.reads(lambda there, connection: copy(there, connection, target))
        before, after = source.verify(), target.verify()
        assert Found.REMOVED in {one.what for one in after.findings}
        assert after.heads == before.heads
        assert [one for one in after.findings if one not in before.findings] == []
        target.append_now([note("after all that")], signer())
        assert len(target.verify().findings) == len(after.findings)
