"""Reading a shared log: from the server while it is there, else from what is known here."""

from __future__ import annotations

from collections.abc import Callable, Iterator, Mapping, Sequence
from datetime import datetime
from typing import TYPE_CHECKING, TypeVar

from ooh_console.domain.entries import Entry
from ooh_console.domain.operators import Operators
from ooh_console.domain.sharing import Sharing
from ooh_console.ledger.errors import LedgerUnreachable
from ooh_console.ledger.feed import OnChange
from ooh_console.ledger.ledger import Ledger
from ooh_console.ledger.shapes import IncidentHead, LastKnown, ScreenShown, Signer
from ooh_console.ledger.shared.away import AwayLog
from ooh_console.ledger.shared.exchange import Exchange

if TYPE_CHECKING:
    from ooh_console.ledger.checkpoint import Checkpoint
    from ooh_console.ledger.excerpt import Excerpt
    from ooh_console.ledger.verification import ChainHead, Verification

T = TypeVar("T")


class Reading:
    """Every method as that of `Ledger`, from any thread."""

    def __init__(self, exchange: Exchange) -> None:
        self._exchange = exchange

    @property
    def _server(self) -> Ledger | None:
        """The server, while it is there."""
        return self._exchange.server if self._exchange.is_here else None

    @property
    def name(self) -> str:
        """What the database is called in a sentence."""
        return self._exchange.server.name if self._exchange.server else "the database"

    @property
    def problem(self) -> str | None:
        """Why it can only be read, where that is for good."""
        return self._exchange.server.problem if self._exchange.server else None

    @property
    def sharing(self) -> Sharing:
        """Whether the database is there, and what waits here."""
        return self._exchange.sharing

    def _reading(self, read: Callable[[Ledger | AwayLog], T]) -> T:
        """From the server while it is there, else from what is known here."""
        if (server := self._server) is not None:
            try:
                return read(server)
            except LedgerUnreachable as error:
                self._exchange.lost(error)
        return read(self._exchange.away)

    def _on_server(self, what: str) -> Ledger:
        """The server, for what only it can say. Raises `LedgerUnreachable`."""
        if (server := self._server) is None:
            raise LedgerUnreachable(
                f"The database is away, and {what} is done where all of the log is. Everything "
                f"recorded here is kept. Do it again when the database is back."
            )
        return server

    def incidents(self) -> tuple[IncidentHead, ...]:
        """Every incident, or, while the server is away, every one that is known here."""
        return self._reading(lambda log: log.incidents())

    def head(self, incident: str) -> int:
        """The number of entries, with those that wait."""
        return self._reading(lambda log: log.head(incident))

    def waiting_from(self, incident: str) -> int:
        """The place of the first entry that waits, which is not its place for good; 0: none."""
        exchange = self._exchange
        return 0 if exchange.is_here else exchange.away.waiting_from(incident)

    def past(self, incident: str) -> int:
        """How often since this desk opened its entries were found to be others than before."""
        return self._exchange.copy.pasts.get(incident, 0)

    def rows(self, incident: str, first: int, last: int) -> tuple[Entry, ...]:
        """By place, both ends included."""
        found = self._reading(lambda log: log.rows(incident, first, last))
        self._seen(incident, found)
        return found

    def bearing(self, incident: str, after: int = 0) -> Iterator[Entry]:
        """Those that bear on the state, after a place."""
        # At once: a server that goes away in between is found out here.
        found = self._reading(lambda log: list(log.bearing(incident, after)))
        self._seen(incident, found)
        return iter(found)

    def _seen(self, incident: str, entries: Sequence[Entry]) -> None:
        if entries and self._exchange.is_here:
            self._exchange.away.was_shown(incident, entries)

    def entry(self, id: str) -> Entry | None:
        """By its id."""
        return self._reading(lambda log: log.entry(id))

    def operators(self) -> Operators:
        """Everybody whom the register names."""
        return self._reading(lambda log: log.operators())

    def content(self, digest: str) -> str | None:
        """A kept text."""
        return self._reading(lambda log: log.content(digest))

    def screen_at(self, incident: str, at: datetime, desk: str | None = None) -> ScreenShown | None:
        """What was shown at a moment; while the server is away, of what was shown here."""
        return self._reading(lambda log: log.screen_at(incident, at, desk))

    def screens(self, incident: str) -> tuple[ScreenShown, ...]:
        """Every screen that was shown; while the server is away, here."""
        return self._reading(lambda log: log.screens(incident))

    def last_known(self) -> tuple[LastKnown, ...]:
        """What every agency last answered."""
        return self._reading(lambda log: log.last_known())

    def follow(self, on_change: OnChange) -> Callable[[], None]:
        """Calls back, from a thread, with chain and new head, whatever has grown or moved."""
        return self._exchange.follow(on_change)

    # What only the server says

    def verify(
        self, incident: str | None = None, checkpoint: Checkpoint | None = None
    ) -> Verification:
        """As `Ledger.verify`. Raises `LedgerUnreachable` while the server is away."""
        return self._on_server("checking the log").verify(incident, checkpoint)

    def checkpoint(self, signer: Signer, at: datetime) -> Checkpoint:
        """As `Ledger.checkpoint`. Raises `LedgerUnreachable` while the server is away."""
        return self._on_server("a checkpoint").checkpoint(signer, at)

    def heads(self) -> Mapping[str, ChainHead]:
        """As `Ledger.heads`. Raises `LedgerUnreachable` while the server is away."""
        return self._on_server("that look").heads()

    def chain_at(self, incident: str, seq: int) -> str:
        """As `Ledger.chain_at`. Raises `LedgerUnreachable` while the server is away."""
        return self._on_server("that look").chain_at(incident, seq)

    def replaced(self) -> str:
        """A server is reached by its name."""
        return ""

    def whole(self) -> Ledger:
        """The log itself, on the server. Raises `LedgerUnreachable` while the server is away."""
        return self._on_server("what needs all of it")

    def excerpt(self, incident: str, count: int, *, contents: bool = False) -> Excerpt:
        """As `Ledger.excerpt`. Raises `LedgerUnreachable` while the server is away."""
        return self._on_server("an export").excerpt(incident, count, contents=contents)
