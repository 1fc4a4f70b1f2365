"""What the tests run in processes of its own: `python -m tests.ledger.child WHAT ARGUMENTS`."""

from __future__ import annotations

import os
import resource
import sys
from pathlib import Path

from ooh_console.ledger.drafts import Drafts
from ooh_console.ledger.errors import LedgerError
from ooh_console.ledger.ledger import Ledger
from tests.ledger.making import note, signer


def write_forever(path: str, chain: str) -> None:
    """Append without end and say each seq once it is acknowledged."""
    with Ledger.open(Path(path)) as ledger:
        while True:
            (entry,) = ledger.append_now([note("under load " * 20, chain)], signer())
            os.write(1, f"{entry.id} {entry.seq}\n".encode())


def write_some(path: str, chain: str, count: str) -> None:
    """Append so many, alternating between a chain of one's own and a common one."""
    with Ledger.open(Path(path)) as ledger:
        for number in range(int(count)):
            where = chain if number % 2 else "common"
            ledger.append_now([note(f"{chain} {number}", where)], signer())


def say_opened(path: str) -> None:
    """Open, append one, and say whether Alembic was needed."""
    os.write(1, b"ready\n")
    sys.stdin.readline()
    with Ledger.open(Path(path)) as ledger:
        ledger.append_now([note("opened")], signer())
        made = sorted({"alembic", "sqlmodel", "sqlalchemy"} & sys.modules.keys())
        os.write(1, (",".join(made) + "\n").encode())


def as_nobody(path: str) -> None:
    """Open as a user without rights; say the problem, what can be read, and what append says."""
    os.setgroups([])
    os.setgid(65534)
    os.setuid(65534)
    try:
        with Ledger.open(Path(path)) as ledger:
            print(ledger.problem)
            print(ledger.head("R1"), ledger.verify().ok)
            try:
                ledger.append_now([note("no")], signer())
            except LedgerError as error:
                print(type(error).__name__)
    except LedgerError as error:
        print(type(error).__name__, error.sentence)


def until_full(path: str, limit: str) -> None:
    """Append under a limit on file size until refused; then say what is there."""
    with Ledger.open(Path(path)) as ledger:
        ledger.append_now([note("before")], signer())
        resource.setrlimit(resource.RLIMIT_FSIZE, (int(limit), resource.RLIM_INFINITY))
        count = 1
        try:
            while True:
                ledger.append_now([note("filling " * 200)], signer())
                count += 1
        except LedgerError as error:
            print(type(error).__name__)
        print(count == ledger.head("R1"), ledger.verify("R1").entries == count)
        resource.setrlimit(resource.RLIMIT_FSIZE, (resource.RLIM_INFINITY, resource.RLIM_INFINITY))
        print(ledger.append_now([note("after")], signer())[0].seq == count + 1)


def hold_lock(path: str) -> None:
    """Hold the write lock until told to end."""
    import sqlite3

    connection = sqlite3.connect(path, isolation_level=None)
    connection.execute("BEGIN IMMEDIATE")
    os.write(1, b"held\n")
    sys.stdin.readline()


def sit_and_type(folder: str, text: str) -> None:
    """Keep a draft, and what is seen of it; then sit there until told to end."""
    drafts = Drafts(Path(folder), "desk 1")
    drafts.put("R1", "entry", {"text": text})
    print(drafts.get("R1")["entry"]["text"], flush=True)
    sys.stdin.readline()


def draft_forever(folder: str) -> None:
    """Keep ever longer drafts and say the length of each once it is kept."""
    drafts = Drafts(Path(folder), "desk 1")
    length = 0
    while True:
        length += 1
        drafts.put("R1", "entry", {"text": "x" * length})
        os.write(1, f"{length}\n".encode())


if __name__ == "__main__":
    globals()[sys.argv[1]](*sys.argv[2:])
