"""Carrying a whole log into another database: every hash and signature as it was, or nothing."""

from __future__ import annotations

from dataclasses import dataclass, field

from ooh_console.ledger import statements as sql
from ooh_console.ledger.database import Connection, Database
from ooh_console.ledger.errors import LedgerError
from ooh_console.ledger.ledger import Ledger
from ooh_console.ledger.verification import Found, Verification


@dataclass(frozen=True, slots=True)
class Moved:
    """What was carried over, by table."""

    rows: dict[str, int] = field(default_factory=dict)
    findings: tuple[str, ...] = ()
    """What was wrong in it, and is in the copy: a sentence each."""


def move(source: Ledger, target: Ledger, *, as_it_is: bool = False) -> Moved:
    """Copies everything into an empty log; what it was copied from stays as it is. `as_it_is`: also
    one in which something is wrong, which is evidence and stays so.

    Raises `LedgerError` when the source does not verify or the target is not empty; nothing is
    written then. What was written is verified, and its heads are those of the source.
    """
    if not as_it_is:
        refuse_damaged(source)
    if target.problem:
        raise LedgerError(f"Nothing was moved. {target.problem}")
    rows = source.reads(lambda database, connection: copy(database, connection, target))
    there = target.verify()
    if why := difference(source.verify(), there):
        raise LedgerError(
            f"What was copied is not what was there: {why} Go on with the log that you had, and "
            "empty the new one before you try again."
        )
    return Moved(rows, tuple(one.sentence for one in there.findings))


def refuse_damaged(source: Ledger) -> None:
    """Raises `LedgerError` when something is wrong in this log."""
    found = source.verify()
    if not found.ok:
        raise LedgerError(
            f"Nothing was moved: {found.findings[0].sentence} Run verify, and settle what it "
            "finds. What cannot be settled is moved as it is where an on-call manager says why: "
            "`database move --why REASON`."
        )


def difference(before: Verification, after: Verification) -> str:
    """Why a copy is not what it was copied from, in a sentence; empty when it is.

    What is wrong in the one must be wrong in the other, and nothing else: a damaged log is copied
    as it is, and its damage is evidence.
    """
    fresh = [one.sentence for one in after.findings if one not in before.findings]
    if fresh:
        return fresh[0]
    if (before.heads, before.entries) != (after.heads, after.entries):
        return "an entry came while it was copied."
    # What guarded the one does not go with the rows; the other has guards of its own.
    kept = [one for one in before.findings if one.what is not Found.GUARD_MISSING]
    if len(kept) != len(after.findings):
        return "what is wrong in the one is not in the other."
    return ""


def copy(database: Database, connection: Connection, target: Ledger) -> dict[str, int]:
    """Every row as it is at this moment, within one transaction there; how many, by table.

    Raises `LedgerError` when there are entries already, and what the databases raise.
    """
    with database.snapshot(connection):
        return _copy(database, connection, target)


def _copy(database: Database, connection: Connection, target: Ledger) -> dict[str, int]:
    def write(into: Database, writing: Connection) -> dict[str, int]:
        into.begin(writing, (), lambda: False)
        try:
            if writing.execute("SELECT 1 FROM entry LIMIT 1").fetchone() is not None:
                raise LedgerError(
                    f"Nothing was moved: {into.name} holds entries already. Choose an empty "
                    "database."
                )
            with into.as_it_is(writing):
                done = {
                    table: into.add_all(writing, add, database.stream(connection, read))
                    for table, (read, add) in sql.TABLES.items()
                }
            into.commit(writing, {"": 0})
        except BaseException:
            into.rollback(writing)
            raise
        return done

    return target.writes(write)
