"""What lies at this computer beside the log, and is in no log: said until somebody sees to it."""

from __future__ import annotations

from collections.abc import Iterator, Mapping, Sequence

from ooh_console.bootstrap.accounts import is_account
from ooh_console.bootstrap.place import keys_of, server_of
from ooh_console.bootstrap.reading import open_log
from ooh_console.desk.opening import CannotOpen
from ooh_console.domain.operators import RECOVERY, Operators
from ooh_console.ledger.errors import LedgerError
from ooh_console.ledger.folder_key import admitted
from ooh_console.ledger.keys import keys_in
from ooh_console.ledger.shared.outbox import OUTBOX, acts_waiting
from ooh_console.ledger.shared.setting_aside import Aside, set_aside_in, still_open
from ooh_console.settings import Settings


def in_no_log(
    settings: Settings, fresh: Aside | None = None, *, named: bool = False
) -> Iterator[str]:
    """A sentence for each folder of acts that were set aside, for one that was now, and for acts
    that wait for a database that this desk has not any more. `named`: with the names of those
    for whom it was sealed. Raises `CannotOpen`."""
    waiting = acts_waiting(settings.data_folder)
    if waiting and server_of(settings) is None:
        yield (
            f"{counted(waiting)} in {OUTBOX} of the data folder to be shared with a database that "
            f"is not configured here any more: recorded while it was away, and in no log. Put "
            f"[database] back into console.toml, sign in here while it is there, and only then "
            f"move to a file."
        )
    for aside in set_aside_in(settings.data_folder):
        if aside.acts:
            yield _never_shared(aside, named)
        elif aside == fresh:
            yield (
                f"What was kept here of the shared log opened for nobody who may sign in any "
                f"more{_sealed_for(aside, named)}. It was set aside, whole, in "
                f"{aside.folder.name}, and this desk has begun anew. Everything that was recorded "
                f"is shared."
            )


def found_here(settings: Settings) -> Iterator[tuple[bool, str]]:
    """For whoever looks after this computer: what is not as it should be with what it keeps of a
    shared log, a sentence each without a name, and whether that has failed. Raises `CannotOpen`.
    """
    for sentence in in_no_log(settings):
        yield True, sentence
    if server_of(settings) is None:
        return
    keys, waiting = keys_of(settings), acts_waiting(settings.data_folder)
    sealed_for, known = admitted(keys), _register(settings)
    opens = still_open(keys, known) if known is not None else sealed_for
    if waiting and sealed_for and not opens:
        yield (
            True,
            f"{counted(waiting)} here to be shared, recorded while the database was away, and "
            f"nobody who may sign in any more can open them. Ask whoever sat here what was "
            f"recorded, and record it again: when somebody signs in here next, they are set "
            f"aside, whole.",
        )
    elif waiting:
        yield (
            False,
            f"{counted(waiting)} here to be shared, recorded while the database was away: that is "
            f"done when somebody signs in here and the database is there.",
        )
    if known is not None and opens:
        yield from _who_does_not_open(known, sealed_for, opens, [*keys_in(keys)])


def _who_does_not_open(
    known: Operators,
    sealed_for: Mapping[str, str],
    opens: Mapping[str, str],
    here: Sequence[tuple[str, str]],
) -> Iterator[tuple[bool, str]]:
    may = {name for name, key in here if known.holder(name, key) and not is_account(name)}
    left = len(may - {name for name, key in here if key in sealed_for})
    if left:
        many = "1 person who has" if left == 1 else f"{left} people who have"
        yield (
            False,
            f"{many} a key here can do nothing at this computer while the database is away: what "
            f"is kept here was not sealed for them yet. Once somebody for whom it was signs in "
            f"here, it is.",
        )
    if not any((one := known.get(name)) and one.role == RECOVERY for name in opens.values()):
        yield (
            False,
            "No recovery key opens what is kept here of the shared log: an on-call manager makes "
            "one with `ooh-console database recovery-key`.",
        )


def _register(settings: Settings) -> Operators | None:
    """Nothing while the database is away, which is said by whoever asks whether it is there."""
    try:
        with open_log(settings) as log:
            return log.operators()
    except (CannotOpen, LedgerError):
        return None


def counted(acts: int) -> str:
    """`1 act waits`, `3 acts wait`."""
    return "1 act waits" if acts == 1 else f"{acts} acts wait"


def _never_shared(aside: Aside, named: bool) -> str:
    acts = "1 act that was" if aside.acts == 1 else f"{aside.acts} acts that were"
    return (
        f"{acts} recorded here while the database was away can be in no log: nobody who may sign "
        f"in any more opens what waited{_sealed_for(aside, named)}. It was set aside, whole, in "
        f"{aside.folder.name} of the data folder. Ask whoever sat here what was recorded, and "
        f"record it again; then move that folder away, and keep it."
    )


def _sealed_for(aside: Aside, named: bool) -> str:
    return f" (sealed for {', '.join(aside.names)})" if named and aside.names else ""
