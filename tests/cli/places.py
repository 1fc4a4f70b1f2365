"""A desk on disk, and the command line as a process of its own at it."""

from __future__ import annotations

import json
import os
import shutil
import subprocess
import sys
from dataclasses import dataclass, field
from pathlib import Path
from typing import Any

import jsonschema

from ooh_console.agencies.agency import Agency
from ooh_console.bootstrap import Parts
from ooh_console.settings import Settings
from tests.forking import FORKER

ROOT = Path(__file__).resolve().parents[2]
SCHEMAS = ROOT / "ooh_console" / "cli" / "schemas"
PASSPHRASE = "four invented words here"
CANARY = "Canary in the garden"
"""Recorded, and typed, at the encrypted desk."""

ENCRYPTED_BY = "Ann Example"


@dataclass
class Result:
    """What a command came to."""

    status: int
    raw: bytes
    errors: str

    @property
    def text(self) -> str:
        return self.raw.decode()

    @property
    def json(self) -> Any:
        return json.loads(self.raw)

    def valid(self, name: str) -> Any:
        """The document, held against the schema of its command."""
        schema = json.loads((SCHEMAS / f"{name}.schema.json").read_text())
        jsonschema.validate(self.json, schema)
        return self.json


_NOT_OURS = ("OOH_", "PYTHON", "EXERCISE_")
"""Not in a command's environment: another test may have put credentials of an exercise there."""


@dataclass
class Place:
    """A data folder, its configuration, and the environment of a command."""

    data: Path
    config: Path
    environ: dict[str, str] = field(default_factory=dict)
    reference: str = ""

    def environment(self, **more: str) -> dict[str, str]:
        kept = {k: v for k, v in os.environ.items() if not k.startswith(_NOT_OURS)}
        paths = {"PYTHONPATH": str(ROOT), "PYTHONUTF8": "1"}
        return {**kept, **paths, **self.environ, **more}

    def command(self, *arguments: str) -> list[str]:
        folders = ["--config", str(self.config), "--data", str(self.data)]
        return [sys.executable, "-m", "ooh_console", *folders, *arguments]

    def run(self, *arguments: str, **more: str) -> Result:
        """The command, to its end. What only a new interpreter heeds is given to a new one."""
        env = self.environment(**more)
        if any(name.startswith("PYTHON") for name in more):
            done: Any = subprocess.run(
                self.command(*arguments),
                env=env,
                stdin=subprocess.DEVNULL,
                capture_output=True,
                timeout=60,
                check=False,
            )
        else:
            done = FORKER.run(self.command(*arguments)[3:], env, timeout=60)
        errors = done.stderr.decode()
        assert "Traceback" not in errors, errors
        return Result(done.returncode, done.stdout, errors)

    def copy(self, to: Path) -> Place:
        shutil.copytree(self.data, to / "data", dirs_exist_ok=True)
        shutil.copytree(self.config, to / "config", dirs_exist_ok=True)
        return Place(to / "data", to / "config", dict(self.environ), self.reference)

    def settings(self) -> Settings:
        return Settings(config_folder=self.config, data_folder=self.data, desk="test desk")

    def register(self) -> list[tuple[str, str, str]]:
        """Operator, kind and what was looked at, of every line of the register."""
        parts = Parts(self.settings(), agencies=())
        try:
            if parts.log.is_sealed:
                name = self.environ.get("OOH_CONSOLE_OPERATOR", parts.names[0])
                parts.unlock(name, self.environ["OOH_CONSOLE_PASSPHRASE"])
            rows = parts.ledger.rows("register", 1, parts.ledger.head("register"))
            return [(e.operator, e.kind, getattr(e.body, "what", "")) for e in rows]
        finally:
            parts.close()


def agencies_toml(agencies: tuple[Agency, ...], deadline: float = 1.5) -> str:
    """What somebody would write to be connected to these."""
    return "\n".join(
        f"[[agency]]\nname = {json.dumps(one.name)}\nkind = '{one.kind.value}'\n"
        f"url = '{one.url}'\noffers = {[offer.value for offer in one.offers]}\n"
        f"deadline = {deadline}\ntelephone = '{one.telephone}'\n"
        f"[agency.auth]\nmethod = '{one.auth.method}'\n"
        + (f"secret = '{one.auth.secret}'\n" if one.auth.secret else "")
        for one in agencies
    )
