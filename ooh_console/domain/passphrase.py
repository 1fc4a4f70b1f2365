"""What a passphrase must be: long, and nothing that is written on the door.

Length is asked for and nothing else (NIST SP 800-63B-4: at least 15 characters where there is no
second factor, no rules of composition, no change by the calendar; NCSC: three random words). Rules
about digits and signs make passphrases that are alike, and that nobody can type at 3 am.
"""

from __future__ import annotations

import unicodedata
from collections.abc import Iterable

SHORTEST, LONGEST = 15, 1_000
"""Characters."""
FEWEST = 5
"""Different characters: one key held down is no passphrase."""


def weakness(passphrase: str, known: Iterable[str] = ()) -> str | None:
    """Why this passphrase is not taken, in one sentence; `None` when it is.

    `known` is what everybody knows: the name of the person, of their agency, of the desk.
    """
    typed = unicodedata.normalize("NFC", passphrase)
    if len(typed) < SHORTEST:
        return (
            f"A passphrase has {SHORTEST} characters or more, since its length is what protects "
            "it: three words that have nothing to do with each other will do, digits and signs "
            "need not."
        )
    if len(typed) > LONGEST:
        return f"A passphrase has {LONGEST} characters at most."
    plain = _plain(typed)
    if len(set(plain)) < FEWEST:
        return "That is a few characters over and over: take three words instead."
    if any(plain and plain == _plain(name) for name in known):
        return "That is a name that everybody here knows: take three words instead."
    return None


def _plain(text: str) -> str:
    return "".join(text.casefold().split())
