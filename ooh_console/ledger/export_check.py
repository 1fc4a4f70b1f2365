"""Checking an export: whether it is complete and unchanged, or what is wrong with which entry."""

from __future__ import annotations

import re
from collections.abc import Mapping
from dataclasses import dataclass
from typing import Any

from ooh_console.domain.canonical import digest
from ooh_console.domain.entries import REGISTER
from ooh_console.ledger import statements as sql
from ooh_console.ledger.against import compared, title, trusted
from ooh_console.ledger.chain_check import ChainCheck
from ooh_console.ledger.checkpoint import Checkpoint
from ooh_console.ledger.export import (
    LEFT_OUT,
    content_digest,
    shown_digest,
    statement_digest,
)
from ooh_console.ledger.export_reading import read_export
from ooh_console.ledger.signers import Signers, checker, fits
from ooh_console.ledger.verification import ChainHead, Finding, Found, Verification

_SIGNATURE = re.compile("[0-9a-f]{128}")
"""Of one signature there is one spelling, so that no changed letter goes unnoticed."""


@dataclass(frozen=True, slots=True)
class Checked:
    """What checking a file came to."""

    found: Verification
    reference: str
    written_at: str
    operator: str
    withheld: int
    """So many entries are there without their words."""
    keys: Mapping[str, str]
    """Each operator whom its register names, with the key that counts. Whose key it really is, a
    file alone cannot tell."""
    at_export: tuple[str, ...] | None = None
    """What the exporter signed that the desk had found wrong with its log; `None` where the file
    does not say that it was checked."""


def check_export(raw: bytes, checkpoint: Checkpoint | None = None) -> Checked:
    """Checks a file. Whatever is wrong with an export is a finding. Raises `NoExport`."""
    content = read_export(raw)
    return _Checking(content).run(checkpoint)


class _Checking:
    """Fits `chain_check.Beside`: what stands beside the rows is in the file."""

    def __init__(self, content: dict[str, Any]) -> None:
        self._content = content
        self._findings: list[Finding] = []
        self._signers = Signers()
        self._at_export: tuple[str, ...] | None = None
        self._reference = _text(content.get("reference"))
        self._rows = {
            REGISTER: self._listed("register_lines"),
            self._reference: self._listed("entries"),
        }
        self._contents = {
            _text(one.get("digest")): one.get("text") for one in self._listed("contents")
        }

    def run(self, checkpoint: Checkpoint | None) -> Checked:
        """Register, entries, contents, the statement, the checkpoint."""
        register = self._chain(REGISTER, whole=False)
        log = self._chain(self._reference, whole=True)
        if self._reference not in register.registered:
            self._file(f"The register does not say that there is an incident {self._reference}.")
        self._kept()
        statement = self._content.get("statement")
        statement = statement if isinstance(statement, dict) else {}
        self._stated(statement, log)
        if checkpoint is not None:
            self._beside(checkpoint, log)
        heads = {self._reference: ChainHead(log.count, log.last)}
        counts = dict(self._signers.counts)
        return Checked(
            found=Verification(
                entries=log.entries,
                incidents=(self._reference,),
                findings=tuple(self._findings),
                heads=heads,
                signers=counts,
            ),
            reference=self._reference,
            written_at=_text(statement.get("written_at")),
            operator=_text(statement.get("operator")),
            withheld=sum(_is_withheld(row) for row in self._rows[self._reference]),
            keys=self._signers.newest,
            at_export=self._at_export,
        )

    def chain_values(self, name: Any) -> Mapping[str, int]:
        """Every chain value of a chain with its place."""
        return {
            _text(row.get("chain")): row["seq"]
            for row in self._rows.get(name, ())
            if type(row.get("seq")) is int
        }

    def has_content(self, digest: str) -> bool:
        """Whether what was on a screen is there; where no screen was exported it is not known."""
        return not self._contents or digest in self._contents

    def _listed(self, name: str) -> list[dict[str, Any]]:
        found = self._content.get(name)
        if not isinstance(found, list) or not all(isinstance(one, dict) for one in found):
            self._file(f"Its part {name!r} is missing or is no list.")
            return []
        return found

    def _file(self, sentence: str, what: Found = Found.FILE) -> None:
        self._findings.append(Finding(what, sentence))

    def _chain(self, name: str, *, whole: bool) -> ChainCheck:
        check = ChainCheck(self, name, self._signers, self._findings, whole=whole)
        for place, row in enumerate(self._rows[name], 1):
            missing = [column for column in sql.ENTRY_COLUMNS if column not in row]
            more = row.keys() - set(sql.ENTRY_COLUMNS)
            if missing or more:
                wrong = ", ".join(sorted((*missing, *more)))[:200]
                sentence = f"{title(name)}, line {place}: it lacks, or has too much of: {wrong}."
                self._findings.append(Finding(Found.UNREADABLE, sentence, name, place))
            values = tuple(row.get(column) for column in sql.ENTRY_COLUMNS)
            if row.get("incident") != name:
                sentence = f"{title(name)}, line {place}: it is an entry of another incident."
                self._findings.append(Finding(Found.ORDER, sentence, name, place))
            if whole and _is_withheld(row):
                check.withheld(values)
            else:
                check.row(values)
        return check

    def _kept(self) -> None:
        for name, text in self._contents.items():
            if type(text) is not str or digest(text.encode("utf-8", "replace").decode()) != name:
                sentence = f"What was on a screen ({name[:12]}) was changed after it was kept."
                self._findings.append(Finding(Found.CONTENT_CHANGED, sentence, self._reference))

    def _stated(self, statement: Mapping[str, Any], log: ChainCheck) -> None:
        """Whether the exporter signed for exactly this."""
        name, key = _text(statement.get("operator")), _text(statement.get("public_key"))
        check = checker(key)
        try:
            said = statement_digest(self._content.get("reference"), statement)
            signature = _text(statement.get("signature"))
            spelt = _SIGNATURE.fullmatch(signature) is not None
            genuine = spelt and check is not None and fits(check, signature, said)
        except ValueError:
            genuine = False
        if not genuine:
            self._file(
                "The statement at the end is not genuine: the exporter's signature does not fit "
                "it. Whether entries were cut off at the end cannot be told."
            )
            return
        if not self._signers.has(name, key):
            self._file(f"It was exported with a key that the register does not hold for {name}.")
        self._length(statement, log)
        self._shown(statement)
        try:
            whole = content_digest(self._content) == statement.get("digest")
        except ValueError:
            whole = False
        if not whole and not self._findings:
            self._file("Something beside the entries was changed after it was exported.")
        self._found_there(statement.get("findings"))

    def _found_there(self, said: Any) -> None:
        """What the desk had found, unless the file itself shows the same."""
        if not isinstance(said, list):
            return
        self._at_export = tuple(map(_text, said))
        shown = {one.sentence for one in self._findings}
        for sentence in self._at_export:
            if sentence not in shown:
                words = f"When it was exported, the desk had found: {sentence}"
                self._file(words, Found.AT_EXPORT)

    def _length(self, statement: Mapping[str, Any], log: ChainCheck) -> None:
        count = statement.get("entries")
        if type(count) is int and log.entries < count:
            which = f"{count - log.entries} of {count} entries are missing"
            sentence = f"{title(self._reference)}: {which}; the exporter signed for all of them."
            place = log.count + 1
            self._findings.append(Finding(Found.TAIL_REMOVED, sentence, self._reference, place))
        elif log.entries != count or (log.last != statement.get("chain") and not self._findings):
            sentence = f"{title(self._reference)}: it does not end where the exporter says it did."
            self._findings.append(Finding(Found.CHANGED, sentence, self._reference, log.count))

    def _shown(self, statement: Mapping[str, Any]) -> None:
        """Whether what is shown of entries without their words is what was exported."""
        sent = statement.get("withheld")
        said = {(one[0], one[1]) for one in _pairs(sent)}
        for row in self._rows[self._reference]:
            if not _is_withheld(row):
                continue
            seq = row.get("seq")
            try:
                same = (seq, shown_digest(row)) in said
            except (ValueError, TypeError):
                same = False
            if not same:
                sentence = (
                    f"{title(self._reference)}, entry {seq}: its words are left out, and what is "
                    "shown of it is not what was exported."
                )
                number = seq if type(seq) is int else None
                self._findings.append(Finding(Found.CHANGED, sentence, self._reference, number))

    def _beside(self, given: Checkpoint, log: ChainCheck) -> None:
        wrong = list(trusted(given, self._signers))
        self._findings += wrong
        if not given.genuine():
            return
        values = {seq: chain for chain, seq in self.chain_values(self._reference).items()}
        for head in given.heads:
            if head.incident == self._reference:
                found = compared(head, log.count, lambda _, at: values.get(at), given.written_at)
                self._findings += found


def _is_withheld(row: Mapping[str, Any]) -> bool:
    return all(name in row and row[name] is None for name in LEFT_OUT)


def _text(value: Any) -> str:
    return value if type(value) is str else ""


def _pairs(value: Any) -> list[list[Any]]:
    """The lists of two among what was sent."""
    found = value if isinstance(value, list) else []
    return [one for one in found if isinstance(one, list) and len(one) == 2 and _plain(one)]


def _plain(pair: list[Any]) -> bool:
    return all(type(part) in (int, str) for part in pair)
