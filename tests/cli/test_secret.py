"""Keys in the system keyring, through the real command; the keyring is a file for the test."""

from __future__ import annotations

import json
import subprocess
import sys
from pathlib import Path

import keyring.backend
import pytest
from keyring.errors import PasswordDeleteError

from ooh_console.agencies import secrets
from ooh_console.agencies.secrets import NoSecret, resolve

KEPT = "KEYRING_OF_THE_TEST"


class FileKeyring(keyring.backend.KeyringBackend):
    """A keyring in a JSON file."""

    priority = 1  # type: ignore[assignment]

    def _kept(self) -> dict[str, str]:
        import os

        self.path = Path(os.environ[KEPT])
        return json.loads(self.path.read_text()) if self.path.exists() else {}

    def get_password(self, service: str, username: str) -> str | None:
        return self._kept().get(f"{service}/{username}")

    def set_password(self, service: str, username: str, password: str) -> None:
        kept = self._kept()
        self.path.write_text(json.dumps({**kept, f"{service}/{username}": password}))

    def delete_password(self, service: str, username: str) -> None:
        kept = self._kept()
        if kept.pop(f"{service}/{username}", None) is None:
            raise PasswordDeleteError
        self.path.write_text(json.dumps(kept))


class LosesAll(FileKeyring):
    """Takes a secret and does not give it back."""

    def get_password(self, service: str, username: str) -> str | None:
        return None


class Breaks(FileKeyring):
    """Fails, and says the secret while it does."""

    def set_password(self, service: str, username: str, password: str) -> None:
        raise RuntimeError(f"cannot keep {password}")

    def get_password(self, service: str, username: str) -> str | None:
        raise RuntimeError("token-of-the-test")


@pytest.fixture
def kept(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> Path:
    monkeypatch.setenv(KEPT, str(tmp_path / "keyring.json"))
    return tmp_path / "keyring.json"


def run(*words: str, typed: str = "", backend: str = "FileKeyring") -> tuple[int, str, str]:
    import os

    done = subprocess.run(
        [sys.executable, "-m", "ooh_console", "secret", *words],
        input=typed,
        capture_output=True,
        text=True,
        timeout=60,
        env={**os.environ, "PYTHON_KEYRING_BACKEND": f"tests.cli.test_secret.{backend}"},
        cwd=Path(__file__).parents[2],
    )
    return done.returncode, done.stdout, done.stderr


def test_set_used_and_deleted(kept: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    status, out, err = run("set", "MATERNITY", typed="token-of-the-test\n")
    assert (status, err) == (0, "")
    assert "keyring:MATERNITY" in out
    assert "token-of-the-test" not in out
    monkeypatch.setattr(keyring, "get_password", FileKeyring().get_password)
    assert resolve("keyring:MATERNITY").get_secret_value() == "token-of-the-test"
    with pytest.raises(NoSecret, match="'POLICE' in the system keyring is not set"):
        resolve("keyring:POLICE")
    assert run("delete", "MATERNITY")[0] == 0
    with pytest.raises(NoSecret):
        resolve("keyring:MATERNITY")
    status, _, err = run("delete", "MATERNITY")
    assert status == 2
    assert "there is no secret" in err


@pytest.mark.parametrize("typed", ["", "  \n", "x" * 20_000])
def test_nothing_that_is_no_secret_is_kept(kept: Path, typed: str) -> None:
    status, _, err = run("set", "MATERNITY", typed=typed)
    assert status == 2
    assert "Nothing was changed" in err
    assert not kept.exists()


@pytest.mark.parametrize(
    ("backend", "words"),
    [
        ("LosesAll", "does not give it back"),
        ("Breaks", "cannot be used (RuntimeError)"),
    ],
)
def test_a_keyring_that_fails_is_said_without_the_secret(
    kept: Path, backend: str, words: str
) -> None:
    status, out, err = run("set", "MATERNITY", typed="token-of-the-test\n", backend=backend)
    assert status == 2
    assert words in err
    assert "token-of-the-test" not in out + err


def test_a_computer_without_a_keyring_says_what_to_do_instead(
    monkeypatch: pytest.MonkeyPatch,
) -> None:
    from keyring.backends.fail import Keyring

    monkeypatch.setattr(keyring, "get_password", Keyring().get_password)
    with pytest.raises(NoSecret, match="use env:NAME or file:PATH"):
        secrets.resolve("keyring:MATERNITY")
