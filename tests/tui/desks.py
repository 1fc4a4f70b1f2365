"""A desk for the screens: a real log, real drafts, and agencies that say what a test wants."""

from __future__ import annotations

import asyncio
from collections.abc import AsyncIterator, Callable, Iterable, Sequence
from contextlib import asynccontextmanager
from dataclasses import dataclass, field
from datetime import UTC, datetime, timedelta
from pathlib import Path
from typing import Any

from textual.pilot import Pilot

from ooh_console.bootstrap import DATABASE
from ooh_console.desk.desk import Desk, Habits
from ooh_console.desk.incident import Incident
from ooh_console.desk.opening import CannotOpen
from ooh_console.desk.ports import Operator
from ooh_console.domain.attendance import Commitment
from ooh_console.domain.bodies import IncidentOpened
from ooh_console.domain.holdings import Holding, WatchEntry
from ooh_console.domain.markers import Marker
from ooh_console.domain.people import Address
from ooh_console.domain.plans import BirthPlan
from ooh_console.domain.sources import AgencyKind, Offer, Sought, Source, SourceState
from ooh_console.domain.tolerant import Fact
from ooh_console.ledger.drafts import Drafts
from ooh_console.ledger.keys import Hardness, OperatorKey, create_key
from ooh_console.ledger.ledger import Ledger
from ooh_console.tui.app import ConsoleApp
from ooh_console.tui.screens.incident import IncidentScreen
from ooh_console.tui.screens.tonight import TonightScreen

NIGHT = datetime(2026, 11, 25, 2, 14, 5, tzinfo=UTC)
SMALL, LARGE = (80, 24), (120, 40)
HOSTILE = "[/x][bold]A\x1b]0;owned\x07\x1b[31m‮ {0} %s 日本語 e\u0301 👩‍👩‍👧"
SEEN_OF_HOSTILE = "[/x][bold]A"

AGENCIES = (
    Source("County Maternity", AgencyKind.MATERNITY, tuple(Offer)[:5], "01632 960110"),
    Source("Police", AgencyKind.POLICE, (Offer.PLANS, Offer.MARKERS, Offer.COMMITMENTS)),
    Source("Social Care", AgencyKind.SOCIAL_CARE, (Offer.PLANS, Offer.MARKERS)),
)


@dataclass
class Said:
    """One agency's answer, as a test wants it."""

    facts: tuple[Fact, ...] = ()
    fails: str = ""


@dataclass
class FakeGateway:
    """Agencies in this process. What is not said is "none held"."""

    clock: Callable[[], datetime]
    sources: tuple[Source, ...] = AGENCIES
    said: dict[tuple[str, Offer], Said] = field(default_factory=dict)
    hangs: bool = False
    asked: int = 0
    closed: bool = False
    told: dict[str, timedelta] = field(default_factory=dict)
    signs_in: dict[str, bool] = field(default_factory=dict)

    @dataclass
    class Answer:
        key: str
        holding: Holding
        etag: str = ""

    def known(self, key: str) -> Sequence[Holding]:
        return ()

    async def ask(
        self, sought: Sought, offers: Iterable[Offer] | None = None
    ) -> AsyncIterator[Answer]:
        self.asked += 1
        for source in self.sources:
            for offer in source.offers:
                if offers is not None and offer not in offers:
                    continue
                said = self.said.get((source.agency, offer), Said())
                holding = Holding(source.agency, offer)
                if said.fails:
                    yield self.Answer(sought.key(), holding.failed(said.fails, self.clock()))
                else:
                    yield self.Answer(sought.key(), holding.answered(said.facts, self.clock()))
        if self.hangs:
            await asyncio.sleep(3600)

    @property
    def clocks(self) -> dict[str, timedelta]:
        return self.told

    def resume(self) -> None:
        pass

    async def aclose(self) -> None:
        self.closed = True

    def full(self) -> None:
        """A night like the first one."""
        self.said = {
            ("County Maternity", Offer.PLANS): Said((PLAN,)),
            ("Police", Offer.PLANS): Said((OLD_PLAN,)),
            ("Police", Offer.MARKERS): Said((DOG, VIOLENT)),
            ("Police", Offer.COMMITMENTS): Said(
                (Commitment.read({"who": "Unit P21", "state": "en-route", "eta": iso(9)}),)
            ),
            ("County Maternity", Offer.WATCH_LIST): Said(
                (
                    watch("Jodie Penhallow", 9, "3", "draft"),
                    watch("Amina Tolworthy", -2, "4", "agreed"),
                    watch("Leanne Foxcombe", 16, "", ""),
                )
            ),
        }


def iso(minutes: float) -> str:
    return (NIGHT + timedelta(minutes=minutes)).isoformat()


def watch(mother: str, days: int, version: str, status: str) -> WatchEntry:
    expected = (NIGHT + timedelta(days=days)).date().isoformat()
    return WatchEntry.read(
        {"mother": mother, "expected": expected, "plan_version": version, "plan_status": status}
    )


PLAN = BirthPlan.read(
    {"version": "3", "status": "draft", "dated": iso(-30000), "fields": {"concerns": "neglect"}}
)
OLD_PLAN = BirthPlan.read(
    {"version": "2", "status": "draft", "dated": iso(-43000), "fields": {"concerns": "none"}}
)
DOG = Marker.read(
    {
        "subject": {"kind": "address", "address": "14 Saltpan Lane"},
        "category": "Dangerous dog",
        "text": "Large dog, loose in house and yard",
    }
)
VIOLENT = Marker.read(
    {
        "subject": {"kind": "person", "name": "Craig Rudderham", "nhs_number": "9990000026"},
        "category": "Violent",
        "text": "Assault on police",
    }
)


class Clock:
    """The time, as a test sets it."""

    def __init__(self) -> None:
        self.now = NIGHT

    def __call__(self) -> datetime:
        return self.now

    def passes(self, **length: float) -> None:
        self.now += timedelta(**length)


@dataclass
class Set:
    """Everything that a test holds of a desk."""

    desk: Desk
    ledger: Ledger
    gateway: FakeGateway
    clock: Clock
    folder: Path
    key: OperatorKey

    @property
    def file(self) -> Path:
        """Where the log is."""
        return self.folder / DATABASE

    def again(self) -> Desk:
        """The same desk as after a crash: everything read from disk anew."""
        return Desk(
            operator=self.desk.operator,
            signer=self.key,
            name=self.desk.name,
            ledger=Ledger.open(self.file),
            gateway=FakeGateway(self.clock),
            drafts=Drafts(self.folder / "drafts", self.desk.name),
            clock=self.clock,
        )


def make(folder: Path, *, role: str = "duty worker", exercise: bool = False) -> Set:
    """A desk with nothing in its log."""
    ledger = Ledger.open(folder / DATABASE)
    weak = Hardness(passes=1, memory_kib=64, lanes=1)
    key = create_key(folder / "keys", "Sam Okafor", "a long enough passphrase", hardness=weak)
    clock = Clock()
    gateway = FakeGateway(clock)
    desk = Desk(
        operator=Operator("Sam Okafor", role, "OOH social care"),
        signer=key,
        name="duty desk",
        ledger=ledger,
        gateway=gateway,
        drafts=Drafts(folder / "drafts", "duty desk"),
        clock=clock,
        habits=Habits(refresh_seconds=3600),
        exercise=exercise,
    )
    return Set(desk, ledger, gateway, clock, folder, key)


async def open_incident(
    desk: Desk, *, minutes_ago: float = 0, nature: str = "Labour, nine days early", **fields: Any
) -> Incident:
    """An incident in the log."""
    opened = IncidentOpened(
        nature=nature,
        address=fields.pop("address", Address(text="14 Saltpan Lane", postcode="ZZ99 3VZ")),
        exercise=desk.exercise,
        **fields,
    )
    late = "first minutes by telephone" if minutes_ago > 5 else ""
    at = desk.clock() - timedelta(minutes=minutes_ago)
    return await Incident.open_new(desk, opened, at, late)


class Ready:
    """An opening with somebody signed in."""

    automatic = True
    names = ("Sam Okafor",)
    recovery_key = ""
    elsewhere = ""

    def __init__(self, desk: Desk) -> None:
        self.desk = desk

    def sign_in(self, name: str, passphrase: str) -> Desk:
        return self.desk

    def add_first(self, name: str, role: str, agency: str, passphrase: str) -> Desk:
        raise CannotOpen("not here")

    def take_over(self, desk: Desk, name: str, passphrase: str) -> None:
        raise CannotOpen("not here")

    def sign_out(self, desk: Desk) -> None:
        raise CannotOpen("not here")

    def close(self) -> None:
        pass


def app_of(desk: Desk, folder: Path) -> ConsoleApp:
    return ConsoleApp(lambda: Ready(desk), exercise=desk.exercise, log=folder / "console.log")


async def until(pilot: Pilot[Any], condition: Callable[[], object], what: str = "") -> None:
    """Waits for a condition, not for a time."""
    async with asyncio.timeout(20):
        while not condition():
            await pilot.pause(0.01)
    await pilot.pause()


@asynccontextmanager
async def tonight(
    found: Set, size: tuple[int, int] = SMALL, desk: Desk | None = None
) -> AsyncIterator[Pilot[Any]]:
    """The app on Tonight, everything read and asked."""
    app = app_of(desk or found.desk, found.folder)
    async with app.run_test(size=size, notifications=True) as pilot:
        await until(pilot, lambda: isinstance(app.screen, TonightScreen))
        screen = app.screen
        assert isinstance(screen, TonightScreen)
        await until(pilot, lambda: not screen._reading)
        yield pilot
        assert app.faults == []


@asynccontextmanager
async def on_incident(
    found: Set, incident: Incident, size: tuple[int, int] = SMALL, desk: Desk | None = None
) -> AsyncIterator[tuple[Pilot[Any], IncidentScreen]]:
    """The app on an incident's screen, its agencies asked once."""
    async with tonight(found, size, desk) as pilot:
        await pilot.press("enter")
        await until(pilot, lambda: isinstance(pilot.app.screen, IncidentScreen))
        screen = pilot.app.screen
        assert isinstance(screen, IncidentScreen)
        assert screen.incident.reference == incident.reference
        await until(pilot, lambda: asked(screen))
        yield pilot, screen


def asked(screen: IncidentScreen) -> bool:
    held = screen.incident.holdings.held
    shown = (Offer.PLANS, Offer.MARKERS, Offer.COMMITMENTS)
    wanted = [h for h in held if h.offer in shown]
    return all(h.state is not SourceState.NOT_CHECKED for h in wanted)


def rows(app: ConsoleApp | Any) -> list[str]:
    """The screen as words, a string a row."""
    strips = app.screen._compositor.render_strips()
    return ["".join(segment.text for segment in strip) for strip in strips]


def words(app: ConsoleApp | Any) -> str:
    return "\n".join(rows(app))


def notices(app: ConsoleApp | Any) -> list[str]:
    return [notification.message for notification in app._notifications]
