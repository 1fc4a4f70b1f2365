"""How an act is put into a ledger, whether it is a file, a server, or one that may be away."""

from __future__ import annotations

from abc import ABC, abstractmethod
from collections.abc import Mapping, Sequence
from typing import Self

from ooh_console.domain.entries import Entry, Written
from ooh_console.ledger.shapes import Signer
from ooh_console.ledger.writer import Work, Writer


class Appender(ABC):
    """One writer, and one act after another. Closed at the end of a `with`."""

    _writer: Writer

    def __enter__(self) -> Self:
        return self

    def __exit__(self, *_: object) -> None:
        self.close()

    @abstractmethod
    def close(self) -> None:
        """Finishes what is being written, for at most two seconds, and lets everything go."""

    async def append(
        self,
        items: Sequence[Written],
        signer: Signer,
        *,
        contents: Sequence[str] = (),
        expect: Mapping[str, int] | None = None,
    ) -> tuple[Entry, ...]:
        """Sign the items, put each at the end of its chain and keep the contents: all or nothing.

        Returns once it is on disk (I1), in the order of `items`. An id that is stored already
        comes back as stored, so sending twice is harmless. `expect` names the count that a chain
        must have; it is not looked at when nothing new is to be written in that chain. Cancelling
        the caller does not cancel the write.

        Raises `LedgerMoved`, `LedgerFull`, `LedgerReadOnly`, `LedgerNewer`, `LedgerBusy`,
        `LedgerClosed` or another `LedgerError`, and `ValueError` for text that is not UTF-8;
        nothing is written then.
        """
        return await self._writer.run(self._appending(items, signer, contents, expect))

    def append_now(
        self,
        items: Sequence[Written],
        signer: Signer,
        *,
        contents: Sequence[str] = (),
        expect: Mapping[str, int] | None = None,
    ) -> tuple[Entry, ...]:
        """As `append`, but blocks: for the command line and tests."""
        return self._writer.run_now(self._appending(items, signer, contents, expect))

    @abstractmethod
    def _appending(
        self,
        items: Sequence[Written],
        signer: Signer,
        contents: Sequence[str],
        expect: Mapping[str, int] | None,
    ) -> Work[tuple[Entry, ...]]:
        """What the writer does. Raises `LedgerError` where nothing can be written."""
