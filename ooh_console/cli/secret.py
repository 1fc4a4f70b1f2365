"""`secret set|delete NAME`: keys for agencies in the system keyring, never in a file of ours."""

from __future__ import annotations

import argparse
import getpass
import sys

from ooh_console.bootstrap import forget_secret, keep_secret
from ooh_console.cli.outcome import FINE, CannotDo
from ooh_console.cli.printing import put

LONGEST = 16_384
"""Characters."""


def run(chosen: argparse.Namespace) -> int:
    """Puts a secret there, or takes it away. Raises `CannotDo`, `CannotOpen`."""
    name: str = chosen.name
    if chosen.action == "delete":
        forget_secret(name)
        put(f"The secret {name} is no longer in the system keyring.")
        return FINE
    keep_secret(name, _asked(name))
    put(f'The secret is in the system keyring. In agencies.toml: secret = "keyring:{name}"')
    return FINE


def _asked(name: str) -> str:
    """The secret, typed unseen or piped in; never an argument, which other accounts can see."""
    if sys.stdin is not None and sys.stdin.isatty():
        try:
            text = getpass.getpass(f"The secret {name} (not shown): ")
        except EOFError:
            text = ""
    else:
        text = sys.stdin.read(LONGEST + 1) if sys.stdin is not None else ""
    if not text.strip():
        raise CannotDo("No secret was given. Nothing was changed.")
    if len(text) > LONGEST:
        raise CannotDo("That is too long for a secret. Nothing was changed.")
    return text.strip()
