"""The key of a data folder: who opens it, and what a changed file or another's key comes to."""

from __future__ import annotations

import json
from pathlib import Path

import pytest
from cryptography.hazmat.primitives.asymmetric.ed25519 import Ed25519PrivateKey
from hypothesis import given
from hypothesis import strategies as st

from ooh_console.ledger.errors import KeyProblem, LedgerSealed
from ooh_console.ledger.folder_key import (
    admit,
    admitted,
    dismiss,
    is_encrypted,
    new_key,
    open_folder,
)
from ooh_console.ledger.keys import OperatorKey
from ooh_console.ledger.recovery import new_recovery_key, recovery_operator
from ooh_console.ledger.sealing import seal, unseal
from tests.ledger.making import DUTY, MANAGER, signer

BOTH = {signer(name).public_key: name for name in (DUTY, MANAGER)}


@pytest.fixture
def keys(tmp_path: Path) -> Path:
    return tmp_path / "keys"


def files(keys: Path) -> list[Path]:
    return sorted(keys.glob("*.folder-key"))


def test_each_operator_opens_it_alone(keys: Path) -> None:
    key = new_key()
    admit(keys, key, BOTH)
    assert open_folder(keys, signer(DUTY)) == open_folder(keys, signer(MANAGER)) == key
    assert admitted(keys) == BOTH
    for path in files(keys):
        assert path.stat().st_mode & 0o777 == 0o600
        assert key.hex() not in path.read_text()


def test_somebody_who_was_not_admitted_is_told_what_to_do(keys: Path) -> None:
    admit(keys, new_key(), {signer(DUTY).public_key: DUTY})
    with pytest.raises(LedgerSealed, match=r"On-call Manager was not admitted.*sign in here once"):
        open_folder(keys, signer(MANAGER))


def test_another_key_of_the_same_name_does_not_open_it(keys: Path) -> None:
    admit(keys, new_key(), {signer(DUTY).public_key: DUTY})
    with pytest.raises(LedgerSealed, match="not admitted"):
        open_folder(keys, OperatorKey(DUTY, Ed25519PrivateKey.generate()))


@pytest.mark.parametrize("part", ["id", "name", "public_key", "sealed"])
def test_every_changed_part_is_noticed(keys: Path, part: str) -> None:
    admit(keys, new_key(), {signer(DUTY).public_key: DUTY})
    (path,) = files(keys)
    stored = json.loads(path.read_text())
    stored[part] = stored[part][:-1] + ("0" if stored[part][-1] != "0" else "1")
    path.write_text(json.dumps(stored))
    with pytest.raises(LedgerSealed, match=r"damaged or belongs to another key.*recover"):
        open_folder(keys, signer(DUTY))


@pytest.mark.parametrize("content", [b"", b"{}", b"[1]", b"\xff\xfe", b'{"format": 1}'])
def test_a_file_that_is_none_is_named(keys: Path, content: bytes) -> None:
    admit(keys, new_key(), {signer(DUTY).public_key: DUTY})
    (path,) = files(keys)
    path.write_bytes(content)
    with pytest.raises(LedgerSealed, match="damaged"):
        open_folder(keys, signer(DUTY))
    assert admitted(keys) == {}


def test_admitting_again_writes_nothing_and_mends_what_is_damaged(keys: Path) -> None:
    key = new_key()
    admit(keys, key, BOTH)
    before = {path: path.read_bytes() for path in files(keys)}
    admit(keys, key, BOTH)
    assert {path: path.read_bytes() for path in files(keys)} == before
    files(keys)[0].write_text("gone")
    admit(keys, key, BOTH)
    assert open_folder(keys, signer(DUTY)) == open_folder(keys, signer(MANAGER)) == key


def test_who_is_dismissed_opens_nothing_more(keys: Path) -> None:
    admit(keys, new_key(), BOTH)
    dismiss(keys, signer(MANAGER).public_key)
    dismiss(keys, signer(MANAGER).public_key)
    assert list(admitted(keys).values()) == [DUTY]
    with pytest.raises(LedgerSealed):
        open_folder(keys, signer(MANAGER))


def test_what_is_no_key_is_not_admitted(keys: Path) -> None:
    low = (1).to_bytes(32, "little").hex()  # The neutral point: whoever, not somebody.
    for public_key in ("", "zz", "ab" * 31, low):
        with pytest.raises(KeyProblem, match="is no key"):
            admit(keys, new_key(), {public_key: DUTY})


def test_what_is_encrypted(keys: Path, night: Path, sealed: Path, tmp_path: Path) -> None:
    assert not is_encrypted(sealed, keys), "nobody has a key of it: it may be anything"
    admit(keys, new_key(), BOTH)
    assert is_encrypted(sealed, keys)
    assert not is_encrypted(night, keys)
    assert not is_encrypted(tmp_path / "none", keys)


@given(seed=st.binary(min_size=32, max_size=32), content=st.binary(max_size=64))
def test_what_is_sealed_for_a_key_opens_with_it(seed: bytes, content: bytes) -> None:
    private = Ed25519PrivateKey.from_private_bytes(seed)
    sealed = seal(content, private.public_key().public_bytes_raw().hex(), b"about")
    assert unseal(sealed, private, b"about") == content
    with pytest.raises(ValueError, match="not sealed"):
        unseal(sealed, private, b"something else")


def test_the_recovery_key_opens_what_was_sealed_for_it(keys: Path) -> None:
    written_down = new_recovery_key()
    key = new_key()
    admit(keys, key, {recovery_operator(written_down, "Recovery").public_key: "Recovery"})
    typed = written_down.lower().replace("-", " ").replace("o", "0").replace("i", "1")
    assert open_folder(keys, recovery_operator(typed, "Recovery")) == key
    with pytest.raises(LedgerSealed):
        open_folder(keys, recovery_operator(new_recovery_key(), "Recovery"))


@given(st.integers(0, 27), st.sampled_from("ABCDEFGHIJKLMNOPQRSTUVWXYZ234567"))
def test_a_character_that_was_mistyped_is_noticed(place: int, other: str) -> None:
    plain = new_recovery_key().replace("-", "")
    typed = plain[:place] + other + plain[place + 1 :]
    if typed == plain:
        return
    try:
        recovery_operator(typed, "Recovery")
    except KeyProblem as error:
        assert "type it again" in error.sentence  # noqa: PT017
    else:
        # One in 4,096 passes the check; it opens nothing all the same.
        assert recovery_operator(typed, "R").public_key != recovery_operator(plain, "R").public_key


@pytest.mark.parametrize("typed", ["", "AAAA", "ÄÖÜ-", "A" * 27, "A" * 29, "9" * 28])
def test_what_is_no_recovery_key_is_said(typed: str) -> None:
    with pytest.raises(KeyProblem, match="That is no recovery key"):
        recovery_operator(typed, "Recovery")
