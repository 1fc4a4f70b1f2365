"""An incident as it is open at this desk: its state, what agencies hold, and the way to record."""

from __future__ import annotations

import asyncio
from collections.abc import Callable, Iterable, Sequence
from datetime import datetime, timedelta

from ooh_console.desk.appending import append
from ooh_console.desk.desk import Desk, Recording, Rejected
from ooh_console.desk.inquiry import WATCHED, Inquiry, sought
from ooh_console.desk.integrity import Integrity
from ooh_console.desk.view import View
from ooh_console.domain.bodies import (
    Correction,
    HoldingSeen,
    IncidentOpened,
    IncidentRegistered,
    Note,
)
from ooh_console.domain.canonical import digest
from ooh_console.domain.entries import REGISTER, Entry, UnreadBody, Written
from ooh_console.domain.holdings import Holdings
from ooh_console.domain.rules import objection
from ooh_console.domain.sources import Offer, Sought
from ooh_console.domain.state import State, fold
from ooh_console.domain.times import to_milliseconds
from ooh_console.program_log import acts

IN_FRONT_OF_A_SCREEN = frozenset(
    {
        "decision",
        "decision_maker_set",
        "decision_maker_accepted",
        "lead_set",
        "attendance_answered",
        "hospital_chosen",
        "address_corrected",
        "shift_handed_over",
        "shift_accepted",
        "commitment_recorded",
        "notice_given",
        "plan_read",
        "marker_read",
        "power_started",
        "power_extended",
        "order_checked",
        "parents_told",
        "incident_closed",
    }
)
"""Answers: what the screen showed when they were given is kept with them. What the desk tells an
agency's own system by itself (it has a `key`) is said in front of no screen."""


class Incident:
    """One incident, followed. Not for use from several threads: the ledger's calls come home."""

    def __init__(self, desk: Desk, reference: str, state: State, count: int, at: int) -> None:
        self.desk = desk
        self.reference = reference
        self.state = state
        self.count = count
        """How many entries the log has."""
        self._at = at
        self.waiting_from = desk.ledger.waiting_from(reference)
        """The place of the first entry taken in that waits to be shared, and may move; 0: none."""
        self._past = desk.ledger.past(reference)
        self.warning = ""
        """What was recorded and could not be finished, in one sentence."""
        self.integrity: Integrity | None = None
        """What checking the log came to, once it was checked here."""
        self._view: View | None = None
        self._listeners: list[Callable[[], None]] = []
        self._inquiry = Inquiry(desk, reference, state, self.changed)

    # Opening

    @classmethod
    def load(cls, desk: Desk, reference: str) -> Incident:
        """Reads an incident from the log. Blocking; raises `Rejected` when there is none."""
        count = desk.ledger.head(reference)
        if reference == REGISTER or not count:
            raise Rejected(f"There is no incident {reference} here.")
        # What is recorded between the two looks is for `catch_up`: here it would count twice.
        state = fold(e for e in desk.ledger.bearing(reference) if e.seq <= count)
        return cls(desk, reference, state, count, count)

    @classmethod
    async def open_new(
        cls, desk: Desk, opened: IncidentOpened, occurred_at: datetime | None = None, late: str = ""
    ) -> Incident:
        """Opens an incident: its first entry and its line on the register, together or not at all.

        Raises `LateWithoutReason` and the ledger's errors.
        """
        reference = desk.new_reference()
        now = to_milliseconds(desk.clock())
        items = (
            desk.written(REGISTER, Recording(IncidentRegistered(reference=reference)), now, now),
            desk.written(reference, Recording(opened), occurred_at or now, now, late),
        )
        entries = await append(desk, reference, State(), items, now)
        first = [entry for entry in entries if entry.incident == reference]
        return cls(desk, reference, fold(first), len(first), len(first))

    async def looked_at(self) -> None:
        """Puts on the register that this incident was opened on a screen (I11)."""
        await self.desk.opened(f"incident {self.reference}")

    # Recording

    async def record(
        self,
        recordings: Sequence[Recording],
        *,
        occurred_at: datetime | None = None,
        late_reason: str = "",
        reading: View | None = None,
    ) -> tuple[Entry, ...]:
        """Records an act: all its entries or none; on disk when this returns (I1, I12).

        `reading` is the screen in front of which it was given (now, if not said). Raises
        `NotAllowed`, `Rejected`, `LateWithoutReason`, and the ledger's errors; nothing is
        recorded then.
        """
        desk = self.desk
        now = to_milliseconds(desk.clock())
        when = to_milliseconds(occurred_at) if occurred_at else now
        state = self.state
        # Rules compare with what other desks recorded, by their clocks.
        apart = desk.timekeeping.apart if desk.timekeeping is not None else timedelta()
        items: list[Written] = []
        for place, recording in enumerate(recordings):
            await self._allow(recording)
            why = objection(recording.body, state, when + apart, now + apart, self.find)
            if why is not None:
                raise Rejected(why)
            items.append(desk.written(self.reference, recording, when, now, late_reason))
            if place + 1 < len(recordings):
                state = state.with_entry(self._expected(items[-1], recording, when, now, place))
        contents: tuple[str, ...] = ()
        answers = [
            r
            for r in recordings
            if r.body.kind in IN_FRONT_OF_A_SCREEN and not getattr(r.body, "key", "")
        ]
        if answers:
            holdings = reading.holdings if reading else self.holdings
            screen = holdings.content()
            contents = (screen, *holdings.texts())
            seen = HoldingSeen(screen=digest(screen), recorded_with=answers[0].id)
            items.append(desk.written(self.reference, Recording(seen), now, now))
        entries = await append(desk, self.reference, self.state, items, now, contents)
        self._take(entries)
        if any(recording.body.kind == "incident_closed" for recording in recordings):
            self.warning = await desk.write_checkpoint()
        return entries

    async def note(
        self, text: str, occurred_at: datetime | None = None, late_reason: str = ""
    ) -> Entry:
        """Records one line. Raises as `record` does."""
        note = Recording(Note(text=text))
        return (await self.record([note], occurred_at=occurred_at, late_reason=late_reason))[0]

    async def _allow(self, recording: Recording) -> None:
        """Raises `NotAllowed`, with the refusal on the register. Whoever may not give an answer
        may not strike it through either, or put it back."""
        body, kinds = recording.body, [recording.body.kind]
        while isinstance(body, Correction):
            struck = self.find(body.entry)
            if struck is None or isinstance(struck.body, UnreadBody):
                break
            body = struck.body
            kinds.append(body.kind)
        for kind in kinds:
            strikes = f" ({kind})" if kind != recording.body.kind else ""
            what = f"{recording.body.kind}{strikes} in {self.reference}"
            await self.desk.allow(kind, what)

    def find(self, id: str) -> Entry | None:
        """Any entry of this incident by its id."""
        entry = self.state.find(id) or self.desk.ledger.entry(id)
        return entry if entry is not None and entry.incident == self.reference else None

    def _expected(
        self, item: Written, recording: Recording, when: datetime, now: datetime, place: int
    ) -> Entry:
        """The entry as it will be, so that the next body of the same act is judged after it."""
        return Entry(
            id=item.id,
            incident=self.reference,
            seq=self._at + 1 + place,
            body=recording.body,
            occurred_at=when,
            recorded_at=now,
            late_reason=item.late_reason,
            operator=item.operator,
            role=item.role,
            agency=item.agency,
            desk=item.desk,
        )

    # Checking

    async def check(self) -> Integrity:
        """Checks the log of this incident in a thread, against the newest checkpoint.

        Raises `Rejected` where this desk cannot check, and what opening the file raises.
        """
        if self.desk.check is None:
            raise Rejected("This desk cannot check the log: `ooh-console verify` does.")
        self.integrity = await asyncio.to_thread(self.desk.check, self.reference)
        self.changed()
        return self.integrity

    # Following

    def catch_up(self) -> bool:
        """Takes in what other desks, or other windows, have recorded. Blocking and quick."""
        ledger = self.desk.ledger
        past, before = ledger.past(self.reference), self._past
        waiting, head = ledger.waiting_from(self.reference), ledger.head(self.reference)
        moved = self.waiting_from and waiting != self.waiting_from
        # An incident that is gone as a whole stays on the screen: Tonight says that it is.
        if moved or (past != before and head):
            self._past = past
            self._take_anew(waiting, head)
            return True
        self.waiting_from = waiting
        if head <= self._at:
            return False
        self._take(ledger.bearing(self.reference, after=self._at), head)
        return True

    def _take_anew(self, waiting: int, head: int) -> None:
        """What waited has its place now, and others' entries may stand before it; or the database
        went back, and has other entries than were taken in."""
        entries = tuple(self.desk.ledger.bearing(self.reference))
        self.state = fold(entries)
        self._at = self.count = head
        self.waiting_from = waiting or _first_waiting(entries)
        self._inquiry.is_about(self.state)
        self.changed()

    def _take(self, entries: Iterable[Entry], head: int = 0) -> None:
        """Adds entries to the state in the order of the chain; a gap is filled from the log."""
        fresh = sorted(
            (e for e in entries if e.incident == self.reference and e.seq > self._at),
            key=lambda entry: entry.seq,
        )
        if not head and fresh and fresh[0].seq != self._at + 1:
            self.catch_up()
            return
        before = self.state
        self.waiting_from = self.waiting_from or _first_waiting(fresh)
        for entry in fresh:
            self.state = self.state.with_entry(entry)
        self._at = max(head, fresh[-1].seq if fresh else 0, self._at)
        self.count = self._at
        if self.state is not before:
            self._inquiry.is_about(self.state)
        self.changed()

    def subscribe(self, listener: Callable[[], None]) -> Callable[[], None]:
        """Calls back on the event loop when the view may have changed; returns the end of it."""
        self._listeners.append(listener)
        return lambda: self._listeners.remove(listener)

    def changed(self) -> None:
        """Tells the listeners."""
        for listener in tuple(self._listeners):
            listener()

    # Agencies

    @property
    def holdings(self) -> Holdings:
        """What agencies hold, each answer with its age."""
        return self._inquiry.holdings

    @holdings.setter
    def holdings(self, holdings: Holdings) -> None:
        self._inquiry.holdings = holdings

    def sought(self) -> Sought:
        """Whom the agencies are asked about."""
        return sought(self.state)

    async def refresh(self, offers: Sequence[Offer] = WATCHED) -> None:
        """Asks every agency once; each answer is on the view as soon as it arrives.

        Raises only the ledger's errors, after every answer has been shown.
        """
        await self._inquiry.ask(offers)

    async def watch(self) -> None:
        """Refreshes until cancelled, at the interval of the configuration."""
        while True:
            with acts.by_itself():
                await self.refresh()
            await asyncio.sleep(self.desk.habits.refresh_seconds)

    # Showing

    def view(self) -> View:
        """What a screen can show now."""
        desk = self.desk
        view = View(
            reference=self.reference,
            state=self.state,
            holdings=self.holdings,
            now=desk.clock(),
            count=self.count,
            habits=desk.habits,
            operator=desk.operator,
            desk=desk.name,
            exercise=desk.exercise or self.state.exercise,
            problem=desk.ledger.problem or self.warning,
            integrity=self.integrity,
            clocks=desk.gateway.clocks,
            desk_clock=desk.timekeeping.clock if desk.timekeeping is not None else None,
            sharing=desk.ledger.sharing,
            waiting_from=self.waiting_from,
            past=self._past,
        )
        self._view = view.after(self._view)
        return view


def _first_waiting(entries: Iterable[Entry]) -> int:
    return min((entry.seq for entry in entries if entry.waiting), default=0)
