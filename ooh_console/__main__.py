"""The way in. Without a command it opens the desk, and imports nothing more than that needs."""

from __future__ import annotations

import contextlib
import sys
from collections.abc import Sequence


def main(arguments: Sequence[str] | None = None) -> int:
    """Runs the console. Returns the exit status: 0 fine, 1 a finding, 2 wrong usage."""
    _no_core_dumps()
    from ooh_console.cli.arguments import parse
    from ooh_console.cli.guard import guarded

    return guarded(parse(sys.argv[1:] if arguments is None else arguments))


def _no_core_dumps() -> None:
    """What is in memory stays there: an unlocked key, and what agencies hold on a family."""
    import resource

    with contextlib.suppress(ValueError, OSError):
        resource.setrlimit(resource.RLIMIT_CORE, (0, 0))
    if sys.platform == "linux":
        # The limit is nothing to a program that takes core dumps (`|` in core_pattern, as with
        # systemd). This is; and no other process of the same user reads this one's memory.
        import ctypes

        with contextlib.suppress(OSError, AttributeError):
            ctypes.CDLL(None).prctl(_PR_SET_DUMPABLE, 0, 0, 0, 0)


_PR_SET_DUMPABLE = 4
"""Of `prctl`, which Python does not offer."""


if __name__ == "__main__":
    sys.exit(main())
