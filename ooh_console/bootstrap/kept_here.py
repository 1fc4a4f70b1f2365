"""What lies at this computer beside the log, and is in no log: said until somebody sees to it."""

from __future__ import annotations

from collections.abc import Iterator

from ooh_console.ledger.shared.setting_aside import Aside, set_aside_in
from ooh_console.settings import Settings


def in_no_log(settings: Settings, fresh: Aside | None = None) -> Iterator[str]:
    """A sentence for each folder of acts that were set aside, and for one that was now."""
    for aside in set_aside_in(settings.data_folder):
        if aside.acts:
            yield _never_shared(aside)
        elif aside == fresh:
            yield (
                f"What was kept here of the shared log opened for nobody who may sign in any more "
                f"({_sealed_for(aside)}). It was set aside, whole, in {aside.folder.name}, and "
                f"this desk has begun anew. Everything that was recorded is shared."
            )


def counted(acts: int) -> str:
    """`1 act waits`, `3 acts wait`."""
    return "1 act waits" if acts == 1 else f"{acts} acts wait"


def _never_shared(aside: Aside) -> str:
    acts = "1 act that was" if aside.acts == 1 else f"{aside.acts} acts that were"
    return (
        f"{acts} recorded here while the database was away can be in no log: nobody who may sign "
        f"in any more opens what waited ({_sealed_for(aside)}). It was set aside, whole, in "
        f"{aside.folder.name} of the data folder. Ask whoever sat here what was recorded, and "
        f"record it again; then move that folder away, and keep it."
    )


def _sealed_for(aside: Aside) -> str:
    return f"sealed for {', '.join(aside.names)}" if aside.names else "its key is gone"
