"""What somebody types or copies, as the console spells it."""

from __future__ import annotations

import re

_REFERENCE = re.compile(r"\d{6}-[a-z0-9]{4}", re.IGNORECASE)


def reference(typed: str) -> str:
    """A reference as it was given out: `261125-ab2c` is `261125-AB2C`. Anything else stays."""
    text = typed.strip()
    return text.upper() if _REFERENCE.fullmatch(text) else typed
