"""Keys: sealed, for their owner alone, and plain words for everything that can be wrong."""

from __future__ import annotations

import json
import stat
from pathlib import Path

import pytest
from cryptography.hazmat.primitives.asymmetric.ed25519 import Ed25519PublicKey
from hypothesis import given
from hypothesis import strategies as st

from ooh_console.ledger.errors import KeyProblem
from ooh_console.ledger.keys import CHEAP, USUAL, OperatorKey, create_key, names, unlock

NAME = "Zoë O'Neill / duty"
PASSPHRASE = "three words and a number"


@pytest.fixture
def folder(tmp_path: Path) -> Path:
    return tmp_path / "keys"


@pytest.fixture
def key(folder: Path) -> OperatorKey:
    return create_key(folder, NAME, PASSPHRASE, hardness=CHEAP)


def only_file(folder: Path) -> Path:
    (path,) = folder.iterdir()
    return path


def test_a_key_is_the_same_after_unlocking(folder: Path, key: OperatorKey) -> None:
    opened = unlock(folder, NAME, PASSPHRASE)
    assert (opened.name, opened.public_key) == (NAME, key.public_key)
    assert opened.sign("0" * 64) == key.sign("0" * 64)
    public = Ed25519PublicKey.from_public_bytes(bytes.fromhex(key.public_key))
    public.verify(bytes.fromhex(opened.sign("ab" * 32)), b"ab" * 32)


def test_only_the_owner_can_read_it_and_it_holds_no_secret_in_the_clear(
    folder: Path, key: OperatorKey
) -> None:
    path = only_file(folder)
    assert stat.S_IMODE(path.stat().st_mode) == 0o600
    assert stat.S_IMODE(folder.stat().st_mode) == 0o700
    assert key._private.private_bytes_raw().hex() not in path.read_text()
    assert "OperatorKey" in repr(key)
    assert key._private.private_bytes_raw().hex() not in repr(key)


def test_the_usual_hardness_is_used_unless_told_otherwise(folder: Path) -> None:
    create_key(folder, NAME, PASSPHRASE)
    stored = json.loads(only_file(folder).read_text())
    assert (stored["passes"], stored["memory_kib"], stored["lanes"]) == (3, 64 * 1024, 4)
    assert USUAL.bearable()
    assert unlock(folder, NAME, PASSPHRASE).name == NAME


@pytest.mark.parametrize("wrong", ["", "three words", PASSPHRASE + " ", PASSPHRASE.upper()])
def test_a_wrong_passphrase(folder: Path, key: OperatorKey, wrong: str) -> None:
    with pytest.raises(KeyProblem, match="That is not the passphrase of Zoë"):
        unlock(folder, NAME, wrong)


def test_the_same_passphrase_typed_on_another_keyboard(folder: Path) -> None:
    create_key(folder, "a", "caf\u00e9", hardness=CHEAP)
    assert unlock(folder, "a", "cafe\u0301").name == "a"


def test_no_such_key(folder: Path, key: OperatorKey) -> None:
    with pytest.raises(KeyProblem, match="There is no key for Somebody"):
        unlock(folder, "Somebody", PASSPHRASE)


def test_a_key_is_not_made_twice(folder: Path, key: OperatorKey) -> None:
    with pytest.raises(KeyProblem, match="There is a key for"):
        create_key(folder, NAME, "another", hardness=CHEAP)
    assert unlock(folder, NAME, PASSPHRASE).public_key == key.public_key
    assert len(list(folder.iterdir())) == 1


@pytest.mark.parametrize(("name", "passphrase"), [("", "x"), (" ", "x"), ("x", "")])
def test_a_key_needs_a_name_and_a_passphrase(folder: Path, name: str, passphrase: str) -> None:
    with pytest.raises(KeyProblem, match="needs a name and a passphrase"):
        create_key(folder, name, passphrase, hardness=CHEAP)


@pytest.mark.parametrize(
    "field",
    ["name", "public_key", "salt", "nonce", "sealed", "passes", "memory_kib", "lanes", "version"],
)
@pytest.mark.parametrize("value", [None, "", "00", 1, 2, 10**12, [], "zz"])
def test_a_changed_field_is_damage_or_a_wrong_passphrase(
    folder: Path, key: OperatorKey, field: str, value: object
) -> None:
    path = only_file(folder)
    stored = json.loads(path.read_text())
    if stored[field] == value:
        return
    path.write_text(json.dumps({**stored, field: value}))
    with pytest.raises(KeyProblem):
        unlock(folder, NAME, PASSPHRASE)


@pytest.mark.parametrize("content", [b"", b"{}", b"[]", b"null", b"\xff\xfe", b"{" * 100_000])
def test_a_damaged_file(folder: Path, key: OperatorKey, content: bytes) -> None:
    only_file(folder).write_bytes(content)
    with pytest.raises(KeyProblem, match="is damaged"):
        unlock(folder, NAME, PASSPHRASE)
    assert names(folder) == ()


def test_a_file_that_cannot_be_read(folder: Path, key: OperatorKey) -> None:
    path = only_file(folder)
    path.unlink()
    path.mkdir()
    with pytest.raises(KeyProblem, match="cannot be read"):
        unlock(folder, NAME, PASSPHRASE)


def test_a_folder_that_cannot_be_made(tmp_path: Path) -> None:
    (tmp_path / "file").touch()
    with pytest.raises(KeyProblem, match="could not be written"):
        create_key(tmp_path / "file" / "keys", NAME, PASSPHRASE, hardness=CHEAP)


def test_names(folder: Path) -> None:
    assert names(folder) == ()
    for name in ("b", "A", "ö", "../../etc/passwd", "a\nb", "n" * 400):
        create_key(folder, name, "x", hardness=CHEAP)
    assert set(names(folder)) == {"b", "A", "ö", "../../etc/passwd", "a\nb", "n" * 400}
    assert all(path.parent == folder for path in folder.rglob("*"))


@given(name=st.text(min_size=1, max_size=300))
def test_any_name_that_can_be_kept_is_kept(
    tmp_path_factory: pytest.TempPathFactory, name: str
) -> None:
    folder = tmp_path_factory.mktemp("keys")
    try:
        create_key(folder, name, "x", hardness=CHEAP)
    except KeyProblem:
        assert not list(folder.iterdir())
    else:
        assert unlock(folder, name, "x").name == name
        assert names(folder) == (name,)
