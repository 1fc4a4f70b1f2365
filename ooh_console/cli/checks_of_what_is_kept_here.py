"""What `doctor` finds of what this computer keeps beside the log, and is in no log yet."""

from __future__ import annotations

from collections.abc import Iterator
from typing import TYPE_CHECKING

from ooh_console.bootstrap import found_here
from ooh_console.cli.check_shapes import CheckShape
from ooh_console.desk.opening import CannotOpen

if TYPE_CHECKING:
    from ooh_console.bootstrap import Settings


def kept_here(settings: Settings) -> Iterator[CheckShape]:
    """Nothing where all is as it should be."""
    try:
        for failed, sentence in found_here(settings):
            yield CheckShape(
                about="database",
                subject="kept here",
                state="failed" if failed else "check",
                sentence=sentence,
            )
    except CannotOpen:
        return  # Said of the database already.
