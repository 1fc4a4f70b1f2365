"""What the desk needs of the parts around it. The ledger and the gateway fit these shapes."""

from __future__ import annotations

from collections.abc import (
    AsyncIterator,
    Awaitable,
    Callable,
    Iterable,
    Iterator,
    Mapping,
    Sequence,
)
from dataclasses import dataclass
from datetime import datetime, timedelta
from typing import Protocol

from ooh_console.domain.entries import Entry, Written
from ooh_console.domain.holdings import Holding
from ooh_console.domain.notices import Delivery, Notice
from ooh_console.domain.operators import Operators
from ooh_console.domain.sharing import Sharing
from ooh_console.domain.sources import Offer, Sought, Source

Clock = Callable[[], datetime]
"""The time now, in UTC."""


class Unsaved(Exception):
    """Something could not be put on disk: one sentence says what, what was kept, what to do."""


class Signer(Protocol):
    """An operator's unlocked signing key."""

    @property
    def name(self) -> str:
        """The operator's name."""

    @property
    def public_key(self) -> str:
        """Ed25519, hexadecimal."""

    def sign(self, digest: str) -> str:
        """The signature over a digest, hexadecimal."""


class IncidentHead(Protocol):
    """One incident in the list."""

    @property
    def reference(self) -> str:
        """Its name."""

    @property
    def count(self) -> int:
        """How many entries it has."""


class ScreenShown(Protocol):
    """A screen that a desk showed."""

    @property
    def at(self) -> datetime:
        """From when it was shown."""

    @property
    def desk(self) -> str:
        """Where."""

    @property
    def screen(self) -> str:
        """The digest of its content."""


class Answer(Protocol):
    """An agency's answer as the gateway gives it."""

    @property
    def key(self) -> str:
        """The question (`Sought.key`)."""

    @property
    def holding(self) -> Holding:
        """What it means for the screen."""

    @property
    def etag(self) -> str:
        """The agency's own name for this version, or empty."""


class Finding(Protocol):
    """One thing that verification found."""

    @property
    def what(self) -> str:
        """In a word that programs can rely on."""

    @property
    def incident(self) -> str:
        """In which chain."""

    @property
    def seq(self) -> int | None:
        """The place of the entry, where it is about one."""

    @property
    def entry(self) -> str:
        """The id of the entry."""

    @property
    def sentence(self) -> str:
        """What is wrong, in words."""


class Verification(Protocol):
    """What verification found."""

    @property
    def ok(self) -> bool:
        """Whether everything is complete and unchanged."""

    @property
    def entries(self) -> int:
        """How many entries were checked."""

    @property
    def incidents(self) -> Sequence[str]:
        """Which incidents were checked."""

    @property
    def signers(self) -> Mapping[str, int]:
        """How many entries each operator signed."""

    @property
    def findings(self) -> Sequence[Finding]:
        """What is wrong."""


@dataclass(frozen=True, slots=True)
class Operator:
    """Who sits at the desk."""

    name: str
    role: str
    agency: str


class Ledger(Protocol):
    """The log on disk. Reading is blocking and quick; appending is serial and off the loop."""

    @property
    def problem(self) -> str | None:
        """Why nothing can be recorded; `None` when it can."""

    @property
    def sharing(self) -> Sharing | None:
        """How this desk stands to the database that desks share; `None` where it has its own."""

    async def append(
        self,
        items: Sequence[Written],
        signer: Signer,
        *,
        contents: Sequence[str] = (),
        expect: Mapping[str, int] | None = None,
    ) -> tuple[Entry, ...]:
        """All of it or nothing, on disk when it returns."""

    def incidents(self) -> Sequence[IncidentHead]:
        """Every incident."""

    def head(self, incident: str) -> int:
        """The number of entries."""

    def waiting_from(self, incident: str) -> int:
        """The place from which on entries wait to be shared, and may move; 0 when none does."""

    def past(self, incident: str) -> int:
        """How often its entries were found to be others than those that this desk had read: the
        database went back to an earlier state. What was read before counts no more."""

    def rows(self, incident: str, first: int, last: int) -> tuple[Entry, ...]:
        """Entries by place, both ends included."""

    def bearing(self, incident: str, after: int = 0) -> Iterator[Entry]:
        """Entries that bear on the state, after a place."""

    def entry(self, id: str) -> Entry | None:
        """An entry by its id."""

    def operators(self) -> Operators:
        """Everybody whom the register names, with their keys."""

    def follow(self, on_change: Callable[[Mapping[str, int]], None]) -> Callable[[], None]:
        """Calls back, from a thread, with chains and their new heads; returns the end of it."""

    def content(self, digest: str) -> str | None:
        """A kept text by its digest."""

    async def keep(self, contents: Sequence[str]) -> tuple[str, ...]:
        """Keeps texts; returns their digests."""

    async def screen_shown(self, incident: str, desk: str, at: datetime, screen: str) -> None:
        """This desk shows this screen from now on."""

    def screen_at(self, incident: str, at: datetime, desk: str | None = None) -> ScreenShown | None:
        """The newest screen at or before a moment."""

    def screens(self, incident: str) -> Sequence[ScreenShown]:
        """Every screen that was shown of an incident, oldest first."""

    def close(self) -> None:
        """Waits for what is being written, and ends."""


class Gateway(Protocol):
    """The agencies, asked all at once."""

    @property
    def sources(self) -> tuple[Source, ...]:
        """Who can be asked for what."""

    def ask(self, sought: Sought, offers: Iterable[Offer] | None = None) -> AsyncIterator[Answer]:
        """Each answer as it arrives; no agency's failure raises."""

    def known(self, key: str) -> Sequence[Holding]:
        """What is remembered for a question, also from before a restart. Blocking and quick."""

    @property
    def clocks(self) -> Mapping[str, timedelta]:
        """How far the clock of each agency that told the time is ahead of ours."""

    def resume(self) -> None:
        """A person wants to know now: no agency that kept failing is spared any longer."""

    async def send(self, agency: str, notice: Notice) -> Delivery:
        """Gives an agency's own system a notice, safely more than once; never raises."""

    async def receipt(self, agency: str, key: str) -> Delivery:
        """What became of a notice there; never raises."""

    @property
    def signs_in(self) -> Mapping[str, bool]:
        """The agencies at which a person signs in, and whether somebody is signed in."""

    async def sign_in(self, agency: str, show: Callable[[str], Awaitable[None]]) -> str:
        """Has the person sign in there in their browser; empty, or why they are not signed in.

        `show` opens an address and shows it. Waits for the person; ends when it is cancelled.
        """

    async def aclose(self) -> None:
        """Leaves nothing behind, quickly."""


LINE = "entry"
"""The name under which the line to type in is kept; its words are the field `text`."""


class Drafts(Protocol):
    """What was typed and not yet saved (I12)."""

    def get(self, incident: str) -> dict[str, dict[str, str]]:
        """Form name to field name to text."""

    def put(self, incident: str, form: str, fields: Mapping[str, str]) -> None:
        """Keeps a form's text."""

    def clear(self, incident: str, form: str) -> None:
        """Forgets it, once it is saved."""
