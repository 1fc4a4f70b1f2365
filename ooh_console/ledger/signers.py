"""Whose signature counts: the keys that the register holds."""

from __future__ import annotations

from collections import Counter
from collections.abc import Callable
from datetime import datetime
from typing import Any

from cryptography.exceptions import InvalidSignature
from cryptography.hazmat.primitives.asymmetric.ed25519 import Ed25519PublicKey

from ooh_console.domain.bodies import OperatorAdded
from ooh_console.domain.entries import AnyBody, Written
from ooh_console.domain.operators import Operators
from ooh_console.ledger.reading import moment

Check = Callable[[bytes, bytes], None]


def checker(public_key: str) -> Check | None:
    """What checks signatures by this key (hexadecimal), or `None` when it is not a key."""
    try:
        return Ed25519PublicKey.from_public_bytes(bytes.fromhex(public_key)).verify
    except (ValueError, TypeError):
        return None


def fits(check: Check, signature: str, digest: str) -> bool:
    """Whether the signature over the digest is good. Text that is no signature is not."""
    try:
        check(bytes.fromhex(signature), digest.encode())
    except (InvalidSignature, ValueError, TypeError):
        return False
    return True


class Signers:
    """The operators of the register with every key each of them had, and what they signed."""

    def __init__(self) -> None:
        self._checks: dict[str, tuple[tuple[str, Check], ...]] = {}
        self._operators = Operators()
        self.counts: Counter[str] = Counter()
        self.newest: dict[str, str] = {}
        """The key that counts for each name."""

    def __bool__(self) -> bool:
        return bool(self._checks)

    def add(self, name: str, public_key: str) -> None:
        """The register says that this key signs for this name."""
        check = checker(public_key)
        if check is not None and not self.has(name, public_key):
            self.newest[name] = public_key
            # The newest key first: it signed most of what is to come.
            self._checks[name] = ((public_key, check), *self._checks.get(name, ()))

    def take(self, body: AnyBody, written: Written) -> bool:
        """The register says this of an operator. Whether its author was one who may."""
        if not self._operators.allows(body, written.operator):
            return False
        at = moment(written.occurred_at)
        self._operators = self._operators.with_body(body, at, written.operator, written.desk)
        if isinstance(body, OperatorAdded):
            self.add(body.name, body.public_key)
        return True

    def disabled_at(self, name: str, public_key: str) -> datetime | None:
        """From when on this key of theirs does not count; `None` while it does."""
        return self._operators.disabled_at(name, public_key)

    def had_role(self, name: str, role: str) -> bool:
        """Whether the register ever gave this operator this role."""
        person = self._operators.get(name)
        return person is None or role in person.had

    def knows(self, name: Any) -> bool:
        """Whether the register holds this operator."""
        return name in self._checks

    def has(self, name: str, public_key: str) -> bool:
        """Whether the register holds this key for this operator."""
        return any(key == public_key for key, _ in self._checks.get(name, ()))

    def signed(self, name: str, signature: str, digest: str) -> str:
        """Which of the operator's keys signed this digest, and counts it; empty when none did."""
        for key, check in self._checks.get(name, ()):
            if fits(check, signature, digest):
                self.counts[name] += 1
                return key
        return ""
