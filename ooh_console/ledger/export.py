"""An export: one log in a file that can be checked anywhere, without the database.

It holds the entries exactly as they are stored, the lines of the register that say whose keys
count, and a statement that the exporter signed over all of it, so that a missing end is noticed.
The statement says what was wrong with the log by then: an entry whose words are left out tells
nobody that they had been changed.
Of an entry whose words are left out the digest stands: its place and its signature can be checked.
"""

from __future__ import annotations

import json
from collections.abc import Callable, Mapping, Sequence
from datetime import datetime
from typing import Any

from ooh_console.domain.canonical import canonical, digest
from ooh_console.domain.exports import EXPORT
from ooh_console.domain.times import stamp
from ooh_console.ledger import statements as sql
from ooh_console.ledger.chain import GENESIS
from ooh_console.ledger.database import Row
from ooh_console.ledger.excerpt import Excerpt
from ooh_console.ledger.shapes import Signer

VERSION = 1
LEFT_OUT = ("body", "late_reason")
"""What is `null` in an entry whose words are left out."""


def export(
    taken: Excerpt,
    about: Mapping[str, Any],
    withheld: Mapping[str, str],
    signer: Signer,
    at: datetime,
    findings: Sequence[str] | None = None,
) -> bytes:
    """The file, as JSON in ASCII, an entry a line. `about` is what a reader should know besides;
    `withheld` are the ids of the entries whose words are left out, each with the kind as which it
    is shown: of some the kind alone would tell; `findings` is what was wrong with the log when it
    was checked for this, a sentence each, and `None` where it was not."""
    entries = [_entry(row, withheld) for row in taken.rows]
    content: dict[str, Any] = {
        "format": EXPORT,
        "version": VERSION,
        "reference": taken.incident,
        **about,
        "register_lines": [_entry(row, {}) for row in taken.register],
        "entries": entries,
        "screens": [
            dict(zip(("desk", "shown_at", "screen"), map(_value, row), strict=True))
            for row in taken.screens
        ],
        "contents": [{"digest": name, "text": _value(text)} for name, text in taken.contents],
    }
    left_out = [[one["seq"], shown_digest(one)] for one in entries if one["body"] is None]
    statement = {
        "written_at": stamp(at),
        "operator": signer.name,
        "public_key": signer.public_key,
        "entries": len(entries),
        "chain": entries[-1]["chain"] if entries else GENESIS,
        "withheld": left_out,
        "findings": None if findings is None else [_legible(one) for one in findings],
        "digest": content_digest(content),
    }
    signature = signer.sign(statement_digest(content["reference"], statement))
    return _text({**content, "statement": {**statement, "signature": signature}}).encode("ascii")


def content_digest(content: Mapping[str, Any]) -> str:
    """SHA-256 of everything in the file but the statement. Raises `ValueError` for what has no
    canonical form."""
    return digest(canonical({k: v for k, v in content.items() if k != "statement"}))


def statement_digest(reference: Any, statement: Mapping[str, Any]) -> str:
    """What the exporter signs. Raises `ValueError` as `content_digest` does."""
    said = {name: value for name, value in statement.items() if name != "signature"}
    return digest(canonical({"format": f"{EXPORT}-statement", "reference": reference, **said}))


def shown_digest(entry: Mapping[str, Any]) -> str:
    """SHA-256 of what is shown of an entry whose words are left out."""
    return digest(canonical(dict(entry)))


def _entry(row: Row, withheld: Mapping[str, str]) -> dict[str, Any]:
    named = {name: _value(one) for name, one in zip(sql.ENTRY_COLUMNS, row, strict=True)}
    if named["id"] in withheld:
        named |= {**dict.fromkeys(LEFT_OUT), "kind": withheld[named["id"]]}
    return named


def _legible(sentence: str) -> str:
    """Without halves of characters, which have no canonical form."""
    return sentence.encode("utf-8", "replace").decode()


def _value(stored: Any) -> Any:
    """A stored value as JSON: what is no text of UTF-8 any more stays visible as its bytes."""
    match stored:
        case None | int():
            return stored
        case str():
            try:
                stored.encode()
            except UnicodeEncodeError:
                return {"hex": stored.encode("utf-8", "surrogateescape").hex()}
            return stored
        case bytes():
            return {"hex": stored.hex()}
        case _:
            return {"text": str(stored)}


def _text(content: Mapping[str, Any]) -> str:
    """One name a line, and of lists one item a line, so that people can read and compare it."""
    spell: Callable[[Any], str] = json.JSONEncoder(ensure_ascii=True).encode

    def value(one: Any) -> str:
        if isinstance(one, list) and one:
            return "[\n" + ",\n".join(f"  {spell(item)}" for item in one) + "\n ]"
        return spell(one)

    return "{\n" + ",\n".join(f" {spell(k)}: {value(v)}" for k, v in content.items()) + "\n}\n"
