"""`show REF --follow`: what is new in an incident, a line each, until it is closed or Ctrl+C."""

from __future__ import annotations

import argparse
import asyncio
import contextlib
from collections.abc import Callable, Coroutine, Mapping, Sequence
from dataclasses import replace
from time import monotonic
from typing import Any

from ooh_console.cli import shown_as_json as as_json
from ooh_console.cli.at_agencies import sign_in_where_wanted
from ooh_console.cli.outcome import FINE, CannotDo
from ooh_console.cli.printing import document, put, put_json, say
from ooh_console.cli.sign_in import seated
from ooh_console.cli.text_shapes import Followed, Kind
from ooh_console.desk.incident import Incident
from ooh_console.desk.integrity import entries
from ooh_console.desk.looking_back import EVER, as_it_stands, last_holdings
from ooh_console.desk.news import News, Piece
from ooh_console.desk.notices import Notices
from ooh_console.desk.screens import head
from ooh_console.desk.view import View
from ooh_console.domain.entries import Entry
from ooh_console.domain.text import line
from ooh_console.program_log import acts

LOOK_AGAIN = 1.0
"""Seconds: alarms begin by the clock alone, too. What is recorded is told at once."""

WENT_BACK = (
    "The database went back to an earlier state: what was told before may be there no more. The "
    "log is told anew, from its first entry."
)


def run(chosen: argparse.Namespace) -> int:
    """Prints news until the incident is closed, its reader has gone, or Ctrl+C; then status 0.

    Raises `CannotDo`, `Rejected`, what signing in raises, and the ledger's errors.
    """
    if chosen.at or chosen.since or chosen.only or chosen.screen is not None:
        raise CannotDo(
            "--follow tells what is new from now on: leave --at, --since and --screen out."
        )
    with seated(chosen) as seat:
        for notice in seat.desk.notices:
            say(f"Note: {notice}")
        incident = Incident.load(seat.desk, chosen.reference)
        if chosen.ask and not seat.desk.gateway.sources:
            raise CannotDo("No agency can be asked here: follow without --ask.")
        with contextlib.suppress(KeyboardInterrupt):
            following = _Following(incident, as_lines=chosen.json)
            does = following.signs_in_and_asks if chosen.sign_in else following.asks
            seat.run(lambda _: following.until_the_end(does if chosen.ask else None))
    return FINE


class _Following:
    def __init__(self, incident: Incident, *, as_lines: bool) -> None:
        self._incident = incident
        self._as_lines = as_lines
        self._news = News()
        self._told = incident.count
        """How many entries were there before, or were told."""
        self._past = incident.view().past
        self._waiting_from = incident.waiting_from
        self._told_waiting = {e.id for e in self._rows(incident.waiting_from)}
        """Those of them whose places may change."""
        self._shown = ""
        self._trouble = ""
        self._wake = asyncio.Event()
        self._again = asyncio.Event()
        """Set when agencies are worth asking at once."""

    async def until_the_end(self, asks: Callable[[], Coroutine[Any, Any, None]] | None) -> None:
        """Tells what is new; `asks` asks the agencies meanwhile, until it is cancelled."""
        incident, loop = self._incident, asyncio.get_running_loop()
        await incident.looked_at()

        def woken(_: Mapping[str, int]) -> None:
            # From a thread of the ledger, perhaps once more while the loop ends.
            with contextlib.suppress(RuntimeError):
                loop.call_soon_threadsafe(self._wake.set)

        end = incident.desk.ledger.follow(woken)
        asking = asyncio.create_task(asks()) if asks else None
        try:
            await self._follow(ask=asks is not None)
        finally:
            end()
            if asking is not None:
                asking.cancel()
                await asyncio.wait({asking})

    async def _follow(self, *, ask: bool) -> None:
        view: View | None = None
        while True:
            self._wake.clear()
            changed = self._changed(ask=ask)
            if view is None:
                view = self._view()
                if not self._begins(view):
                    return
            elif changed or not self._incident.desk.exercise:
                # The clock of an exercise is known by what is recorded and shown alone.
                view = self._view()
            if not self._tell(view) or view.state.closed is not None:
                return
            with contextlib.suppress(TimeoutError):
                await asyncio.wait_for(self._wake.wait(), LOOK_AGAIN)

    def _view(self) -> View:
        return replace(as_it_stands(self._incident), as_it_stood=False)

    def _changed(self, *, ask: bool) -> bool:
        """Whether something was recorded, or a desk shows what agencies say otherwise."""
        incident = self._incident
        changed = incident.catch_up()
        found = None if ask else incident.desk.ledger.screen_at(incident.reference, EVER)
        shown = f"{found.desk} {found.at} {found.screen}" if found else ""
        if shown == self._shown:
            return changed
        self._shown = shown
        incident.holdings = last_holdings(incident.desk, incident.reference)
        return True

    async def asks(self) -> None:
        """Asks the agencies at the interval of the configuration, and tells those that take
        notices; what fails is tried again."""
        telling = asyncio.create_task(Notices(self._incident.desk, self._failed).run())
        try:
            while True:
                self._again.clear()
                began = monotonic()
                try:
                    with acts.by_itself():
                        await self._incident.refresh()
                except Exception as error:
                    self._failed(error)
                self._wake.set()
                left = self._incident.desk.habits.refresh_seconds - (monotonic() - began)
                with contextlib.suppress(TimeoutError):
                    await asyncio.wait_for(self._again.wait(), max(LOOK_AGAIN, left))
        finally:
            telling.cancel()
            await asyncio.wait({telling})

    async def signs_in_and_asks(self) -> None:
        """The same, and a person signs in meanwhile: nothing else waits for them."""
        asking = asyncio.create_task(self.asks())
        try:
            try:
                await sign_in_where_wanted(self._incident.desk)
            except Exception as error:
                self._failed(error)
            self._incident.desk.gateway.resume()
            self._again.set()
            await asking
        finally:
            asking.cancel()
            await asyncio.wait({asking})

    def _failed(self, error: BaseException) -> None:
        self._trouble = str(getattr(error, "sentence", "") or error)
        self._wake.set()

    # Telling: each returns whether anybody still listens

    def _begins(self, view: View) -> bool:
        what = head("Follows", view, (f"{entries(view.count)} so far; Ctrl+C ends it",)).text
        return self._say("follows", what, view)

    def _tell(self, view: View) -> bool:
        if view.past != self._past:
            self._past, self._told, self._waiting_from = view.past, 0, 0
            self._trouble = WENT_BACK
        trouble, self._trouble = self._trouble, ""
        if trouble and not self._say("trouble", f"{line(trouble, 400)}", view):
            return False
        first = min(self._told + 1, self._waiting_from or self._told + 1)
        rows = self._rows(first)
        those = [entry for entry in rows if entry.id not in self._told_waiting]
        self._told = max(self._told, view.count)
        self._waiting_from = view.waiting_from
        self._told_waiting = {e.id for e in rows if view.waiting_from and e.waiting}
        return all(
            self._say(piece.what, piece.words, view, piece) for piece in self._news.of(view, those)
        )

    def _rows(self, first: int) -> Sequence[Entry]:
        incident = self._incident
        if not first:
            return ()
        return incident.desk.ledger.rows(incident.reference, first, incident.count)

    def _say(self, what: Kind, words: str, view: View, piece: Piece | None = None) -> bool:
        if not self._as_lines:
            return put(words)
        entry = piece.entry if piece else None
        alarm = piece.alarm if piece else None
        shape = Followed(
            what=what,
            reference=view.reference,
            at=view.now,
            exercise=view.exercise,
            words=words,
            entry=as_json.entry_shape(entry, view) if entry else None,
            alarm=as_json.alarm(alarm) if alarm else None,
        )
        return put_json(document(shape), one_line=True)
