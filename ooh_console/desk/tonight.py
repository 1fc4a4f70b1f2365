"""Tonight: which incidents are open, which births are expected, and which agencies answer."""

from __future__ import annotations

import time
from collections.abc import Iterable, Sequence
from dataclasses import dataclass, field
from datetime import UTC, date, datetime, timedelta
from typing import NamedTuple, Protocol, cast

from ooh_console.desk.desk import Desk
from ooh_console.desk.incident import Incident
from ooh_console.desk.others_records import put_on_register
from ooh_console.desk.view import View
from ooh_console.desk.watch_list import check_families
from ooh_console.domain.alarms import Alarm
from ooh_console.domain.apart import closed_without
from ooh_console.domain.desk_clocks import KINDS as CLOCK_KINDS
from ooh_console.domain.entries import REGISTER, Entry
from ooh_console.domain.holdings import Holding, Holdings, WatchEntry
from ooh_console.domain.powers import clocks
from ooh_console.domain.readiness import Readiness
from ooh_console.domain.review import REVIEW_KINDS, open_questions
from ooh_console.domain.sources import Offer, Sought, Source, SourceState
from ooh_console.domain.state import fold
from ooh_console.domain.times import local

CLOSED_SHOWN = timedelta(days=1)
"""For how long a closed incident stays on the list."""

CHECK_EVERY = timedelta(minutes=10)
"""How often agencies are asked about the families that are expected: plans change by the day."""

CLOCKS_SHOWN = timedelta(days=16)
"""For how long a closed incident stays on it while a power's clock runs: fifteen days at most."""

_AFTER_CLOSING = (
    REVIEW_KINDS | CLOCK_KINDS | {"incident_closed", "holding_seen", "correction", "shared_late"}
)
"""Kinds that may be the last of a closed incident: these need a closer look."""

_LOOK_BACK = 40
"""How many of the last entries tell, in nearly every incident, whether it was closed."""


class Head(Protocol):
    """One incident at a glance, as the ledger gives it."""

    @property
    def reference(self) -> str:
        """Its name."""

    @property
    def count(self) -> int:
        """How many entries it has."""

    @property
    def last_recorded_at(self) -> datetime:
        """When the last one was recorded."""

    @property
    def last_kind(self) -> str:
        """What the last one is."""


@dataclass(frozen=True)
class Shown:
    """One incident on the list."""

    reference: str
    last: datetime
    view: View

    @property
    def closed(self) -> bool:
        """Whether it is closed."""
        return self.view.state.closed is not None

    @property
    def has_clock(self) -> bool:
        """Whether a power with a stated end has not been said to end."""
        return any(clock.ends is not None for clock in clocks(self.view.state))

    @property
    def stays(self) -> bool:
        """Whether it is listed however long ago it was closed: somebody waits for something."""
        apart = closed_without(self.view.state) is not None
        return self.has_clock or self.questions > 0 or apart

    @property
    def questions(self) -> int:
        """How many questions of the review nobody has answered."""
        return len(open_questions(self.view.state))

    def alarms(self, now: datetime) -> tuple[Alarm, ...]:
        """What the log, and what agencies last said here, leave open.

        Whether an agency answers at this moment is only known on the incident's own screen.
        """
        view = View(
            reference=self.reference,
            state=self.view.state,
            holdings=self.view.holdings,
            now=now,
            count=self.view.count,
            habits=self.view.habits,
            operator=self.view.operator,
            desk=self.view.desk,
        )
        return tuple(a for a in view.alarms if not a.code.startswith("source-"))


class _Stands(NamedTuple):
    """An incident that stands as before was not changed since."""

    entries: int
    waiting_from: int
    past: int


@dataclass(frozen=True, slots=True)
class Expected:
    """One birth that an agency expects."""

    holding: Holding
    entry: WatchEntry

    def days(self, today: date) -> int | None:
        """Days until it is expected; negative when overdue; `None` when no date was sent."""
        return (self.entry.expected - today).days if self.entry.expected else None


@dataclass(frozen=True, slots=True)
class Health:
    """How an agency answered last, whatever it was asked."""

    source: Source
    state: SourceState
    reason: str = ""
    at: datetime | None = None
    """When it last answered, or failed."""
    asked_again_at: datetime | None = None
    """Until when it is spared, since it keeps failing."""


@dataclass
class Tonight:
    """What Tonight shows. Incidents are read one by one, the newest first, and kept."""

    desk: Desk
    incidents: tuple[Shown, ...] = ()
    """Open ones, then those closed within a day; each group by its newest entry."""
    unread: int = 0
    """How many incidents have not been looked at yet."""
    older: int = 0
    """How many closed ones are not listed."""
    earlier: bool = False
    """Whether those closed long ago are listed too, for whoever reviews them."""
    lost: tuple[str, ...] = ()
    """What this desk has seen in the log and is not there now, a sentence each."""
    watch: Holdings = field(default_factory=Holdings)
    ready: tuple[Readiness, ...] = ()
    """What is ready for each family on a watch list, as it was checked last."""
    _checked_at: datetime | None = None
    _known: dict[str, tuple[_Stands, Shown | None]] = field(default_factory=dict)
    """Reference to how it stood when it was looked at, and it."""
    _heard: dict[tuple[str, Offer], Holding] = field(default_factory=dict)

    def __post_init__(self) -> None:
        """Nothing was asked yet."""
        self.watch = Holdings.unasked(self.desk.gateway.sources)
        for holding in self.desk.gateway.known(Sought().key()):
            self.watch = self.watch.with_holding(holding)

    # Incidents

    def read(self, seconds: float = 0.15) -> bool:
        """Reads for so long; whether there is more to read. Blocking: for a thread.

        An incident that cannot be read is left out here and raises on its own screen.
        """
        until = time.monotonic() + seconds
        heads = cast("Iterable[Head]", self.desk.ledger.incidents())
        ordered = sorted(heads, key=lambda head: head.last_recorded_at, reverse=True)
        ordered = [head for head in ordered if head.reference != REGISTER]
        unread = 0
        for head in ordered:
            known = self._known.get(head.reference)
            stands = self._stands(head)
            if known is not None and known[0] == stands:
                continue
            if time.monotonic() > until:
                unread += 1
                continue
            self._known[head.reference] = (stands, self._look(head))
        self.unread = unread
        recent = self.desk.clock() - CLOSED_SHOWN
        shown = [found for _, found in self._known.values() if found is not None]
        if not self.earlier:
            shown = [o for o in shown if not o.closed or o.last >= recent or o.stays]
        self.incidents = tuple(
            sorted(shown, key=lambda one: (one.closed, -one.last.timestamp(), one.reference))
        )
        self.older = len(self._known) - len(shown)
        return unread > 0

    def look_back(self) -> None:
        """Whether everything is there still that was seen here. Blocking: for a thread."""
        if self.desk.witness is not None:
            self.lost = self.desk.witness()

    def list_earlier(self, earlier: bool) -> None:
        """Lists those closed long ago too, or no longer; `read` then reads them, if need be."""
        self.earlier = earlier
        if earlier:
            # Of those nothing was kept when they were looked at before.
            self._known = {name: known for name, known in self._known.items() if known[1]}

    def open(self, reference: str) -> Incident:
        """The incident as it stands. Of one that is known only what was added is read.

        Blocking; raises `Rejected` when there is none.
        """
        stands, shown = self._known.get(reference, (None, None))
        if stands is None or shown is None or stands.past != self.desk.ledger.past(reference):
            return Incident.load(self.desk, reference)
        # How far its state goes: that may be further than the list said when it was looked at.
        count = shown.view.count
        incident = Incident(self.desk, reference, shown.view.state, count, count)
        incident.waiting_from = shown.view.waiting_from or stands.waiting_from
        incident.catch_up()
        return incident

    def _stands(self, head: Head) -> _Stands:
        ledger, name = self.desk.ledger, head.reference
        return _Stands(head.count, ledger.waiting_from(name), ledger.past(name))

    def _look(self, head: Head) -> Shown | None:
        """The incident as it stands; `None` when it was closed long ago, and no clock runs."""
        over = not self.earlier and head.last_kind in _AFTER_CLOSING and self._closed_long_ago(head)
        long_over = over and head.last_recorded_at < self.desk.clock() - CLOCKS_SHOWN
        if long_over and not open_questions(fold(self._last_rows(head))):
            return None
        view = self.open(head.reference).view()
        shown = Shown(head.reference, head.last_recorded_at, view)
        return None if over and not shown.stays else shown

    def _closed_long_ago(self, head: Head) -> bool:
        if head.last_recorded_at >= self.desk.clock() - CLOSED_SHOWN:
            return False
        rows = self._last_rows(head)
        closings = {entry.id for entry in rows if entry.kind == "incident_closed"}
        struck = {getattr(e.body, "entry", "") for e in rows if e.kind == "correction"}
        return bool(closings - struck)

    def _last_rows(self, head: Head) -> Sequence[Entry]:
        first = max(1, head.count - _LOOK_BACK + 1)
        return self.desk.ledger.rows(head.reference, first, head.count)

    # Births expected

    async def ask(self) -> None:
        """Asks every agency that keeps a watch list, and, where that is some minutes ago, about
        each family on one; no agency's failure raises."""
        async for answer in self.desk.gateway.ask(Sought(), [Offer.WATCH_LIST]):
            holding = answer.holding
            current = self.watch.get(holding.agency, holding.offer)
            self.watch = self.watch.with_holding(current.after(holding) if current else holding)
            self.heard([holding])
        now = self.desk.clock()
        stale = self._checked_at is None or now - self._checked_at >= CHECK_EVERY
        if stale or any(self.ready_for(one.entry) is None for one in self.expected):
            heard: list[Holding] = []
            self.ready = await check_families(
                self.desk.gateway, self.watch, lambda holdings: heard.extend(holdings.held)
            )
            self._checked_at = now
            await put_on_register(self.desk, heard)

    def ready_for(self, entry: WatchEntry) -> Readiness | None:
        """The checks of the family that this is about; `None` while they are not made."""
        return next((one for one in self.ready if one.family.is_about(entry)), None)

    @property
    def expected(self) -> tuple[Expected, ...]:
        """Every birth on a watch list, the most overdue first; without a date first of all."""
        found = [
            Expected(holding, fact)
            for holding in self.watch.of(Offer.WATCH_LIST)
            for fact in holding.facts
            if isinstance(fact, WatchEntry)
        ]
        return tuple(sorted(found, key=lambda one: one.entry.expected or date.min))

    # Agencies

    def heard(self, holdings: Iterable[Holding]) -> None:
        """Remembers how agencies answered, here or on an incident's screen."""
        for holding in holdings:
            at, key = holding.checked_at, (holding.agency, holding.offer)
            known = self._heard.get(key)
            before = known.checked_at if known is not None else None
            if at is not None and (before is None or before <= at):
                self._heard[key] = holding

    @property
    def health(self) -> tuple[Health, ...]:
        """Every agency, in the order of the configuration; what failed counts before the rest."""
        return tuple(self._health(source) for source in self.desk.gateway.sources)

    def _health(self, source: Source) -> Health:
        answers = [h for (agency, _), h in self._heard.items() if agency == source.agency]
        if not answers:
            return Health(source, SourceState.NOT_CHECKED)
        failed = [h for h in answers if h.state is SourceState.COULD_NOT_CHECK]
        last = max(
            failed or answers, key=lambda h: h.checked_at or datetime.min.replace(tzinfo=UTC)
        )
        return Health(source, last.state, last.reason, last.checked_at, last.asked_again_at)

    @property
    def today(self) -> date:
        """The date here."""
        return local(self.desk.clock(), self.desk.habits.tz).date()
