"""Signing in on the command line, so that nobody reads or records unnamed (I11)."""

from __future__ import annotations

import argparse
import asyncio
import os
from collections.abc import Awaitable, Callable, Iterator, Sequence
from contextlib import contextmanager
from dataclasses import dataclass
from typing import TYPE_CHECKING, Protocol, TypeVar

from ooh_console.bootstrap import (
    LiveOpening,
    LogHere,
    People,
    account_key,
    configured,
    has_log,
    open_live,
    utcnow,
)
from ooh_console.cli.outcome import CannotDo
from ooh_console.cli.unseen import unseen
from ooh_console.desk.desk import Desk
from ooh_console.domain.text import line, name_key

if TYPE_CHECKING:
    from ooh_console.bootstrap import Settings

T = TypeVar("T")

OPERATOR = "OOH_CONSOLE_OPERATOR"
PASSPHRASE = "OOH_CONSOLE_PASSPHRASE"


class Does(Protocol):
    """Does one thing at the desk, to its end."""

    def __call__(self, work: Awaitable[T], /) -> T: ...


@dataclass(frozen=True, slots=True)
class Seat:
    """A desk with somebody at it, and what stands behind it."""

    opening: LiveOpening
    desk: Desk

    def run(self, work: Callable[[Desk], Awaitable[T]]) -> T:
        """Does something at the desk, and leaves no connection behind."""
        with self.running() as does:
            return does(work(self.desk))

    @contextmanager
    def running(self) -> Iterator[Does]:
        """Does several things at the desk, with a person in between, who can stop it by Ctrl+C
        then too; leaves no connection behind."""

        async def whole(work: Awaitable[T]) -> T:
            return await work

        with asyncio.Runner() as runner:

            def does(work: Awaitable[T]) -> T:
                return runner.run(whole(work))

            try:
                yield does
            finally:
                runner.run(self.desk.gateway.aclose())


def passphrase_of(name: str) -> str:
    """From the environment, or typed unseen. Raises `CannotDo`."""
    return unseen(
        f"The passphrase of {name}",
        PASSPHRASE,
        f"Passphrase of {name}: ",
        kept="Nobody was signed in.",
    )


@contextmanager
def seated(
    chosen: argparse.Namespace,
    *,
    records: bool = False,
    makes: bool = False,
    ask: Callable[[str], str] = passphrase_of,
) -> Iterator[Seat]:
    """Signs in, for as long as the `with` lasts.

    An exercise's folder signs in by itself. Otherwise the operator is `--operator`, or
    `OOH_CONSOLE_OPERATOR`, or the only one there is; the passphrase is in `OOH_CONSOLE_PASSPHRASE`
    or asked for on the terminal (`ask`). A desk without operators lets the account of the
    operating system look; with `records` it does not. Without `makes` a log must be there already.

    Raises `CannotDo`, `CannotOpen`.
    """
    settings, _ = configured(chosen.config, chosen.data)
    if not makes and not has_log(settings):
        raise CannotDo(
            f"There is no log in {settings.data_folder}. Nothing was made. Open the desk once "
            "(ooh-console), make its first operator (operators add NAME --role duty), or name its "
            "folder with --data."
        )
    with seated_at(open_live(chosen.config, chosen.data), chosen, records=records, ask=ask) as seat:
        yield seat


@contextmanager
def seated_at(
    opening: LiveOpening,
    chosen: argparse.Namespace,
    *,
    records: bool = False,
    ask: Callable[[str], str] = passphrase_of,
) -> Iterator[Seat]:
    """As `seated`, at a desk that was opened, which is closed at the end."""
    try:
        yield Seat(opening, _desk(opening, chosen.operator, ask, records=records))
    finally:
        opening.close()


@contextmanager
def log_for_reading(chosen: argparse.Namespace) -> Iterator[LogHere]:
    """The log alone, read only, for as long as the `with` lasts; nothing is on the register.

    Nobody signs in, unless it is encrypted: then it is opened with the passphrase of somebody who
    may. Raises `CannotDo`, `CannotOpen`.
    """
    settings, _ = configured(chosen.config, chosen.data)
    log = LogHere(settings, read_only=True)
    try:
        if log.is_sealed:
            unseal(log, settings, chosen.operator)
        yield log
    finally:
        log.close()


def unseal(
    log: LogHere,
    settings: Settings,
    operator: str | None,
    ask: Callable[[str], str] = passphrase_of,
) -> None:
    """Opens an encrypted log as somebody who may. Raises `CannotDo`, `CannotOpen`."""
    people = People(settings, log, utcnow)
    name = who(people.names, operator or os.environ.get(OPERATOR, ""))
    people.unlock(name, ask(name))


def _desk(
    opening: LiveOpening, asked: str | None, ask: Callable[[str], str], *, records: bool
) -> Desk:
    name = asked or os.environ.get(OPERATOR, "")
    if opening.automatic:
        return opening.sign_in(name, "")
    names = opening.names
    if not names:
        return _account(opening, name, records=records)
    gone = opening.parts.people.register().called(name)
    name = gone.name if gone is not None else name
    if gone is None or gone.may_sign_in:  # Of others it is said from when on they may not.
        if name not in names and name in opening.parts.people.not_admitted():
            raise CannotDo(
                f"{name} has a key here, and was not admitted to what is kept at this computer, "
                f"which is all there is while the database is away. Choose: {_quoted(names)}. When "
                f"the database is back, have one of them sign in here once, which admits everybody."
            )
        if name not in opening.parts.log.admitted.values():  # Else it is said what is with the key.
            name = who(names, name)
    return opening.sign_in(name, ask(name))


def who(names: Sequence[str], name: str) -> str:
    """The operator who was named, or the only one. Raises `CannotDo`."""
    if not name:
        if len(names) > 1:
            raise CannotDo(f"Who are you? Name the operator: --operator {_quoted(names)}.")
        name = names[0]
    found = [one for one in names if name_key(one) == name_key(name)]
    if name not in names and len(found) != 1:
        raise CannotDo(
            f"There is no operator {line(name, 100)} at this desk. Choose: {_quoted(names)}."
        )
    return name if name in names else found[0]


def _account(opening: LiveOpening, name: str, *, records: bool) -> Desk:
    if opening.elsewhere:
        raise CannotDo(opening.elsewhere)
    if name:
        raise CannotDo(f"There is no operator {name} at this desk: nobody was added to it yet.")
    if records:
        raise CannotDo(
            "Nobody was added to this desk yet, and nothing is recorded unsigned. Open the desk "
            "(ooh-console), or make its first operator: operators add NAME --role duty."
        )
    return opening.parts.desk(account_key(opening.parts))


def _quoted(names: Sequence[str]) -> str:
    return ", ".join(f'"{name}"' for name in names)
