"""The link, and canonical JSON through a real file."""

from __future__ import annotations

import hashlib
import json

from hypothesis import given
from hypothesis import strategies as st

from ooh_console.domain.canonical import canonical
from ooh_console.ledger.chain import GENESIS, link
from ooh_console.ledger.ledger import Ledger
from tests.ledger.making import note, signer

HEXES = st.text("0123456789abcdef", min_size=1, max_size=128)


def test_the_link_is_what_the_documents_say() -> None:
    said = hashlib.sha256(b"%s\naa\nbb" % GENESIS.encode()).hexdigest()
    assert link(GENESIS, "aa", "bb") == said


PARTS = st.tuples(HEXES, HEXES, HEXES)


@given(PARTS, PARTS)
def test_different_parts_make_a_different_link(
    one: tuple[str, str, str], other: tuple[str, str, str]
) -> None:
    assert (link(*one) == link(*other)) == (one == other)


@given(st.text(st.characters(exclude_categories=["Cs"])).filter(lambda t: t.strip()))
def test_canonical_text_is_stored_and_read_byte_for_byte(
    session_ledger: Ledger, words: str
) -> None:
    written = note("x" + words)
    session_ledger.append_now([written], signer())
    ((stored,),) = session_ledger._fetch("SELECT body FROM entry WHERE id = ?", written.id)
    assert stored == written.body
    assert canonical(json.loads(stored)) == stored
