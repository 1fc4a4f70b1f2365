"""A log carried into another database: as it is, and never by accident one that is damaged."""

from __future__ import annotations

import contextlib
import sqlite3
from pathlib import Path

import pytest

from ooh_console.ledger.errors import LedgerError
from ooh_console.ledger.guards import GUARDS
from ooh_console.ledger.ledger import Ledger
from ooh_console.ledger.moving import move
from ooh_console.ledger.verification import Found
from tests.ledger.making import note, signer, tampering

DAMAGE = {
    "changed": "UPDATE entry SET body = replace(body, 'a dog', 'no dog')",
    "forged": f"UPDATE entry SET signature = '{'00' * 64}' WHERE incident = 'R1' AND seq = 2",
    "removed": "DELETE FROM entry WHERE incident = 'R1' AND seq = 2",
    "no text": "UPDATE entry SET body = X'ff00fe' WHERE incident = 'R1' AND seq = 2",
    "a whole incident": "DELETE FROM entry WHERE incident = 'R1'",
}


@pytest.mark.parametrize("damage", DAMAGE)
def test_a_damaged_log_is_moved_when_that_is_wanted_and_its_damage_with_it(
    night: Path, tmp_path: Path, damage: str
) -> None:
    with tampering(night) as connection:
        assert connection.execute(DAMAGE[damage]).rowcount > 0
    with Ledger.open(night) as source, Ledger.open(tmp_path / "new" / "there.db") as target:
        before = source.verify()
        assert not before.ok
        with pytest.raises(LedgerError, match=r"Nothing was moved.*--why REASON"):
            move(source, target)
        assert target.verify().entries == 0
        moved = move(source, target, as_it_is=True)
        after = target.verify()
        assert after.findings == before.findings
        assert moved.findings == tuple(one.sentence for one in before.findings)
        assert (after.heads, after.entries) == (before.heads, before.entries)
        target.append_now([note("goes on", "R2")], signer())


def test_the_guards_that_one_lacks_the_other_has(night: Path, tmp_path: Path) -> None:
    with contextlib.closing(sqlite3.connect(night)) as connection:
        connection.execute(f"DROP TRIGGER {next(iter(GUARDS))}")
    with Ledger.open(night) as source, Ledger.open(tmp_path / "new" / "there.db") as target:
        assert [one.what for one in source.verify().findings] == [Found.GUARD_MISSING]
        assert move(source, target, as_it_is=True).findings == ()
        assert target.verify().ok
