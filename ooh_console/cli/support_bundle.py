"""`doctor --bundle [FILE]`: what support needs, in one zip, and what is in it."""

from __future__ import annotations

import argparse
import contextlib
import logging
from collections.abc import Callable, Sequence
from pathlib import Path

from ooh_console.bootstrap import (
    Bundle,
    about_in_bundle,
    bundle_place,
    configured,
    has_log,
    log_is_lost,
    put_bundle,
    support_bundle,
    utcnow,
)
from ooh_console.cli.check_shapes import BundleShape, CheckShape, InBundle
from ooh_console.cli.sign_in import Seat, seated
from ooh_console.desk.opening import CannotOpen
from ooh_console.domain.bodies import Refused
from ooh_console.domain.text import line
from ooh_console.program_log.events import warn

_LOG = logging.getLogger(__name__)

_WHAT = "a support bundle without anything personal"


def bundle(
    chosen: argparse.Namespace, checks: Sequence[CheckShape], ask: Callable[[str], str]
) -> BundleShape:
    """Makes it and writes it; where there is a log, somebody signs in, and the register has it
    before it is written. `ask` has the passphrase of whom it is given.

    Raises `Rejected`, `Unsaved`, what signing in raises and the ledger's errors: there is no file
    then. A log that cannot be opened at all is no hindrance: then a bundle is needed most.
    """
    settings, _ = configured(chosen.config, chosen.data)
    now = utcnow()
    place = bundle_place(settings, Path(chosen.bundle) if chosen.bundle else None, now)
    findings = [check.model_dump() for check in checks]
    with contextlib.ExitStack() as stack:
        seat = _seat(chosen, stack, ask) if has_log(settings) else None
        made = support_bundle(settings, findings, seat.opening.parts.ledger if seat else None, now)
        on_register = seat is not None and not seat.desk.ledger.problem
        if seat is not None and on_register:
            _on_register(seat, made, place)
        else:
            put_bundle(made, place)
            warn(_LOG, "bundle without a register")
    return _shape(made, place, on_register=on_register)


def _seat(
    chosen: argparse.Namespace, stack: contextlib.ExitStack, ask: Callable[[str], str]
) -> Seat | None:
    try:
        return stack.enter_context(seated(chosen, ask=ask))
    except CannotOpen as error:
        if log_is_lost(error):
            return None
        raise


def _on_register(seat: Seat, made: Bundle, place: Path) -> None:
    """First the register, then the file; what could not be written, the register has too."""
    what = f"{_WHAT} ({line(place.name, 100)})"
    seat.run(lambda desk: desk.exported(what, made.sha256))
    try:
        put_bundle(made, place)
    except Exception as error:
        why = f"it could not be written, and nothing was left of it: {line(str(error), 200)}"
        refused = Refused(what=what, why=why)
        with contextlib.suppress(Exception):  # The first error is the one to tell of.
            seat.run(lambda desk: desk.register(refused))
        raise


def _shape(made: Bundle, place: Path, *, on_register: bool) -> BundleShape:
    return BundleShape(
        file=str(place),
        sha256=made.sha256,
        on_register=on_register,
        contents=[
            InBundle(name=name, bytes=size, what=about_in_bundle(name))
            for name, size in made.files.items()
        ],
        left_out=made.left_out,
    )


def bundle_words(found: BundleShape) -> list[str]:
    """What is in it, where it is, and what to do before it leaves."""
    register = (
        "the register has it."
        if found.on_register
        else "it is on NO register, since there is no log here that can be written."
    )
    odd = f"{found.left_out} lines of the program log were left out: they are no lines of one."
    return [
        "SUPPORT BUNDLE",
        *(f"  {one.name}, {one.bytes:,} bytes: {one.what}." for one in found.contents),
        *([f"  {odd}"] if found.left_out else []),
        "  Nothing personal is in it: no entry and nothing that an agency holds was read for it;",
        "  names of operators and of this desk, hosts, addresses and numbers were taken out.",
        "  Agencies are named. Read it before you send it.",
        f"  It is in {found.file}, which only you can read.",
        f"  SHA-256 {found.sha256}; {register}",
    ]
