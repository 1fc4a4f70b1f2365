"""What the letters of a PDF can show. What they cannot is written by its name: nothing vanishes."""

from __future__ import annotations

import re
import unicodedata
from functools import cache

from ooh_console.domain.text import clean

# What the letters that come with typst hold between them, whole but for what nobody was given.
_RANGES = (
    "\n\u0020-\u007e\u00a0-\u0362\u0370-\u0482\u048a-\u04ff\u0531-\u0556\u0561-\u0587\u05be"
    "\u05d0-\u05ea\u0621-\u063a\u0640-\u0652\u0660-\u066d\u06f0-\u06f9\u10d0-\u10fa"
    "\u1d00-\u1dbf\u1e00-\u1fff\u2000-\u200a\u200c-\u200d\u2010-\u2027\u202f-\u2040\u2044-\u2052"
    "\u2054-\u205f\u2070-\u20bf\u2100-\u211e\u2126-\u214f\u2153-\u2184\u2190-\u23fa\u2460-\u262f"
    "\u2638-\u268b\u2690-\u269c\u26a0-\u26a7\u26aa-\u26b2\u270c-\u2727\u2729-\u274b\u2761-\u277f"
    "\u2798-\u27af\u27b1-\u2b4c\u2c60-\u2c7f\ufb00-\ufb06\ufffd"
)
_OF_EMOJI = re.compile("(?<![\u0600-\u06ff])\u200d|[\ufe0e\ufe0f]")
"""Joins and variants: where the picture is written by its name there is nothing to join."""

_LONG = re.compile("[!-~\u00a1-\u02ff]{40,}")
_DIGEST = re.compile(r"\W*[0-9a-f]{64}\W*")
_MAY_BREAK = "\u200b"

_JOINERS = "\u200c\u200d"
_RIGHT_TO_LEFT = re.compile("[\u0590-\u08ff\ufb1d-\ufdff\ufe70-\ufeff]")


def isolated(text: str) -> str:
    """The text with a direction of its own, where it has letters from right to left: what stands
    beside it stays where it is."""
    return f"\u2068{text}\u2069" if _RIGHT_TO_LEFT.search(text) else text


def printable(text: str, *, marks: bool = True) -> str:
    """The text with what no letter shows as `[baby]`, its Unicode name.

    Without `marks` accents that stand by themselves are named too, and joiners left out: heaps of
    them on one letter are more than any one of the fonts can set.
    """
    if text.isascii() and text.isprintable():
        return text
    text = unicodedata.normalize("NFC", clean(text))
    text = _others().sub(_named, _OF_EMOJI.sub("", text))
    return text if marks else "".join(map(_alone, text))


def breakable(text: str) -> str:
    """A word that is longer than a line goes on in the next, and not off the page. A digest fits,
    and is copied as it is."""
    return _LONG.sub(_broken, text)


def _broken(found: re.Match[str]) -> str:
    return found[0] if _DIGEST.fullmatch(found[0]) else _MAY_BREAK.join(found[0])


@cache
def _others() -> re.Pattern[str]:
    """Whatever cannot be shown: what is outside the ranges, and what nobody was given in them."""
    inside = re.compile(f"[{_RANGES}]")
    nobody = (
        char
        for char in map(chr, range(0x80, 0x3000))
        if inside.match(char) and unicodedata.category(char) == "Cn"
    )
    return re.compile(f"[^{_RANGES}]|[{''.join(nobody)}]")


def _named(found: re.Match[str]) -> str:
    char = found[0]
    return f"[{unicodedata.name(char, f'U+{ord(char):04X}').lower()}]"


def _alone(char: str) -> str:
    if char in _JOINERS:
        return ""
    return f"[{unicodedata.name(char).lower()}]" if unicodedata.category(char) == "Mn" else char
