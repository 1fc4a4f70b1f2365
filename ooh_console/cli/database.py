"""`database`: where the log of a desk is kept, and how: on a server, or encrypted in a file."""

from __future__ import annotations

import argparse
from collections.abc import Sequence
from functools import cache
from typing import TYPE_CHECKING

from ooh_console.bootstrap import (
    configured,
    desk_of_its_file,
    encrypt_desk,
    init_server,
    move_to_file,
    move_to_server,
    renew_recovery_key,
    take_as_it_stands,
    witnessed,
)
from ooh_console.cli.lost import lost
from ooh_console.cli.outcome import FINDING, FINE, CannotDo
from ooh_console.cli.printing import put
from ooh_console.cli.recovery_words import recovery_words
from ooh_console.cli.sharing import not_shared
from ooh_console.cli.sign_in import Seat, passphrase_of, seated, seated_at, unseal
from ooh_console.cli.wording import counted
from ooh_console.desk.exporting import whole_log_out
from ooh_console.domain.bodies import HistoryAccepted
from ooh_console.domain.entries import REGISTER
from ooh_console.domain.text import line

if TYPE_CHECKING:
    from ooh_console.bootstrap import Moved, Settings


def run(chosen: argparse.Namespace) -> int:
    """Does what was chosen. Status 0, or 1 when a log was moved in which something is wrong.

    Raises `CannotDo`, `CannotOpen`; nothing is half done.
    """
    if chosen.action in ("encrypt", "recovery-key"):
        with seated(chosen, records=True) as seat:
            put(_encrypt(seat) if chosen.action == "encrypt" else _renew(seat))
        return FINE
    if chosen.action == "accept":
        with seated(chosen, records=True) as seat:
            put(_accept(seat, chosen.why))
        return FINE
    if chosen.action == "lost":
        with seated(chosen, records=True) as seat:
            return lost(seat, put_back=chosen.put_back)
    settings, _ = configured(chosen.config, chosen.data)
    if chosen.action == "init":
        if not chosen.owner:
            raise CannotDo(
                "Say who owns the database: --owner postgresql://OWNER@HOST/NAME. Nothing was "
                "changed."
            )
        made, login = init_server(settings, chosen.owner, chosen.owner_password)
        put(_made_ready(made.before, login, made.password, made.trouble))
        return FINDING if made.trouble else FINE
    return _move_out(chosen, settings) if chosen.to_file else _move_there(chosen, settings)


def _move_there(chosen: argparse.Namespace, settings: Settings) -> int:
    """From the file of this desk to its server. With a reason somebody signs in at the file."""
    ask = cache(passphrase_of)  # Once, for both.
    reason = bool(chosen.why.strip())
    if reason:
        with seated_at(desk_of_its_file(settings), chosen, records=True, ask=ask) as seat:
            _taken_as_it_is(seat, chosen.why)
    return _moved(
        move_to_server(
            settings, lambda log, own: unseal(log, own, chosen.operator, ask), as_it_is=reason
        )
    )


def _move_out(chosen: argparse.Namespace, settings: Settings) -> int:
    """From the server into a plain file."""
    what = f"the whole log, into a plain file ({line(chosen.to_file.name, 100)})"
    reason = bool(chosen.why.strip())
    with seated(chosen, records=True) as seat:

        def leaves() -> None:
            seat.run(lambda desk: whole_log_out(desk, what))
            if reason:
                _taken_as_it_is(seat, chosen.why)

        moved = move_to_file(settings, chosen.to_file, leaves, as_it_is=reason)
    return _moved(moved, " It is a plain file: `database encrypt` encrypts it.")


def _taken_as_it_is(seat: Seat, why: str) -> None:
    """On the register, before a log leaves in which something is wrong: what, and why it does.
    Raises what the desk raises, when no on-call manager says so."""
    found = seat.opening.parts.ledger.verify().findings
    if found:
        what = f"moved as it is, with {counted(len(found), 'finding')} of verify: "
        what += line(found[0].sentence, 300)
        seat.run(lambda desk: desk.allow("history_accepted", what))
        seat.run(lambda desk: desk.register(HistoryAccepted(what=what, why=why)))


def _moved(moved: tuple[Moved, str, str], more: str = "") -> int:
    done, source, target = moved
    put(
        f"Copied from {source} to {target}: {counted(done.rows['entry'], 'entry', 'entries')}, "
        f"{counted(done.rows['content'], 'kept text')}, {counted(done.rows['screen'], 'screen')}. "
        "Every hash and signature was checked there and is the same. "
        f"The log in {source} was left as it is: let nobody write in it any more.{more}"
    )
    for sentence in done.findings:
        put(f"FINDING in the log itself, there as here: {line(sentence)}")
    return FINDING if done.findings else FINE


def _encrypt(seat: Seat) -> str:
    done = encrypt_desk(seat.opening.parts, seat.desk.signer)
    return (
        f"The log is encrypted: {counted(done.entries, 'entry', 'entries')}, every hash, signature "
        "and count checked, and the plain file is gone. On an SSD, in a backup or in a copy its "
        "old bytes may still be: only an encrypted disk protects those.\n"
        f"{recovery_words(done.recovery_key)}"
    )


def _renew(seat: Seat) -> str:
    parts = seat.opening.parts
    made = recovery_words(renew_recovery_key(parts, seat.desk.signer), shared=parts.log.is_shared)
    left = not_shared(seat.desk, REGISTER)
    return f"{made}\nA recovery key from before opens this desk no more.{left}"


def _accept(seat: Seat, why: str) -> str:
    parts = seat.opening.parts
    gone = witnessed(parts.settings, parts.ledger)
    if not gone:
        raise CannotDo("The log has everything that this desk has seen of it. Nothing was changed.")
    if not why.strip():
        raise CannotDo("Say why the log may be otherwise: --why. Nothing was changed.")
    what = " ".join(gone.values())
    seat.run(lambda desk: desk.allow("history_accepted", what))
    seat.run(lambda desk: desk.register(HistoryAccepted(what=what, why=why)))
    take_as_it_stands(parts.settings, parts.ledger, seat.desk.clock, gone)
    return f"Taken as it stands, on the register with your reason: {what}"


def _made_ready(before: str, login: str, made: str, trouble: Sequence[str]) -> str:
    words = [
        "The tables were up to date."
        if before == "current"
        else "The tables were made."
        if before == "fresh"
        else "The tables were brought up to date.",
        "A desk may add and read; nobody may change or remove what is recorded."
        if not trouble
        else "What is recorded there is not safe yet:",
        *trouble,
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
