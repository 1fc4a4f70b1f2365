"""Who may sign in, of the lines of the register that were signed by somebody who could say so.

Whoever can write into the database can put a line there; it counts only with the signature of a
key that counted then. A line without it is named (`Operators.doubted`), and nobody gains or loses
by it.
"""

from __future__ import annotations

from collections.abc import Iterable
from dataclasses import replace
from functools import lru_cache

from ooh_console.domain.bodies import OperatorAdded
from ooh_console.domain.entries import UnreadBody, Written, read_body
from ooh_console.domain.operators import Operators
from ooh_console.ledger import statements as sql
from ooh_console.ledger.database import Row
from ooh_console.ledger.reading import moment
from ooh_console.ledger.signers import checker, fits

NOBODY_BELIEVED = (
    "The register has entries, and none that says who may sign in is signed by whom it names: it "
    "was damaged or changed. Nobody was signed in, and nothing was changed. Tell whoever keeps "
    "the database; `ooh-console restore` brings back a backup."
)
"""A desk of which this is so is no new one, whose first operator is whoever comes."""

_SEQ = sql.ENTRY_COLUMNS.index("seq")


def believed(rows: Iterable[Row]) -> Operators:
    """Everybody whom these rows of the register name, as they are stored, by place."""
    found, doubted = Operators(), list[int]()
    for row in rows:
        seq = row[_SEQ]
        after = _after(found, row)
        if after is None:
            doubted.append(seq if type(seq) is int else 0)
        else:
            found = after
    return replace(found, doubted=tuple(doubted))


def _after(operators: Operators, row: Row) -> Operators | None:
    """After one line more; `None` when it is not by whom it says, or they could not say it."""
    seq, digest, signature = row[_SEQ], row[_SEQ + 1], row[_SEQ + 2]
    texts = (*row[:_SEQ], digest, signature)
    if type(seq) is not int or seq < 1 or not all(type(value) is str for value in texts):
        return None
    written = Written(*row[:_SEQ])
    body = read_body(written.kind, written.body)
    try:
        if isinstance(body, UnreadBody) or written.digest() != digest:
            return None
    except ValueError:  # Bytes that are no text.
        return None
    if operators:
        person = operators.get(written.operator)
        keys = person.keys if person is not None else ()
        recorded = moment(written.recorded_at)
        counted = [k.public_key for k in keys if not k.disabled_at or recorded < k.disabled_at]
    else:
        # The very first adds themselves, and signs it with the key that it names.
        own = isinstance(body, OperatorAdded) and body.name == written.operator
        counted = [body.public_key] if own and isinstance(body, OperatorAdded) else []
    if not any(is_signed(key, signature, digest) for key in counted):
        return None
    if not operators.allows(body, written.operator):
        return None
    return operators.with_body(body, moment(written.occurred_at), written.operator, written.desk)


@lru_cache(maxsize=4096)
def is_signed(public_key: str, signature: str, digest: str) -> bool:
    """Whether this key signed this digest. Kept, since every desk looks at the register again
    whenever it grows."""
    check = checker(public_key)
    return check is not None and fits(check, signature, digest)
