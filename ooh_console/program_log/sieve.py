"""What must not leave with a support bundle is taken out of it: a last look, since nothing of the
sort should be there to begin with."""

from __future__ import annotations

import contextlib
import ipaddress
import json
import re
from collections.abc import Iterable, Mapping
from typing import Any

SHORTEST = 2
"""Letters of a name that is looked for; a shorter one would be found in every word."""

_ALWAYS = (
    (re.compile(r"[\w.+-]{1,64}@[\w-]+(?:\.[\w-]+)+"), "(e-mail address)"),
    # NHS and telephone numbers, however they are grouped; no part of an id, no time.
    (re.compile(r"(?<![\w:.-])\+?\(?\d(?:[ ().-]{0,2}\d){8,}(?![\w-])"), "(number)"),
    (re.compile(r"\b[A-Z]{1,2}\d[A-Z\d]?\s*\d[A-Z]{2}\b"), "(postcode)"),
    # An agency's own words, which may be about anybody.
    (re.compile(r"\bit says: .*", re.DOTALL), "it says something of its own"),
)

_MAYBE_ADDRESS = re.compile(
    r"(?<![\d.])\d{1,3}(?:\.\d{1,3}){3}(?!\.?\d)"
    r"|(?<![\w:])[0-9A-Fa-f]{0,4}(?::[0-9A-Fa-f]{0,4}){2,7}(?![\w:])"
)
"""IPv4, or IPv6 perhaps with a colon after it."""


def _address(found: re.Match[str]) -> str:
    """What stands for an address of the network; a time is none, and this computer no secret."""
    for words in (found[0], found[0].removesuffix(":")):
        with contextlib.suppress(ValueError):
            here = ipaddress.ip_address(words)
            rest = found[0][len(words) :]
            return f"(address){rest}" if not (here.is_loopback or here.is_unspecified) else found[0]
    return found[0]


class Sieve:
    """Replaces known words, and numbers that may be anybody's. `known` is by what each becomes."""

    def __init__(self, known: Mapping[str, Iterable[str]]) -> None:
        places = {
            word: label
            for label, words in known.items()
            for word in words
            if len(word.strip()) >= SHORTEST
        }
        # The longest first: a folder within a folder is the inner one.
        self._known = [
            (re.compile(rf"(?<!\w){re.escape(word)}(?!\w)", re.IGNORECASE), places[word])
            for word in sorted(places, key=len, reverse=True)
        ]

    def text(self, text: str) -> str:
        """The text as it may leave."""
        for pattern, label in self._known:
            text = pattern.sub(label.replace("\\", r"\\"), text)
        text = _MAYBE_ADDRESS.sub(_address, text)
        for pattern, label in _ALWAYS:
            text = pattern.sub(label, text)
        return text

    def value(self, value: Any) -> Any:
        """JSON values with every text in them as it may leave, keys too."""
        match value:
            case str():
                return self.text(value)
            case Mapping():
                return {self.text(str(key)): self.value(one) for key, one in value.items()}
            case list() | tuple():
                return [self.value(one) for one in value]
            case _:
                return value

    def lines(self, text: str) -> tuple[str, int]:
        """A program log as it may leave, and how many lines are left out: those that are no line of
        a program log."""
        kept, left_out = [], 0
        for one in text.splitlines():
            try:
                found = json.loads(one)
            except ValueError:
                found = None
            if isinstance(found, dict):
                kept.append(json.dumps(self.value(found), separators=(",", ":")))
            else:
                left_out += 1
        return "".join(f"{one}\n" for one in kept), left_out
