"""A desk in a process of its own, for whoever kills it: `python -m tests.ledger.shared.child`."""

from __future__ import annotations

import os
import sys
from pathlib import Path

from ooh_console.ledger.ledger import Ledger
from ooh_console.ledger.shared.delivering import Sitting
from ooh_console.ledger.shared.ledger import SharedLedger
from tests.ledger.making import DUTY, note, signer
from tests.ledger.shared.conftest import KEY
from tests.servers import PASSWORD


def main(folder: str, url: str, what: str = "record") -> None:
    """Records without end, and says each id once it is acknowledged; or puts back what the database
    lost, once it is told to."""

    def reach() -> Ledger:
        return Ledger.on_server(url, PASSWORD, busy_seconds=1, silence_seconds=1)

    with SharedLedger(Path(folder), KEY, reach, None) as log:
        log.sits_here(Sitting(DUTY, "duty-worker", "OOH", "desk 1", signer()))
        if what == "put back":
            log.wait_until_shared(20)
            os.write(1, b"ready\n")
            sys.stdin.readline()
            log.put_back()
            log.wait_until_shared(20)
            return
        while True:
            (entry,) = log.append_now([note("under load " * 20)], signer())
            os.write(1, f"{entry.id}\n".encode())


if __name__ == "__main__":
    main(*sys.argv[1:])
