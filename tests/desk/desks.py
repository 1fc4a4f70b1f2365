"""A desk on a real log, with agencies that answer what a test says. Invented people only."""

from __future__ import annotations

import asyncio
from collections.abc import AsyncIterator, Iterable, Sequence
from dataclasses import dataclass, field
from datetime import UTC, datetime, timedelta
from pathlib import Path
from typing import Any

from ooh_console.bootstrap.verifying import checking
from ooh_console.desk.acts import ACTS, perform
from ooh_console.desk.desk import Desk, Habits, Preset, Recording
from ooh_console.desk.incident import Incident
from ooh_console.desk.ports import Operator
from ooh_console.domain.bodies import IncidentOpened, OperatorAdded
from ooh_console.domain.entries import REGISTER, Entry, write
from ooh_console.domain.holdings import FACTS, Holding
from ooh_console.domain.people import Address
from ooh_console.domain.sources import AgencyKind, Offer, Sought, Source
from ooh_console.ledger.drafts import Drafts
from ooh_console.ledger.keys import CHEAP, create_key
from ooh_console.ledger.ledger import Ledger

START = datetime(2026, 11, 25, 2, 3, tzinfo=UTC)

MOTHER, FATHER = "9990000018", "9990000026"
PLACE = {"text": "14 Saltpan Lane, Merrowby", "postcode": "ZZ99 3VZ"}

MATERNITY: list[dict[str, Any]] = [
    {
        "identifier": "WCH1",
        "nhs_number": MOTHER,
        "name": "Jodie Penhallow",
        "born": "2003-04-17",
        "sex": "female",
        "addresses": [PLACE],
        "links": [
            {"relation": "mother's partner", "name": "Craig Rudderham", "nhs_number": FATHER},
            {"relation": "unborn baby", "name": "Baby Penhallow", "identifier": "WCH1-B"},
        ],
    },
    {
        "identifier": "WCH1-B",
        "name": "Baby Penhallow (unborn)",
        "expected": "2026-12-04",
        "addresses": [PLACE],
        "links": [{"relation": "mother", "name": "Jodie Penhallow", "nhs_number": MOTHER}],
    },
]
POLICE: list[dict[str, Any]] = [
    {
        "identifier": "N-7",
        "nhs_number": FATHER,
        "name": "RUDDERHAM Craig",
        "born": "1997-09-02",
        "sex": "M",
        "addresses": [PLACE],
    },
    {
        "identifier": "N-8",
        "nhs_number": MOTHER,
        "name": "PENHALLOW Jodie",
        "born": "2003-04-17",
        "sex": "F",
        "addresses": [PLACE],
    },
]
SOCIAL_CARE: list[dict[str, Any]] = [
    {"identifier": "SC-1", "name": "RUDDERHAM, Craig", "born": "1997-09-02", "sex": "M"},
]
PLAN_3: dict[str, Any] = {
    "identifier": "BP-3",
    "subject": MOTHER,
    "version": "3",
    "status": "draft",
    "dated": "2026-11-04T15:40:00Z",
    "author": "Ruth Ambleside",
    "fields": {
        "concerns": "Neglect, emotional abuse",
        "home_attends": "Community midwife and two officers",
        "home_decides": "Duty inspector",
        "parents_not_told": "Removal is planned",
    },
    "professionals": [
        {"role": "community midwife", "name": "Helen Garrow", "telephone": "07700 900121"}
    ],
}
PLAN_2: dict[str, Any] = {
    **PLAN_3,
    "identifier": "BP-2",
    "version": "2",
    "dated": "2026-10-26T10:00:00Z",
    "fields": {"concerns": "Neglect"},
}
DOG: dict[str, Any] = {
    "identifier": "M-1",
    "subject": {"kind": "address", "address": PLACE["text"], "postcode": PLACE["postcode"]},
    "category": "Dangerous dog",
    "text": "Large dog, not safe to approach",
    "set_on": "2026-03-01",
}
VIOLENT: dict[str, Any] = {
    "identifier": "M-2",
    "subject": {"kind": "person", "name": "Craig Rudderham", "nhs_number": FATHER},
    "category": "Violent",
    "text": "Assault on police",
    "set_on": "2025-03-01",
    "review": "2026-09-25",
}
BROKEN: dict[str, Any] = {"identifier": "M-3", "text": "threats to midwife, free text only"}


@dataclass
class Clock:
    """A clock that stands until it is moved."""

    now: datetime = START

    def __call__(self) -> datetime:
        return self.now

    def forward(self, minutes: float) -> None:
        self.now += timedelta(minutes=minutes)


@dataclass
class Given:
    """An agency's answer."""

    key: str
    holding: Holding
    etag: str = ""


@dataclass
class Agencies:
    """Fits `ports.Gateway`. `down` names those that cannot be asked; `gates` hold one back."""

    clock: Clock
    sources: tuple[Source, ...] = (
        Source(
            "County Maternity",
            AgencyKind.MATERNITY,
            (Offer.PEOPLE, Offer.PLANS, Offer.MARKERS, Offer.COMMITMENTS),
            "01632 960110",
        ),
        Source("Social care", AgencyKind.SOCIAL_CARE, (Offer.PEOPLE, Offer.PLANS), "01632 960130"),
        Source(
            "Police",
            AgencyKind.POLICE,
            (Offer.PEOPLE, Offer.PLANS, Offer.MARKERS, Offer.COMMITMENTS),
            "01632 960140",
        ),
    )
    held: dict[tuple[str, Offer], list[dict[str, Any]]] = field(
        default_factory=lambda: {
            ("County Maternity", Offer.PEOPLE): MATERNITY,
            ("County Maternity", Offer.PLANS): [PLAN_3],
            ("Police", Offer.PEOPLE): POLICE,
            ("Police", Offer.PLANS): [PLAN_2],
            ("Police", Offer.MARKERS): [VIOLENT, BROKEN, DOG],
            ("Social care", Offer.PEOPLE): SOCIAL_CARE,
        }
    )
    down: set[str] = field(default_factory=set)
    in_part: dict[str, str] = field(default_factory=dict)
    """Agencies whose answers lack something, and what."""
    gates: dict[str, asyncio.Event] = field(default_factory=dict)
    asked: list[Sought] = field(default_factory=list)
    told: dict[str, timedelta] = field(default_factory=dict)

    async def ask(
        self, sought: Sought, offers: Iterable[Offer] | None = None
    ) -> AsyncIterator[Given]:
        self.asked.append(sought)
        wanted = set(offers or FACTS)
        waiting = [
            asyncio.ensure_future(self._answer(source, offer, sought))
            for source in self.sources
            for offer in source.offers
            if offer in wanted
        ]
        try:
            for one in asyncio.as_completed(waiting):
                yield await one
        finally:
            for one in waiting:
                one.cancel()

    async def _answer(self, source: Source, offer: Offer, sought: Sought) -> Given:
        gate = self.gates.get(source.agency)
        if gate is not None:
            await gate.wait()
        empty = Holding(source.agency, offer)
        if source.agency in self.down:
            failed = empty.failed("no answer within 8 s", self.clock())
            return Given(sought.key(), failed)
        facts = [FACTS[offer].read(item) for item in self.held.get((source.agency, offer), [])]
        if lacks := self.in_part.get(source.agency):
            return Given(sought.key(), empty.answered_in_part(facts, lacks, self.clock()))
        return Given(sought.key(), empty.answered(facts, self.clock()))

    def known(self, key: str) -> Sequence[Holding]:
        return ()

    @property
    def clocks(self) -> dict[str, timedelta]:
        return self.told

    def resume(self) -> None:
        return

    async def aclose(self) -> None:
        return


ROLES = {
    "duty": Operator("Sam Okafor", "duty worker", "OOH social care"),
    "control": Operator("Ines Varga", "control room", "Police"),
    "manager": Operator("Tom Achterberg", "on-call manager", "OOH social care"),
}


async def link_typed(
    incident: Incident, name: str, relation: str, number: str = "", born: str = "", due: str = ""
) -> tuple[Entry, ...]:
    """Somebody is typed in."""
    values = {"name": name, "relation": relation, "nhs_number": number}
    return await perform(incident, ACTS["link"], {**values, "born": born, "expected": due})


class Room:
    """A folder with a log and drafts, at which people sit down one after the other."""

    def __init__(self, folder: Path) -> None:
        self.folder = folder
        self.clock = Clock()
        self.agencies = Agencies(self.clock)
        self.ledger = Ledger.open(folder / "console.db")
        self._keys: dict[str, Any] = {}

    def desk(self, role: str = "duty", **changes: Any) -> Desk:
        person = ROLES[role]
        key = self._keys.get(role)
        if key is None:
            key = create_key(self.folder / "keys", person.name, "x", hardness=CHEAP)
            self._keys[role] = key
            # The first adds themselves, and everybody who comes after: the register says who may.
            adds = next(iter(self._keys))
            by = ROLES[adds]
            body = OperatorAdded(
                name=person.name, role=person.role, agency=person.agency, public_key=key.public_key
            )
            added = write(
                id=Recording(body).id,
                incident=REGISTER,
                body=body,
                occurred_at=self.clock(),
                recorded_at=self.clock(),
                late_reason="",
                operator=by.name,
                role=by.role,
                agency=by.agency,
                desk="EDT 1",
            )
            self.ledger.append_now([added], self._keys[adds])
        made: dict[str, Any] = {
            "operator": person,
            "signer": key,
            "name": "EDT 1",
            "ledger": self.ledger,
            "gateway": self.agencies,
            "drafts": Drafts(self.folder / "drafts", "EDT 1"),
            "clock": self.clock,
            "check": checking(self.ledger, [self.folder / "checkpoints"], self.clock),
            "habits": Habits(
                cannot_attend=(
                    Preset("By telephone for the whole event", "One worker covers the county"),
                    Preset("By telephone, manager finds somebody", "Too far away"),
                )
            ),
        }
        return Desk(**{**made, **changes})

    async def incident(self, role: str = "duty") -> Incident:
        opened = IncidentOpened(address=Address.model_validate(PLACE), nature="Birth at home")
        return await Incident.open_new(self.desk(role), opened)

    def sit_down(self, incident: Incident, role: str) -> Incident:
        """The same incident in front of another person."""
        return Incident.load(self.desk(role), incident.reference)

    def log(self, incident: Incident | str) -> tuple[Entry, ...]:
        reference = incident if isinstance(incident, str) else incident.reference
        return self.ledger.rows(reference, 1, self.ledger.head(reference))

    def kinds(self, incident: Incident | str) -> list[str]:
        return [entry.kind for entry in self.log(incident)]

    def close(self) -> None:
        self.ledger.close()
