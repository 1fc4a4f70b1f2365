"""Verifying: the register, every chain, what is kept, the guards, and a checkpoint."""

from __future__ import annotations

from collections.abc import Iterator, Mapping
from itertools import groupby
from typing import Any

from ooh_console.domain.entries import REGISTER
from ooh_console.ledger import statements as sql
from ooh_console.ledger.against import compared, trusted
from ooh_console.ledger.chain import GENESIS
from ooh_console.ledger.chain_check import ChainCheck
from ooh_console.ledger.checkpoint import Checkpoint
from ooh_console.ledger.database import Connection, Database, Row
from ooh_console.ledger.kept_check import check_contents, check_contents_of, check_screens
from ooh_console.ledger.reading import text
from ooh_console.ledger.signers import Signers
from ooh_console.ledger.verification import ChainHead, Finding, Found, Verification

_TEXTS_AT_ONCE = 50
"""A text may be some megabytes."""
_INCIDENT = sql.ENTRY_COLUMNS.index("incident")


def verify(
    database: Database, connection: Connection, incident: str | None, checkpoint: Checkpoint | None
) -> Verification:
    """Check everything, or one incident and the register, on one snapshot; no damage raises."""
    with database.snapshot(connection):
        return _Verifying(database, connection, incident, checkpoint).run()


class _InDatabase:
    """Fits `chain_check.Beside`: what stands beside the rows is in the database."""

    def __init__(self, connection: Connection) -> None:
        self._connection = connection

    def chain_values(self, name: Any) -> Mapping[str, int]:
        """Every chain value of a chain with its place."""
        found = self._connection.execute(sql.CHAIN_VALUES, (name,))
        return {text(chain): seq for chain, seq, _ in found if type(seq) is int}

    def has_content(self, digest: str) -> bool:
        """Whether the content with this digest is kept."""
        return self._connection.execute(sql.HAS_CONTENT, (digest,)).fetchone() is not None


class _Verifying:
    def __init__(
        self,
        database: Database,
        connection: Connection,
        incident: str | None,
        checkpoint: Checkpoint | None,
    ) -> None:
        self._database = database
        self._connection = connection
        self._only = incident
        self._checkpoint = checkpoint
        self._findings: list[Finding] = []
        self._signers = Signers()
        self._heads: dict[str, ChainHead] = {}
        self._registered: dict[str, int] = {}
        self._signed: dict[str, dict[str, int]] = {}
        self._entries = 0

    def run(self) -> Verification:
        steps = (
            self._register,
            self._incidents,
            self._missing,
            self._kept,
            self._against_checkpoint,
            self._trouble,
        )
        for step in steps:
            try:
                step()
            except self._database.failures as error:
                said = "bytes that are no text" if isinstance(error, UnicodeError) else error
                self._file(f"The file is damaged and could not be read to the end: {said}.")
        return Verification(
            entries=self._entries,
            incidents=tuple(name for name in self._heads if name != REGISTER),
            findings=tuple(self._findings),
            heads=self._heads,
            signers=dict(self._signers.counts),
            signed=self._signed,
        )

    def _file(self, sentence: str, what: Found = Found.FILE) -> None:
        finding = Finding(what, sentence)
        if finding not in self._findings:
            self._findings.append(finding)

    def _register(self) -> None:
        self._chain(REGISTER, self._stream(sql.ONE_CHAIN, REGISTER))
        if self._entries == 0 and self._connection.execute(sql.HEADS).fetchone():
            self._findings.append(
                Finding(
                    Found.INCIDENT_REMOVED,
                    "The register is missing: it says who may sign and which incidents exist.",
                    REGISTER,
                )
            )

    def _incidents(self) -> None:
        if self._only is None:
            rows = self._stream(sql.EVERYTHING, REGISTER)
            for name, chain in groupby(rows, key=lambda row: row[_INCIDENT]):
                self._chain(name, chain)
        elif self._only != REGISTER:
            self._chain(self._only, self._stream(sql.ONE_CHAIN, self._only))

    def _chain(self, name: Any, rows: Iterator[Row]) -> None:
        check = ChainCheck(_InDatabase(self._connection), name, self._signers, self._findings)
        before = self._signers.counts.copy()
        try:
            for row in rows:
                check.row(row)
        finally:
            self._entries += check.entries
            self._registered.update(check.registered)
            if check.entries and type(name) is str:
                self._heads[text(name)] = ChainHead(check.count, check.last)
                self._signed[text(name)] = dict(self._signers.counts - before)

    def _stream(self, statement: str, *values: object) -> Iterator[Row]:
        return self._database.stream(self._connection, statement, values)

    def _missing(self) -> None:
        for name, seq in self._registered.items():
            if name not in self._heads and self._only in (None, name):
                self._findings.append(
                    Finding(
                        Found.INCIDENT_REMOVED,
                        f"Incident {name} is missing with all its entries: the register has it as "
                        f"its entry {seq}.",
                        name,
                    )
                )

    def _kept(self) -> None:
        if self._only is None:
            texts = self._database.stream(
                self._connection, sql.EVERY_CONTENT, at_once=_TEXTS_AT_ONCE
            )
            check_contents(texts, self._findings)
        else:
            check_contents_of(self._connection, self._only, self._findings)
        check_screens(self._connection, self._only, self._findings)

    def _against_checkpoint(self) -> None:
        given = self._checkpoint
        if given is None:
            return
        self._findings += trusted(given, self._signers)
        if not given.genuine():
            return
        for head in given.heads:
            if self._only in (None, head.incident) or head.incident == REGISTER:
                count = self._heads.get(head.incident, ChainHead(0, GENESIS)).count
                self._findings += compared(head, count, self._chain_at, given.written_at)

    def _chain_at(self, name: str, seq: int) -> str | None:
        found = self._connection.execute(sql.CHAIN_AT, (name, seq)).fetchone()
        return found[0] if found is not None else None

    def _trouble(self) -> None:
        for what, sentence in self._database.trouble(self._connection):
            self._file(sentence, what)
