"""Outside text made safe to show: the only road from anybody's words to a screen (I8)."""

from __future__ import annotations

import re
import unicodedata

MARK = "\N{REPLACEMENT CHARACTER}"
"""Stands where something that is not text (a control byte, an escape) was taken out."""

# Everything a terminal would obey: C0 and C1 controls and DEL. Line ends are dealt with before.
_CONTROL = re.compile(r"[\x00-\x08\x0b\x0c\x0e-\x1f\x7f-\x9f\ud800-\udfff\ufffe\uffff]+")
# Everything that reorders or hides other text: bidi marks and overrides, zero width, tags, and
# the marks of shorthand and music notation that have no glyph.
_HIDDEN = re.compile(
    "[\u00ad\u061c\u180e\u200b\u200e\u200f\u202a-\u202e\u2060-\u206f\ufeff\ufff9-\ufffb"
    "\U0001bca0-\U0001bca3\U0001d173-\U0001d17a\U000e0000-\U000e0fff]+"
)
_LINE_END = re.compile(r"\r\n|[\r\u2028\u2029\x85]")
_SPACE = re.compile(r"[ \t\n\u00a0]+")
# Letters and symbols by category, but nothing that an eye can see.
_NO_GLYPH = frozenset("\u115f\u1160\u2800\u3164\uffa0" + MARK)


_ENDED = re.compile(r"[.!?\u2026\u06d4\u061f][\"'\u201d\u2019\u00bb)\]]*\s*\Z")
"""A full stop or its like, and what may close after it."""


def clean(text: str) -> str:
    """Text with its lines kept, and nothing in it that a terminal obeys or that hides text (I8).

    Controls become one replacement character, so that a reader sees that something was there;
    bidi marks and zero-width characters are dropped. Joiners stay, since scripts need them.
    """
    if text.isascii() and text.isprintable():
        return text  # Nearly every text, of which a screen has hundreds each second.
    text = _LINE_END.sub("\n", text)
    text = _HIDDEN.sub("", text)
    return _CONTROL.sub(MARK, text).replace("\t", "    ")


def line(text: str, limit: int = 2_000) -> str:
    """Cleaned text on one line, at most `limit` characters, with an ellipsis when cut."""
    short = _SPACE.sub(" ", clean(text[: limit * 2])).strip()
    if len(short) > limit or len(text) > limit * 2:
        short = short[: limit - 1].rstrip() + "…"
    return short


def ended(text: str) -> str:
    """Somebody's words as the end of a sentence: with a full stop, where they have no end yet."""
    return text if _ENDED.search(text) else f"{text.rstrip()}."


def is_blank(text: str) -> bool:
    """Whether nothing in the text can be read: no letter, digit, sign or symbol that shows."""
    return not any(
        unicodedata.category(char)[0] in "LNPS" and char not in _NO_GLYPH for char in text
    )


def name_key(name: str) -> str:
    """For comparing two spellings of one name: case, spaces and hidden characters apart."""
    return " ".join(unicodedata.normalize("NFC", clean(name)).casefold().split())
