"""Making a server ready: by whom it can be done, what refuses it, and that it is all or nothing."""

from __future__ import annotations

from collections.abc import Iterator

import psycopg
import pytest
from psycopg import sql

from ooh_console.ledger.errors import LedgerError
from ooh_console.ledger.ledger import Ledger
from ooh_console.ledger.postgres import Server
from ooh_console.ledger.postgres_connection import ServerConnection
from ooh_console.ledger.postgres_rights import DESK_ROLE
from ooh_console.ledger.postgres_trouble import sentences
from ooh_console.ledger.server_setup import set_up
from ooh_console.ledger.verification import Found
from tests.ledger.making import begin_register
from tests.servers import DESK, PASSWORD, TestServer

Superuser = psycopg.Connection[tuple[object, ...]]


@pytest.fixture
def superuser(server: TestServer) -> Iterator[Superuser]:
    with psycopg.connect(server.owner, autocommit=True) as connection:
        yield connection


def _empty(server: TestServer, superuser: Superuser, how: str = "") -> tuple[str, str]:
    """A database in which nothing was made yet, and its owner, who may do nothing else."""
    name = f"county_{server.next()}"
    owner = f"owner_of_{name}"
    for words in (
        "CREATE ROLE {owner} LOGIN CREATEROLE",
        f"CREATE DATABASE {{name}} OWNER {{owner}} {how}",
    ):
        statement = sql.SQL(words)  # type: ignore[arg-type]
        superuser.execute(statement.format(name=sql.Identifier(name), owner=sql.Identifier(owner)))
    return name, owner


def _tables(server: TestServer, database: str) -> int:
    with psycopg.connect(server.of(database)) as connection:
        found = connection.execute(
            "SELECT count(*) FROM pg_class WHERE relnamespace = 'public'::regnamespace"
        ).fetchone()
    assert found is not None
    return int(str(found[0]))


def test_an_owner_who_makes_no_users_is_told_so_and_nothing_is_made(
    server: TestServer, superuser: Superuser
) -> None:
    database, owner = _empty(server, superuser)
    superuser.execute(f'ALTER ROLE "{owner}" NOCREATEROLE')  # type: ignore[call-overload]
    there = Server(server.of(database, owner))
    with pytest.raises(LedgerError, match=r"may not make users.*Nothing was changed.*CREATEROLE"):
        set_up(there, f"desk_{database}")
    assert _tables(server, database) == 0
    superuser.execute(f'ALTER ROLE "{owner}" CREATEROLE')  # type: ignore[call-overload]
    # The role of all desks was made by another owner of this server.
    with pytest.raises(LedgerError, match=r"may not let .* in.*Nothing was changed") as error:
        set_up(there, f"desk_{database}")
    assert _tables(server, database) == 0
    superuser.execute(str(error.value).partition("run there: ")[2])  # type: ignore[call-overload]
    made = set_up(there, f"desk_{database}")
    assert (made.before, made.trouble) == ("fresh", ())
    with Ledger.on_server(server.of(database, f"desk_{database}"), made.password) as ledger:
        assert ledger.verify().ok
    assert set_up(there, f"desk_{database}").before == "current"


def test_who_does_not_own_the_tables_changes_nothing(
    server: TestServer, superuser: Superuser, database: str
) -> None:
    with pytest.raises(LedgerError, match=r"Nothing was changed") as error:
        set_up(Server(server.of(database, DESK), PASSWORD), "desk_of_mine")
    assert "database init" not in str(error.value), "they are running it"
    assert superuser.execute("SELECT 1 FROM pg_roles WHERE rolname = 'desk_of_mine'").rowcount == 0


def test_a_database_whose_text_is_not_utf8_is_refused(
    server: TestServer, superuser: Superuser
) -> None:
    for encoding in ("LATIN1", "SQL_ASCII"):
        how = f"ENCODING '{encoding}' LOCALE 'C' TEMPLATE template0"
        database, owner = _empty(server, superuser, how)
        with pytest.raises(LedgerError, match=f"as {encoding} and not as UTF8.*Nothing was"):
            set_up(Server(server.of(database, owner)))
        assert _tables(server, database) == 0


# Nobody acts with the owner's rights


PLANTED = (
    "CREATE FUNCTION public.hashtextextended(text, integer) RETURNS bigint LANGUAGE sql AS "
    "$$INSERT INTO acted SELECT current_user; SELECT 1::bigint$$",
    "CREATE FUNCTION public.same(name, varchar) RETURNS boolean LANGUAGE sql AS $$SELECT true$$; "
    "CREATE OPERATOR public.= (FUNCTION = public.same, LEFTARG = name, RIGHTARG = varchar)",
    "CREATE VIEW public.alembic_version AS SELECT '0001'::text AS version_num",
)


@pytest.mark.parametrize("planted", PLANTED)
def test_what_somebody_else_put_among_the_tables_never_acts_for_the_owner(
    server: TestServer, superuser: Superuser, planted: str
) -> None:
    """Up to PostgreSQL 14, and where a database comes from there, whoever signs in may do so."""
    database, owner = _empty(server, superuser)
    with psycopg.connect(server.of(database), autocommit=True) as connection:
        connection.execute("GRANT CREATE ON SCHEMA public TO PUBLIC")
        connection.execute("CREATE SCHEMA kept; CREATE TABLE kept.acted (who text)")
        connection.execute(
            "GRANT USAGE ON SCHEMA kept TO PUBLIC; GRANT ALL ON kept.acted TO PUBLIC"
        )
    with psycopg.connect(server.of(database, DESK), password=PASSWORD) as connection:
        connection.execute(planted.replace("INTO acted", "INTO kept.acted"))  # type: ignore[call-overload]
    with pytest.raises(LedgerError, match=rf"somebody else made .* of {DESK}\).*Nothing was"):
        set_up(Server(server.of(database, owner)))
    with psycopg.connect(server.of(database)) as connection:
        assert connection.execute("SELECT * FROM kept.acted").fetchall() == []
    with (
        psycopg.connect(server.of(database, DESK), password=PASSWORD) as connection,
        pytest.raises(psycopg.errors.InsufficientPrivilege),
    ):
        connection.execute("CREATE TABLE public.mine (a int)")


def test_where_the_owner_cannot_take_that_right_away_it_is_said_who_can(
    server: TestServer, superuser: Superuser
) -> None:
    database, owner = _empty(server, superuser)
    with psycopg.connect(server.of(database), autocommit=True) as connection:
        connection.execute("ALTER SCHEMA public OWNER TO CURRENT_USER")
        connection.execute("GRANT CREATE ON SCHEMA public TO PUBLIC")
        with pytest.raises(LedgerError, match=r"Nothing was changed.*superuser run") as error:
            set_up(Server(server.of(database, owner)))
        assert _tables(server, database) == 0
        connection.execute(str(error.value).partition("run there: ")[2])  # type: ignore[call-overload]
    with pytest.raises(LedgerError, match="may not let"):
        set_up(Server(server.of(database, owner)), f"desk_{database}")


def test_a_table_of_somebody_s_own_is_not_taken_for_the_console_s(
    server: TestServer, night_on_server: str
) -> None:
    with psycopg.connect(server.of(night_on_server), autocommit=True) as connection:
        connection.execute(
            f'CREATE SCHEMA "{DESK}"; CREATE TABLE "{DESK}".entry AS SELECT * FROM public.entry '
            f'WHERE false; GRANT ALL ON SCHEMA "{DESK}" TO PUBLIC; '
            f'GRANT ALL ON "{DESK}".entry TO PUBLIC'
        )
    with Ledger.on_server(server.of(night_on_server, DESK), PASSWORD) as ledger:
        assert ledger.head("R1") == 5


def test_a_desk_signs_in_to_its_own_database_alone(
    server: TestServer, superuser: Superuser
) -> None:
    """All databases of a server share the role of the desks, and so would all its counties."""
    first, _ = _empty(server, superuser)
    second, _ = _empty(server, superuser)
    for database in (first, second):
        assert not set_up(Server(server.of(database)), f"desk_{database}", PASSWORD).trouble
        with Ledger.on_server(server.of(database, f"desk_{database}"), PASSWORD) as ledger:
            begin_register(ledger)
    for database, other in ((first, second), (second, first)):
        with pytest.raises(LedgerError, match="permission denied for database"):
            Ledger.on_server(server.of(database, f"desk_{other}"), PASSWORD)
    assert not set_up(Server(server.of(first)), f"desk_{second}", PASSWORD).trouble
    Ledger.on_server(server.of(first, f"desk_{second}"), PASSWORD).close()


def test_where_everybody_could_sign_in_before_its_desks_still_may(
    server: TestServer, night_on_server: str
) -> None:
    """A copy, as a database of an earlier version, is open to everybody."""
    assert not set_up(Server(server.of(night_on_server))).trouble
    with Ledger.on_server(server.of(night_on_server, DESK), PASSWORD) as ledger:
        assert ledger.head("R1") == 5
    with psycopg.connect(server.of(night_on_server)) as connection:
        found = connection.execute(
            "SELECT has_database_privilege('public', current_database(), 'CONNECT')"
        ).fetchone()
    assert found == (False,)


# Who may do more than a desk does


@pytest.mark.parametrize(
    ("change", "words"),
    [
        ("GRANT UPDATE, DELETE ON entry TO {desk}", "(DELETE, UPDATE)"),
        ("GRANT TRUNCATE, TRIGGER ON content TO {login}", "(TRIGGER, TRUNCATE)"),
        ("GRANT UPDATE (body) ON entry TO {login}", "(UPDATE)"),
        ("GRANT INSERT ON screen TO {desk}", "(INSERT)"),
        ("GRANT INSERT (tx) ON entry TO {desk}", "(INSERT)"),
        ("GRANT INSERT ON entry TO {login}", "(INSERT)"),
        ("GRANT SELECT ON entry TO PUBLIC", "Whoever signs in"),
        ("GRANT UPDATE ON alembic_version TO {desk}", "(UPDATE)"),
        ("ALTER ROLE {login} SUPERUSER", "may do everything"),
        ("GRANT {owner} TO {login}", "whoever owns the tables"),
        ("GRANT pg_write_all_data TO {login}", "may do everything"),
        ("GRANT CREATE ON SCHEMA public TO PUBLIC", "make things of their own"),
    ],
)
def test_rights_beyond_those_of_a_desk_are_named(
    server: TestServer, night_on: str, change: str, words: str
) -> None:
    with psycopg.connect(server.of(night_on)) as connection:
        assert list(sentences(ServerConnection(connection))) == []
        change = change.format(desk=DESK_ROLE, login=DESK, owner=server.superuser)
        connection.execute(change)  # type: ignore[call-overload]
        found = list(sentences(ServerConnection(connection)))
        connection.rollback()
    assert found
    assert all(words in sentence for sentence in found), found


def test_who_signs_in_as_the_owner_is_told_so_by_verify(
    server: TestServer, night_on_server: str
) -> None:
    with Ledger.on_server(server.of(night_on_server)) as ledger:
        (finding,) = ledger.verify().findings
    assert (finding.what, server.superuser in finding.sentence) == (Found.GUARD_MISSING, True)


def test_rights_that_were_given_since_are_taken_away_again(
    server: TestServer, night_on_server: str
) -> None:
    with psycopg.connect(server.of(night_on_server), autocommit=True) as connection:
        connection.execute(f"GRANT ALL ON entry, content, alembic_version TO {DESK_ROLE}, PUBLIC")
        connection.execute(f"GRANT UPDATE ON entry TO {DESK}")
    (left,) = set_up(Server(server.of(night_on_server)), DESK, PASSWORD).trouble
    assert f"'{DESK}' has more rights in the table 'entry'" in left


@pytest.mark.parametrize("kind", ["SUPERUSER", "CREATEROLE", "BYPASSRLS", "IN ROLE {owner}"])
def test_a_user_who_may_do_more_is_made_no_desk(
    server: TestServer, superuser: Superuser, database: str, kind: str
) -> None:
    name = f"desk_{server.next()}"
    kind = kind.format(owner=server.superuser)
    superuser.execute(f'CREATE ROLE "{name}" LOGIN {kind}')  # type: ignore[call-overload]
    for desk in (name, server.superuser):
        with pytest.raises(LedgerError, match=r"more than a desk does.*Nothing was changed"):
            set_up(Server(server.of(database)), desk, PASSWORD)
