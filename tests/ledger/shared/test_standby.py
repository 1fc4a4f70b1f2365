"""A real desk beside a primary and its standby, whichever of the two its address names first."""

from __future__ import annotations

from contextlib import closing
from pathlib import Path

import pytest

from ooh_console.ledger.errors import LedgerUnreachable
from ooh_console.ledger.ledger import Ledger
from ooh_console.ledger.shared.delivering import Sitting
from ooh_console.ledger.shared.ledger import SharedLedger
from tests.ledger.making import DUTY, begin_register, note, signer
from tests.ledger.shared.conftest import KEY, Clock
from tests.ledger.test_faults import until
from tests.servers import DESK, PASSWORD, running
from tests.standby import synchronous


def test_a_standby_that_is_named_first_stands_before_nobody(tmp_path: Path) -> None:
    with running() as primary:
        database = primary.fresh()
        with Ledger.on_server(primary.of(database, DESK), PASSWORD) as there:
            begin_register(there)
        with synchronous(primary) as standby:
            alone = f"postgresql://{DESK}@/{database}?host={standby.address}"
            url = f"{alone},{primary.host}"

            def reach() -> Ledger:
                return Ledger.on_server(url, PASSWORD, busy_seconds=1, silence_seconds=1)

            with closing(SharedLedger(tmp_path, KEY, reach, reach(), Clock())) as desk:
                desk.sits_here(Sitting(DUTY, "duty-worker", "OOH", "desk 1", signer()))
                heads: dict[str, int] = {}
                desk.follow(heads.update)
                assert not desk.append_now([note("one")], signer())[0].waiting
                with reach() as other:
                    other.append_now([note("two")], signer())
                until(lambda: heads.get("R1") == 2)
                until(lambda: desk.head("R1") == 2)

                primary.kill()
                # Now only one answers that takes nothing.
                assert desk.append_now([note("three")], signer())[0].waiting
                with pytest.raises(LedgerUnreachable):
                    reach()
                with pytest.raises(LedgerUnreachable, match="a standby"):
                    Ledger.on_server(alone, PASSWORD)
                with Ledger.on_server(alone, PASSWORD, read_only=True) as reading:
                    assert reading.head("R1") == 2
                standby.promote()
                until(lambda: desk.sharing is not None and desk.sharing.away_since is None)
                with reach() as there:
                    texts = [entry.body.text for entry in there.rows("R1", 1, 3)]  # type: ignore[union-attr]
        assert texts == ["one", "two", "three"]
