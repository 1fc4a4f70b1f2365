"""An encrypted file: what of it can be read without its key, and by another driver."""

from __future__ import annotations

import contextlib
from pathlib import Path

import pytest
from sqlcipher3 import dbapi2 as sqlcipher

from ooh_console.ledger.errors import LedgerSealed, NotALedger
from ooh_console.ledger.ledger import Ledger
from ooh_console.ledger.sqlite import unlock
from tests.ledger.making import note, signer, small_night

CANARIES = (b"garden", b"A Consultant", b"Duty Worker", b"CREATE TABLE")


def test_no_word_of_it_is_in_any_file_of_its_folder(sealed: Path, key: bytes) -> None:
    with Ledger.open(sealed, key=key) as ledger:
        small_night(ledger)
        ledger.append_now([note("the dog again")], signer())
        files = [one.read_bytes() for one in sealed.parent.iterdir()]
        assert len(files) == 3, "the file, its WAL and its index"
        assert sum(map(len, files)) > 100_000
        assert not [word for word in CANARIES for one in files if word in one]
    assert not [word for word in CANARIES if word in sealed.read_bytes()]


def test_the_words_would_be_found_in_a_plain_file(night: Path) -> None:
    """So that the test above can fail."""
    assert all(word in night.read_bytes() for word in CANARIES)


def test_without_the_key_nothing_is_opened_and_nothing_changed(sealed: Path, key: bytes) -> None:
    with Ledger.open(sealed, key=key) as ledger:
        small_night(ledger)
    before = sealed.read_bytes()
    with pytest.raises(LedgerSealed, match="does not open"):
        Ledger.open(sealed, key=bytes(32))
    with pytest.raises(LedgerSealed, match="does not open"):
        Ledger.open(sealed, key=bytes(32), read_only=True)
    with pytest.raises(NotALedger):
        Ledger.open(sealed)
    assert sealed.read_bytes() == before


def test_a_key_does_not_open_a_plain_file(night: Path, key: bytes) -> None:
    before = night.read_bytes()
    with pytest.raises(LedgerSealed):
        Ledger.open(night, key=key)
    assert night.read_bytes() == before


def test_a_changed_byte_is_noticed_below_the_entries(sealed: Path, key: bytes) -> None:
    """Every page has a code of its own that only the key makes."""
    with Ledger.open(sealed, key=key) as ledger:
        small_night(ledger)
    stored = bytearray(sealed.read_bytes())
    stored[len(stored) // 2] ^= 1
    sealed.write_bytes(stored)
    with Ledger.open(sealed, key=key, read_only=True) as ledger:
        found = ledger.verify()
    assert any("damaged" in finding.sentence for finding in found.findings)


def test_the_file_itself_refuses_changes(sealed: Path, key: bytes) -> None:
    with Ledger.open(sealed, key=key) as ledger:
        small_night(ledger)
    with contextlib.closing(sqlcipher.connect(str(sealed))) as other:
        unlock(other, key)
        for statement in ("UPDATE entry SET body = '{}'", "DELETE FROM entry"):
            with pytest.raises(sqlcipher.DatabaseError, match="never changed or removed"):
                other.execute(statement)


def test_nothing_is_said_on_standard_error(sealed: Path, capfd: pytest.CaptureFixture[str]) -> None:
    """There the screen is drawn."""
    with pytest.raises(LedgerSealed):
        Ledger.open(sealed, key=bytes(32))
    assert capfd.readouterr().err == ""


def test_nothing_temporary_goes_to_the_disk(sealed: Path, key: bytes) -> None:
    """Sorting and the like happen in memory: what SQLCipher was built with."""
    with contextlib.closing(sqlcipher.connect(str(sealed))) as connection:
        unlock(connection, key)
        built = {option for (option,) in connection.execute("PRAGMA compile_options")}
    assert "TEMP_STORE=2" in built
