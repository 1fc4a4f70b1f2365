"""The way in. Without a command it opens the desk, and imports nothing more than that needs."""

from __future__ import annotations

import sys
from collections.abc import Sequence


def main(arguments: Sequence[str] | None = None) -> int:
    """Runs the console. Returns the exit status: 0 fine, 1 a finding, 2 wrong usage."""
    from ooh_console.cli.arguments import parse
    from ooh_console.cli.guard import guarded

    return guarded(parse(sys.argv[1:] if arguments is None else arguments))


if __name__ == "__main__":
    sys.exit(main())
