"""Between a desk and the server: whether it is there, and the giving and taking when it is."""

from __future__ import annotations

import contextlib
import fcntl
import itertools
import logging
import os
import threading
from collections.abc import Callable, Iterable, Iterator, Mapping, Sequence
from dataclasses import replace
from datetime import datetime, timedelta
from functools import partial
from pathlib import Path
from typing import Any

from ooh_console.domain.entries import REGISTER, Entry
from ooh_console.domain.sharing import Sharing
from ooh_console.ledger.database import Watch
from ooh_console.ledger.errors import LedgerError, LedgerUnreachable
from ooh_console.ledger.feed import OnChange
from ooh_console.ledger.files import OWNER_FILE
from ooh_console.ledger.ledger import Ledger
from ooh_console.ledger.shared.away import AwayLog
from ooh_console.ledger.shared.delivering import Author, Delivered, deliver
from ooh_console.ledger.shared.local_copy import LocalCopy
from ooh_console.ledger.shared.outbox import Letter, Outbox
from ooh_console.ledger.shared.unheard import Unheard
from ooh_console.ledger.writer import Writer
from ooh_console.program_log.events import tell, warn

NOTED_EVERY = timedelta(seconds=15)
"""How often it is written down that the server was there."""

_LOG = logging.getLogger(__name__)


class Exchange:
    """Fits `line.End`. Whether the server is there changes in turn with what is recorded: the
    outbox's own writer does both, one after another."""

    def __init__(
        self,
        copy: LocalCopy,
        outbox: Outbox,
        reach: Callable[[], Ledger],
        server: Ledger | None,
        clock: Callable[[], datetime],
    ) -> None:
        self.copy, self.outbox, self.server, self.clock = copy, outbox, server, clock
        copy.went_back = self._went_back
        self.away = AwayLog(copy, outbox)
        self._unheard = Unheard()
        self.writer = Writer(outbox.place, self.tell_waiting)
        self.author: Author | None = None
        self._reach = reach
        self._lock = threading.Lock()
        self._told: dict[int, OnChange] = {}
        self._numbers = itertools.count()
        self._heads = copy.ledger.heads()
        """How the copy stood when followers were told of it as a whole."""
        self._noted = self._as_of = copy.as_of
        self._lost = copy.lost
        self._letters: tuple[Letter, ...] = ()
        self._is_another = False
        self._waited: set[str] = set()
        """Chains in which something waited since the server was there last."""
        waiting = self.waiting()
        self.back = threading.Event()
        """Set while the server is there and nothing waits."""
        self.looked = threading.Event()
        """Set once the copy was held against the server."""
        self.is_here = server is not None and not waiting
        """Nothing waits, and the server answered last: it is asked, and nothing else."""
        if self.is_here:
            self.back.set()
        since = next((one.away_since for one in waiting), None) or clock()
        self._sharing = Sharing(away_since=None if self.is_here else since)

    @property
    def sharing(self) -> Sharing:
        """How it stands now."""
        letters, here = self.outbox.letters(), self.is_here
        refused = [one for one in letters if one.refused]
        return replace(
            self._sharing,
            away_since=None if here else self._sharing.away_since,
            as_of=None if here else self._as_of,
            waiting=sum(one.entries for one in letters if not one.refused),
            refused=sum(one.entries for one in refused),
            why=refused[0].refused if refused else self._sharing.why,
            lost=self._lost,
            is_another=self._is_another,
        )

    def waiting(self) -> list[Letter]:
        """What is to be shared, in order."""
        return [one for one in self.outbox.letters() if not one.refused]

    # In the outbox's writer: what becomes of an act

    def may_send(self, connection: Any) -> bool:
        """Nothing overtakes what waits, whichever process of this desk put it there."""
        return self.is_here and not self.outbox.waits(connection)

    def answered(self, letter: Letter, entries: Sequence[Entry]) -> None:
        """The server has recorded it."""
        self._unheard.answered(letter, entries)
        for entry in entries:
            self.away.was_shown(entry.incident, (entry,), own=True)

    def post(self, connection: Any, letter: Letter) -> None:
        """It waits; on this computer's disk when this returns."""
        self.lost(None)
        since = self._sharing.away_since or self.clock()
        self.outbox.put(connection, replace(letter, away_since=since))

    def put_back(self, connection: Any, letters: Iterable[Letter]) -> None:
        """What the database had and lost waits to be shared again. Twice is safe."""
        for letter in letters:
            self.lost(None)
            self.outbox.put(connection, letter)

    def lost(self, error: Exception | None) -> None:
        """The server is away, or takes nothing."""
        with self._lock:
            if self.is_here:
                self.is_here = False
                self.back.clear()
                self._sharing = Sharing(away_since=self.clock(), why=str(error or ""))
                warn(_LOG, "database away", error)

    # In the line's thread

    def reach(self) -> Watch:
        """Reaches the server, and watches it. Nothing is taken from another log, or given to it,
        than the one for which something waits, or of which the copy is."""
        if self.server is None:
            self.server = self._reach()
        watch = self.server.watch()
        try:
            log = self.server.chain_at(REGISTER, 1)
            waits_for_it = self.writer.run_now(partial(self.outbox.is_for, log=log))
            self._is_another = not (waits_for_it and self.copy.is_of(log))
            if self._is_another:
                raise LedgerUnreachable(
                    f"{self.server.name} holds another log. Nothing was shared."
                )
        except BaseException:
            watch.close()
            raise
        return watch

    def came_back(self) -> None:
        """Takes in what others recorded meanwhile, delivers, and tells what is new."""
        server, now, pasts = self._there, self.clock(), self.copy.pasts
        self._keep_unheard(server)
        grown = self.copy.catch_up(server, now)
        anew = {chain: 0 for chain, times in self.copy.pasts.items() if pasts.get(chain) != times}
        self._copied({**grown, **anew})
        self._lost = self.copy.lost
        self.looked.set()
        self._was_there(now, always=True)
        tell(_LOG, "database here")
        self.copy.tidy(now)
        # Before anything is shared: when the server goes away meanwhile, it is told all the same.
        self._tell({**self._moved(), **grown, **self.copy.news()})
        self.look()

    def _keep_unheard(self, server: Ledger) -> None:
        """Before the copy is brought up to date: that says what else the server has not."""
        if lost := self._unheard.lost(server, self.copy.ledger):
            self.writer.run_now(partial(self.put_back, letters=lost))
            self._unheard.waits(lost)
            self.away.copied(dict.fromkeys((chain for one in lost for chain in one.known), 0))

    def _copied(self, heads: Mapping[str, int]) -> None:
        self._unheard.copied(heads)
        self.away.copied(heads)

    def _moved(self) -> dict[str, int]:
        """What another process of this desk has taken into the copy before us, too."""
        before, self._heads = self._heads, self.copy.ledger.heads()
        return {name: now.count for name, now in self._heads.items() if before.get(name) != now}

    def _went_back(self, chain: str, places: int) -> None:
        self.writer.run_now(partial(self.outbox.knew_only, chain=chain, places=places))

    def heard(self, heads: Mapping[str, int]) -> None:
        """The copy has it before anybody is told."""
        self.copy.take(self._there, heads)
        self._copied(heads)
        self._lost = self.copy.lost
        self._was_there(self.clock())
        self._tell({**self.copy.news(), **heads})

    def look(self) -> None:
        """Delivers what waits, and notes that the server is there."""
        self._was_there(self.clock())
        waiting = self.waiting()
        if waiting or not self.is_here:
            self._share(waiting)

    def look_here(self) -> None:
        """Other processes of this desk may have put something into the outbox."""
        with contextlib.suppress(LedgerError):
            letters = self.outbox.letters()
            if letters is not self._letters:
                self._letters = letters
                self.tell_waiting()

    def translated(self, error: Exception) -> LedgerError:
        """What a driver raised, in words."""
        return error if isinstance(error, LedgerError) else self._there.translated(error)

    @property
    def _there(self) -> Ledger:
        assert self.server is not None, "it was reached"
        return self.server

    def _share(self, waiting: Sequence[Letter]) -> None:
        server, author, entries = self._there, self.author, 0
        server.head(REGISTER)  # That it tells news does not mean that it answers.
        if waiting:
            if author is None or server.problem is not None:
                return
            with self._alone() as mine:
                if not mine:
                    return
                while waiting := self.waiting():
                    self.lost(None)
                    done = deliver(server, waiting, author, self.outbox.name, self.clock)
                    self.copy.take(server, done.chains)
                    self._lost = self.copy.lost
                    self.writer.run_now(partial(self._settled, done=done))
                    self._waited |= done.chains
                    entries += done.entries
        if self.writer.run_now(partial(self._back, entries=entries)):
            chains, self._waited = self._waited, set()
            self._tell({chain: server.head(chain) for chain in chains})

    def _settled(self, connection: Any, done: Delivered) -> None:
        for number, why in done.refused.items():
            self.outbox.refuse(connection, number, why)
        self.outbox.remove(connection, done.numbers)

    def _back(self, connection: Any, entries: int) -> bool:
        if self.outbox.waits(connection):
            return False
        with self._lock:
            if entries:
                self._sharing = Sharing(shared=entries, shared_at=self.clock())
            self.is_here = True
            self.back.set()
        return True

    @contextlib.contextmanager
    def _alone(self) -> Iterator[bool]:
        """One process of this desk delivers; what it leaves, the next one finds."""
        path: Path = self.outbox.place.path
        lock = path.with_name(f"{path.name}.lock")
        handle = os.open(lock, os.O_RDWR | os.O_CREAT | os.O_CLOEXEC, OWNER_FILE)
        try:
            fcntl.flock(handle, fcntl.LOCK_EX | fcntl.LOCK_NB)
            yield True
        except BlockingIOError:
            yield False
        finally:
            os.close(handle)

    def _was_there(self, now: datetime, *, always: bool = False) -> None:
        self._as_of = now
        if always or self._noted is None or now - self._noted >= NOTED_EVERY:
            self.copy.was_there(now)
            self._noted = now

    # Telling

    def follow(self, on_change: OnChange) -> Callable[[], None]:
        """Calls back, from a thread, with chain and new head, whatever has grown or moved."""
        with self._lock:
            number = next(self._numbers)
            self._told[number] = on_change

        def unfollow() -> None:
            with self._lock:
                self._told.pop(number, None)

        return unfollow

    def tell_waiting(self) -> None:
        """After something was recorded here, or at another process of this desk."""
        if not self.is_here:
            heads = self.away.waiting_heads()
            self._waited |= heads.keys()
            self._tell(heads)

    def _tell(self, heads: Mapping[str, int]) -> None:
        if not heads:
            return
        with self._lock:
            told = tuple(self._told.values())
        for on_change in told:
            try:
                on_change(heads)
            except Exception:
                _LOG.exception("a follower of the log failed")

    def close(self) -> None:
        """Nobody is told anything any more; the files are let go."""
        with self._lock:
            self._told.clear()
        if self.server is not None:
            if self.is_here:
                # A command that ends at once has not heard yet of what it recorded itself.
                with contextlib.suppress(LedgerError):
                    self.copy.take(self.server, self.away.not_copied)
            self.server.close()
        self.outbox.close()
        self.copy.ledger.close()
