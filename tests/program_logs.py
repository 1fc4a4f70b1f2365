"""Program logs as a test reads them."""

from __future__ import annotations

import json
from pathlib import Path
from typing import Any


def told_in(folder: Path) -> list[dict[str, Any]]:
    """Every line of every program log under a folder, in the order of writing."""
    files = sorted(folder.rglob("program.log*"), key=lambda path: path.name, reverse=True)
    return [json.loads(line) for file in files for line in file.read_text().splitlines()]


def unforeseen_in(folder: Path) -> str:
    """What nobody foresaw: nothing, or a test fails."""
    return "\n".join(json.dumps(one) for one in told_in(folder) if one.get("level") == "error")
