"""Checking one chain, row by row in order of seq, and saying what is wrong with it."""

from __future__ import annotations

from collections.abc import Mapping
from typing import Any, Protocol

from ooh_console.domain.bodies import (
    HoldingSeen,
    IncidentRegistered,
    OperatorAdded,
    OperatorDisabled,
    OperatorRoleSet,
)
from ooh_console.domain.entries import REGISTER, UnreadBody, Written, read_body
from ooh_console.domain.roles import Role, refusal
from ooh_console.domain.times import day_clock
from ooh_console.ledger import statements as sql
from ooh_console.ledger.chain import GENESIS, link
from ooh_console.ledger.database import Row
from ooh_console.ledger.reading import UNKNOWN_TIME, moment, text
from ooh_console.ledger.signers import Signers
from ooh_console.ledger.verification import Finding, Found

_SEQ = sql.ENTRY_COLUMNS.index("seq")
_WORDS = {
    "id": "identifier", "incident": "incident", "kind": "kind", "body": "words",
    "occurred_at": "time of the event", "recorded_at": "time of recording",
    "late_reason": "reason for the delay", "operator": "operator", "role": "role",
    "agency": "agency", "desk": "desk", "seq": "number", "digest": "digest",
    "signature": "signature", "prev": "link to the entry before", "chain": "chain value",
}  # fmt: skip


_LINK_CHANGED = (
    "its chain value, its link, its digest or its signature was changed after it was recorded"
)


_ROLES = frozenset(role.value for role in Role)


class Beside(Protocol):
    """What stands beside the rows of a chain: in the database, or in a file that was exported."""

    def chain_values(self, name: Any) -> Mapping[str, int]:
        """Every chain value of a chain with its place, for saying where an entry belongs."""

    def has_content(self, digest: str) -> bool:
        """Whether what was on a screen is kept, or cannot be known here."""


class ChainCheck:
    """The state of checking a chain: where it stands, and what was found.

    Of an excerpt (`whole` is false) entries in between are left out on purpose.
    """

    def __init__(
        self,
        beside: Beside,
        name: Any,
        signers: Signers,
        findings: list[Finding],
        *,
        whole: bool = True,
    ) -> None:
        self._beside = beside
        self._whole = whole
        self._name = name
        self._title = "The register" if name == REGISTER else f"Incident {text(name)}"
        self._signers = signers
        self._findings = findings
        self._before: tuple[str, ...] = (GENESIS,)
        """The chain values that the next entry may name: as stored, and as it must be."""
        self._places: Mapping[str, int] | None = None
        self.entries = 0
        self.count = 0
        """Seq of the last entry."""
        self.last = GENESIS
        self.registered: dict[str, int] = {}

    def row(self, row: Row) -> None:
        """Check the next row: all columns, as they are stored."""
        self.entries += 1
        seq = row[_SEQ]
        if type(seq) is not int or not all(
            type(value) is str for value in row[:_SEQ] + row[_SEQ + 1 :]
        ):
            self._wrong_type(row)
            return
        written = Written(*row[:_SEQ])
        digest, signature, prev, chain = row[_SEQ + 1 :]
        self._place(seq, written.id, prev)
        try:
            value = link(prev, digest, signature)
            whole = written.digest() == digest
        except ValueError:
            # Broken bytes in a text that was UTF-8 when it was signed.
            value, whole = "", False
        signed = self._content(written, seq, digest, signature, whole)
        if chain != value:
            self._add(Found.CHANGED, seq, written.id, _LINK_CHANGED)
        self._before = (chain, value)
        self.count, self.last = seq, chain
        self._body(written, seq, trusted=whole and signed)

    def withheld(self, row: Row) -> None:
        """Check the next row, whose words and reason for the delay were left out: that its author
        signed its digest, and that it stands in its place. What it says cannot be checked."""
        self.entries += 1
        named = dict(zip(sql.ENTRY_COLUMNS, row, strict=True))
        seq, id = named["seq"], named["id"]
        if type(seq) is not int or not all(
            type(value) is str
            for name, value in named.items()
            if name not in ("seq", "body", "late_reason")
        ):
            self._wrong_type(row)
            return
        digest, signature, prev, chain = row[_SEQ + 1 :]
        self._place(seq, id, prev)
        try:
            value = link(prev, digest, signature)
        except ValueError:
            value = ""
        self._signed(named["operator"], named["recorded_at"], seq, id, digest, signature)
        self._may(named["operator"], named["role"], named["kind"], seq, id)
        if chain != value:
            self._add(Found.CHANGED, seq, id, _LINK_CHANGED)
        self._before = (chain, value)
        self.count, self.last = seq, chain

    def _add(self, what: Found, seq: Any, id: Any, sentence: str) -> None:
        number = seq if type(seq) is int else None
        shown = f"entry {text(seq)} ({_short(id)})"
        self._findings.append(
            Finding(
                what, f"{self._title}, {shown}: {sentence}.", text(self._name), number, text(id)
            )
        )

    def _wrong_type(self, row: Row) -> None:
        named = dict(zip(sql.ENTRY_COLUMNS, row, strict=True))
        seq = named["seq"]
        wrong = [
            _WORDS[name]
            for name, value in named.items()
            if type(value) is not (int if name == "seq" else str)
        ]
        self._add(
            Found.UNREADABLE, seq, named["id"],
            f"it is damaged: its {', '.join(wrong)} cannot be read",
        )  # fmt: skip
        chain = named["chain"]
        self._before = (chain,) if type(chain) is str else ()
        if type(seq) is int:
            self.count, self.last = seq, text(chain)

    def _place(self, seq: int, id: str, prev: str) -> None:
        expected = self.count + 1
        if not self._whole and seq >= expected:
            return
        if seq == expected:
            # Empty: the entry before is so damaged that it says nothing about its successor.
            if not self._before or prev in self._before:
                return
            self._misplaced(seq, id, prev)
        elif seq > expected:
            which = (
                f"entry {expected} is"
                if seq == expected + 1
                else f"entries {expected} to {seq - 1} are"
            )
            self._findings.append(
                Finding(
                    Found.REMOVED,
                    f"{self._title}: {which} missing before entry {seq} ({_short(id)}).",
                    text(self._name),
                    expected,
                    id,
                )
            )
        else:
            self._add(
                Found.ORDER, seq, id,
                "its number was changed: it is that of another entry, or cannot be",
            )  # fmt: skip

    def _misplaced(self, seq: int, id: str, prev: str) -> None:
        places = self._chain_values()
        if prev in places or prev == GENESIS:
            after = places.get(prev, 0)
            follows = f"right after entry {after}" if after else "as the first"
            self._add(
                Found.ORDER, seq, id,
                f"it stands in the wrong place: it was recorded {follows} of those that are here",
            )  # fmt: skip
        else:
            self._add(
                Found.REMOVED, seq, id,
                "it does not follow the entry before it: one in between was removed or replaced, "
                "or its link was changed",
            )  # fmt: skip

    def _chain_values(self) -> Mapping[str, int]:
        if self._places is None:
            self._places = self._beside.chain_values(self._name)
        return self._places

    def _content(
        self, written: Written, seq: int, digest: str, signature: str, whole: bool
    ) -> bool:
        """Whether it is signed with a key that counted then."""
        signed = False
        name = written.operator
        if not self._signers and self._name == REGISTER:
            self._first_operator(written)
        if whole:
            signed = self._signed(name, written.recorded_at, seq, written.id, digest, signature)
            self._may(name, written.role, written.kind, seq, written.id)
        else:
            fits = self._signers.signed(name, signature, _ascii(digest))
            how = (
                "the signature still fits the digest that was stored with it"
                if fits
                else "no signature of the operator fits it"
            )
            self._add(
                Found.CHANGED, seq, written.id,
                f"it was changed after it was signed, or its digest was ({how})",
            )  # fmt: skip
        for column in ("occurred_at", "recorded_at"):
            if moment(getattr(written, column)) is UNKNOWN_TIME:
                self._add(Found.UNREADABLE, seq, written.id, f"its {_WORDS[column]} cannot be read")
        return signed

    def _signed(
        self, name: str, recorded_at: str, seq: int, id: str, digest: str, signature: str
    ) -> bool:
        if key := self._signers.signed(name, signature, _ascii(digest)):
            # By the time of recording and not by the place: what was written before, while the
            # database was away, may take its place after.
            over, recorded = self._signers.disabled_at(name, key), moment(recorded_at)
            if over is not None and recorded >= over:
                self._add(
                    Found.DISABLED, seq, id,
                    f"it was recorded on {day_clock(recorded)} with a key of {_visible(name)} that "
                    f"was disabled from {day_clock(over)} on",
                )  # fmt: skip
                return False
            return True
        if not self._signers.knows(name):
            why = f"it is signed as {_visible(name)}, who is not in the register"
        else:
            why = (
                f"its signature is not by {_visible(name)}: it was forged, or the signature was "
                f"changed"
            )
        self._add(Found.FORGED, seq, id, why)
        return False

    def _may(self, name: str, role: str, kind: str, seq: int, id: str) -> None:
        """A desk refuses what a role may not do; a program of somebody's own does not."""
        if not self._signers.had_role(name, role):
            why = f"it is recorded as {_visible(role)}, and the register never had {_visible(name)}"
            self._add(Found.NOT_ALLOWED, seq, id, f"{why} as that")
        elif role in _ROLES and refusal(Role(role), kind) is not None:
            why = f"it is by {_visible(name)}, {role}, who may not record this"
            self._add(Found.NOT_ALLOWED, seq, id, f"{why} ({_visible(kind)})")

    def _first_operator(self, written: Written) -> None:
        """The very first operator adds themselves, and signs it with the key that it names."""
        body = read_body(written.kind, written.body)
        if isinstance(body, OperatorAdded) and body.name == written.operator:
            self._signers.add(body.name, body.public_key)

    def _body(self, written: Written, seq: int, *, trusted: bool) -> None:
        body = read_body(written.kind, written.body)
        match body:
            case UnreadBody():
                self._add(
                    Found.UNREADABLE, seq, written.id,
                    f"this version of the console cannot read what it says "
                    f"({_visible(body.reason)})",
                )  # fmt: skip
            case HoldingSeen():
                if not self._beside.has_content(body.screen):
                    self._add(
                        Found.CONTENT_REMOVED, seq, written.id,
                        "it names what was on the screen, and that is not kept any more",
                    )  # fmt: skip
            case OperatorAdded() | OperatorDisabled() | OperatorRoleSet() if (
                self._name == REGISTER and trusted
            ):
                known = self._signers.knows(written.operator)
                if not self._signers.take(body, written) and known:
                    self._add(
                        Found.NOT_ALLOWED, seq, written.id,
                        f"it says who may sign in, or as what, and is by "
                        f"{_visible(written.operator)}: only an on-call manager may, where there "
                        f"is one",
                    )  # fmt: skip
            case IncidentRegistered() if self._name == REGISTER:
                self.registered[body.reference] = seq
            case _:
                pass


def _short(id: Any) -> str:
    return _visible(text(id))[:40]


def _visible(shown: str) -> str:
    """Without halves of characters, which neither a terminal nor a file takes."""
    return shown.encode("utf-8", "replace").decode()


def _ascii(digest: str) -> str:
    return digest if digest.isascii() else ""
