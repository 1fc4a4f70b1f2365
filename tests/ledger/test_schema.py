"""One definition of the tables; guards; migrations; and who may read the file."""

from __future__ import annotations

import os
import sqlite3
import stat
from contextlib import closing
from pathlib import Path

import pytest
from alembic.autogenerate import compare_metadata
from alembic.config import Config
from alembic.migration import MigrationContext
from alembic.script import ScriptDirectory
from sqlalchemy import create_engine, insert, text
from sqlalchemy.dialects import sqlite as dialect
from sqlalchemy.schema import CreateIndex, CreateTable
from sqlmodel import SQLModel

from ooh_console.ledger import statements as sql
from ooh_console.ledger.guards import GUARDS, PLACE
from ooh_console.ledger.ledger import Ledger
from ooh_console.ledger.migrate import VERSIONS
from ooh_console.ledger.tables import TABLES, ContentRow, EntryRow, LastKnownRow, ScreenRow
from tests.ledger.conftest import Child
from tests.ledger.making import note, signer


def _words(statement: object) -> str:
    return " ".join(str(statement).replace('"', "").replace("\t", " ").split())


def test_the_migrations_make_the_tables_as_defined(path: Path) -> None:
    engine = create_engine(f"sqlite:///{path}")
    with engine.connect() as connection:
        context = MigrationContext.configure(
            connection, opts={"compare_type": True, "compare_server_default": True}
        )
        assert compare_metadata(context, SQLModel.metadata) == []
        stored = dict(
            connection.execute(
                text("SELECT name, sql FROM sqlite_master WHERE sql IS NOT NULL")
            ).all()
        )
    engine.dispose()
    for table in TABLES:
        made = CreateTable(table).compile(dialect=dialect.dialect())
        assert _parts(stored[table.name]) == _parts(made)
        for index in table.indexes:
            made_index = CreateIndex(index).compile(dialect=dialect.dialect())
            assert _words(stored[index.name]) == _words(made_index)
    assert {name: stored[name] for name in GUARDS} == GUARDS


def _parts(statement: object) -> set[str]:
    """The lines of a CREATE TABLE; in which order constraints stand says nothing."""
    return {_words(line).removesuffix(",") for line in str(statement).splitlines() if line.strip()}


@pytest.mark.parametrize(
    ("row", "statement", "generated"),
    [
        (EntryRow, sql.INSERT_ENTRY, ()),
        (ContentRow, sql.INSERT_CONTENT, ()),
        (ScreenRow, sql.INSERT_SCREEN, ("number",)),
        (LastKnownRow, sql.REMEMBER.partition(" ON CONFLICT")[0], ()),
    ],
)
def test_the_statements_name_the_columns_of_the_tables(
    row: type[SQLModel], statement: str, generated: tuple[str, ...]
) -> None:
    table = SQLModel.metadata.tables[str(row.__tablename__)]
    names = [column.name for column in table.columns if column.name not in generated]
    compiled = insert(table).values(dict.fromkeys(names, "")).compile(dialect=dialect.dialect())
    assert _words(compiled) == _words(statement)


def test_the_list_of_versions_is_that_of_the_migrations() -> None:
    config = Config()
    config.set_main_option("script_location", "ooh_console.ledger:migrations")
    config.set_main_option("path_separator", "os")
    script = ScriptDirectory.from_config(config)
    assert tuple(r.revision for r in reversed(list(script.walk_revisions()))) == VERSIONS


# Two entries stand in R1: the third has to follow the second.
MISPLACED = [
    ("2147483647", "(SELECT chain FROM entry WHERE seq = 2)"),
    ("4", "(SELECT chain FROM entry WHERE seq = 2)"),
    ("0", "(SELECT chain FROM entry WHERE seq = 2)"),
    ("-1", "(SELECT chain FROM entry WHERE seq = 2)"),
    ("'x'", "(SELECT chain FROM entry WHERE seq = 2)"),
    ("3", "(SELECT chain FROM entry WHERE seq = 1)"),
    ("3", "'0'"),
]


def _misplaced(seq: str, prev: str) -> str:
    return (
        "INSERT INTO entry SELECT 'new', incident, kind, body, occurred_at, recorded_at, "
        f"late_reason, operator, role, agency, desk, {seq}, digest, signature, {prev}, chain "
        "FROM entry WHERE seq = 1"
    )


FORBIDDEN = [
    "UPDATE entry SET body = 'x'",
    "DELETE FROM entry WHERE seq = 2",
    "INSERT OR REPLACE INTO entry SELECT * FROM entry WHERE seq = 1",
    "REPLACE INTO entry SELECT 'new', incident, kind, body, occurred_at, recorded_at, late_reason, "
    "operator, role, agency, desk, seq, digest, signature, prev, chain FROM entry WHERE seq = 1",
    "INSERT OR REPLACE INTO entry (rowid, id, incident, kind, body, occurred_at, recorded_at, "
    "late_reason, operator, role, agency, desk, seq, digest, signature, prev, chain) "
    "SELECT 1, 'new', 'R9', kind, body, occurred_at, recorded_at, late_reason, operator, role, "
    "agency, desk, seq, digest, signature, prev, chain FROM entry WHERE seq = 1",
    "INSERT INTO entry SELECT * FROM entry WHERE true ON CONFLICT (id) DO UPDATE SET body = 'x'",
    *(_misplaced(seq, prev) for seq, prev in MISPLACED),
    "UPDATE content SET body = 'x'",
    "DELETE FROM content",
    "INSERT OR REPLACE INTO content SELECT digest, 'x' FROM content",
    "UPDATE screen SET screen = 'x'",
    "DELETE FROM screen",
    "INSERT OR REPLACE INTO screen SELECT number, 'x', desk, shown_at, screen FROM screen",
]


@pytest.mark.parametrize("statement", FORBIDDEN)
async def test_the_database_itself_refuses_changes(
    ledger: Ledger, path: Path, statement: str
) -> None:
    await ledger.append([note("one"), note("two")], signer())
    (kept,) = await ledger.keep(["a screen"])
    entry = ledger.rows("R1", 1, 1)[0]
    await ledger.screen_shown("R1", "desk 1", entry.recorded_at, kept)
    with closing(sqlite3.connect(path)) as other:
        with pytest.raises(sqlite3.IntegrityError, match="never changed or removed"):
            other.execute(statement)
        assert other.execute("SELECT count(*) FROM entry").fetchone() == (2,)


def test_a_file_of_the_second_version_is_read_as_it_is_and_brought_up_to_date(night: Path) -> None:
    with closing(sqlite3.connect(night)) as connection:
        connection.execute(f"DROP TRIGGER {PLACE}")
        connection.execute("UPDATE alembic_version SET version_num = '0002'")
        connection.commit()
    with Ledger.open(night, read_only=True) as ledger:
        assert ledger.verify().ok, "what came later is not missed in what is older"
    with Ledger.open(night) as ledger:
        ledger.append_now([note("goes on")], signer())
        assert ledger.verify().ok
    with (
        closing(sqlite3.connect(night)) as connection,
        pytest.raises(sqlite3.IntegrityError, match="at the end of its chain alone"),
    ):
        connection.execute(_misplaced("2147483647", "'0'") + " AND incident = 'R1'")


def test_alembic_is_not_imported_when_the_file_is_current(path: Path, child: Child) -> None:
    process = child("say_opened", path)
    out, _ = process.communicate("\n", timeout=30)
    assert out == "ready\n\n"


def test_processes_that_open_a_fresh_file_at_once_all_succeed(tmp_path: Path, child: Child) -> None:
    path = tmp_path / "fresh" / "ledger.db"
    processes = [child("say_opened", path) for _ in range(3)]
    for process in processes:
        assert process.stdout is not None
        assert process.stdout.readline() == "ready\n"
    for process in processes:
        assert process.stdin is not None
        process.stdin.write("\n")
        process.stdin.flush()
    for process in processes:
        process.communicate(timeout=60)
        assert process.returncode == 0
    with Ledger.open(path) as ledger:
        assert ledger.head("R1") == 3


def test_threads_that_open_a_fresh_file_at_once_all_succeed(tmp_path: Path) -> None:
    from concurrent.futures import ThreadPoolExecutor

    path = tmp_path / "fresh" / "ledger.db"
    with ThreadPoolExecutor(4) as pool:
        for ledger in pool.map(lambda _: Ledger.open(path), range(4)):
            ledger.append_now([note("opened")], signer())
            assert ledger.problem is None
            ledger.close()


@pytest.mark.parametrize("mask", [0o000, 0o077, 0o777 & ~0o700])
def test_only_the_owner_can_read_whatever_the_umask(tmp_path: Path, mask: int) -> None:
    path = tmp_path / "folder" / "ledger.db"
    before = os.umask(mask)
    try:
        with Ledger.open(path) as ledger:
            ledger.append_now([note("one")], signer())
            modes = {p.name: stat.S_IMODE(p.stat().st_mode) for p in path.parent.iterdir()}
    finally:
        os.umask(before)
    assert modes == {"ledger.db": 0o600, "ledger.db-wal": 0o600, "ledger.db-shm": 0o600}
    assert stat.S_IMODE(path.parent.stat().st_mode) == 0o700


def test_a_file_that_others_could_read_is_narrowed(path: Path) -> None:
    path.chmod(0o644)
    with Ledger.open(path) as ledger:
        ledger.append_now([note("one")], signer())
        wal = path.with_name(path.name + "-wal")
        assert {stat.S_IMODE(p.stat().st_mode) for p in (path, wal)} == {0o600}


def test_an_empty_folder_that_others_could_read_is_narrowed(tmp_path: Path) -> None:
    folder = tmp_path / "folder"
    folder.mkdir(mode=0o755)
    Ledger.open(folder / "ledger.db").close()
    assert stat.S_IMODE(folder.stat().st_mode) == 0o700


@pytest.mark.parametrize(
    ("statement", "values", "index"),
    [
        (sql.BEARING, ("R1", 0, 10), "entry_bearing"),
        (sql.OPERATORS, ("register",), "entry_operators"),
        (sql.ROWS, ("R1", 1, 2), "sqlite_autoindex_entry_2"),
        (sql.HEAD, ("R1",), "sqlite_autoindex_entry_2"),
        (sql.SCREEN_AT, ("R1", "x"), "screen_when"),
    ],
)
def test_what_must_be_quick_goes_by_its_index(
    path: Path, statement: str, values: tuple[object, ...], index: str
) -> None:
    with closing(sqlite3.connect(path)) as connection:
        plan = connection.execute(f"EXPLAIN QUERY PLAN {statement}", values).fetchall()
    assert any(f"USING INDEX {index} " in row[3] for row in plan), plan
    assert not any("SCAN entry" in row[3] for row in plan)
