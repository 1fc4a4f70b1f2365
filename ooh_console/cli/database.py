"""`database init` and `database move`: a server that several desks share."""

from __future__ import annotations

import argparse

from ooh_console.bootstrap import configured, init_server, move_log
from ooh_console.cli.outcome import FINE, CannotDo
from ooh_console.cli.printing import put


def run(chosen: argparse.Namespace) -> int:
    """Does what was chosen. Status 0. Raises `CannotDo`, `CannotOpen`; nothing is half done."""
    settings, _ = configured(chosen.config, chosen.data)
    if chosen.action == "init":
        if not chosen.owner:
            raise CannotDo(
                "Say who owns the database: --owner postgresql://OWNER@HOST/NAME. Nothing was "
                "changed."
            )
        before, login, made = init_server(settings, chosen.owner, chosen.owner_password)
        put(_made_ready(before, login, made))
        return FINE
    rows, source, target = move_log(settings, chosen.to_file)
    put(
        f"Copied from {source} to {target}: {rows['entry']} entries, {rows['content']} kept texts, "
        f"{rows['screen']} screens. Every hash and signature was checked there and is the same. "
        f"The log in {source} was left as it is: let nobody write in it any more."
    )
    return FINE


def _made_ready(before: str, login: str, made: str) -> str:
    words = [
        "The tables were up to date."
        if before == "current"
        else "The tables were made."
        if before == "fresh"
        else "The tables were brought up to date.",
        "A desk may add and read; nobody may change or remove what is recorded.",
    ]
    if login:
        words.append(f"The desk signs in there as {login}.")
    else:
        words.append("No desk was given a login: name one in console.toml, [database] url.")
    if made:
        words.append(
            f"Its password, shown this once: {made}\n"
            "Put it where [database] password says, for example in the system keyring."
        )
    return "\n".join(words)
