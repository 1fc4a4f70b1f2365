"""A log that was rolled back, or went another way, behind the desk's back is noticed and named."""

from __future__ import annotations

import shutil
from collections.abc import Iterator
from datetime import UTC, datetime, timedelta
from pathlib import Path

import pytest

from ooh_console.bootstrap.verifying import checking
from ooh_console.bootstrap.witnessing import Witnessing, witness_of, witnessed
from ooh_console.ledger.errors import LedgerError
from ooh_console.ledger.ledger import Ledger
from ooh_console.ledger.verification import ChainHead
from ooh_console.ledger.witness import Seen, Witness
from ooh_console.settings import Settings
from tests.ledger.making import note, signer, small_night, tampering
from tests.servers import TestServer

AT = datetime(2026, 11, 26, 3, 10, tzinfo=UTC)


@pytest.fixture
def settings(tmp_path: Path) -> Settings:
    return Settings(config_folder=tmp_path, data_folder=tmp_path / "desk")


@pytest.fixture
def open_night(night: Path) -> Iterator[Ledger]:
    with Ledger.open(night) as ledger:
        yield ledger


def looking(settings: Settings, ledger: Ledger, minutes: float = 0) -> Witnessing:
    return Witnessing(settings, ledger, lambda: AT + timedelta(minutes=minutes))


def look(settings: Settings, ledger: Ledger) -> tuple[str, ...]:
    one = looking(settings, ledger)
    try:
        return one.whole()
    finally:
        one.close()


def test_what_is_as_it_was_or_longer_is_fine(settings: Settings, open_night: Ledger) -> None:
    one = looking(settings, open_night)
    assert one.whole() == one.new() == ()
    open_night.append_now([note("more"), note("another incident", "R3")], signer())
    assert one.new() == one.whole() == ()
    one.close()
    assert witnessed(settings, open_night) == {}
    assert witness_of(settings).stat().st_mode & 0o777 == 0o600
    assert b"garden" not in witness_of(settings).read_bytes()


def test_an_older_copy_of_the_file_is_named_and_stays_so(
    settings: Settings, night: Path, tmp_path: Path
) -> None:
    older = shutil.copy(night, tmp_path / "older.db")
    with Ledger.open(night) as ledger:
        ledger.append_now([note("one"), note("two"), note("in a new one", "R3")], signer())
        assert look(settings, ledger) == ()
    with Ledger.open(Path(older)) as ledger:
        named = (
            "Incident R1 had 7 entries here at 26 Nov 2026 03:10 GMT and has 5 now.",
            "Incident R3 had 1 entry here at 26 Nov 2026 03:10 GMT and is not there now.",
        )
        assert look(settings, ledger) == named
        assert tuple(witnessed(settings, ledger).values()) == named
        assert witnessed(settings, ledger, ["R2"]) == {}
        # It goes on from there, and the first look is not forgotten.
        ledger.append_now([note("instead of one"), note("two"), note("three")], signer())
        (first, _) = look(settings, ledger)
        assert first == (
            "Incident R1 had 7 entries here at 26 Nov 2026 03:10 GMT, and entry 7 is another one "
            "now."
        )


def test_another_entry_in_the_same_place_is_named(
    settings: Settings, night: Path, tmp_path: Path
) -> None:
    fork = Path(shutil.copy(night, tmp_path / "fork.db"))
    with Ledger.open(night) as ledger:
        ledger.append_now([note("as it was")], signer())
        assert look(settings, ledger) == ()
    with Ledger.open(fork) as ledger:
        ledger.append_now([note("as it was not")], signer())
        (sentence,) = look(settings, ledger)
        assert "Incident R1 had 6 entries" in sentence
        assert "entry 6 is another one now" in sentence
        assert ledger.verify().ok, "by itself it is whole"


def test_a_cut_end_is_noticed_while_the_desk_is_open(settings: Settings, night: Path) -> None:
    with Ledger.open(night) as ledger:
        one = looking(settings, ledger)
        assert one.whole() == ()
        with tampering(night) as connection:
            connection.execute("DELETE FROM entry WHERE incident = 'R2' AND seq > 3")
        (sentence,) = one.whole()
        assert "Incident R2 had 5 entries" in sentence
        assert one.new() == (sentence,)
        one.close()


def test_a_file_that_was_put_in_the_place_of_the_open_one_takes_nothing(
    settings: Settings, night: Path, tmp_path: Path
) -> None:
    """What is written into the old one would be lost with it."""
    other = shutil.copy(night, tmp_path / "other.db")
    with Ledger.open(night) as ledger:
        one = looking(settings, ledger)
        assert one.whole() == ()
        Path(other).replace(night)
        with pytest.raises(LedgerError, match=r"was replaced by another file.*not saved"):
            ledger.append_now([note("into the void")], signer())
        (sentence,) = one.new()
        assert "Close the console, and open it again" in sentence
        one.close()
    with Ledger.open(night) as ledger:
        ledger.append_now([note("here")], signer())


def test_on_a_server_too(settings: Settings, server: TestServer) -> None:
    from tests.servers import DESK, PASSWORD

    with Ledger.on_server(server.of(server.fresh(), DESK), PASSWORD) as ledger:
        small_night(ledger)
        ledger.append_now([note("more")], signer())
        assert look(settings, ledger) == ()
    # Another server answers under its name, restored to an earlier moment.
    with Ledger.on_server(server.of(server.fresh(), DESK), PASSWORD) as ledger:
        small_night(ledger)
        named = look(settings, ledger)
    assert "Incident R1 had 6 entries here at 26 Nov 2026 03:10 GMT and has 5 now." in named


def test_a_log_that_can_only_be_read_is_looked_at_and_nothing_remembered(
    settings: Settings, night: Path
) -> None:
    with Ledger.open(night, read_only=True) as ledger:
        assert look(settings, ledger) == ()
        assert witnessed(settings, ledger) == {}
    with Ledger.open(night) as ledger:
        assert look(settings, ledger) == ()


def test_a_damaged_file_of_its_own_is_said(settings: Settings, open_night: Ledger) -> None:
    settings.data_folder.mkdir()
    witness_of(settings).write_text("no database, and long enough to be none" * 40)
    (sentence,) = look(settings, open_night)
    assert "What this desk has seen before cannot be read" in sentence
    assert "The log itself is not affected" in sentence


def test_the_review_s_check_names_it_too(settings: Settings, night: Path, tmp_path: Path) -> None:
    older = Path(shutil.copy(night, tmp_path / "older.db"))
    with Ledger.open(night) as ledger:
        ledger.append_now([note("more")], signer())
        assert look(settings, ledger) == ()
    with Ledger.open(older) as ledger:
        one = looking(settings, ledger)
        check = checking(ledger, (), lambda: AT, one.of)
        assert [wrong.sentence for wrong in check("R1").wrong] == [
            "Incident R1 had 6 entries here at 26 Nov 2026 03:10 GMT and has 5 now."
        ]
        assert check("R2").wrong == ()
        one.close()


def test_what_was_seen_never_goes_back(settings: Settings) -> None:
    """Another console of this desk may look at a moment before."""
    witness = Witness(witness_of(settings))
    witness.note({"R1": ChainHead(5, "five")}, AT)
    witness.note({"R1": ChainHead(3, "three")}, AT + timedelta(minutes=1))
    assert witness.seen() == {"R1": Seen(5, "five", AT)}
    witness.close()
